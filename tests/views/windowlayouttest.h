// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// How MainWindow shares its room between docks and log, remembers that, and fits into a screen.
class WindowLayoutTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void layoutIsRemembered();
    void summaryIsInSightInSmallWindows();
    void figuresDoNotHoldTheWindowOpen();
    void docksThatTheUserSizedKeepTheirWidth();
    void docksFindTheirWidthAgainWhereTheWindowComesBackSmaller();
    void dockThatWasMovedLeavesTheLogItsRoom();
    void foreignLayoutsAreRefused_data();
    void foreignLayoutsAreRefused();
    void changesOfTheLayoutAreToldOnceTheyRest();
    void noWindowIsLargerThanTheScreen();
};
