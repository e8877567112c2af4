// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/timelinebars.h"

#include <algorithm>
#include <numeric>

namespace eventscope {

namespace {

constexpr qint64 oneMillisecond = 1'000;
constexpr qint64 oneSecond = 1'000 * oneMillisecond;
constexpr qint64 oneMinute = 60 * oneSecond;
constexpr qint64 oneHour = 60 * oneMinute;
constexpr qint64 oneDay = 24 * oneHour;

constexpr std::array roundLengths{oneSecond,      2 * oneSecond,  5 * oneSecond,  10 * oneSecond,
                                  15 * oneSecond, 30 * oneSecond, oneMinute,      2 * oneMinute,
                                  5 * oneMinute,  10 * oneMinute, 15 * oneMinute, 30 * oneMinute,
                                  oneHour,        2 * oneHour,    3 * oneHour,    6 * oneHour,
                                  12 * oneHour,   oneDay,         2 * oneDay,     5 * oneDay};

template<typename Counts>
quint64 sum(const Counts &counts)
{
    return std::accumulate(counts.begin(), counts.end(), quint64(0));
}

/// Calls with(bucket, start of its bar) for all buckets that begin in the span.
template<typename With>
void forEachBucket(const EventHistogram &histogram, const TimelineBars &bars, With with)
{
    const auto &buckets = histogram.buckets();
    const TimelineSpan whole{bars.stretchAt(bars.span.fromUs).fromUs,
                             bars.stretchAt(bars.span.toUs - 1).toUs};
    auto bucket = std::lower_bound(
        buckets.begin(), buckets.end(), floorDivide(whole.fromUs, histogram.bucketUs()),
        [](const HistogramBucket &one, qint64 index) { return one.index < index; });
    for (; bucket != buckets.end() && bucket->index * histogram.bucketUs() < whole.toUs; ++bucket)
        with(*bucket, bars.stretchAt(bucket->index * histogram.bucketUs()));
}

} // namespace

quint64 TimelineBar::total() const
{
    return sum(all);
}

quint64 TimelineBar::totalMatching() const
{
    return sum(matching);
}

TimelineSpan TimelineBars::stretchAt(qint64 us) const
{
    const qint64 from = floorDivide(us - offsetUs, barUs) * barUs + offsetUs;
    return {from, from + barUs};
}

const TimelineBar *TimelineBars::at(qint64 us) const
{
    const auto after =
        std::upper_bound(bars.begin(), bars.end(), us, [](qint64 value, const TimelineBar &bar) {
            return value < bar.span.fromUs;
        });
    if (after == bars.begin() || !(after - 1)->span.contains(us))
        return nullptr;
    return &*(after - 1);
}

qint64 roundLength(qint64 leastUs, qint64 bucketUs)
{
    const qint64 least = std::max({leastUs, bucketUs, qint64(1)});
    for (qint64 decade = 1; decade < oneSecond; decade *= 10) {
        for (const qint64 length : {decade, 2 * decade, 5 * decade}) {
            if (length >= least && length % bucketUs == 0)
                return length;
        }
    }
    for (const qint64 length : roundLengths) {
        if (length >= least && length % bucketUs == 0)
            return length;
    }
    for (qint64 decade = 10 * oneDay; decade <= 100'000 * oneDay; decade *= 10) {
        for (const qint64 length : {decade, 2 * decade, 5 * decade}) {
            if (length >= least && length % bucketUs == 0)
                return length;
        }
    }
    return (least + bucketUs - 1) / bucketUs * bucketUs;
}

TimelineBars barsOf(const EventHistogram &all, const EventHistogram *matching, TimelineSpan span,
                    qint64 leastBarUs, qint64 zoneOffsetUs)
{
    TimelineBars bars;
    bars.span = span;
    // The lengths of all histograms are on one ladder: the longer is a multiple of the shorter.
    const qint64 bucketUs =
        matching ? std::max(all.bucketUs(), matching->bucketUs()) : all.bucketUs();
    bars.barUs = roundLength(leastBarUs, bucketUs);
    // Where the buckets are too long to be cut at the clock's hours, UTC's have to do.
    bars.offsetUs = zoneOffsetUs % bucketUs == 0 ? -zoneOffsetUs % bars.barUs : 0;
    if (span.isEmpty())
        return bars;
    forEachBucket(all, bars, [&bars](const HistogramBucket &bucket, TimelineSpan stretch) {
        if (bars.bars.empty() || bars.bars.back().span != stretch) {
            TimelineBar bar;
            bar.span = stretch;
            bar.firstSequence = bucket.firstSequence;
            bars.bars.push_back(bar);
        }
        TimelineBar &bar = bars.bars.back();
        for (size_t i = 0; i < bar.all.size(); ++i)
            bar.all[i] += bucket.counts[i];
        bar.gaps += bucket.gaps;
        bar.firstSequence = std::min(bar.firstSequence, bucket.firstSequence);
    });
    for (const TimelineBar &bar : bars.bars)
        bars.highest = std::max(bars.highest, bar.total());
    if (!matching)
        return bars;
    size_t position = 0;
    forEachBucket(*matching, bars, [&](const HistogramBucket &bucket, TimelineSpan stretch) {
        while (position < bars.bars.size() && bars.bars[position].span.fromUs < stretch.fromUs)
            ++position;
        if (position == bars.bars.size() || bars.bars[position].span != stretch)
            return; // all events are counted a moment later
        TimelineBar &bar = bars.bars[position];
        for (size_t i = 0; i < bar.matching.size(); ++i)
            bar.matching[i] += bucket.counts[i];
        if (bar.firstMatching == 0 || bucket.firstSequence < bar.firstMatching)
            bar.firstMatching = bucket.firstSequence;
    });
    return bars;
}

} // namespace eventscope
