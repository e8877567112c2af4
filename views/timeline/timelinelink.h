// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace eventscope {

class EventTable;
class TimelineView;

/// Ties the timeline to the table below it: it marks what the table has in sight, and a jump in the
/// timeline scrolls the table. Child of the timeline's view; the table is not owned.
class TimelineLink final : public QObject
{
    Q_OBJECT
public:
    TimelineLink(TimelineView *timeline, EventTable *table);

    /// The event, or the first one behind it that is shown, or the last; false if none is shown.
    bool jump(quint64 sequence);

private:
    void markSight();

    TimelineView *m_timeline;
    EventTable *m_table;
    QTimer m_soon;
};

} // namespace eventscope
