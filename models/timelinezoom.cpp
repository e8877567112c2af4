// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which stretch of the log TimelineModel shows, and in how much detail.
#include "models/timelinestate.h"

#include <QDateTime>

#include <algorithm>
#include <limits>
#include <utility>

namespace eventscope {

namespace {

constexpr qint64 shortestWhole = 1'000'000;
constexpr qint64 shortestZoom = 1'000;
constexpr qint64 endless = std::numeric_limits<qint64>::max();

} // namespace

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
    if (!s.isCounted()) { // it is known later how far the log reaches
        s.unchecked = true;
        if (std::exchange(s.zoom, span) != span)
            Q_EMIT zoomChanged();
        return;
    }
    if (whole.isEmpty() || span.length() >= whole.length()) {
        zoomOut();
        return;
    }
    const qint64 from =
        std::clamp(span.fromUs, whole.fromUs, std::max(whole.fromUs, whole.toUs - span.length()));
    span = {from, from + span.length()};
    s.followsEnd = span.toUs >= whole.toUs;
    if (std::exchange(s.zoom, span) == span)
        return;
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
    s.unchecked = false;
    if (s.zoom.isEmpty())
        return;
    s.zoom = {};
    dropFine();
    Q_EMIT zoomChanged();
    Q_EMIT changed();
}

void TimelineModel::setMostBars(int most)
{
    m_state->mostBars = std::clamp(most, 1, State::mostBarsEver);
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
        const qint64 from = gap.atUs - s.gapLengths.lengthUs(gap.sequence);
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
