// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timelinemodel.h"

#include "models/timelinestate.h"

#include <utility>

namespace eventscope {

namespace {

constexpr int restMs = 50; ///< between two looks at the log
} // namespace

TimelineModel::TimelineModel(EventLogModel *log, QObject *parent)
    : QObject(parent), m_state(std::make_unique<State>())
{
    State &s = *m_state;
    s.model = log;
    s.pool.setMaxThreadCount(1); // filters want the other processors
    s.soon.setSingleShot(true);
    s.soon.setInterval(restMs);
    connect(&s.soon, &QTimer::timeout, this, &TimelineModel::takeNew);
    connect(log, &EventLogModel::logGrown, this, &TimelineModel::soon);
    connect(log, &EventLogModel::logRetired, this, &TimelineModel::soon);
    connect(log, &EventLogModel::logAboutToRetire, this, &TimelineModel::keepRetiring);
    connect(log, &EventLogModel::logAboutToBeReplaced, this,
            [this] { m_state->gapLengths.clear(); });
    connect(log, &EventLogModel::logReplaced, this, [this] {
        m_state->anew = true;
        zoomOut();
        takeNew();
    });
    connect(&s.gapLengths, &GapLengths::learned, this, [this] {
        soon();
        Q_EMIT changed();
    });
    connect(log, &QAbstractItemModel::rowsInserted, this, &TimelineModel::soon);
    connect(log, &QAbstractItemModel::modelReset, this, &TimelineModel::onOtherRows);
    for (TimelineCount *count : {&s.all, &s.matching, &s.fineAll, &s.fineMatching})
        connect(count, &TimelineCount::counted, this, &TimelineModel::takeNew);
    takeNew();
}

TimelineModel::~TimelineModel()
{
    for (TimelineCount *count :
         {&m_state->all, &m_state->matching, &m_state->fineAll, &m_state->fineMatching})
        count->clear();
    m_state->pool.waitForDone();
}

void TimelineModel::setAwake(bool awake)
{
    State &s = *m_state;
    if (std::exchange(s.awake, awake) == awake)
        return;
    if (awake) {
        takeNew();
        return;
    }
    s.soon.stop();
    s.before.reset();
    s.shownBefore.reset();
}

void TimelineModel::soon()
{
    if (m_state->awake && !m_state->soon.isActive())
        m_state->soon.start();
}

/// Other filters: what was counted of theirs is shown until the new rows are counted.
void TimelineModel::onOtherRows()
{
    m_state->otherRows = true;
    soon();
}

void TimelineModel::takeNew()
{
    State &s = *m_state;
    if (!s.awake)
        return;
    const EventLog *log = s.model->log();
    if (s.anew || log != s.log || (log && log->firstSequence() != s.first))
        startAnew();
    s.before.reset();
    s.shownBefore.reset();
    if (log) {
        countFiner();
        catchUp();
        readGaps();
    }
    if (s.unchecked && s.isCounted()) {
        s.unchecked = false;
        zoomTo(TimelineSpan(s.zoom));
    }
    slide();
    refine();
    Q_EMIT changed();
}

void TimelineModel::catchUp()
{
    State &s = *m_state;
    s.all.catchUp(*s.log);
    const RowSet *rows = s.model->shownSet();
    if (std::exchange(s.otherRows, false)) {
        s.matching.clear(s.first);
        s.fine = {}; // counted again once it is known whether the coarse counts do
    }
    if (rows)
        s.matching.catchUp(*s.log, rows);
    if (s.fine.isEmpty())
        return;
    s.fineAll.catchUp(*s.log);
    if (rows)
        s.fineMatching.catchUp(*s.log, rows);
}

/// What is about to go can be taken out of the counts only while somebody has it.
void TimelineModel::keepRetiring()
{
    State &s = *m_state;
    if (!s.awake || s.anew || !s.log || s.log->firstSequence() != s.first)
        return;
    s.before = s.log->snapshot();
    const RowSet *rows = s.model->shownSet();
    s.shownBefore = rows ? std::optional(*rows) : std::nullopt;
}

/// Another log, or one whose oldest rows have gone.
void TimelineModel::startAnew()
{
    State &s = *m_state;
    const bool other = std::exchange(s.anew, false) || s.model->log() != s.log;
    const quint64 firstBefore = std::exchange(s.first, 0);
    const auto before = std::exchange(s.before, std::nullopt);
    const auto shownBefore = std::exchange(s.shownBefore, std::nullopt);
    s.log = s.model->log();
    s.first = s.log ? s.log->firstSequence() : 0;
    if (!other && s.log && before && before->firstSequence() == firstBefore
        && s.first - firstBefore <= before->size()) {
        takeOut(*before, shownBefore);
        return;
    }
    s.gapLengths.clear();
    if (other || !s.log)
        s.all.clear(s.first), s.matching.clear();
    else
        s.all.count({s.log->snapshot(), 0, std::nullopt}); // the old counts are shown until then
    s.fine = {};
    s.otherRows = true;
}

/// Only what went is counted, to take it out; a count that was on its way starts again.
void TimelineModel::takeOut(const EventLog::Snapshot &before, const std::optional<RowSet> &shown)
{
    State &s = *m_state;
    s.gapLengths.forgetBefore(s.first);
    s.thinned = true;
    if (!s.all.retire(*s.log, nullptr, {before, std::nullopt}))
        s.all.count({s.log->snapshot(), 0, std::nullopt});
    const RowSet *rows = s.model->shownSet();
    if (rows && !(shown && s.matching.retire(*s.log, rows, {before, shown})))
        s.otherRows = true;
    if (s.fine.isEmpty())
        return;
    const bool kept = s.fineAll.retire(*s.log, nullptr, {before, std::nullopt})
        && (!rows || (shown && s.fineMatching.retire(*s.log, rows, {before, shown})));
    if (!kept)
        s.fine = {};
}

/// Where so much was taken out that there are fewer counts than bars.
void TimelineModel::countFiner()
{
    State &s = *m_state;
    if (!s.thinned || s.all.isBusy())
        return;
    s.thinned = false;
    const EventHistogram &all = s.all.histogram();
    if (all.bucketUs() == 1 || all.buckets().size() >= size_t(State::mostBarsEver))
        return;
    s.all.count({s.log->snapshot(), 0, std::nullopt});
    s.otherRows = true;
}

/// The newest first; the others when those are known.
void TimelineModel::readGaps()
{
    State &s = *m_state;
    const auto &gaps = s.all.histogram().gaps();
    if (s.gapLengths.isReading() || !s.model->lines())
        return;
    std::vector<GapLengths::Row> rows;
    for (auto gap = gaps.rbegin(); gap != gaps.rend(); ++gap) {
        if (gap->sequence < s.first || gap->sequence - s.first >= s.log->size()
            || s.gapLengths.knows(gap->sequence))
            continue;
        rows.push_back({gap->sequence, s.log->at(gap->sequence - s.first)});
        if (rows.size() == size_t(GapLengths::mostAtOnce))
            break;
    }
    s.gapLengths.read(std::move(rows), s.model->lines());
}

EventLogModel *TimelineModel::eventLog() const
{
    return m_state->model;
}

bool TimelineModel::isEmpty() const
{
    return m_state->all.histogram().total() == 0;
}

bool TimelineModel::isCounting() const
{
    return m_state->all.isBusy();
}

bool TimelineModel::isFiltered() const
{
    return m_state->model->shownSet() != nullptr;
}

quint64 TimelineModel::untimed() const
{
    return m_state->all.histogram().untimed();
}

quint64 TimelineModel::total() const
{
    return m_state->all.histogram().total();
}

} // namespace eventscope
