// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/connectiontopicstest.h"

#include "models/connectionmodel.h"
#include "tests/models/sampleconnections.h"
#include "tests/models/toldbyconnections.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

void ConnectionTopicsTest::subscribingTwiceIsRefused()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s}), {}, false, false);
    Told told(&model);
    QVERIFY(!model.subscribe(u"a"_s, {u"p"_s, {{u"k"_s, u"v"_s}}, false}));
    QVERIFY(!model.subscribe(u"a"_s, {QString(), {}, false}));
    QCOMPARE(told.take(), QStringList());
    QVERIFY(model.subscribe(u"a"_s, {u"q"_s, {}, false}));
    QCOMPARE(told.take(), (QStringList{u"reset a"_s, u"save"_s, u"subscribe a q"_s}));
    QCOMPARE(patternsOf(model, u"a"_s), (QStringList{u"p"_s, u"q"_s}));
    QCOMPARE(model.profile(u"a"_s)->subscriptions.size(), 2);
}

void ConnectionTopicsTest::unsubscribingForgetsThePattern()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s, u"q"_s}), {}, false, false);
    Told told(&model);
    model.unsubscribe(u"a"_s, model.profile(u"a"_s)->subscriptions.first().pattern);
    QCOMPARE(told.take(), (QStringList{u"reset a"_s, u"save"_s, u"unsubscribe a p"_s}));
    QCOMPARE(patternsOf(model, u"a"_s), QStringList{u"q"_s});
    model.unsubscribe(u"a"_s, u"p"_s);
    QCOMPARE(told.take(), QStringList());
    // News about it that were on their way bring nothing back.
    model.setSubscriptionStatuses(u"a"_s, {status(u"p"_s, SubscriptionState::Active)});
    QCOMPARE(patternsOf(model, u"a"_s), QStringList{u"q"_s});
}

void ConnectionTopicsTest::pausingKeepsThePlace()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s, u"q"_s}), {}, false, false);
    model.setSubscriptionStatuses(u"a"_s, {status(u"p"_s, SubscriptionState::Delivering, 7)});
    Told told(&model);
    model.setSubscriptionPaused(u"a"_s, u"p"_s, true);
    QCOMPARE(told.take(), (QStringList{u"changed a 0"_s, u"save"_s, u"subscribe a p paused"_s}));
    QCOMPARE(model.subscriptions(u"a"_s).at(0).state, SubscriptionState::Paused);
    QCOMPARE(model.subscriptions(u"a"_s).at(0).events, quint64(7));
    QVERIFY(model.profile(u"a"_s)->subscriptions.at(0).paused);
    model.setSubscriptionPaused(u"a"_s, u"p"_s, true);
    QCOMPARE(told.take(), QStringList());
    model.setSubscriptionPaused(u"a"_s, u"p"_s, false);
    QCOMPARE(told.take(), (QStringList{u"changed a 0"_s, u"save"_s, u"subscribe a p"_s}));
    QCOMPARE(model.subscriptions(u"a"_s).at(0).state, SubscriptionState::Waiting);
}

void ConnectionTopicsTest::replacingIsUnsubscribingAndSubscribingInOnePlace()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s, u"q"_s, u"r"_s}), {}, false, false);
    model.setSubscriptionStatuses(u"a"_s, {status(u"q"_s, SubscriptionState::Refused)});
    Told told(&model);
    model.replaceSubscription(u"a"_s, u"q"_s, {u"x"_s, {}, false});
    QCOMPARE(told.take(),
             (QStringList{u"reset a"_s, u"save"_s, u"unsubscribe a q"_s, u"subscribe a x"_s}));
    QCOMPARE(patternsOf(model, u"a"_s), (QStringList{u"p"_s, u"x"_s, u"r"_s}));
    QCOMPARE(model.subscriptions(u"a"_s).at(1).state, SubscriptionState::Waiting);
    model.replaceSubscription(u"a"_s, u"x"_s, {u"r"_s, {}, false}); // r is there already
    QCOMPARE(told.take(), QStringList());
    // Other filters under the same pattern: the feed asks anew in one go, and the count goes on.
    SubscriptionStatus delivering = status(u"x"_s, SubscriptionState::Delivering);
    delivering.events = 12;
    model.setSubscriptionStatuses(u"a"_s, {delivering});
    told.take();
    model.replaceSubscription(u"a"_s, u"x"_s, {u"x"_s, {{u"k"_s, u"v"_s}}, false});
    QCOMPARE(told.take(), (QStringList{u"reset a"_s, u"save"_s, u"subscribe a x"_s}));
    QCOMPARE(model.profile(u"a"_s)->subscriptions.at(1).filters.value(u"k"_s), u"v"_s);
    QCOMPARE(model.subscriptions(u"a"_s).at(1).state, SubscriptionState::Waiting);
    QCOMPARE(model.subscriptions(u"a"_s).at(1).events, quint64(12));
    model.replaceSubscription(u"a"_s, u"x"_s, {u"x"_s, {{u"k"_s, u"v"_s}}, false}); // the same
    QCOMPARE(told.take(), QStringList());
}

void ConnectionTopicsTest::statusesKeepTheOrderOfTheUser()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s, u"q"_s, u"r"_s}), {}, false, false);
    Told told(&model);
    model.setSubscriptionStatuses(u"a"_s,
                                  {status(u"r"_s, SubscriptionState::Active),
                                   status(u"strange"_s, SubscriptionState::Active),
                                   status(u"p"_s, SubscriptionState::Requested)});
    QCOMPARE(patternsOf(model, u"a"_s), (QStringList{u"p"_s, u"q"_s, u"r"_s}));
    QCOMPARE(told.take(), (QStringList{u"changed a 0"_s, u"changed a 2"_s}));
    QCOMPARE(model.subscriptionAt(u"a"_s, 2).state, SubscriptionState::Active);
    QVERIFY(model.subscriptionAt(u"a"_s, 3).pattern.isEmpty());
    QVERIFY(model.subscriptionAt(u"a"_s, -1).pattern.isEmpty());
    model.setSubscriptionStatuses(u"a"_s, {status(u"r"_s, SubscriptionState::Active)});
    QCOMPARE(told.take(), QStringList());
}

void ConnectionTopicsTest::staleStatusesDoNotUndoTheUsersWish()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s}), {}, false, false);
    model.setSubscriptionPaused(u"a"_s, u"p"_s, true);
    model.setSubscriptionStatuses(u"a"_s, {status(u"p"_s, SubscriptionState::Delivering, 3)});
    QCOMPARE(model.subscriptions(u"a"_s).at(0).state, SubscriptionState::Paused);
    QCOMPARE(model.subscriptions(u"a"_s).at(0).events, quint64(3));
    model.setSubscriptionPaused(u"a"_s, u"p"_s, false);
    model.setSubscriptionStatuses(u"a"_s, {status(u"p"_s, SubscriptionState::Paused)});
    QCOMPARE(model.subscriptions(u"a"_s).at(0).state, SubscriptionState::Waiting);
}

void ConnectionTopicsTest::manyChangedStatusesAreToldAtOnce()
{
    ConnectionModel model;
    QStringList many;
    QVector<SubscriptionStatus> statuses;
    for (int i = 0; i < 5000; ++i) {
        many << QString::number(i);
        statuses << status(many.last(), SubscriptionState::Active);
    }
    model.addConnection(profile(u"a"_s, many), {}, false, false);
    Told told(&model);
    model.setSubscriptionStatuses(u"a"_s, statuses);
    QCOMPARE(told.take(), QStringList{u"changed a -1"_s});
}
