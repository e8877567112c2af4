// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/growinglog.h"
#include "tests/models/logcellstest.h"
#include "tests/models/rowshadow.h"
#include "tests/support/testclasses.h"

#include <QAbstractItemModelTester>
#include <QGuiApplication>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Matches everything, but not before it is let go: a scan that takes long.
class SlowPredicate final : public EventPredicate
{
public:
    bool decidedByColumns(const EventRecord &, bool &matches) const override
    {
        asked = true;
        while (hold)
            QThread::yieldCurrentThread();
        matches = true;
        return true;
    }
    bool matchesLine(const EventRecord &, std::string_view) const override { return true; }
    mutable std::atomic<bool> hold{true};
    mutable std::atomic<bool> asked{false};
};

} // namespace

class EventLogModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneInsertPerCall();
    void pausedTheLogGrowsBehindTheTable();
    void aFilterShowsWhatMatches();
    void aFilterIsAppliedToWhatComes();
    void whatComesDuringAScanIsNeitherMissedNorDoubled();
    void aFilterSetWhilePausedHidesWhatIsNew();
    void anotherFilterEndsTheScan();
    void noFilterEndsTheScan();
    void anotherLogEndsTheScan();
    void theModelCanGoDuringAScan();
    void sequencesAreFoundAgain();
    void aFilterOnAnEmptyLogIsDoneAtOnce();
    void aModelWithoutALogIsEmpty();
    void randomOperationsKeepTheRowsRight_data();
    void randomOperationsKeepTheRowsRight();
};

void EventLogModelTest::oneInsertPerCall()
{
    GrowingLog feed;
    EventLogModel model(&feed.log, &feed.lines);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
    feed.addNumbered(1000, 2);
    feed.addNumbered(500, 2);
    QCOMPARE(model.rowCount(), 0);
    model.logGrew();
    QCOMPARE(inserts.size(), 1);
    QCOMPARE(model.rowCount(), 1500);
    model.logGrew();
    QCOMPARE(inserts.size(), 1);

    model.setFilter(feed.filter(u"needle"_s));
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 750);
    feed.addNumbered(10, 2);
    feed.addNumbered(10, 2);
    model.logGrew();
    QCOMPARE(inserts.size(), 2);
    QCOMPARE(model.rowCount(), 760);
    feed.addNumbered(1, 7); // row 1520: no multiple of 7
    model.logGrew();
    QCOMPARE(inserts.size(), 2);
}

void EventLogModelTest::pausedTheLogGrowsBehindTheTable()
{
    GrowingLog feed;
    feed.addNumbered(10, 2);
    EventLogModel model(&feed.log, &feed.lines);
    QSignalSpy waiting(&model, &EventLogModel::waitingChanged);
    QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
    model.setPaused(true);
    feed.addNumbered(6, 2);
    model.logGrew();
    feed.addNumbered(4, 2);
    model.logGrew();
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.waiting(), quint64(10));
    QCOMPARE(model.logSize(), quint64(20));
    QCOMPARE(waiting.size(), 2);
    bool all = true;
    QCOMPARE(model.shownRows(&all).size(), size_t(10));
    QVERIFY(!all);
    model.setPaused(false);
    QCOMPARE(model.rowCount(), 20);
    QCOMPARE(inserts.size(), 1);
    QCOMPARE(waiting.last().first().toULongLong(), quint64(0));
    QVERIFY(model.shownRows(&all).empty());
    QVERIFY(all);
}

void EventLogModelTest::aFilterShowsWhatMatches()
{
    GrowingLog feed;
    for (int i = 0; i < 30; ++i)
        feed.addNumbered(1000, 10);
    EventLogModel model(&feed.log, &feed.lines);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    QSignalSpy finished(&model, &EventLogModel::filterFinished);
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setFilter(feed.filter(u"NEEDLE"_s));
    QVERIFY(model.isScanning());
    QVERIFY(!model.isFiltered());
    QCOMPARE(model.rowCount(), 30'000); // the old rows stay
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(resets.size(), 1);
    QVERIFY(model.isFiltered() && !model.isScanning());
    QCOMPARE(model.rowCount(), 3000);
    QCOMPARE(finished[0][0].toULongLong(), quint64(30'000));
    QCOMPARE(finished[0][1].toULongLong(), quint64(3000));
    QCOMPARE(model.sequenceAt(2), quint64(21));
    bool all = true;
    QCOMPARE(model.shownRows(&all)[2], 20U);
    QVERIFY(!all);
    model.setFilter(nullptr);
    QCOMPARE(finished.size(), 2);
    QCOMPARE(resets.size(), 2);
    QCOMPARE(model.rowCount(), 30'000);
    model.setFilter(nullptr);
    QCOMPARE(resets.size(), 2);
}

void EventLogModelTest::aFilterIsAppliedToWhatComes()
{
    GrowingLog feed;
    feed.addNumbered(100, 10);
    EventLogModel model(&feed.log, &feed.lines);
    model.setFilter(feed.filter(u"needle"_s));
    QTRY_COMPARE(model.rowCount(), 10);
    model.setPaused(true);
    feed.addNumbered(100, 10);
    model.logGrew();
    QCOMPARE(model.waiting(), quint64(10));
    QCOMPARE(model.rowCount(), 10);
    model.setPaused(false);
    QCOMPARE(model.waiting(), quint64(0));
    QCOMPARE(model.rowCount(), 20);
    QCOMPARE(model.sequenceAt(19), quint64(191));
}

void EventLogModelTest::whatComesDuringAScanIsNeitherMissedNorDoubled()
{
    GrowingLog feed;
    feed.addNumbered(1000, 10);
    EventLogModel model(&feed.log, &feed.lines);
    feed.addNumbered(5, 10); // in the log, but the model has not heard of it yet
    const auto slow = std::make_shared<SlowPredicate>();
    model.setFilter(slow);
    QTRY_VERIFY(slow->asked);
    QCOMPARE(model.rowCount(), 1005);
    slow->hold = false; // logGrew() asks on this thread
    feed.addNumbered(7, 10);
    model.logGrew();
    QCOMPARE(model.rowCount(), 1012); // the old rows go on growing
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 1012);
    for (int row = 0; row < model.rowCount(); ++row)
        QCOMPARE(model.sequenceAt(row), quint64(row + 1));
}

void EventLogModelTest::aFilterSetWhilePausedHidesWhatIsNew()
{
    GrowingLog feed;
    feed.addNumbered(100, 10);
    EventLogModel model(&feed.log, &feed.lines);
    model.setPaused(true);
    feed.addNumbered(100, 10);
    model.logGrew();
    model.setFilter(feed.filter(u"needle"_s));
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.waiting(), quint64(10));
    model.setFilter(nullptr);
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.waiting(), quint64(100));
    model.setPaused(false);
    QCOMPARE(model.rowCount(), 200);
}

void EventLogModelTest::anotherFilterEndsTheScan()
{
    GrowingLog feed;
    feed.addNumbered(50'000, 10);
    EventLogModel model(&feed.log, &feed.lines);
    QSignalSpy finished(&model, &EventLogModel::filterFinished);
    const auto slow = std::make_shared<SlowPredicate>();
    model.setFilter(slow);
    QTRY_VERIFY(slow->asked);
    model.setFilter(feed.filter(u"needle"_s));
    slow->hold = false;
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 5000);
    QCOMPARE(finished.size(), 1);
}

void EventLogModelTest::noFilterEndsTheScan()
{
    GrowingLog feed;
    feed.addNumbered(1000, 10);
    EventLogModel model(&feed.log, &feed.lines);
    QSignalSpy finished(&model, &EventLogModel::filterFinished);
    const auto slow = std::make_shared<SlowPredicate>();
    model.setFilter(slow);
    QTRY_VERIFY(slow->asked);
    model.setFilter(nullptr);
    slow->hold = false;
    QVERIFY(!model.isScanning() && !model.isFiltered());
    QCOMPARE(finished.size(), 1); // whoever shows the progress hears that it is over
    QCOMPARE(model.rowCount(), 1000);
}

void EventLogModelTest::anotherLogEndsTheScan()
{
    auto old = std::make_unique<GrowingLog>();
    for (int i = 0; i < 20; ++i)
        old->addNumbered(1000, 10);
    GrowingLog other;
    other.addNumbered(3, 10);
    EventLogModel model(&old->log, &old->lines);
    QSignalSpy finished(&model, &EventLogModel::filterFinished);
    model.setFilter(old->filter(u"needle"_s));
    model.setLog(&other.log, &other.lines);
    old.reset(); // nobody may read it any more
    QVERIFY(!model.isScanning() && !model.isFiltered());
    QCOMPARE(model.rowCount(), 3);
    QCoreApplication::sendPostedEvents();
    QCOMPARE(finished.size(), 0);
    QCOMPARE(model.rowCount(), 3);
    other.addNumbered(2, 10);
    model.logGrew();
    QCOMPARE(model.rowCount(), 5);
}

void EventLogModelTest::theModelCanGoDuringAScan()
{
    GrowingLog feed;
    for (int i = 0; i < 20; ++i)
        feed.addNumbered(1000, 10);
    auto model = std::make_unique<EventLogModel>(&feed.log, &feed.lines);
    model->setFilter(feed.filter(u"needle"_s));
    QVERIFY(model->isScanning());
    model.reset();
    QCoreApplication::sendPostedEvents();
}

void EventLogModelTest::sequencesAreFoundAgain()
{
    GrowingLog feed;
    feed.log.setFirstSequence(101);
    feed.addNumbered(100, 10);
    EventLogModel model(&feed.log, &feed.lines);
    QCOMPARE(model.rowOfSequence(100), -1);
    QCOMPARE(model.rowOfSequence(101), 0);
    QCOMPARE(model.rowOfSequence(200), 99);
    QCOMPARE(model.rowOfSequence(201), -1);
    model.setFilter(feed.filter(u"needle"_s));
    QTRY_COMPARE(model.rowCount(), 10);
    QCOMPARE(model.rowOfSequence(121), 2);
    QCOMPARE(model.sequenceAt(2), quint64(121));
    QCOMPARE(model.rowOfSequence(122), -1);
    QCOMPARE(model.rowOfSequence(0), -1);
    QCOMPARE(model.sequenceAt(-1), quint64(0));
    QCOMPARE(model.sequenceAt(10), quint64(0));
}

void EventLogModelTest::aFilterOnAnEmptyLogIsDoneAtOnce()
{
    GrowingLog feed;
    EventLogModel model(&feed.log, &feed.lines);
    QSignalSpy finished(&model, &EventLogModel::filterFinished);
    model.setFilter(feed.filter(u"needle"_s));
    QCOMPARE(finished.size(), 1);
    QVERIFY(model.isFiltered());
    feed.addNumbered(20, 10);
    model.logGrew();
    QCOMPARE(model.rowCount(), 2);
}

void EventLogModelTest::aModelWithoutALogIsEmpty()
{
    EventLogModel model(nullptr, nullptr);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.logGrew();
    model.setPaused(true);
    model.setFilter(nullptr);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.logSize(), quint64(0));
    QCOMPARE(model.snapshot().size(), quint64(0));
    QVERIFY(!model.recordAt(0));
    QCOMPARE(model.rowOfSequence(1), -1);
}

void EventLogModelTest::randomOperationsKeepTheRowsRight_data()
{
    QTest::addColumn<quint32>("seed");
    for (const quint32 seed : {1U, 2U, 3U, 20240115U})
        QTest::addRow("seed %u", seed) << seed;
}

void EventLogModelTest::randomOperationsKeepTheRowsRight()
{
    QFETCH(const quint32, seed);
    QRandomGenerator random(seed);
    std::vector<std::unique_ptr<GrowingLog>> feeds;
    feeds.push_back(std::make_unique<GrowingLog>());
    EventLogModel model(&feeds.back()->log, &feeds.back()->lines);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    const RowShadow shadow(model, [&model](int row) { return model.sequenceAt(row); });
    QString filterText; // what the model was last told to show

    for (int step = 0; step < 400; ++step) {
        GrowingLog &feed = *feeds.back();
        switch (random.bounded(10)) {
        case 0:
            model.setPaused(!model.isPaused());
            break;
        case 1:
            filterText = random.bounded(2) ? QString()
                : random.bounded(2)        ? u"needle"_s
                                           : u"-needle"_s;
            model.setFilter(feed.filter(filterText));
            break;
        case 2:
            QTRY_VERIFY(!model.isScanning());
            break;
        case 3:
            if (random.bounded(8) == 0) {
                feeds.push_back(std::make_unique<GrowingLog>());
                feeds.back()->addNumbered(random.bounded(50), 3);
                model.setLog(&feeds.back()->log, &feeds.back()->lines);
                filterText.clear();
            }
            break;
        default:
            feed.addNumbered(1 + random.bounded(40), 3);
            if (random.bounded(3) != 0)
                model.logGrew();
        }
        QVERIFY(shadow.isRight());
    }

    model.setPaused(false);
    model.logGrew();
    QTRY_VERIFY(!model.isScanning());
    std::vector<quint64> expected;
    const GrowingLog &feed = *feeds.back();
    for (quint64 row = 0; row < feed.log.size(); ++row) {
        const bool needle = row % 3 == 0;
        if (filterText.isEmpty() || needle == !filterText.startsWith(u'-'))
            expected.push_back(row + 1);
    }
    QVERIFY(shadow.isRight());
    QCOMPARE(shadow.rows(), expected);
    QCOMPARE(model.waiting(), quint64(0));
}

int main(int argc, char **argv)
{
    return testMain<QGuiApplication, EventLogModelTest, LogCellsTest>(argc, argv);
}

#include "tst_eventlogmodel.moc"
