// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterstore.h"

#include <QAbstractListModel>

namespace eventscope {

namespace FilterSetRole {
enum : int {
    Name = Qt::UserRole, ///< QString
    Text, ///< QString: what it says
    Excludes, ///< bool
    Color, ///< int: Theme::filterDots
    IsOn, ///< bool
    OnFor, ///< QStringList: ids of connections
    Problem ///< QString: why it cannot be used; empty if it can
};
}

/// The saved filters, in their order: switched on and off, changed, moved, shared. Every change is
/// saved at once; where that fails, problem() is emitted and the change stays for this session.
/// GUI thread.
class FilterSetModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    /// `path`: of the file that keeps them; empty: nothing is kept.
    explicit FilterSetModel(const QString &path, QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    /// Qt::CheckStateRole switches it on and off.
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    /// Reads the file: what others saved is there then. The rows stay where they stayed the same.
    void reload();

    const QVector<SavedFilter> &filters() const { return m_filters; }
    const SavedFilter &filterAt(int row) const { return m_filters[row]; }
    int rowOf(const QString &name) const; ///< in any case; -1: there is none
    /// Puts it at the end, or in the place of the one with its name. The error says why not.
    Result<int> put(const SavedFilter &filter);
    /// Changes one, its name too.
    Result<void> change(int row, const SavedFilter &filter);
    void remove(int row);
    /// Moves one before `to`, or to the end (`to` == rowCount()).
    void move(int row, int to);
    void setOn(int row, bool on);
    /// Switches exactly those with these names on, in this window: looking at an old capture again
    /// is not to change what others begin with, so that this by itself saves nothing.
    void setOnlyOn(const QStringList &names);
    QStringList namesOn() const;
    /// Switches on what is to be on for this connection.
    void switchOnFor(const QString &connectionId);

    struct Import
    {
        int added = 0;
        int replaced = 0; ///< had the same name and said something else
        int same = 0;
        QString text() const; ///< a sentence about it
    };
    /// All or nothing. Filters with a known name take its place, and keep whether it is on.
    Result<Import> importFrom(const QString &path);
    Result<void> exportTo(const QString &path) const;

Q_SIGNALS:
    /// Which filters are on, or what those say, has changed.
    void stackChanged();
    void problem(const QString &sentence);

private:
    void save();
    void take(const QVector<SavedFilter> &filters);
    void changed(int row);
    QString refusal(const SavedFilter &filter, int exceptRow) const;

    FilterStore m_store;
    QVector<SavedFilter> m_filters;
};

} // namespace eventscope
