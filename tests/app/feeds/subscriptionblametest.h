// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Which topic SubscriptionLedger blames for a connection that was dropped, and when it forgives.
class SubscriptionBlameTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneDroppedTopicGetsAStrikeAndIsRefusedAfterThree();
    void culpritAmongSeveralIsFoundAndTheOthersGoOn();
    void topicsAreNotBlamedForServersThatDropAnyway();
    void answersHurryTheCarefulRestore();
    void drop_data();
    void drop();
    void provenTopicsAreSuspectedOnlyAfterASecondDrop();
    void longLivedConnectionForgivesStrikes();
};
