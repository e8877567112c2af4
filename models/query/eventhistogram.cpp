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

constexpr quint64 noFirst = std::numeric_limits<quint64>::max();

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

HistogramBucket *EventHistogram::bucketOf(qint64 us)
{
    const qint64 index = floorDivide(us, m_bucketUs);
    if (m_current < m_buckets.size() && m_buckets[m_current].index == index)
        return &m_buckets[m_current];
    const auto at = std::lower_bound(
        m_buckets.begin(), m_buckets.end(), index,
        [](const HistogramBucket &bucket, qint64 wanted) { return bucket.index < wanted; });
    if (at == m_buckets.end() || at->index != index)
        return nullptr;
    m_current = size_t(at - m_buckets.begin());
    m_currentFrom = m_currentTo = 0;
    return &*at;
}

void EventHistogram::remove(const EventRecord &record)
{
    const qint64 us = placeInTime(record);
    if (us < earliest || us >= latest) {
        m_untimed -= m_untimed > 0 ? 1 : 0;
        return;
    }
    HistogramBucket *bucket = us < m_fromUs || us >= m_toUs ? nullptr : bucketOf(us);
    if (!bucket)
        return;
    quint32 &count = bucket->counts[std::min(size_t(record.severity), bucket->counts.size() - 1)];
    if (count == 0)
        return;
    --count;
    --m_total;
    bucket->gaps -= (record.flags & GapEvent) && bucket->gaps > 0 ? 1 : 0;
}

void EventHistogram::dropEmpty(quint64 firstLeft)
{
    std::erase_if(m_buckets, [](const HistogramBucket &bucket) {
        return std::all_of(bucket.counts.begin(), bucket.counts.end(),
                           [](quint32 count) { return count == 0; });
    });
    m_withoutFirst = 0;
    for (HistogramBucket &bucket : m_buckets) {
        if (bucket.firstSequence < firstLeft) {
            bucket.firstSequence = noFirst;
            ++m_withoutFirst;
        }
    }
    while (!m_gaps.empty() && m_gaps.front().sequence < firstLeft)
        m_gaps.pop_front();
    m_current = 0;
    m_currentFrom = m_currentTo = 0;
    if (m_buckets.empty()) {
        m_firstUs = m_lastUs = noTime;
        return;
    }
    m_firstUs = std::max(m_firstUs, m_buckets.front().index * m_bucketUs);
    m_lastUs = std::min(m_lastUs, (m_buckets.back().index + 1) * m_bucketUs - 1);
}

bool EventHistogram::findFirst(const EventRecord &record, quint64 sequence)
{
    const qint64 us = placeInTime(record);
    HistogramBucket *bucket =
        m_withoutFirst == 0 || us < m_fromUs || us >= m_toUs ? nullptr : bucketOf(us);
    if (bucket && bucket->firstSequence == noFirst) {
        bucket->firstSequence = sequence;
        --m_withoutFirst;
        if (bucket == &m_buckets.front()) // nearly always the first of the log, too
            m_firstUs = us;
    }
    return m_withoutFirst > 0;
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
            fresh.firstSequence = noFirst;
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
    if (us < earliest)
        return;
    // The stretch that this is in the middle of stays whole, so that what is in it can be removed.
    m_fromUs = std::max(m_fromUs, floorDivide(std::min(us, latest), m_bucketUs) * m_bucketUs);
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
