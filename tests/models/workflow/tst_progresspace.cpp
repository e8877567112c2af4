// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workflow/progresspace.h"

#include <QTest>

using namespace eventscope;

class ProgressPaceTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void waitsThirtySecondsForWhatNeverMoved();
    void waitsThreeTimesTheUsualInterval();
    void neverHasLessPatienceThanThirtySeconds();
    void aClockThatGoesBackDoesNotMoveTheLastChange();
    void estimatesTheEnd_data();
    void estimatesTheEnd();
};

constexpr qint64 second = 1'000'000;

void ProgressPaceTest::waitsThirtySecondsForWhatNeverMoved()
{
    ProgressPace pace;
    pace.start(100 * second, 0);
    QCOMPARE(pace.stallsAtUs(), 130 * second);
}

void ProgressPaceTest::waitsThreeTimesTheUsualInterval()
{
    ProgressPace pace;
    pace.start(0, 0);
    pace.change(10 * second);
    pace.change(40 * second);
    // Two changes in 40 s: one in 20 s.
    QCOMPARE(pace.stallsAtUs(), (40 + 60) * second);
}

void ProgressPaceTest::neverHasLessPatienceThanThirtySeconds()
{
    ProgressPace pace;
    pace.start(0, 0);
    for (int i = 1; i <= 10; ++i)
        pace.change(i * second);
    QCOMPARE(pace.stallsAtUs(), 40 * second);
}

void ProgressPaceTest::aClockThatGoesBackDoesNotMoveTheLastChange()
{
    ProgressPace pace;
    pace.start(100 * second, 0);
    pace.change(50 * second);
    QCOMPARE(pace.changedUs, 100 * second);
}

void ProgressPaceTest::estimatesTheEnd_data()
{
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("now");
    QTest::addColumn<qint64>("afterUs");
    QTest::addColumn<qint64>("expectedUs"); // -1: none
    QTest::newRow("half in a minute") << 0.0 << 0.5 << 60 * second << 120 * second;
    QTest::newRow("we came late") << 0.5 << 0.75 << 10 * second << 20 * second;
    QTest::newRow("has not moved") << 0.3 << 0.3 << 10 * second << qint64(-1);
    QTest::newRow("moved back") << 0.3 << 0.1 << 10 * second << qint64(-1);
    QTest::newRow("in no time") << 0.0 << 0.5 << qint64(0) << qint64(-1);
    QTest::newRow("done") << 0.0 << 1.0 << 10 * second << qint64(-1);
    QTest::newRow("hardly moves: no overflow")
        << 0.0 << 1e-300 << 1'000'000 * second << 1'000'000 * second + qint64(3.2e14);
}

void ProgressPaceTest::estimatesTheEnd()
{
    QFETCH(double, first);
    QFETCH(double, now);
    QFETCH(qint64, afterUs);
    QFETCH(qint64, expectedUs);
    ProgressPace pace;
    pace.start(0, first);
    pace.change(afterUs);
    QCOMPARE(pace.endsAtUs(now).value_or(-1), expectedUs);
}

QTEST_GUILESS_MAIN(ProgressPaceTest)
#include "tst_progresspace.moc"
