// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Where Tab goes in MainWindow: everywhere, once, as people read, and back the same way.
class WindowTabTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void tabReachesEverythingOnceAndInTheOrderOfReading_data();
    void tabReachesEverythingOnceAndInTheOrderOfReading();
    void tabLeadsFromTheNoticesIntoTheFilter();
    void panelsAreGoneThroughInTheSameOrder();
    void panelsThatWereMovedAreGoneThroughWhereTheyAre();
    void tabGoesNowhereThatCannotBeSeen();
    void whatIsHiddenHandsTheFocusOn();
};
