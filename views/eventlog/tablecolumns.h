// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventcolumns.h"

#include <QMap>
#include <QObject>

class QHeaderView;
class QTableView;

namespace eventscope {

class ColumnRoom;
class EventLogModel;

/// Which columns of the log are shown, how wide and in which order: between the header, which the
/// user drags, and EventColumns, which is kept. Child of the table; the model is not owned.
class TableColumns final : public QObject
{
    Q_OBJECT
public:
    /// Once the table has its model.
    TableColumns(QTableView *table, EventLogModel *model);

    /// What every log has is as it was at first; columns made from paths are hidden, not forgotten.
    void reset();
    /// In the order of the header, the hidden ones too.
    EventColumns columns() const;
    void apply(const EventColumns &columns);

    QByteArray save() const { return columns().toJson(); }
    /// What older versions saved is understood, too. False, and the usual columns, if it is
    /// nothing.
    bool restore(const QByteArray &bytes);

    /// The numbers of those that are shown, from left to right; those that are hidden only for want
    /// of room too.
    QVector<int> shown() const;
    /// Those of them that the table has no room for, by name. They are copied and exported all the
    /// same: what is in a file does not depend on how wide a window was.
    QStringList withoutRoom() const;
    bool isShown(int column) const;
    /// False for those that are hidden for want of room, too.
    bool isInSight(int column) const;
    void setShown(int column, bool shown);
    /// False for the last one: without any there would be no header left to bring one back.
    bool canHide(int column) const;
    /// False for a sign, and for the last one, which takes the room that the others leave.
    bool hasWidth(int column) const;
    int width(int column) const;
    void setWidth(int column, int pixels);
    int leastWidth() const;
    static constexpr int mostWidth = 4'000;
    /// Shows the column of a path, before the one that takes what is left; the error says why not.
    Result<void> addPath(const QString &path, const QString &title = {});
    void removePath(int column);
    bool isPath(int column) const;
    int columnOfPath(const QString &path) const; ///< -1: there is none
    QString titleOfPath(const QString &path) const;
    /// An empty title is the path's last name.
    void setTitle(const QString &path, const QString &title);
    /// For menus and lists: never empty.
    QString title(int column) const;
    /// True while the header changes for what was restored, not by hand.
    bool isRestoring() const { return m_restoring; }

    void applyFont();

Q_SIGNALS:
    void changed();

private:
    void setWidths();
    int naturalWidth(int column) const;
    void fitTimes();
    void matchPaths(const EventColumns &columns);
    int columnOf(const EventColumn &column) const;
    bool restoreOld(const QByteArray &bytes);

    QTableView *m_table;
    EventLogModel *m_model;
    QHeaderView *m_header;
    ColumnRoom *m_room;
    QMap<int, int> m_widths; ///< of hidden ones, too, which the header does not tell
    int m_timeWidth = 0; ///< what times needed when that was last asked
    bool m_restoring = false;
};

} // namespace eventscope
