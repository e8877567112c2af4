// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"

#include <array>
#include <deque>
#include <limits>
#include <vector>

namespace eventscope {

using SeverityCounts = std::array<quint64, size_t(Severity::Fatal) + 1>;

/// The events that arrived in one stretch of time.
struct HistogramBucket
{
    qint64 index = 0; ///< its start is index × bucketUs()
    quint64 firstSequence = 0; ///< the least in it
    std::array<quint32, size_t(Severity::Fatal) + 1> counts{};
    quint32 gaps = 0; ///< gap rows, which are among the counts
};

/// How many events of which severity came when, in a bounded number of buckets of one length. Only
/// stretches in which something came have a bucket, so that neither a silent night nor a clock that
/// once stood in 1970 costs detail; where there are too many, all become longer. Lengths are a
/// fixed ladder, each a multiple of the one before, so that counts stay exact. The order of adding
/// does not matter: a clock that jumps back is counted where it stood. One thread at a time.
class EventHistogram
{
public:
    static constexpr size_t maxBuckets = 4096;
    static constexpr size_t maxGaps = 1024; ///< that are remembered one by one: the newest

    struct Gap
    {
        quint64 sequence = 0;
        qint64 atUs = 0; ///< when its row was written, which is its end
    };

    /// Only what came in [fromUs, toUs) is counted.
    explicit EventHistogram(qint64 fromUs = std::numeric_limits<qint64>::min(),
                            qint64 toUs = std::numeric_limits<qint64>::max());

    void add(const EventRecord &record, quint64 sequence);
    /// Takes an event out that was added. When all have been, dropEmpty() has to be called with the
    /// first sequence that is left, and findFirst() with what is left, in order, until it answers
    /// that no bucket's first event is wanted any more.
    void remove(const EventRecord &record);
    void dropEmpty(quint64 firstLeft);
    bool findFirst(const EventRecord &record, quint64 sequence);
    /// Forgets the buckets that end at or before `us`, and counts nothing before the others.
    void forgetBefore(qint64 us);

    /// The time by which an event is placed: that of its arrival, else its own; noTime if it has
    /// neither.
    static qint64 placeInTime(const EventRecord &record);

    qint64 bucketUs() const { return m_bucketUs; }
    /// Ascending by index.
    const std::vector<HistogramBucket> &buckets() const { return m_buckets; }
    const std::deque<Gap> &gaps() const { return m_gaps; }
    quint64 total() const { return m_total; }
    quint64 untimed() const { return m_untimed; } ///< events without any time, which no bucket has
    qint64 firstUs() const { return m_firstUs; } ///< noTime while it is empty
    qint64 lastUs() const { return m_lastUs; }
    qint64 fromUs() const { return m_fromUs; }
    qint64 toUs() const { return m_toUs; }

private:
    HistogramBucket *bucketOf(qint64 us);
    void select(qint64 us);
    void coarsen();

    qint64 m_fromUs;
    qint64 m_toUs;
    qint64 m_bucketUs = 1;
    std::vector<HistogramBucket> m_buckets;
    size_t m_current = 0; ///< bucket of the last event, and its stretch: most events stay in it
    qint64 m_currentFrom = 0;
    qint64 m_currentTo = 0;
    std::deque<Gap> m_gaps;
    quint64 m_total = 0;
    quint64 m_untimed = 0;
    size_t m_withoutFirst = 0; ///< buckets whose first event went
    qint64 m_firstUs = noTime;
    qint64 m_lastUs = noTime;
};

/// Rounds towards the past, before 1970 too.
constexpr qint64 floorDivide(qint64 value, qint64 by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

} // namespace eventscope
