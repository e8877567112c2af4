// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventlogmodel.h"
#include "tests/models/everynth.h"
#include "tests/models/retiredrowstest.h"
#include "tests/models/rowshadow.h"
#include "tests/support/testclasses.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <optional>

using namespace eventscope;
using namespace Qt::StringLiterals;

class EventLogRowsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aStackShowsWhatAllIncludeAndNoneExcludes();
    void whatWasSearchedOnceIsNotSearchedAgain();
    void aFilterThatWasOffCatchesUpWithWhatCame();
    void firstHitsAreShownWhileTheSearchGoesOn();
    void whatASearchFoundBeforeItWasEndedIsKept();
    void marksHideNothingAndTellRowsApart();
    void aMarkHoldsNothingUpWhileItIsSearched();
    void aTableOfMillionsIsToldLessOften();
    void slowFiltersAreNotAskedOfEachNewEventByTheWindow();
    void randomOperationsKeepTheRowsRight_data();
    void randomOperationsKeepTheRowsRight();
};

void EventLogRowsTest::aStackShowsWhatAllIncludeAndNoneExcludes()
{
    EventLog log;
    add(log, 100'000);
    EventLogModel model(&log, nullptr);
    const FilterStack stack{{std::make_shared<EveryNth>(2), Use::Include},
                            {std::make_shared<EveryNth>(3), Use::Include},
                            {std::make_shared<EveryNth>(30), Use::Exclude}};
    model.setFilters(stack);
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(shown(model), truth(log, stack, log.size()));
    QCOMPARE(model.rowOfSequence(30), -1);
    QCOMPARE(model.rowOfSequence(36), 4); // 6 12 18 24
    add(log, 60);
    model.logGrew();
    QCOMPARE(shown(model), truth(log, stack, log.size()));
    model.setFilters({{stack[2].predicate, Use::Exclude}});
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(quint64(model.rowCount()), log.size() - log.size() / 30);
}

void EventLogRowsTest::whatWasSearchedOnceIsNotSearchedAgain()
{
    EventLog log;
    add(log, 50'000);
    EventLogModel model(&log, nullptr);
    const auto twos = std::make_shared<EveryNth>(2);
    const auto threes = std::make_shared<EveryNth>(3);
    model.setFilters({{twos}, {threes}});
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(twos->asked, quint64(50'000));
    for (const FilterStack &stack :
         {FilterStack{{twos}}, FilterStack{{twos, Use::Exclude}}, FilterStack{},
          FilterStack{{threes}, {twos, Use::Exclude}}, FilterStack{{twos}, {threes}, {twos}}}) {
        QSignalSpy finished(&model, &EventLogModel::filterFinished);
        model.setFilters(stack);
        QCOMPARE(finished.size(), 1); // at once
        QCOMPARE(shown(model), truth(log, stack, log.size()));
    }
    QCOMPARE(twos->asked + threes->asked, quint64(100'000));
}

void EventLogRowsTest::aFilterThatWasOffCatchesUpWithWhatCame()
{
    EventLog log;
    add(log, 40'000);
    EventLogModel model(&log, nullptr);
    const auto twos = std::make_shared<EveryNth>(2);
    model.setFilter(twos);
    QTRY_VERIFY(!model.isScanning());
    model.setFilter(nullptr);
    add(log, 1000);
    model.logGrew();
    QCOMPARE(twos->asked, quint64(40'000));
    model.setFilter(twos);
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(twos->asked, quint64(41'000));
    QCOMPARE(model.rowCount(), 20'500);
}

void EventLogRowsTest::firstHitsAreShownWhileTheSearchGoesOn()
{
    EventLog log;
    add(log, 200'000);
    EventLogModel model(&log, nullptr);
    const RowShadow shadow(model, [&model](int row) { return model.sequenceAt(row); });
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    const auto filter = std::make_shared<EveryNth>(10);
    filter->gate = 60'000;
    model.setFilter(filter);
    QTRY_VERIFY(model.rowCount() < 200'000);
    QVERIFY(model.isScanning() && model.isFiltered());
    QVERIFY(model.rowCount() > 0);
    QCOMPARE(model.sequenceAt(0), quint64(10));
    filter->gate = 120'000;
    const int before = model.rowCount();
    QTRY_VERIFY(model.rowCount() > before);
    QVERIFY(model.isScanning());
    filter->gate = ~quint64(0);
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 20'000);
    QVERIFY(shadow.isRight());
    QVERIFY(inserted.size() > 0 && inserted.size() < 200);
}

void EventLogRowsTest::whatASearchFoundBeforeItWasEndedIsKept()
{
    EventLog log;
    add(log, 200'000);
    EventLogModel model(&log, nullptr);
    const auto filter = std::make_shared<EveryNth>(10);
    filter->gate = 100'000;
    model.setFilter(filter);
    QTRY_VERIFY(model.rowCount() < 200'000); // some are shown
    const auto other = std::make_shared<EveryNth>(7);
    other->gate = 0;
    model.setFilter(other);
    filter->gate = ~quint64(0);
    other->gate = ~quint64(0);
    add(log, 500);
    model.logGrew(); // while the rows of the first are shown, not all of them known
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(shown(model), truth(log, {{other}}, log.size()));
    filter->asked = 0;
    model.setFilter(filter);
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(shown(model), truth(log, {{filter}}, log.size()));
    QVERIFY2(filter->asked < 200'000, qPrintable(QString::number(filter->asked)));
}

void EventLogRowsTest::marksHideNothingAndTellRowsApart()
{
    EventLog log;
    add(log, 1000);
    EventLogModel model(&log, nullptr);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setFilters(
        {{std::make_shared<EveryNth>(6), Use::Mark}, {std::make_shared<EveryNth>(2), Use::Mark}});
    QTRY_VERIFY(!model.isScanning());
    QVERIFY(!model.isFiltered());
    QCOMPARE(model.rowCount(), 1000);
    QCOMPARE(reset.size(), 0);
    QVERIFY(changed.size() > 0);
    const auto number = [&model](int row) {
        return model.index(row, 0).data(EventLogRole::FilterNumber).toInt();
    };
    QCOMPARE(number(5), 0);
    QCOMPARE(number(1), 1);
    QCOMPARE(number(0), -1);
    add(log, 6);
    model.logGrew();
    QCOMPARE(number(1001), 0);
}

void EventLogRowsTest::aMarkHoldsNothingUpWhileItIsSearched()
{
    EventLog log;
    add(log, 1000);
    EventLogModel model(&log, nullptr);
    const auto fives = std::make_shared<EveryNth>(5);
    const auto mark = std::make_shared<EveryNth>(2);
    model.setFilter(fives);
    QTRY_VERIFY(!model.isScanning());
    mark->gate = 990;
    model.setFilters({{fives}, {mark, Use::Mark}});
    QTRY_VERIFY(mark->asked > 0);
    mark->gate = 0; // who is asked on this thread must not wait
    mark->gate = ~quint64(0);
    add(log, 5);
    model.logGrew();
    QCOMPARE(model.rowCount(), 201);
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 201);
}

void EventLogRowsTest::aTableOfMillionsIsToldLessOften()
{
    EventLog log;
    add(log, 4'000'000);
    EventLogModel model(&log, nullptr);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    for (int i = 0; i < 10; ++i) {
        add(log, 100);
        model.logGrew();
    }
    QVERIFY2(inserted.size() < 10, qPrintable(QString::number(inserted.size())));
    QTRY_COMPARE(model.rowCount(), 4'001'000);
    QVERIFY2(inserted.size() < 10, qPrintable(QString::number(inserted.size())));
    QCOMPARE(model.sequenceAt(4'000'999), quint64(4'001'000));
    add(log, 1);
    model.logGrew();
    model.setPaused(true); // what came before is shown
    QCOMPARE(model.rowCount(), 4'001'001);
    add(log, 1);
    model.logGrew();
    QCOMPARE(model.waiting(), quint64(1));
}

void EventLogRowsTest::slowFiltersAreNotAskedOfEachNewEventByTheWindow()
{
    EventLog log;
    EventLogModel model(&log, nullptr);
    const RowShadow shadow(model, [&model](int row) { return model.sequenceAt(row); });
    const auto slow = std::make_shared<EveryNth>(3);
    const auto quick = std::make_shared<EveryNth>(2);
    slow->costUs = 1'000;
    const FilterStack stack{{slow}, {quick}, {slow, Use::Mark}};
    model.setFilters(stack);
    QSignalSpy caughtUp(&model, &EventLogModel::filterCaughtUp);
    quint64 behind = 0;
    for (int batch = 0; batch < 20; ++batch) {
        add(log, 30);
        model.logGrew();
        behind = std::max(behind, model.unsearched());
    }
    QVERIFY(behind > 0 && !model.isScanning());
    QTRY_COMPARE(model.unsearched(), quint64(0));
    QVERIFY(!caughtUp.isEmpty());
    QCOMPARE(shown(model), truth(log, stack, log.size()));
    QVERIFY(shadow.isRight());
    // It was tried for 6 ms in the first batch, the third, the sixth, and so on.
    QVERIFY2(slow->askedHere <= 40, qPrintable(QString::number(slow->askedHere)));
    slow->costUs = 0;
    const quint64 before = slow->askedHere;
    for (int batch = 0; batch < 2'000 && slow->askedHere == before; ++batch) {
        add(log, 1);
        model.logGrew();
        QTRY_COMPARE(model.unsearched(), quint64(0));
    }
    QVERIFY(slow->askedHere > before); // it has another chance
    QCOMPARE(shown(model), truth(log, stack, log.size()));
}

void EventLogRowsTest::randomOperationsKeepTheRowsRight_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<int>("slowed");
    for (const quint32 seed : {1U, 2U, 3U, 4U, 20261121U})
        QTest::addRow("seed %u", seed) << seed << 0;
    QTest::addRow("a slow filter, seed 5") << 5U << 200;
}

void EventLogRowsTest::randomOperationsKeepTheRowsRight()
{
    QFETCH(const quint32, seed);
    QFETCH(const int, slowed);
    QRandomGenerator random(seed);
    EventLog log;
    add(log, EventLog::chunkSize - 50); // so that it comes to the end of a chunk
    log.retire(EventLog::chunkSize - 150);
    EventLogModel model(&log, nullptr);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    const RowShadow shadow(model, [&model](int row) { return model.sequenceAt(row); });
    const std::vector<std::shared_ptr<EveryNth>> predicates{
        std::make_shared<EveryNth>(1), std::make_shared<EveryNth>(2), std::make_shared<EveryNth>(3),
        std::make_shared<EveryNth>(5), std::make_shared<EveryNth>(1000)};
    predicates[3]->costUs = slowed;
    FilterStack stack;
    std::optional<quint64> pausedAt; // sequence

    for (int step = 0; step < 250; ++step) {
        switch (random.bounded(8)) {
        case 0:
            model.setPaused(!model.isPaused());
            pausedAt.reset();
            if (model.isPaused()) {
                model.logGrew();
                pausedAt = log.firstSequence() + log.size();
            }
            break;
        case 1:
            stack.clear();
            for (quint32 i = random.bounded(4); i > 0; --i)
                stack.push_back({predicates[random.bounded(quint32(predicates.size()))],
                                 Use(random.bounded(3))});
            model.setFilters(stack);
            break;
        case 2:
            QTRY_VERIFY(!model.isScanning());
            QTRY_COMPARE(model.unsearched(), quint64(0));
            break;
        case 3:
            model.retire(log.firstSequence() + random.bounded(random.bounded(2) ? 20 : 300));
            break;
        default:
            add(log, random.bounded(60));
            if (!model.isPaused() || random.bounded(2))
                model.logGrew();
        }
        QVERIFY(shadow.isRight());
        if (random.bounded(4) != 0)
            continue;
        model.logGrew();
        QTRY_VERIFY(!model.isScanning());
        QTRY_COMPARE(model.unsearched(), quint64(0));
        const quint64 first = log.firstSequence();
        const quint64 upTo = !pausedAt ? log.size() : *pausedAt > first ? *pausedAt - first : 0;
        if (!model.isPaused())
            QCOMPARE(shown(model), truth(log, stack, upTo));
        const quint64 all = truth(log, stack, log.size()).size();
        QCOMPARE(quint64(model.rowCount()) + model.waiting(), all);
    }
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, EventLogRowsTest, RetiredRowsTest>(argc, argv);
}

#include "tst_eventlogrows.moc"
