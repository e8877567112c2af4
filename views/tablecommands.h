// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace eventscope {

class EventTable;
class WindowActions;

/// Connects the actions of the window that are about the rows of the log: copies, jumps, bookmarks,
/// times and order. Child of the table.
class TableCommands final : public QObject
{
    Q_OBJECT
public:
    TableCommands(const WindowActions &actions, EventTable *table);

private:
    void connectCopies(const WindowActions &actions);
    void connectJumps(const WindowActions &actions);
    void connectTimes(const WindowActions &actions);

    EventTable *m_table;
};

} // namespace eventscope
