// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/eventhistogram.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr qint64 millisecond = 1'000;
constexpr qint64 second = 1'000 * millisecond;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;

/// The years 0001 to 9999: no time that is real lies outside, and sums of two such times fit.
constexpr qint64 earliest = -719'162 * day;
constexpr qint64 latest = 2'932'897 * day;

constexpr std::array ladder{qint64(1),
                            qint64(5),
                            qint64(10),
                            qint64(50),
                            qint64(100),
                            qint64(500),
                            millisecond,
                            5 * millisecond,
                            10 * millisecond,
                            50 * millisecond,
                            100 * millisecond,
                            500 * millisecond,
                            second,
                            5 * second,
                            10 * second,
                            30 * second,
                            minute,
                            5 * minute,
                            10 * minute,
                            30 * minute,
                            hour,
                            3 * hour,
                            6 * hour,
                            12 * hour,
                            day,
                            5 * day,
                            10 * day,
                            50 * day,
                            100 * day,
                            500 * day,
                            1'000 * day};

constexpr bool isLadder()
{
    for (size_t i = 1; i < ladder.size(); ++i) {
        if (ladder[i] % ladder[i - 1] != 0)
            return false;
    }
    // All the years that there are have room on the last step.
    return (latest - earliest) / ladder.back() < qint64(EventHistogram::maxBuckets);
}
static_assert(isLadder());

} // namespace

EventHistogram::EventHistogram(qint64 fromUs, qint64 toUs)
    : m_fromUs(std::max(fromUs, earliest)), m_toUs(std::min(toUs, latest))
{ }

qint64 EventHistogram::placeInTime(const EventRecord &record)
{
    return record.recordedUs == noTime ? record.timeUs : record.recordedUs;
}

void EventHistogram::add(const EventRecord &record, quint64 sequence)
{
    const qint64 us = placeInTime(record);
    if (us < earliest || us >= latest) { // noTime among them
        ++m_untimed;
        return;
    }
    if (us < m_fromUs || us >= m_toUs)
        return;
    if (us < m_currentFrom || us >= m_currentTo)
        select(us);
    HistogramBucket &bucket = m_buckets[m_current];
    const size_t severity = std::min(size_t(record.severity), bucket.counts.size() - 1);
    ++bucket.counts[severity];
    bucket.firstSequence = std::min(bucket.firstSequence, sequence);
    ++m_total;
    m_firstUs = m_firstUs == noTime ? us : std::min(m_firstUs, us);
    m_lastUs = std::max(m_lastUs, us);
    if (record.flags & GapEvent) {
        ++bucket.gaps;
        m_gaps.push_back({sequence, us});
        if (m_gaps.size() > maxGaps)
            m_gaps.pop_front();
    }
}

/// Makes the bucket of that time the current one.
void EventHistogram::select(qint64 us)
{
    const auto find = [this, us] {
        return std::lower_bound(
            m_buckets.begin(), m_buckets.end(), floorDivide(us, m_bucketUs),
            [](const HistogramBucket &bucket, qint64 index) { return bucket.index < index; });
    };
    auto at = find();
    if (at == m_buckets.end() || at->index != floorDivide(us, m_bucketUs)) {
        while (m_buckets.size() >= maxBuckets)
            coarsen();
        at = find();
        const qint64 index = floorDivide(us, m_bucketUs);
        if (at == m_buckets.end() || at->index != index) {
            HistogramBucket fresh;
            fresh.index = index;
            fresh.firstSequence = std::numeric_limits<quint64>::max();
            at = m_buckets.insert(at, fresh);
        }
    }
    m_current = size_t(at - m_buckets.begin());
    m_currentFrom = at->index * m_bucketUs;
    m_currentTo = m_currentFrom + m_bucketUs;
}

void EventHistogram::coarsen()
{
    const qint64 longer = *std::upper_bound(ladder.begin(), ladder.end() - 1, m_bucketUs);
    const qint64 factor = longer / m_bucketUs;
    m_bucketUs = longer;
    size_t kept = 0;
    for (size_t i = 0; i < m_buckets.size(); ++i) {
        HistogramBucket bucket = m_buckets[i];
        bucket.index = floorDivide(bucket.index, factor);
        if (kept == 0 || m_buckets[kept - 1].index != bucket.index) {
            m_buckets[kept++] = bucket;
            continue;
        }
        HistogramBucket &into = m_buckets[kept - 1];
        for (size_t severity = 0; severity < into.counts.size(); ++severity)
            into.counts[severity] += bucket.counts[severity];
        into.firstSequence = std::min(into.firstSequence, bucket.firstSequence);
        into.gaps += bucket.gaps;
    }
    m_buckets.resize(kept);
    m_currentFrom = m_currentTo = 0;
}

void EventHistogram::forgetBefore(qint64 us)
{
    m_fromUs = std::max(m_fromUs, us);
    auto end = m_buckets.begin();
    while (end != m_buckets.end() && (end->index + 1) * m_bucketUs <= us) {
        for (const quint32 count : end->counts)
            m_total -= count;
        ++end;
    }
    if (end == m_buckets.begin())
        return;
    m_buckets.erase(m_buckets.begin(), end);
    m_currentFrom = m_currentTo = 0;
    while (!m_gaps.empty() && m_gaps.front().atUs < us)
        m_gaps.pop_front();
    if (m_buckets.empty())
        m_firstUs = m_lastUs = noTime;
    else
        m_firstUs = std::max(m_firstUs, m_buckets.front().index * m_bucketUs);
}

} // namespace eventscope
