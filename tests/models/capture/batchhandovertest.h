// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What becomes of batches between CaptureWriter::submit() and takeStored(), whoever is slow.
class BatchHandoverTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void fourThreadsLoseNothing();
    void overflowIsCountedPerConnection();
    void readerThatStandsStillCannotFillTheMemory();
    void submittingAfterCloseIsCounted();
    void listenerIsCalledOncePerPile();
    void listenerIsCalledAgainWhenThePileIsLarge();
    void storedBatchesSurviveClose();
};
