// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timelinelink.h"

#include "models/eventlogmodel.h"
#include "models/timelinemodel.h"
#include "views/eventlog/eventtable.h"
#include "views/timeline/timelineview.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr int scrollRestMs = 30; ///< a table that scrolls says so more often than anyone can see

} // namespace

TimelineLink::TimelineLink(TimelineView *timeline, EventTable *table)
    : QObject(timeline), m_timeline(timeline), m_table(table)
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(scrollRestMs);
    connect(&m_soon, &QTimer::timeout, this, &TimelineLink::markSight);
    const auto soon = [this] {
        if (!m_soon.isActive())
            m_soon.start();
    };
    connect(table, &EventTable::sightChanged, this, soon);
    connect(timeline->timeline(), &TimelineModel::changed, this, soon);
    connect(timeline, &TimelineView::jumpWanted, this, &TimelineLink::jump);
    soon();
}

void TimelineLink::markSight()
{
    const auto [older, newer] = m_table->sequencesInSight();
    const EventLog *log = m_table->eventModel()->log();
    const auto known = [log](quint64 sequence) {
        return log && sequence >= log->firstSequence()
            && sequence - log->firstSequence() < log->size();
    };
    if (older == 0 || !known(older) || !known(newer)) {
        m_timeline->setTableWindow({});
        return;
    }
    const qint64 one = EventHistogram::placeInTime(log->at(older - log->firstSequence()));
    const qint64 other = EventHistogram::placeInTime(log->at(newer - log->firstSequence()));
    if (one == noTime || other == noTime)
        m_timeline->setTableWindow({});
    else
        m_timeline->setTableWindow({std::min(one, other), std::max(one, other) + 1});
}

bool TimelineLink::jump(quint64 sequence)
{
    const EventLogModel *model = m_table->eventModel();
    int from = 0;
    int count = model->rowCount();
    if (count == 0)
        return false;
    while (count > 0) { // rows of the model are in order of arrival, whatever the table makes of it
        const int half = count / 2;
        if (model->sequenceAt(from + half) < sequence) {
            from += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return m_table->showSequence(model->sequenceAt(std::min(from, model->rowCount() - 1)));
}

} // namespace eventscope
