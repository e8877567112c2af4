// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/retiredrowstest.h"

#include "models/eventlogmodel.h"
#include "tests/models/everynth.h"
#include "tests/models/rowshadow.h"

#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void RetiredRowsTest::retiredRowsGoAtTheTop()
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

void RetiredRowsTest::retiringDuringASearchLosesNothing_data()
{
    QTest::addColumn<quint64>("gate");
    QTest::addColumn<quint64>("sequence");
    QTest::newRow("rows that were searched") << quint64(90'000) << quint64(40'001);
    QTest::newRow("rows that were not") << quint64(1000) << quint64(70'007);
    QTest::newRow("all that is searched") << quint64(1000) << quint64(100'001);
    QTest::newRow("and what came behind") << quint64(50'000) << quint64(100'020);
}

void RetiredRowsTest::retiringDuringASearchLosesNothing()
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

void RetiredRowsTest::retiringAllLeavesAnEmptyLogThatGrows()
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

void RetiredRowsTest::retiringWhilePausedKeepsTheRestHidden()
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

void RetiredRowsTest::whatIsLeftToWorkersIsRetiredLikeTheRest()
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
