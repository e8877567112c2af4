// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timelinemodel.h"

#include "models/event/jsontape.h"
#include "models/eventlogmodel.h"
#include "models/query/lineparts.h"
#include "models/timelinecount.h"

#include <QDateTime>
#include <QHash>
#include <QThreadPool>
#include <QTimer>

#include <algorithm>
#include <limits>
#include <utility>

namespace eventscope {

namespace {

constexpr int restMs = 50; ///< between two looks at the log
constexpr int mostBarsEver = 400; ///< what the counts of a zoomed span can always tell apart
constexpr int mostGapLines = 64; ///< read at once
constexpr quint32 longestGapLine = 1U << 16; ///< what we write is far shorter
constexpr qint64 shortestWhole = 1'000'000;
constexpr qint64 shortestZoom = 1'000;
constexpr qint64 endless = std::numeric_limits<qint64>::max();
constexpr double longestGapSeconds = 1e9;

/// How long a gap lasted, as its row says; 0: it does not.
qint64 gapLengthUs(const EventRecord &record, const LineSource &lines)
{
    if (record.lineLength > longestGapLine)
        return 0;
    std::string scratch;
    const std::string_view line = lines.line(record, scratch);
    JsonTape tape(JsonTape::maxLineDepth);
    if (line.empty() || !tape.parse(payloadOf(record, line)))
        return 0;
    const double seconds = JsonRef(tape)["seconds"].number();
    return seconds > 0 && seconds < longestGapSeconds ? qint64(seconds * 1e6) : 0;
}

} // namespace

struct TimelineModel::State
{
    EventLogModel *model = nullptr;
    const EventLog *log = nullptr;
    quint64 first = 0; ///< sequence of the log's first row when it was counted
    QThreadPool pool;
    TimelineCount all{&pool};
    TimelineCount matching{&pool};
    TimelineCount fineAll{&pool}; ///< of the zoomed span and a little around it
    TimelineCount fineMatching{&pool};
    TimelineSpan fine; ///< empty: none
    TimelineSpan zoom; ///< empty: the whole log is shown
    bool followsEnd = false;
    bool otherRows = false; ///< are shown than those that were counted
    bool anew = true;
    int mostBars = 100;
    QTimer soon;
    QHash<quint64, qint64> gapLengths; ///< by sequence

    bool fineIsUsed() const
    {
        return !fine.isEmpty() && !fineAll.isBusy() && !fineMatching.isBusy();
    }
};

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
    connect(log, &EventLogModel::logReplaced, this, [this] {
        m_state->anew = true;
        takeNew();
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

void TimelineModel::soon()
{
    if (!m_state->soon.isActive())
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
    const EventLog *log = s.model->log();
    if (s.anew || log != s.log || (log && log->firstSequence() != s.first))
        startAnew();
    if (log) {
        catchUp();
        readGaps();
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

/// Another log, or one whose oldest rows have gone: what was counted of them is known no more.
void TimelineModel::startAnew()
{
    State &s = *m_state;
    const bool other = s.anew || s.model->log() != s.log;
    s.anew = false;
    s.log = s.model->log();
    s.first = s.log ? s.log->firstSequence() : 0;
    s.gapLengths.clear();
    if (other || !s.log) {
        s.all.clear(s.first);
        s.matching.clear();
        zoomOut();
    } else {
        s.all.count({s.log->snapshot(), 0, std::nullopt}); // the old counts are shown until then
    }
    s.fine = {};
    s.otherRows = true;
}

/// Keeps the end of the log in a span that was zoomed to it.
void TimelineModel::slide()
{
    State &s = *m_state;
    const qint64 end = wholeSpan().toUs;
    if (s.zoom.isEmpty() || !s.followsEnd || end <= s.zoom.toUs)
        return;
    s.zoom = {end - s.zoom.length(), end};
    if (s.fine.isEmpty())
        return;
    const qint64 oldest = s.zoom.fromUs - s.zoom.length() / 2;
    s.fineAll.forgetBefore(oldest);
    s.fineMatching.forgetBefore(oldest);
    s.fine.fromUs = std::max(s.fine.fromUs, oldest);
}

qint64 TimelineModel::leastBarUs() const
{
    return std::max(shownSpan().length() / std::max(m_state->mostBars, 1), qint64(1));
}

/// Counts the zoomed span in more detail where that of the whole log does not do.
void TimelineModel::refine()
{
    State &s = *m_state;
    const bool coarse = s.all.histogram().bucketUs() > roundLength(leastBarUs())
        || (isFiltered() && s.matching.histogram().bucketUs() > roundLength(leastBarUs()));
    if (s.zoom.isEmpty() || !s.log || !coarse) {
        dropFine();
        return;
    }
    const qint64 length = s.zoom.length();
    const qint64 fineEnd = std::min(s.fine.toUs, s.zoom.toUs + 2 * length);
    if (!s.fine.isEmpty() && s.fine.fromUs <= s.zoom.fromUs && s.fine.toUs >= s.zoom.toUs
        && fineEnd - s.fine.fromUs <= 4 * length)
        return;
    if (s.matching.isBusy())
        return; // it asks again when it has counted
    s.fine = {s.zoom.fromUs - length / 2, s.followsEnd ? endless : s.zoom.toUs + length / 2};
    const EventHistogram empty(s.fine.fromUs, s.fine.toUs);
    s.fineAll.count({s.log->snapshot(), 0, std::nullopt}, empty);
    if (const RowSet *rows = s.model->shownSet())
        s.fineMatching.count({s.log->snapshot(), 0, *rows}, empty);
    else
        s.fineMatching.clear();
}

void TimelineModel::dropFine()
{
    State &s = *m_state;
    if (s.fine.isEmpty())
        return;
    s.fine = {};
    s.fineAll.clear();
    s.fineMatching.clear();
}

void TimelineModel::readGaps()
{
    State &s = *m_state;
    const LineSource *lines = s.model->lines();
    const auto &gaps = s.all.histogram().gaps();
    int read = 0;
    for (auto gap = gaps.rbegin(); lines && gap != gaps.rend() && read < mostGapLines; ++gap) {
        if (gap->sequence < s.first || gap->sequence - s.first >= s.log->size()
            || s.gapLengths.contains(gap->sequence))
            continue;
        s.gapLengths.insert(gap->sequence, gapLengthUs(s.log->at(gap->sequence - s.first), *lines));
        ++read;
    }
    if (read == mostGapLines)
        soon();
    if (s.gapLengths.size() > qsizetype(4 * EventHistogram::maxGaps))
        s.gapLengths.clear(); // most are of gaps that are no longer remembered
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

TimelineSpan TimelineModel::wholeSpan() const
{
    const EventHistogram &all = m_state->all.histogram();
    if (all.total() == 0)
        return {};
    return {all.firstUs(), std::max(all.lastUs() + 1, all.firstUs() + shortestWhole)};
}

TimelineSpan TimelineModel::shownSpan() const
{
    return m_state->zoom.isEmpty() ? wholeSpan() : m_state->zoom;
}

bool TimelineModel::isZoomed() const
{
    return !m_state->zoom.isEmpty();
}

bool TimelineModel::followsEnd() const
{
    return m_state->zoom.isEmpty() || m_state->followsEnd;
}

void TimelineModel::zoomTo(TimelineSpan span)
{
    State &s = *m_state;
    const TimelineSpan whole = wholeSpan();
    if (span.length() < shortestZoom) {
        const qint64 centre = span.fromUs + span.length() / 2;
        span = {centre - shortestZoom / 2, centre + shortestZoom / 2};
    }
    if (whole.isEmpty() || span.length() >= whole.length()) {
        zoomOut();
        return;
    }
    const qint64 from =
        std::clamp(span.fromUs, whole.fromUs, std::max(whole.fromUs, whole.toUs - span.length()));
    span = {from, from + span.length()};
    if (span == s.zoom)
        return;
    s.zoom = span;
    s.followsEnd = span.toUs >= whole.toUs;
    refine();
    Q_EMIT zoomChanged();
    Q_EMIT changed();
}

void TimelineModel::zoomBy(double factor, qint64 aroundUs)
{
    const TimelineSpan shown = shownSpan();
    const qint64 from = aroundUs - qint64(double(aroundUs - shown.fromUs) * factor);
    zoomTo({from, from + qint64(double(shown.length()) * factor)});
}

void TimelineModel::zoomOut()
{
    State &s = *m_state;
    if (s.zoom.isEmpty())
        return;
    s.zoom = {};
    dropFine();
    Q_EMIT zoomChanged();
    Q_EMIT changed();
}

void TimelineModel::setMostBars(int most)
{
    m_state->mostBars = std::clamp(most, 1, mostBarsEver);
    refine();
}

TimelineBars TimelineModel::bars() const
{
    const State &s = *m_state;
    const TimelineSpan span = shownSpan();
    const qint64 offsetUs = timeZone() == TimeZoneChoice::Utc
        ? 0
        : qint64(QDateTime::fromMSecsSinceEpoch(span.toUs / 1000).offsetFromUtc()) * 1'000'000;
    const bool fine = s.fineIsUsed();
    return barsOf(fine ? s.fineAll.histogram() : s.all.histogram(),
                  !isFiltered() ? nullptr
                      : fine    ? &s.fineMatching.histogram()
                                : &s.matching.histogram(),
                  span, leastBarUs(), offsetUs);
}

std::vector<TimelineGap> TimelineModel::gaps() const
{
    const State &s = *m_state;
    const TimelineSpan span = shownSpan();
    std::vector<TimelineGap> gaps;
    for (const EventHistogram::Gap &gap : s.all.histogram().gaps()) {
        const qint64 from = gap.atUs - s.gapLengths.value(gap.sequence, 0);
        if (from < span.toUs && gap.atUs >= span.fromUs)
            gaps.push_back({{from, gap.atUs}, gap.sequence});
    }
    return gaps;
}

TimeZoneChoice TimelineModel::timeZone() const
{
    return m_state->model->timeZone();
}

} // namespace eventscope
