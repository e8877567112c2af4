// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/eventhistogram.h"
#include "models/query/histogramcount.h"
#include "models/query/timelinebars.h"

#include <QRandomGenerator>
#include <QTest>
#include <QThreadPool>

#include <map>
#include <numeric>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 hour = 3'600 * second;
constexpr qint64 start = 1'700'000'000 * second;

EventRecord recordAt(qint64 us, Severity severity = Severity::Info, EventFlags flags = 0)
{
    EventRecord record;
    record.recordedUs = us;
    record.severity = severity;
    record.flags = flags;
    return record;
}

quint64 totalOf(const EventHistogram &histogram)
{
    quint64 total = 0;
    for (const HistogramBucket &bucket : histogram.buckets())
        total = std::accumulate(bucket.counts.begin(), bucket.counts.end(), total);
    return total;
}

} // namespace

class EventHistogramTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void countsEveryEventOnceWhateverTheTimes_data();
    void countsEveryEventOnceWhateverTheTimes();
    void hasNoMoreBucketsThanPromised();
    void keepsItsDetailAcrossSilence();
    void placesEventsWithoutArrivalByTheirOwnTime();
    void leavesOutWhatHasNoTime();
    void countsOnlyWithinItsLimits();
    void forgetsWhatIsOlder();
    void remembersTheNewestGaps();
    void countsTheSameOnAWorker();
    void stopsWhenCancelled();
    void roundLengthsAreMultiplesOfBuckets();
    void barsBeginWhenTheClockStrikes();
    void barsAddUpToAllEventsOfTheirSpan();
    void matchingEventsStandInTheBarsOfAll();
};

void EventHistogramTest::countsEveryEventOnceWhateverTheTimes_data()
{
    QTest::addColumn<qint64>("spread");
    QTest::addColumn<bool>("jumps");
    QTest::newRow("within a millisecond") << qint64(1'000) << false;
    QTest::newRow("a minute") << 60 * second << false;
    QTest::newRow("three days, clock jumps") << 72 * hour << true;
    QTest::newRow("all years, clock jumps") << 8'000 * 365 * 24 * hour << true;
}

void EventHistogramTest::countsEveryEventOnceWhateverTheTimes()
{
    QFETCH(const qint64, spread);
    QFETCH(const bool, jumps);
    QRandomGenerator random(7);
    EventHistogram histogram;
    constexpr int count = 50'000;
    std::vector<qint64> times;
    for (int i = 0; i < count; ++i) {
        const qint64 us = jumps ? start - spread / 4 + qint64(random.generate64() % quint64(spread))
                                : start + spread / count * i;
        times.push_back(us);
        histogram.add(recordAt(us, Severity(random.bounded(5))), quint64(i) + 1);
    }
    QCOMPARE(histogram.total(), quint64(count));
    QCOMPARE(totalOf(histogram), quint64(count));
    std::map<qint64, std::pair<quint64, quint64>> expected; // count and first sequence by index
    for (size_t i = 0; i < times.size(); ++i) {
        auto &[events, first] = expected[floorDivide(times[i], histogram.bucketUs())];
        if (events++ == 0)
            first = i + 1;
    }
    QCOMPARE(histogram.buckets().size(), expected.size());
    auto it = expected.begin();
    for (const HistogramBucket &bucket : histogram.buckets()) {
        QCOMPARE(bucket.index, it->first);
        QCOMPARE(std::accumulate(bucket.counts.begin(), bucket.counts.end(), quint64(0)),
                 it->second.first);
        QCOMPARE(bucket.firstSequence, it->second.second);
        ++it;
    }
    QCOMPARE(histogram.firstUs(), *std::min_element(times.begin(), times.end()));
    QCOMPARE(histogram.lastUs(), *std::max_element(times.begin(), times.end()));
}

void EventHistogramTest::hasNoMoreBucketsThanPromised()
{
    EventHistogram histogram;
    for (int i = 0; i < 200'000; ++i) {
        histogram.add(recordAt(start + i * 997), quint64(i) + 1);
        QVERIFY(histogram.buckets().size() <= EventHistogram::maxBuckets);
    }
    // Coarse enough, and no coarser: the next finer length would have had too many.
    QVERIFY(histogram.buckets().size() > EventHistogram::maxBuckets / 6);
}

void EventHistogramTest::keepsItsDetailAcrossSilence()
{
    EventHistogram histogram;
    histogram.add(recordAt(0), 1); // a clock that had not been set
    for (int i = 0; i < 1000; ++i)
        histogram.add(recordAt(start + i * second), quint64(i) + 2);
    QVERIFY2(histogram.bucketUs() <= second, qPrintable(QString::number(histogram.bucketUs())));
    QCOMPARE(histogram.buckets().size(), size_t(1001));
}

void EventHistogramTest::placesEventsWithoutArrivalByTheirOwnTime()
{
    EventHistogram histogram;
    EventRecord foreign = recordAt(noTime);
    foreign.timeUs = start;
    histogram.add(foreign, 1);
    QCOMPARE(histogram.total(), quint64(1));
    QCOMPARE(histogram.firstUs(), start);
}

void EventHistogramTest::leavesOutWhatHasNoTime()
{
    EventHistogram histogram;
    histogram.add(recordAt(noTime), 1);
    histogram.add(recordAt(std::numeric_limits<qint64>::max()), 2);
    histogram.add(recordAt(std::numeric_limits<qint64>::min() + 1), 3);
    QCOMPARE(histogram.untimed(), quint64(3));
    QCOMPARE(histogram.total(), quint64(0));
    QVERIFY(histogram.buckets().empty());
}

void EventHistogramTest::countsOnlyWithinItsLimits()
{
    EventHistogram histogram(start + 10, start + 20);
    for (int i = 0; i < 100; ++i)
        histogram.add(recordAt(start + i), quint64(i) + 1);
    QCOMPARE(histogram.total(), quint64(10));
    QCOMPARE(histogram.firstUs(), start + 10);
    QCOMPARE(histogram.lastUs(), start + 19);
}

void EventHistogramTest::forgetsWhatIsOlder()
{
    EventHistogram histogram;
    for (int i = 0; i < 100; ++i)
        histogram.add(recordAt(start + i, Severity::Info, i == 5 ? GapEvent : EventFlag(0)),
                      quint64(i) + 1);
    histogram.forgetBefore(start + 40);
    QCOMPARE(histogram.total(), quint64(60));
    QCOMPARE(totalOf(histogram), quint64(60));
    QVERIFY(histogram.gaps().empty());
    histogram.add(recordAt(start + 39), 101);
    QCOMPARE(histogram.total(), quint64(60));
    histogram.add(recordAt(start + 41), 102);
    QCOMPARE(histogram.total(), quint64(61));
    histogram.forgetBefore(start + 1000);
    QCOMPARE(histogram.total(), quint64(0));
    QCOMPARE(histogram.firstUs(), noTime);
}

void EventHistogramTest::remembersTheNewestGaps()
{
    EventHistogram histogram;
    constexpr quint64 gaps = EventHistogram::maxGaps + 10;
    for (quint64 i = 0; i < gaps; ++i)
        histogram.add(recordAt(start + qint64(i) * second, Severity::Warning, GapEvent), i + 1);
    QCOMPARE(histogram.gaps().size(), size_t(EventHistogram::maxGaps));
    QCOMPARE(histogram.gaps().back().sequence, gaps);
    quint64 counted = 0;
    for (const HistogramBucket &bucket : histogram.buckets())
        counted += bucket.gaps;
    QCOMPARE(counted, gaps);
}

void EventHistogramTest::countsTheSameOnAWorker()
{
    EventLog log;
    log.setFirstSequence(1'001);
    EventHistogram all;
    EventHistogram some;
    RowSet rows;
    for (quint32 row = 0; row < 100'000; ++row) {
        const EventRecord record = recordAt(start + row * 1'234, Severity(row % 5));
        log.append(&record, 1);
        all.add(record, 1'001 + row);
        rows.append(row % 7 == 0, 1);
        if (row % 7 == 0) {
            some.add(record, 1'001 + row);
        }
    }
    QThreadPool pool;
    const auto same = [](const EventHistogram &one, const EventHistogram &other) {
        return one.bucketUs() == other.bucketUs() && one.total() == other.total()
            && std::equal(one.buckets().begin(), one.buckets().end(), other.buckets().begin(),
                          other.buckets().end(),
                          [](const HistogramBucket &a, const HistogramBucket &b) {
                              return a.index == b.index && a.counts == b.counts
                                  && a.firstSequence == b.firstSequence;
                          });
    };
    QVERIFY(same(startCount(pool, {log.snapshot(), 0, std::nullopt}, EventHistogram()).takeResult(),
                 all));
    QVERIFY(same(startCount(pool, {log.snapshot(), 0, rows}, EventHistogram()).takeResult(), some));
    const EventHistogram begun =
        startCount(pool, {log.snapshot(), 60'000, std::nullopt}, EventHistogram()).takeResult();
    QCOMPARE(begun.total(), quint64(40'000));
    QCOMPARE(begun.buckets().front().firstSequence, quint64(61'001));
}

void EventHistogramTest::stopsWhenCancelled()
{
    EventLog log;
    const std::vector<EventRecord> records(1'000'000, recordAt(start));
    log.append(records.data(), records.size());
    QThreadPool pool;
    pool.setMaxThreadCount(1);
    QSemaphore hold;
    pool.start([&hold] { hold.acquire(); });
    QFuture<EventHistogram> future =
        startCount(pool, {log.snapshot(), 0, std::nullopt}, EventHistogram());
    future.cancel();
    hold.release();
    QVERIFY(pool.waitForDone(10'000));
    QVERIFY(future.isFinished());
    QCOMPARE(future.resultCount(), 0);
}

void EventHistogramTest::roundLengthsAreMultiplesOfBuckets()
{
    QCOMPARE(roundLength(1), qint64(1));
    QCOMPARE(roundLength(3), qint64(5));
    QCOMPARE(roundLength(second + 1), 2 * second);
    QCOMPARE(roundLength(11 * second), 15 * second);
    QCOMPARE(roundLength(11 * second, 10 * second), 30 * second);
    QCOMPARE(roundLength(4 * hour), 6 * hour);
    QCOMPARE(roundLength(25 * hour), 48 * hour);
    EventHistogram histogram;
    QRandomGenerator random(3);
    for (int i = 0; i < 20'000; ++i) {
        histogram.add(recordAt(start + qint64(i) * i * 1'000), quint64(i) + 1);
        const qint64 least = qint64(random.generate64() % quint64(100 * hour));
        const qint64 length = roundLength(least, histogram.bucketUs());
        QVERIFY(length >= least);
        QCOMPARE(length % histogram.bucketUs(), qint64(0));
        QVERIFY(length <= 3 * std::max(least, histogram.bucketUs()));
    }
}

void EventHistogramTest::barsBeginWhenTheClockStrikes()
{
    EventHistogram histogram;
    for (int i = 0; i < 100; ++i)
        histogram.add(recordAt(start + i * hour), quint64(i) + 1);
    const qint64 india = hour * 11 / 2;
    const TimelineBars bars =
        barsOf(histogram, nullptr, {start, start + 100 * hour}, 20 * hour, india);
    QCOMPARE(bars.barUs, 24 * hour);
    for (const TimelineBar &bar : bars.bars)
        QCOMPARE((bar.span.fromUs + india) % (24 * hour), qint64(0));
}

void EventHistogramTest::barsAddUpToAllEventsOfTheirSpan()
{
    QRandomGenerator random(11);
    EventHistogram histogram;
    std::vector<qint64> times;
    for (int i = 0; i < 10'000; ++i) {
        times.push_back(start + qint64(random.generate64() % quint64(3 * hour)));
        histogram.add(recordAt(times.back(), Severity(i % 5)), quint64(i) + 1);
    }
    for (int trial = 0; trial < 20; ++trial) {
        const qint64 from = start + qint64(random.generate64() % quint64(2 * hour));
        const qint64 length = second + qint64(random.generate64() % quint64(hour));
        const TimelineBars bars =
            barsOf(histogram, nullptr, {from, from + length}, length / 150, hour / 4);
        const TimelineSpan covered{bars.stretchAt(from).fromUs,
                                   bars.stretchAt(from + length - 1).toUs};
        quint64 total = 0;
        quint64 highest = 0;
        for (const TimelineBar &bar : bars.bars) {
            const auto inBar = std::count_if(times.begin(), times.end(),
                                             [&bar](qint64 us) { return bar.span.contains(us); });
            QCOMPARE(bar.total(), quint64(inBar));
            QCOMPARE(bars.at(bar.span.fromUs), &bar);
            total += bar.total();
            highest = std::max(highest, bar.total());
        }
        QCOMPARE(total, quint64(std::count_if(times.begin(), times.end(), [&covered](qint64 us) {
                     return covered.contains(us);
                 })));
        QCOMPARE(bars.highest, highest);
        QVERIFY(bars.bars.size() <= 152);
    }
}

void EventHistogramTest::matchingEventsStandInTheBarsOfAll()
{
    EventHistogram all;
    EventHistogram matching;
    for (int i = 0; i < 20'000; ++i) {
        const EventRecord record = recordAt(start + i * 10'000, Severity(i % 5));
        all.add(record, quint64(i) + 1);
        if (i % 100 == 3)
            matching.add(record, quint64(i) + 1);
    }
    QVERIFY(matching.bucketUs() < all.bucketUs());
    const TimelineBars bars = barsOf(all, &matching, {start, start + 200 * second}, second, 0);
    quint64 found = 0;
    for (const TimelineBar &bar : bars.bars) {
        found += bar.totalMatching();
        for (size_t i = 0; i < bar.all.size(); ++i)
            QVERIFY(bar.matching[i] <= bar.all[i]);
        QCOMPARE(bar.firstMatching % 100, quint64(4));
    }
    QCOMPARE(found, quint64(200));
}

QTEST_GUILESS_MAIN(EventHistogramTest)
#include "tst_eventhistogram.moc"
