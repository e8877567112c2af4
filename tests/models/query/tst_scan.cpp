// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/rowindex.h"
#include "models/query/scan.h"
#include "tests/support/memorylines.h"

#include <QTest>
#include <QThreadPool>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Matches every n-th row; can be told to hold its threads until it is let go.
class EveryNth final : public EventPredicate
{
public:
    explicit EveryNth(quint32 n) : m_n(n) { }
    bool decidedByColumns(const EventRecord &record, bool &matches) const override
    {
        asked.fetch_add(1);
        while (hold.load())
            QThread::yieldCurrentThread();
        matches = record.topic % m_n == 0;
        return true;
    }
    bool matchesLine(const EventRecord &, std::string_view) const override { return false; }

    mutable std::atomic<quint64> asked{0};
    mutable std::atomic<bool> hold{false};

private:
    quint32 m_n;
};

void fill(EventLog &log, quint32 count)
{
    for (quint32 row = 0; row < count; ++row) {
        EventRecord record;
        record.topic = row;
        log.append(&record, 1);
    }
}

} // namespace

class ScanTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsEveryMatchInOrder_data();
    void findsEveryMatchInOrder();
    void readsLinesFromSeveralThreads();
    void isNotDisturbedByALogThatGrows();
    void stopsSoonWhenCancelled();
    void rowIndexFindsPositions();
};

void ScanTest::findsEveryMatchInOrder_data()
{
    QTest::addColumn<quint32>("count");
    QTest::addColumn<int>("threads");
    for (const quint32 count : {0U, 1U, 8191U, 8192U, 8193U, 100'000U}) {
        for (const int threads : {1, 2, 5})
            QTest::addRow("%u rows, %d threads", count, threads) << count << threads;
    }
}

void ScanTest::findsEveryMatchInOrder()
{
    QFETCH(const quint32, count);
    QFETCH(const int, threads);
    EventLog log;
    fill(log, count);
    QThreadPool pool;
    pool.setMaxThreadCount(threads);
    RunningScan scan = startScan(pool, log.snapshot(), nullptr, std::make_shared<EveryNth>(7));
    const std::vector<quint32> rows = scan.future.takeResult();
    QCOMPARE(rows.size(), size_t((count + 6) / 7));
    for (size_t i = 0; i < rows.size(); ++i)
        QCOMPARE(rows[i], quint32(i * 7));
    QCOMPARE(scan.searched->load(), quint64(count));
    QCOMPARE(scan.matches->load(), quint64(rows.size()));
}

void ScanTest::readsLinesFromSeveralThreads()
{
    MemoryLines lines;
    EventLog log;
    std::vector<quint32> expected;
    for (quint32 batch = 0; batch < 60; ++batch) {
        std::vector<TestEvent> events(1000);
        events[batch].payload = R"({"mark":"needle"})";
        expected.push_back(batch * 1000 + batch);
        log.append(lines.add(batchOf(events)));
    }
    QThreadPool pool;
    pool.setMaxThreadCount(4);
    RunningScan scan = startScan(pool, log.snapshot(), &lines, TextFilter::make(u"NEEDLE"_s, log));
    QCOMPARE(scan.future.takeResult(), expected);
}

void ScanTest::isNotDisturbedByALogThatGrows()
{
    EventLog log;
    fill(log, 40'000);
    const auto predicate = std::make_shared<EveryNth>(1);
    predicate->hold = true;
    QThreadPool pool;
    RunningScan scan = startScan(pool, log.snapshot(), nullptr, predicate);
    QTRY_VERIFY(predicate->asked > 0);
    fill(log, 100'000);
    predicate->hold = false;
    QCOMPARE(scan.future.takeResult().size(), size_t(40'000));
}

void ScanTest::stopsSoonWhenCancelled()
{
    EventLog log;
    fill(log, 200'000);
    const auto predicate = std::make_shared<EveryNth>(1);
    predicate->hold = true;
    QThreadPool pool;
    pool.setMaxThreadCount(2);
    RunningScan scan = startScan(pool, log.snapshot(), nullptr, predicate);
    QTRY_VERIFY(predicate->asked > 0);
    scan.future.cancel();
    predicate->hold = false;
    QVERIFY(pool.waitForDone(10'000));
    QVERIFY(scan.future.isCanceled() && scan.future.isFinished());
    QVERIFY2(predicate->asked < 1000, qPrintable(QString::number(predicate->asked)));
}

void ScanTest::rowIndexFindsPositions()
{
    RowIndex index;
    QCOMPARE(index.positionOf(3), -1);
    index.assign({1, 3, 8});
    index.append({9, 20});
    index.append({});
    QCOMPARE(index.size(), 5);
    QCOMPARE(index.positionOf(1), 0);
    QCOMPARE(index.positionOf(9), 3);
    QCOMPARE(index.positionOf(2), -1);
    QCOMPARE(index.positionOf(21), -1);
    QCOMPARE(index[4], 20U);
    QCOMPARE(index.splitOff(8), std::vector<quint32>({8, 9, 20}));
    QCOMPARE(index.rows(), std::vector<quint32>({1, 3}));
    QCOMPARE(index.splitOff(quint64(1) << 40), std::vector<quint32>());
    index.clear();
    QCOMPARE(index.size(), 0);
}

QTEST_GUILESS_MAIN(ScanTest)
#include "tst_scan.moc"
