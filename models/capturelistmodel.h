// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturesummary.h"

#include <QAbstractTableModel>
#include <QMap>

namespace eventscope {

/// The captures of a folder, one a row. GUI thread.
class CaptureListModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Began, Length, Events, Size, Connections, State, ColumnCount };
    enum Role {
        SortRole = Qt::UserRole + 1, ///< what a column is sorted by
        SearchRole ///< all that can be searched of a row, as one text
    };
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Changes no more than what is different, so that selections stay.
    void setCaptures(const QVector<CaptureSummary> &captures);
    const CaptureSummary &at(int row) const { return m_captures[row]; }
    int rowOf(const QString &folder) const; ///< -1: none
    /// What verify said of a capture; empty: it is not known. It holds while the capture stays as
    /// it is.
    void setVerdict(const QString &folder, const QString &verdict, bool sound);
    /// "being verified, 41 %"; empty: it is not.
    void setProgress(const QString &folder, const QString &progress);

private:
    struct Verdict
    {
        QString text;
        bool sound = true;
        quint64 bytes = 0; ///< of the capture when it was verified
    };
    QString stateText(const CaptureSummary &capture) const;
    QVariant sortValue(const CaptureSummary &capture, int column) const;
    void rowChanged(const QString &folder);

    QVector<CaptureSummary> m_captures;
    QMap<QString, Verdict> m_verdicts;
    QMap<QString, QString> m_progress;
};

} // namespace eventscope
