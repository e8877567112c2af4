// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// How room is shared between connections, without a thread. Run by tst_overload.
class TestLanes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nobodyTakesTheRoomOfOthers_data();
    void nobodyTakesTheRoomOfOthers();
    void theLastEighthIsForTheQuiet();
    void theGreediestMakesRoom_data();
    void theGreediestMakesRoom();
    void lanesTakeTurns();
    void nobodyOvertakesWhereNobodyHasToWait();
    void rowsOfTheWriterHoldNobodyUp();
    void whatNeverFitsTakesNothing();
    void whatIsLargeIsReadOnceThereIsRoomForIt();
};
