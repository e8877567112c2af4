// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/eventhistogram.h"

#include <vector>

namespace eventscope {

/// A stretch of time: its end does not belong to it.
struct TimelineSpan
{
    qint64 fromUs = 0;
    qint64 toUs = 0;

    qint64 length() const { return toUs - fromUs; }
    bool isEmpty() const { return toUs <= fromUs; }
    bool contains(qint64 us) const { return us >= fromUs && us < toUs; }
    bool operator==(const TimelineSpan &) const = default;
};

/// What one bar of the timeline stands for.
struct TimelineBar
{
    TimelineSpan span;
    SeverityCounts all{};
    SeverityCounts matching{}; ///< under a filter
    quint64 gaps = 0;
    quint64 firstSequence = 0;
    quint64 firstMatching = 0; ///< 0: none

    quint64 total() const;
    quint64 totalMatching() const;
};

/// The bars of a span. Bars in which nothing came are left out.
struct TimelineBars
{
    TimelineSpan span;
    qint64 barUs = 1;
    qint64 offsetUs = 0; ///< bars begin at multiples of barUs after it
    std::vector<TimelineBar> bars; ///< ascending
    quint64 highest = 0; ///< most events in one

    /// The stretch of the bar that a moment falls in, whether anything came in it or not.
    TimelineSpan stretchAt(qint64 us) const;
    /// Null: nothing came.
    const TimelineBar *at(qint64 us) const;
};

/// The shortest length of time that a person calls round, is at least `leastUs`, and is a multiple
/// of `bucketUs`.
qint64 roundLength(qint64 leastUs, qint64 bucketUs = 1);

/// Bars of at least `leastBarUs`. `matching` may be null. `zoneOffsetUs` is how far the clock on
/// the wall is ahead of UTC: bars of hours and days begin when it strikes.
TimelineBars barsOf(const EventHistogram &all, const EventHistogram *matching, TimelineSpan span,
                    qint64 leastBarUs, qint64 zoneOffsetUs);

} // namespace eventscope
