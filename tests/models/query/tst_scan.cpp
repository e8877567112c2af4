// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/rowcontext.h"
#include "models/query/scan.h"
#include "tests/support/filterof.h"
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

/// Holds whoever asks for an event before another, until it is let go.
class HeldContext final : public RowContext
{
public:
    bool isBookmarked(quint64) const override { return false; }
    std::string_view previousLine(const EventRecord &, quint64, std::string &) const override
    {
        asked.fetch_add(1);
        while (hold.load())
            QThread::yieldCurrentThread();
        return {};
    }
    mutable std::atomic<int> asked{0};
    std::atomic<bool> hold{true};
};

/// Lines that cannot be had side by side.
class SingleLines final : public LineSource
{
public:
    explicit SingleLines(const LineSource &inner) : m_inner(inner) { }
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        return m_inner.line(record, scratch);
    }

private:
    const LineSource &m_inner;
};

void fill(EventLog &log, quint32 count)
{
    for (quint32 row = 0; row < count; ++row) {
        EventRecord record;
        record.topic = row;
        log.append(&record, 1);
    }
}

std::vector<quint32> resultOf(FilterScan &scan, size_t predicates = 1, size_t wanted = 0,
                              quint64 skip = 0)
{
    scan.future().waitForFinished();
    std::vector<SearchedRows> sets(predicates);
    std::vector<SearchedRows *> all;
    for (SearchedRows &set : sets)
        all.push_back(&set);
    scan.takeDecided(all, skip);
    std::vector<quint32> rows;
    sets[wanted].matching().appendTo(rows, 0, sets[wanted].rows());
    return rows;
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
    void stopsAtTheNextRowOfABlock_data();
    void stopsAtTheNextRowOfABlock();
    void tellsWhichRowsCouldNotBeRead();
    void answersSeveralFiltersInOnePass();
    void goesOnWhereItWasToldTo();
    void survivesALogThatRetiresRows();
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
    FilterScan scan(pool, log.snapshot(), 0, nullptr, {std::make_shared<EveryNth>(7)});
    const std::vector<quint32> rows = resultOf(scan);
    QCOMPARE(rows.size(), size_t((count + 6) / 7));
    for (size_t i = 0; i < rows.size(); ++i)
        QCOMPARE(rows[i], quint32(i * 7));
    QCOMPARE(scan.searched(), quint64(count));
    QCOMPARE(scan.total(), quint64(count));
    QCOMPARE(scan.matched(), quint64(rows.size()));
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
    FilterScan scan(pool, log.snapshot(), 0, &lines, {filterOf(u"NEEDLE"_s, log)});
    QCOMPARE(resultOf(scan), expected);
}

void ScanTest::isNotDisturbedByALogThatGrows()
{
    EventLog log;
    fill(log, 40'000);
    const auto predicate = std::make_shared<EveryNth>(1);
    predicate->hold = true;
    QThreadPool pool;
    FilterScan scan(pool, log.snapshot(), 0, nullptr, {predicate});
    QTRY_VERIFY(predicate->asked > 0);
    fill(log, 100'000);
    predicate->hold = false;
    QCOMPARE(resultOf(scan).size(), size_t(40'000));
}

void ScanTest::stopsSoonWhenCancelled()
{
    EventLog log;
    fill(log, 200'000);
    const auto predicate = std::make_shared<EveryNth>(1);
    predicate->hold = true;
    QThreadPool pool;
    pool.setMaxThreadCount(2);
    FilterScan scan(pool, log.snapshot(), 0, nullptr, {predicate});
    QTRY_VERIFY(predicate->asked > 0);
    scan.cancel();
    predicate->hold = false;
    QVERIFY(pool.waitForDone(10'000));
    QVERIFY(scan.future().isCanceled() && scan.future().isFinished());
    QVERIFY2(predicate->asked <= 2, qPrintable(QString::number(predicate->asked)));
}

void ScanTest::stopsAtTheNextRowOfABlock_data()
{
    QTest::addColumn<bool>("inRuns");
    QTest::newRow("lines that stand side by side") << true;
    QTest::newRow("lines one by one") << false;
}

void ScanTest::stopsAtTheNextRowOfABlock()
{
    QFETCH(const bool, inRuns);
    MemoryLines lines;
    EventLog log;
    for (int batch = 0; batch < 20; ++batch)
        log.append(lines.add(batchOf(std::vector<TestEvent>(1'000))));
    const SingleLines single(lines);
    HeldContext context;
    FilterBinding binding;
    binding.log = &log;
    binding.context = &context;
    const auto filter =
        CompiledFilter::make(parseFilter(u"changed:data.status"_s).expression, binding);
    QThreadPool pool;
    pool.setMaxThreadCount(2);
    const LineSource *source = &single;
    if (inRuns)
        source = &lines;
    FilterScan scan(pool, log.snapshot(), 0, source, {filter});
    QTRY_COMPARE(context.asked, 2);
    scan.cancel();
    context.hold = false;
    QVERIFY(pool.waitForDone(10'000));
    QCOMPARE(context.asked, 2); // the rows that they were at
}

void ScanTest::tellsWhichRowsCouldNotBeRead()
{
    MemoryLines lines;
    EventLog log;
    for (int batch = 0; batch < 40; ++batch)
        log.append(lines.add(batchOf(std::vector<TestEvent>(1'000))));
    lines.lose(0);
    lines.lose(38);
    QThreadPool pool;
    FilterScan scan(pool, log.snapshot(), 0, &lines,
                    {filterOf(u"type:call.*"_s, log), filterOf(u"ringing sequence:501.."_s, log)});
    scan.future().waitForFinished();
    SearchedRows byColumns;
    SearchedRows byLines;
    quint64 skip = 250;
    scan.takeDecided({&byColumns, &byLines}, skip);
    QVERIFY(!byColumns.unreadable());
    QCOMPARE(byLines.rows(), quint64(39'750));
    QCOMPARE(byLines.unreadable()->rows(), quint64(39'750));
    std::vector<quint32> lost;
    byLines.unreadable()->appendTo(lost, 0, byLines.rows());
    QCOMPARE(lost.size(), size_t(1'500));
    QCOMPARE(lost.front(), 250U);
    QCOMPARE(lost[499], 749U);
    QCOMPARE(lost[500], 37'750U);
    QCOMPARE(lost.back(), 38'749U);
}

void ScanTest::answersSeveralFiltersInOnePass()
{
    EventLog log;
    fill(log, 70'000);
    QThreadPool pool;
    FilterScan scan(pool, log.snapshot(), 0, nullptr,
                    {std::make_shared<EveryNth>(2), std::make_shared<EveryNth>(1000)});
    const std::vector<quint32> rows = resultOf(scan, 2, 1);
    QCOMPARE(rows.size(), size_t(70));
    QCOMPARE(rows.back(), 69'000U);
}

void ScanTest::goesOnWhereItWasToldTo()
{
    EventLog log;
    fill(log, 70'000);
    QThreadPool pool;
    FilterScan scan(pool, log.snapshot(), 33'333, nullptr, {std::make_shared<EveryNth>(1)});
    QCOMPARE(resultOf(scan, 1, 0, 6'667).size(), size_t(30'000));
}

void ScanTest::survivesALogThatRetiresRows()
{
    EventLog log;
    fill(log, 100'000);
    log.retire(20'001);
    const auto predicate = std::make_shared<EveryNth>(7);
    predicate->hold = true;
    QThreadPool pool;
    FilterScan scan(pool, log.snapshot(), 0, nullptr, {predicate});
    QTRY_VERIFY(predicate->asked > 0);
    log.retire(90'001);
    predicate->hold = false;
    scan.future().waitForFinished();
    SearchedRows rows(log.front());
    quint64 skip = 70'000;
    scan.takeDecided({&rows}, skip);
    QCOMPARE(skip, quint64(0));
    QCOMPARE(rows.rows(), log.size());
    for (quint64 row = 0; row < log.size(); ++row)
        QCOMPARE(rows.matching().contains(row), log.at(row).topic % 7 == 0);
}

QTEST_GUILESS_MAIN(ScanTest)
#include "tst_scan.moc"
