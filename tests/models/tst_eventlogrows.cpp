// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventlogmodel.h"
#include "models/query/threadbudget.h"
#include "tests/models/rowshadow.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <optional>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

using Use = StackedFilter::Use;

/// Events that know their number; no lines.
void add(EventLog &log, quint64 count)
{
    std::vector<EventRecord> records(count);
    for (quint64 i = 0; i < count; ++i)
        records[i].recordedUs = qint64(log.firstSequence() + log.size() + i);
    log.append(records.data(), count);
}

/// Matches every n-th event, and counts how many it was asked about. Past the gate it goes only
/// while that is open.
class EveryNth final : public EventPredicate
{
public:
    explicit EveryNth(quint64 n) : m_n(n) { }
    bool decidedByColumns(const EventRecord &record, bool &matches) const override
    {
        ++asked;
        askedHere += QThread::currentThread() == QCoreApplication::instance()->thread();
        for (const ThreadBudget work(std::chrono::microseconds{costUs}); !work.isSpent();) { }
        while (quint64(record.recordedUs) > gate)
            QThread::yieldCurrentThread();
        matches = matchesNumber(quint64(record.recordedUs));
        return true;
    }
    bool matchesLine(const EventRecord &, std::string_view) const override { return false; }
    bool matchesNumber(quint64 sequence) const { return sequence % m_n == 0; }

    mutable std::atomic<quint64> asked = 0;
    mutable std::atomic<quint64> askedHere = 0; ///< by the thread that has the window
    std::atomic<int> costUs = 0; ///< of one answer
    std::atomic<quint64> gate = ~quint64(0);

private:
    quint64 m_n;
};

bool lets(const FilterStack &stack, quint64 sequence)
{
    return std::all_of(stack.begin(), stack.end(), [sequence](const StackedFilter &filter) {
        const bool matches =
            static_cast<const EveryNth &>(*filter.predicate).matchesNumber(sequence);
        return filter.use == Use::Mark || matches == (filter.use == Use::Include);
    });
}

std::vector<quint64> truth(const EventLog &log, const FilterStack &stack, quint64 upTo)
{
    std::vector<quint64> sequences;
    for (quint64 row = 0; row < std::min(log.size(), upTo); ++row) {
        if (lets(stack, log.firstSequence() + row))
            sequences.push_back(log.firstSequence() + row);
    }
    return sequences;
}

std::vector<quint64> shown(const EventLogModel &model)
{
    std::vector<quint64> sequences;
    for (int row = 0; row < model.rowCount(); ++row)
        sequences.push_back(model.sequenceAt(row));
    return sequences;
}

} // namespace

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
    void retiredRowsGoAtTheTop();
    void retiringDuringASearchLosesNothing_data();
    void retiringDuringASearchLosesNothing();
    void retiringAllLeavesAnEmptyLogThatGrows();
    void retiringWhilePausedKeepsTheRestHidden();
    void aTableOfMillionsIsToldLessOften();
    void slowFiltersAreNotAskedOfEachNewEventByTheWindow();
    void whatIsLeftToWorkersIsRetiredLikeTheRest();
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

void EventLogRowsTest::retiredRowsGoAtTheTop()
{
    EventLog log;
    add(log, 100'000);
    EventLogModel model(&log, nullptr);
    const RowShadow shadow(model, [&model](int row) { return model.sequenceAt(row); });
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy retired(&model, &EventLogModel::logRetired);
    const EventLog::Snapshot before = log.snapshot();
    model.retire(40'001);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(retired.size(), 1);
    QCOMPARE(model.rowCount(), 60'000);
    QCOMPARE(model.sequenceAt(0), quint64(40'001));
    QCOMPARE(model.rowOfSequence(40'000), -1);
    QCOMPARE(model.rowOfSequence(40'001), 0);
    QCOMPARE(before.at(5).recordedUs, 6); // who reads a snapshot reads on
    model.retire(40'001);
    QCOMPARE(removed.size(), 1);

    const auto tens = std::make_shared<EveryNth>(10);
    model.setFilter(tens);
    QTRY_VERIFY(!model.isScanning());
    model.retire(50'001);
    QCOMPARE(shown(model), truth(log, {{tens}}, log.size()));
    add(log, 100);
    model.logGrew();
    QCOMPARE(shown(model), truth(log, {{tens}}, log.size()));
    QCOMPARE(log.at(0).recordedUs, 50'001);
    model.setFilter(nullptr);
    QCOMPARE(quint64(model.rowCount()), log.size());
    QVERIFY(shadow.isRight());
}

void EventLogRowsTest::retiringDuringASearchLosesNothing_data()
{
    QTest::addColumn<quint64>("gate");
    QTest::addColumn<quint64>("sequence");
    QTest::newRow("rows that were searched") << quint64(90'000) << quint64(40'001);
    QTest::newRow("rows that were not") << quint64(1000) << quint64(70'007);
    QTest::newRow("all that is searched") << quint64(1000) << quint64(100'001);
    QTest::newRow("and what came behind") << quint64(50'000) << quint64(100'020);
}

void EventLogRowsTest::retiringDuringASearchLosesNothing()
{
    QFETCH(const quint64, gate);
    QFETCH(const quint64, sequence);
    EventLog log;
    add(log, 100'000);
    EventLogModel model(&log, nullptr);
    const RowShadow shadow(model, [&model](int row) { return model.sequenceAt(row); });
    const auto filter = std::make_shared<EveryNth>(3);
    filter->gate = gate;
    model.setFilter(filter);
    if (gate > 20'000)
        QTRY_VERIFY(model.isFiltered()); // the first hits are shown
    else
        QTRY_VERIFY(filter->asked > 100);
    filter->gate = ~quint64(0);
    add(log, 50);
    model.logGrew();
    model.retire(sequence);
    model.retire(sequence + 2);
    add(log, 50);
    model.logGrew();
    QTRY_VERIFY(!model.isScanning());
    QCOMPARE(shown(model), truth(log, {{filter}}, log.size()));
    QVERIFY(shadow.isRight());
}

void EventLogRowsTest::retiringAllLeavesAnEmptyLogThatGrows()
{
    EventLog log;
    add(log, 40'000);
    EventLogModel model(&log, nullptr);
    model.setFilter(std::make_shared<EveryNth>(1));
    QTRY_VERIFY(!model.isScanning());
    model.retire(1'000'000);
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(log.size(), quint64(0));
    QCOMPARE(log.firstSequence(), quint64(40'001));
    QVERIFY(log.memoryBytes() < 4'000'000);
    add(log, 10);
    model.logGrew();
    QCOMPARE(model.rowCount(), 10);
    QCOMPARE(model.sequenceAt(9), quint64(40'010));
    QCOMPARE(model.recordAt(9)->recordedUs, 40'010);
}

void EventLogRowsTest::retiringWhilePausedKeepsTheRestHidden()
{
    EventLog log;
    add(log, 100);
    EventLogModel model(&log, nullptr);
    const RowShadow shadow(model, [&model](int row) { return model.sequenceAt(row); });
    model.setPaused(true);
    add(log, 50);
    model.logGrew();
    model.retire(31);
    QCOMPARE(model.rowCount(), 70);
    QCOMPARE(model.waiting(), quint64(50));
    model.retire(121); // some of what was never shown
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.waiting(), quint64(30));
    model.setPaused(false);
    QCOMPARE(model.rowCount(), 30);
    QCOMPARE(model.sequenceAt(0), quint64(121));
    QVERIFY(shadow.isRight());
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

void EventLogRowsTest::whatIsLeftToWorkersIsRetiredLikeTheRest()
{
    EventLog log;
    EventLogModel model(&log, nullptr);
    const RowShadow shadow(model, [&model](int row) { return model.sequenceAt(row); });
    const auto slow = std::make_shared<EveryNth>(3);
    slow->costUs = 10'000;
    const FilterStack stack{{slow}};
    model.setFilters(stack);
    add(log, 40);
    model.logGrew();
    slow->costUs = 0;
    slow->gate = 60;
    add(log, 60);
    model.logGrew();
    QVERIFY(model.unsearched() > 0);
    model.retire(31); // some of what a worker is at, and all before it
    QVERIFY(shadow.isRight());
    add(log, 10);
    model.logGrew();
    slow->gate = ~quint64(0);
    QTRY_COMPARE(model.unsearched(), quint64(0));
    QCOMPARE(shown(model), truth(log, stack, log.size()));
    const auto letGo = qScopeGuard([&slow] { slow->gate = ~quint64(0); });
    slow->gate = 0;
    add(log, 10);
    model.setFilters({{std::make_shared<EveryNth>(2)}}); // nobody waits for the slow one
    QTRY_COMPARE(model.rowCount(), int(log.size() / 2));
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

QTEST_GUILESS_MAIN(EventLogRowsTest)
#include "tst_eventlogrows.moc"
