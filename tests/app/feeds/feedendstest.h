// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What the log says of what was missed up to the moment at which a connection is closed here, or
/// its server breaks a rule.
class FeedEndsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void outageThatIsOpenAtTheEndIsAGap_data();
    void outageThatIsOpenAtTheEndIsAGap();
    void liveConnectionThatIsClosedIsNoGap();
    void whatAServerSaysBeforeItHangsUpCounts();
    void refusedMessageCountsAtOnceHoweverItEnds_data();
    void refusedMessageCountsAtOnceHoweverItEnds();
    void oversizeMessageIsAGap();
    void brokenUtf8IsAGap();
    void sleepThatNobodyAnsweredAfterIsAGap();
    void sleepOfAClosedConnectionIsNoGap();
    void gapOfASessionSaysHowMuchIsMissing();
};
