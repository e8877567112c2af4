// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// When EventLogView follows its end, what stops it, and what a pause holds.
class LogFollowingTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void followsTheEndFromTheStart();
    void scrollingUpStopsAndThePillResumes();
    void scrollingBackToTheEndResumes();
    void wheelUpStopsFollowing();
    void choosingARowThatIsNotTheLastStops();
    void takingTheFocusIsNoChoice();
    void arrowsStartAtTheEndHoweverLongTheTableHasTheFocus();
    void arrowsStartAtTheEndAfterARowFarAboveWasChosen();
    void pauseHoldsTheTableAndLosesNothing();
    void showingAnEventThatWaitsEndsThePause();
    void aBatchOfAFloodIsOneInsert();
};
