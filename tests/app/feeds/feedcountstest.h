// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What a feed counts: each event once, whatever becomes of it, and where a limit ends it.
class FeedCountsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void undecodableFramesAreStoredAndCounted();
    void countersAreToldSeldomButInTheEndExactly();
    void lastEventTimeIsTold();
    void limitIsExactWithinOneRead();
    void limitThatIsReachedAlreadyEndsAtOnce();
    void floodIsAccountedForExactly();
    void droppedBatchesAreAccountedForAndShown();
};
