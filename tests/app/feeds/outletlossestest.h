// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What EventOutlet counts, and says in rows, of what its sink does not take.
class OutletLossesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatCannotBeTakenIsReceivedAndDropped();
    void droppedBatchBecomesOneGapRowWithTheExactNumber();
    void gapRowThatFindsNoRoomIsWrittenAgain();
    void ownRowsOfADroppedBatchComeLater();
    void ownRowsThatWaitFillNoMemory();
    void whatTheSinkTellsOnceMoreIsNotCountedTwice();
    void whatTheSinkLostByItselfIsCounted();
    void outletsOfOneConnectionCountAndTellADropOnce();
    void whoCanReadLaterKeepsWhatHasNoRoom();
    void rowsThatComeWhileEventsWaitFillNoMemory();
    void whatFindsNoRoomAtTheEndIsDroppedAndCounted();
    void whoTakesOverHandsInTheOlderRowsFirst();
    void rowsThatAreTakenOverFillNoMemory();
    void rowsThatAreTakenOverGoBehindEventsThatWait();
    void aRowThatWaitsKeepsTheMaskThatItCameUnder();
};
