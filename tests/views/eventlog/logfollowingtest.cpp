// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/eventlog/logfollowingtest.h"

#include "models/orderedevents.h"
#include "tests/support/paintedsize.h"
#include "tests/views/eventlog/shownlog.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/eventlog/newpill.h"
#include "views/eventlog/tailfollower.h"
#include "views/theme.h"

#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void LogFollowingTest::initTestCase()
{
    applyTheme(false);
}

void LogFollowingTest::followsTheEndFromTheStart()
{
    ShownLog s;
    QVERIFY(s.view.isFollowing());
    for (int i = 0; i < 5; ++i) {
        s.fixture.addMany(200);
        QVERIFY(s.atEnd());
    }
    QVERIFY(!s.view.pill()->isVisible());
}

void LogFollowingTest::scrollingUpStopsAndThePillResumes()
{
    ShownLog s(500);
    QSignalSpy following(&s.view, &EventLogView::followingChanged);
    s.bar()->triggerAction(QAbstractSlider::SliderPageStepSub);
    QVERIFY(!s.view.isFollowing());
    QCOMPARE(following.size(), 1);
    const int first = s.firstRow();
    s.fixture.addMany(1'204);
    QCOMPARE(s.firstRow(), first);
    QVERIFY(s.view.pill()->isVisible());
    QCOMPARE(s.view.pill()->text(), u"↓ 1\u00a0204 new"_s);
    QTest::mouseClick(s.view.pill(), Qt::LeftButton);
    QVERIFY(s.view.isFollowing());
    QVERIFY(s.atEnd());
    QVERIFY(!s.view.pill()->isVisible());
}

void LogFollowingTest::scrollingBackToTheEndResumes()
{
    ShownLog s(500);
    s.bar()->triggerAction(QAbstractSlider::SliderPageStepSub);
    s.fixture.addMany(3);
    s.bar()->triggerAction(QAbstractSlider::SliderToMaximum);
    QVERIFY(s.view.isFollowing());
    QCOMPARE(s.table()->follower()->newRows(), quint64(0));
}

void LogFollowingTest::wheelUpStopsFollowing()
{
    ShownLog s(500);
    QVERIFY(QTest::qWaitForWindowExposed(&s.view));
    const QPointF at = s.table()->viewport()->rect().center();
    QWheelEvent up(at, s.table()->viewport()->mapToGlobal(at), {}, {0, 120}, Qt::NoButton,
                   Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(s.table()->viewport(), &up);
    QVERIFY(!s.view.isFollowing());
}

void LogFollowingTest::choosingARowThatIsNotTheLastStops()
{
    ShownLog s(500);
    s.click(499);
    QVERIFY(s.view.isFollowing());
    s.click(490);
    QVERIFY(!s.view.isFollowing());
    QTest::keyClick(s.table(), Qt::Key_End);
    QVERIFY(s.view.isFollowing());
    QTest::keyClick(s.table(), Qt::Key_Home);
    QVERIFY(!s.view.isFollowing());
    QCOMPARE(s.table()->currentIndex().row(), 0);
}

void LogFollowingTest::takingTheFocusIsNoChoice()
{
    ShownLog s(500);
    QVERIFY(QTest::qWaitForWindowExposed(&s.view));
    s.view.filterBar()->focusEdit();
    s.table()->setFocus();
    QVERIFY(s.view.isFollowing());
    QCOMPARE(s.table()->currentSequence(), quint64(0));
    s.fixture.addMany(100);
    QVERIFY(s.atEnd());
    QTest::keyClick(s.table(), Qt::Key_Up);
    QVERIFY(!s.view.isFollowing());
    QVERIFY(s.table()->currentSequence() > 400);
}

void LogFollowingTest::arrowsStartAtTheEndHoweverLongTheTableHasTheFocus()
{
    ShownLog s(1);
    QVERIFY(QTest::qWaitForWindowExposed(&s.view));
    s.table()->setFocus(); // while there is one row
    s.fixture.addMany(500);
    QTest::keyClick(s.table(), Qt::Key_Up);
    QVERIFY(s.table()->currentSequence() > 490);
    QVERIFY(s.table()->selectionModel()->hasSelection());
}

void LogFollowingTest::arrowsStartAtTheEndAfterARowFarAboveWasChosen()
{
    ShownLog s(500);
    QVERIFY(QTest::qWaitForWindowExposed(&s.view));
    s.table()->setFocus();
    QTest::keyClick(s.table(), Qt::Key_Home);
    QCOMPARE(s.table()->currentSequence(), 1ULL);
    QTest::keyClick(s.table(), Qt::Key_Down); // a row in sight is where they go on
    QCOMPARE(s.table()->currentSequence(), 2ULL);
    QTest::keyClick(s.table(), Qt::Key_End);
    QVERIFY(s.view.isFollowing());
    QTest::keyClick(s.table(), Qt::Key_Up);
    QVERIFY(s.table()->currentSequence() > 490);
}

void LogFollowingTest::pauseHoldsTheTableAndLosesNothing()
{
    ShownLog s(50);
    s.table()->setFocus();
    QSignalSpy paused(&s.view, &EventLogView::pausedChanged);
    QTest::keyClick(s.table(), Qt::Key_Space);
    QVERIFY(s.view.isPaused());
    QCOMPARE(paused.size(), 1);
    s.fixture.addMany(1'204);
    QCOMPARE(s.fixture.model.rowCount(), 50);
    QCOMPARE(s.view.pill()->text(), u"Paused · 1\u00a0204 new"_s);
    QTest::mouseClick(s.view.pill(), Qt::LeftButton);
    QVERIFY(!s.view.isPaused());
    QCOMPARE(s.fixture.model.rowCount(), 1'254);
    QVERIFY(s.atEnd());
}

void LogFollowingTest::showingAnEventThatWaitsEndsThePause()
{
    ShownLog s(50);
    s.view.setPaused(true);
    s.fixture.addMany(10);
    QVERIFY(s.view.showSequence(55));
    QVERIFY(!s.view.isPaused());
    QCOMPARE(s.table()->currentSequence(), quint64(55));
}

/// What a batch may cost the table: one insert, and nothing that goes over all rows.
void LogFollowingTest::aBatchOfAFloodIsOneInsert()
{
    ShownLog s(200'000);
    QVERIFY(QTest::qWaitForWindowExposed(&s.view));
    const QAbstractItemModel *rows = s.table()->model();
    QSignalSpy inserted(rows, &QAbstractItemModel::rowsInserted);
    QSignalSpy laidOut(rows, &QAbstractItemModel::layoutChanged);
    QSignalSpy reset(rows, &QAbstractItemModel::modelReset);
    QSignalSpy changed(rows, &QAbstractItemModel::dataChanged);
    for (int i = 0; i < 20; ++i) {
        std::vector<TestEvent> events(2'000);
        s.fixture.log.append(s.fixture.lines.add(batchOf(events)));
        s.fixture.model.logGrew();
        QVERIFY(s.atEnd());
    }
    QCOMPARE(inserted.size(), 20);
    QCOMPARE(laidOut.size() + reset.size() + changed.size(), 0);
    const qsizetype size = paintedSize(s.table());
    QVERIFY2(size < 200'000, qPrintable(QString::number(size)));
}
