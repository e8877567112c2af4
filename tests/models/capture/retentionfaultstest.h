// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Limits that are kept where something fails, or somebody reads: nothing is lost but what they
/// take.
class RetentionFaultsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCrashWithinACutIsMended_data();
    void aCrashWithinACutIsMended();
    void aCutThatCannotBeNotedTakesNothing();
    void aSegmentThatCannotBeRemovedIsToldAndTriedAgain();
    void everythingStoredIsStillCounted();
    void whatIsMappedLeavesTheDiskWhenItIsLetGo();
    void aReaderMeetsACutWhileItLoads();
};
