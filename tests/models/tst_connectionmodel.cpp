// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"

#include "models/connectiontexts.h"
#include "models/event/event.h"
#include "models/ratemeter.h"
#include "tests/models/treeshadow.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 noon = 1'700'000'000 * second;

ConnectionProfile profile(const QString &id, const QStringList &patterns = {})
{
    ConnectionProfile made;
    made.id = id;
    made.name = u"name of "_s + id;
    made.dialect = u"voipbin"_s;
    for (const QString &pattern : patterns)
        made.subscriptions.append({pattern, {}, false});
    return made;
}

SubscriptionStatus status(const QString &pattern, SubscriptionState state, quint64 events = 0)
{
    SubscriptionStatus made;
    made.pattern = pattern;
    made.state = state;
    made.events = events;
    return made;
}

ConnectionStatus inPhase(ConnectionPhase phase, const QString &cause = {})
{
    ConnectionStatus made;
    made.phase = phase;
    made.cause = cause;
    return made;
}

FeedCounters received(quint64 count)
{
    FeedCounters made;
    made.received = count;
    return made;
}

QStringList patterns(const ConnectionModel &model, const QString &id)
{
    QStringList all;
    for (const SubscriptionStatus &one : model.subscriptions(id))
        all << one.pattern;
    return all;
}

/// What the model tells, in order, as words.
class Told final : public QObject
{
public:
    explicit Told(ConnectionModel *model)
    {
        using M = ConnectionModel;
        connect(model, &M::profilesChanged, this, [this] { words << u"save"_s; });
        connect(model, &M::connectionAdded, this, [this](auto id) { words << u"added "_s + id; });
        connect(model, &M::connectionRemoved, this,
                [this](auto id) { words << u"removed "_s + id; });
        connect(model, &M::subscriptionsReset, this,
                [this](auto id) { words << u"reset "_s + id; });
        connect(model, &M::subscriptionChanged, this, [this](auto id, int position) {
            words << u"changed "_s + id + u' ' + QString::number(position);
        });
        connect(model, &M::openRequested, this,
                [this](const ConnectionProfile &one) { words << u"open "_s + one.id; });
        connect(model, &M::closeRequested, this, [this](auto id) { words << u"close "_s + id; });
        connect(model, &M::forgetRequested, this, [this](auto id) { words << u"forget "_s + id; });
        connect(model, &M::subscribeRequested, this, [this](auto id, const Subscription &one) {
            words << u"subscribe "_s + id + u' ' + one.pattern
                    + (one.paused ? u" paused"_s : u""_s);
        });
        connect(model, &M::unsubscribeRequested, this, [this](auto id, auto pattern) {
            words << u"unsubscribe "_s + id + u' ' + pattern;
        });
        connect(model, &M::secretsGiven, this,
                [this](auto id, const OptionValues &secrets, bool keep) {
                    words << u"secrets "_s + id + u' ' + secrets.keys().join(u',')
                            + (keep ? u" keep"_s : u""_s);
                });
    }
    QStringList take() { return std::exchange(words, {}); }

    QStringList words;
};

} // namespace

class ConnectionModelTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void addingTellsEveryoneInOrder_data();
    void addingTellsEveryoneInOrder();
    void secretsDoNotStay();
    void addingAKnownConnectionEditsIt();
    void editingALiveConnectionReopensIt_data();
    void editingALiveConnectionReopensIt();
    void whatWasDeclinedIsOfOneSystemAtOneAddress();
    void editingKeepsWhatIsKnownOfSubscriptionsThatStay();
    void removingClosesAndForgets();
    void unknownConnectionsAreIgnored();
    void subscribingTwiceIsRefused();
    void unsubscribingForgetsThePattern();
    void pausingKeepsThePlace();
    void replacingIsUnsubscribingAndSubscribingInOnePlace();
    void statusesKeepTheOrderOfTheUser();
    void staleStatusesDoNotUndoTheUsersWish();
    void manyChangedStatusesAreToldAtOnce();
    void countersAddUp();
    void ratesMoveWithTheLastFiveSeconds();
    void ratesSurviveCountersThatBeginAnew();
    void tickTellsOnlyWhatLooksDifferent();
    void phasesInWords_data();
    void phasesInWords();
    void trailingWordsOfConnections_data();
    void trailingWordsOfConnections();
    void everyStateOfASubscriptionIsAWordWithCountAndLastEvent_data();
    void everyStateOfASubscriptionIsAWordWithCountAndLastEvent();
    void codeOfARefusalIsNotSaidTwice();
    void namesArePlainText();
    void aListenerMayRemoveTheConnection();
    void randomHistoriesKeepSignalsAndRowsInStep_data();
    void randomHistoriesKeepSignalsAndRowsInStep();
};

void ConnectionModelTest::addingTellsEveryoneInOrder_data()
{
    QTest::addColumn<bool>("secrets");
    QTest::addColumn<bool>("connectNow");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("kept for later") << false << false << QStringList{u"added a"_s, u"save"_s};
    QTest::newRow("connected") << false << true
                               << QStringList{u"added a"_s, u"save"_s, u"open a"_s};
    QTest::newRow("the secret goes first")
        << true << true
        << QStringList{u"added a"_s, u"save"_s, u"secrets a token keep"_s, u"open a"_s};
}

void ConnectionModelTest::addingTellsEveryoneInOrder()
{
    QFETCH(bool, secrets);
    QFETCH(bool, connectNow);
    QFETCH(QStringList, expected);
    ConnectionModel model;
    Told told(&model);
    model.addConnection(profile(u"a"_s),
                        secrets ? OptionValues{{u"token"_s, u"x"_s}} : OptionValues(), true,
                        connectNow);
    QCOMPARE(told.take(), expected);
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.rowOf(u"a"_s), 0);
}

void ConnectionModelTest::secretsDoNotStay()
{
    ConnectionModel model;
    const QString secret = u"s3cr3t-0f-th3-t3st"_s;
    model.addConnection(profile(u"a"_s, {u"p"_s}), {{u"token"_s, secret}}, true, true);
    model.editConnection(profile(u"a"_s), {{u"token"_s, secret}}, false);
    for (int role = 0; role < Qt::UserRole + 40; ++role)
        QVERIFY(!model.index(0).data(role).toString().contains(secret));
    for (const ConnectionProfile &one : model.profiles())
        QVERIFY(!one.options.values().contains(secret));
}

void ConnectionModelTest::addingAKnownConnectionEditsIt()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s), {}, false, false);
    Told told(&model);
    ConnectionProfile again = profile(u"a"_s);
    again.name = u"new"_s;
    model.addConnection(again, {}, false, true);
    QCOMPARE(told.take(), (QStringList{u"save"_s, u"open a"_s}));
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.index(0).data().toString(), u"new"_s);
    ConnectionProfile unnamed = profile(QString());
    model.addConnection(unnamed, {}, false, false);
    QCOMPARE(model.rowCount(), 2);
    QVERIFY(!model.profiles().last().id.isEmpty());
}

void ConnectionModelTest::editingALiveConnectionReopensIt_data()
{
    QTest::addColumn<ConnectionPhase>("phase");
    QTest::addColumn<bool>("change");
    QTest::addColumn<bool>("secret");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("idle") << ConnectionPhase::Idle << true << false << QStringList{u"save"_s};
    QTest::newRow("live") << ConnectionPhase::Live << true << false
                          << QStringList{u"save"_s, u"open a"_s};
    QTest::newRow("waiting to retry")
        << ConnectionPhase::Backoff << true << false << QStringList{u"save"_s, u"open a"_s};
    QTest::newRow("new credentials only")
        << ConnectionPhase::NeedsCredentials << false << true
        << QStringList{u"save"_s, u"secrets a token"_s, u"open a"_s};
    QTest::newRow("nothing changed") << ConnectionPhase::Live << false << false << QStringList();
}

void ConnectionModelTest::editingALiveConnectionReopensIt()
{
    QFETCH(ConnectionPhase, phase);
    QFETCH(bool, change);
    QFETCH(bool, secret);
    QFETCH(QStringList, expected);
    ConnectionModel model;
    model.addConnection(profile(u"a"_s), {}, false, false);
    model.setStatus(u"a"_s, inPhase(phase));
    Told told(&model);
    ConnectionProfile edited = profile(u"a"_s);
    if (change)
        edited.options.insert(u"url"_s, u"wss://elsewhere"_s);
    model.editConnection(edited, secret ? OptionValues{{u"token"_s, u"x"_s}} : OptionValues(),
                         false);
    QCOMPARE(told.take(), expected);
    // That one was given is saved, not which.
    edited.givenSecrets = secret ? QStringList{u"token"_s} : QStringList();
    QCOMPARE(*model.profile(u"a"_s), edited);
}

void ConnectionModelTest::whatWasDeclinedIsOfOneSystemAtOneAddress()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s), {}, false, false);
    ConnectionProfile edited = profile(u"a"_s);
    edited.declinedDialects = {u"zaikio"_s};
    model.editConnection(edited, {}, false);
    edited.name = u"other"_s;
    model.editConnection(edited, {}, false);
    QCOMPARE(model.profile(u"a"_s)->declinedDialects, QStringList{u"zaikio"_s});
    edited.options.insert(u"url"_s, u"wss://elsewhere"_s);
    model.editConnection(edited, {}, false);
    QVERIFY(model.profile(u"a"_s)->declinedDialects.isEmpty());
}

void ConnectionModelTest::editingKeepsWhatIsKnownOfSubscriptionsThatStay()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s, u"q"_s, u"r"_s}), {}, false, false);
    model.setSubscriptionStatuses(u"a"_s,
                                  {status(u"p"_s, SubscriptionState::Delivering, 5),
                                   status(u"q"_s, SubscriptionState::Active)});
    Told told(&model);
    model.editConnection(profile(u"a"_s, {u"r"_s, u"p"_s, u"new"_s, u"new"_s}), {}, false);
    QCOMPARE(told.take(), (QStringList{u"reset a"_s, u"save"_s}));
    QCOMPARE(patterns(model, u"a"_s), (QStringList{u"r"_s, u"p"_s, u"new"_s}));
    QCOMPARE(model.subscriptions(u"a"_s).at(1).events, quint64(5));
    QCOMPARE(model.subscriptions(u"a"_s).at(2).state, SubscriptionState::Waiting);
    QCOMPARE(model.profile(u"a"_s)->subscriptions.size(), 3);
}

void ConnectionModelTest::removingClosesAndForgets()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s), {}, false, false);
    model.addConnection(profile(u"b"_s), {}, false, false);
    model.setStatus(u"a"_s, inPhase(ConnectionPhase::Live));
    Told told(&model);
    model.removeConnection(model.profile(u"a"_s)->id); // a reference into what goes
    QCOMPARE(told.take(), (QStringList{u"removed a"_s, u"close a"_s, u"forget a"_s, u"save"_s}));
    model.removeConnection(u"b"_s);
    QCOMPARE(told.take(), (QStringList{u"removed b"_s, u"forget b"_s, u"save"_s}));
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.profile(u"a"_s));
}

void ConnectionModelTest::unknownConnectionsAreIgnored()
{
    ConnectionModel model;
    Told told(&model);
    const QString id = u"nobody"_s;
    model.editConnection(profile(id), {}, false);
    model.removeConnection(id);
    model.connectFeed(id);
    model.disconnectFeed(id);
    QVERIFY(!model.subscribe(id, {u"p"_s, {}, false}));
    model.unsubscribe(id, u"p"_s);
    model.setSubscriptionPaused(id, u"p"_s, true);
    model.replaceSubscription(id, u"p"_s, {u"q"_s, {}, false});
    model.setStatus(id, inPhase(ConnectionPhase::Live));
    model.setSubscriptionStatuses(id, {status(u"p"_s, SubscriptionState::Active)});
    model.setCounters(id, received(5));
    model.setStored(id, 5);
    QCOMPARE(told.take(), QStringList());
    QCOMPARE(model.rowOf(id), -1);
    QCOMPARE(model.rate(id), 0.0);
    QCOMPARE(model.subscriptionRate(id, u"p"_s), 0.0);
    QCOMPARE(model.stored(id), quint64(0));
    QCOMPARE(model.counters(id).received, quint64(0));
    QCOMPARE(model.status(id).phase, ConnectionPhase::Idle);
    QVERIFY(model.subscriptions(id).isEmpty());
    QVERIFY(model.subscriptionAt(id, 0).pattern.isEmpty());
}

void ConnectionModelTest::subscribingTwiceIsRefused()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s}), {}, false, false);
    Told told(&model);
    QVERIFY(!model.subscribe(u"a"_s, {u"p"_s, {{u"k"_s, u"v"_s}}, false}));
    QVERIFY(!model.subscribe(u"a"_s, {QString(), {}, false}));
    QCOMPARE(told.take(), QStringList());
    QVERIFY(model.subscribe(u"a"_s, {u"q"_s, {}, false}));
    QCOMPARE(told.take(), (QStringList{u"reset a"_s, u"save"_s, u"subscribe a q"_s}));
    QCOMPARE(patterns(model, u"a"_s), (QStringList{u"p"_s, u"q"_s}));
    QCOMPARE(model.profile(u"a"_s)->subscriptions.size(), 2);
}

void ConnectionModelTest::unsubscribingForgetsThePattern()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s, u"q"_s}), {}, false, false);
    Told told(&model);
    model.unsubscribe(u"a"_s, model.profile(u"a"_s)->subscriptions.first().pattern);
    QCOMPARE(told.take(), (QStringList{u"reset a"_s, u"save"_s, u"unsubscribe a p"_s}));
    QCOMPARE(patterns(model, u"a"_s), QStringList{u"q"_s});
    model.unsubscribe(u"a"_s, u"p"_s);
    QCOMPARE(told.take(), QStringList());
    // News about it that were on their way bring nothing back.
    model.setSubscriptionStatuses(u"a"_s, {status(u"p"_s, SubscriptionState::Active)});
    QCOMPARE(patterns(model, u"a"_s), QStringList{u"q"_s});
}

void ConnectionModelTest::pausingKeepsThePlace()
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

void ConnectionModelTest::replacingIsUnsubscribingAndSubscribingInOnePlace()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s, u"q"_s, u"r"_s}), {}, false, false);
    model.setSubscriptionStatuses(u"a"_s, {status(u"q"_s, SubscriptionState::Refused)});
    Told told(&model);
    model.replaceSubscription(u"a"_s, u"q"_s, {u"x"_s, {}, false});
    QCOMPARE(told.take(),
             (QStringList{u"reset a"_s, u"save"_s, u"unsubscribe a q"_s, u"subscribe a x"_s}));
    QCOMPARE(patterns(model, u"a"_s), (QStringList{u"p"_s, u"x"_s, u"r"_s}));
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

void ConnectionModelTest::statusesKeepTheOrderOfTheUser()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s, u"q"_s, u"r"_s}), {}, false, false);
    Told told(&model);
    model.setSubscriptionStatuses(u"a"_s,
                                  {status(u"r"_s, SubscriptionState::Active),
                                   status(u"strange"_s, SubscriptionState::Active),
                                   status(u"p"_s, SubscriptionState::Requested)});
    QCOMPARE(patterns(model, u"a"_s), (QStringList{u"p"_s, u"q"_s, u"r"_s}));
    QCOMPARE(told.take(), (QStringList{u"changed a 0"_s, u"changed a 2"_s}));
    QCOMPARE(model.subscriptionAt(u"a"_s, 2).state, SubscriptionState::Active);
    QVERIFY(model.subscriptionAt(u"a"_s, 3).pattern.isEmpty());
    QVERIFY(model.subscriptionAt(u"a"_s, -1).pattern.isEmpty());
    model.setSubscriptionStatuses(u"a"_s, {status(u"r"_s, SubscriptionState::Active)});
    QCOMPARE(told.take(), QStringList());
}

void ConnectionModelTest::staleStatusesDoNotUndoTheUsersWish()
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

void ConnectionModelTest::manyChangedStatusesAreToldAtOnce()
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

void ConnectionModelTest::countersAddUp()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s), {}, false, false);
    model.addConnection(profile(u"b"_s), {}, false, false);
    model.setCounters(u"a"_s, {10, 2, 1, 3, 1});
    model.setCounters(u"b"_s, {5, 0, 0, 0, 0});
    model.setStored(u"a"_s, 5);
    model.setStored(u"b"_s, 5);
    const FeedCounters totals = model.totals();
    QCOMPARE(totals.received, quint64(15));
    QCOMPARE(totals.received, model.totalStored() + totals.duplicates + totals.dropped);
    const QModelIndex a = model.index(0);
    QCOMPARE(a.data(ConnectionRole::Received).toULongLong(), quint64(10));
    QCOMPARE(a.data(ConnectionRole::Stored).toULongLong(), quint64(5));
    QCOMPARE(a.data(ConnectionRole::Duplicates).toULongLong(), quint64(2));
    QCOMPARE(a.data(ConnectionRole::Undecodable).toULongLong(), quint64(1));
    QCOMPARE(a.data(ConnectionRole::Dropped).toULongLong(), quint64(3));
    QCOMPARE(a.data(ConnectionRole::Gaps).toULongLong(), quint64(1));
    QCOMPARE(model.counters(u"a"_s).undecodable, quint64(1));
}

void ConnectionModelTest::ratesMoveWithTheLastFiveSeconds()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s}), {}, false, false);
    model.addConnection(profile(u"b"_s), {}, false, false);
    quint64 count = 0;
    qint64 now = noon;
    model.tick(now);
    const auto run = [&](int seconds, quint64 perSecond) {
        for (int i = 0; i < seconds; ++i) {
            count += perSecond;
            model.setCounters(u"a"_s, received(count));
            model.setSubscriptionStatuses(
                u"a"_s, {status(u"p"_s, SubscriptionState::Delivering, count / 2)});
            model.tick(now += second);
        }
    };
    run(1, 100);
    QCOMPARE(model.rate(u"a"_s), 100.0);
    run(9, 100);
    QCOMPARE(model.rate(u"a"_s), 100.0);
    QCOMPARE(model.subscriptionRate(u"a"_s, u"p"_s), 50.0);
    QCOMPARE(model.totalRate(), 100.0);
    QCOMPARE(model.index(0).data(ConnectionRole::Rate).toDouble(), 100.0);
    run(2, 0);
    QCOMPARE(model.rate(u"a"_s), 60.0); // three seconds of five
    run(3, 0);
    QCOMPARE(model.rate(u"a"_s), 0.0);
    QCOMPARE(model.status(u"a"_s).lastEventUs, now - 6 * second); // known at the tick before
}

void ConnectionModelTest::ratesSurviveCountersThatBeginAnew()
{
    RateMeter meter;
    meter.sample(0, 1000);
    meter.sample(second, 1100);
    QCOMPARE(meter.rate(), 100.0);
    meter.sample(2 * second, 10);
    QCOMPARE(meter.rate(), 0.0);
    meter.sample(3 * second, 30);
    QCOMPARE(meter.rate(), 20.0);
    meter.sample(3 * second, 40); // twice at the same moment
    QCOMPARE(meter.rate(), 20.0);
    meter.sample(second, 50); // the clock was set back
    QCOMPARE(meter.rate(), 0.0);
    meter.sample(2 * second, 60);
    QCOMPARE(meter.rate(), 10.0);
    meter.sample(102 * second, 1060); // the computer slept
    QCOMPARE(meter.rate(), 10.0);
    for (int i = 1; i <= 100; ++i)
        meter.sample(102 * second + i * second / 100, 1060 + quint64(i));
    QVERIFY(meter.rate() > 90 && meter.rate() < 110); // many samples: the window shrinks, no harm
}

void ConnectionModelTest::tickTellsOnlyWhatLooksDifferent()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s, u"q"_s}), {}, false, false);
    ConnectionStatus retry = inPhase(ConnectionPhase::Backoff, u"connection refused"_s);
    retry.retryAtUs = noon + 7 * second;
    model.setStatus(u"a"_s, retry);
    model.tick(noon);
    QCOMPARE(model.index(0).data(ConnectionRole::PhaseText).toString(), u"retry in 7 s"_s);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    Told told(&model);
    model.tick(noon + second / 10);
    QCOMPARE(changed.size(), 0);
    model.tick(noon + second);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.index(0).data(ConnectionRole::PhaseText).toString(), u"retry in 6 s"_s);
    model.setStatus(u"a"_s, inPhase(ConnectionPhase::Live));
    model.tick(noon + 2 * second);
    changed.clear();
    model.tick(noon + 3 * second);
    QCOMPARE(changed.size(), 0);
    model.setSubscriptionStatuses(u"a"_s, {status(u"q"_s, SubscriptionState::Delivering, 50)});
    model.tick(noon + 4 * second);
    model.tick(noon + 9 * second);
    told.take();
    model.tick(noon + 10 * second); // the rate has gone, the count stays
    model.tick(noon + 11 * second);
    const QStringList quiet = told.take();
    QVERIFY(quiet.isEmpty() || quiet == QStringList{u"changed a 1"_s});
    model.tick(noon + 12 * second);
    QCOMPARE(told.take(), QStringList());
    QCOMPARE(model.clockUs(), noon + 12 * second);
}

void ConnectionModelTest::phasesInWords_data()
{
    QTest::addColumn<ConnectionPhase>("phase");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<qint64>("retryInUs");
    QTest::addColumn<QString>("words");
    using Phase = ConnectionPhase;
    QTest::newRow("live") << Phase::Live << QString() << qint64(0) << u"live"_s;
    QTest::newRow("idle") << Phase::Idle << QString() << qint64(0) << u"not connected"_s;
    QTest::newRow("almost") << Phase::Backoff << QString() << qint64(1) << u"retry in 1 s"_s;
    QTest::newRow("due") << Phase::Backoff << QString() << -second << u"retrying now"_s;
    QTest::newRow("long") << Phase::Backoff << QString() << 300 * second << u"retry in 5 min"_s;
    QTest::newRow("stopped") << Phase::Stopped << u"Trial\nended"_s << qint64(0)
                             << u"stopped: Trial⏎ended"_s;
    QTest::newRow("stopped without a word")
        << Phase::Stopped << QString() << qint64(0) << u"stopped"_s;
    QTest::newRow("credentials") << Phase::NeedsCredentials << u"401"_s << qint64(0)
                                 << u"needs credentials"_s;
}

void ConnectionModelTest::phasesInWords()
{
    QFETCH(ConnectionPhase, phase);
    QFETCH(QString, cause);
    QFETCH(qint64, retryInUs);
    QFETCH(QString, words);
    ConnectionStatus one = inPhase(phase, cause);
    one.retryAtUs = retryInUs == 0 ? 0 : noon + retryInUs;
    QCOMPARE(connectionPhaseText(one, noon), words);
}

void ConnectionModelTest::trailingWordsOfConnections_data()
{
    QTest::addColumn<ConnectionPhase>("phase");
    QTest::addColumn<double>("rate");
    QTest::addColumn<qint64>("idleUs"); // -1: never an event
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("severity");
    using Phase = ConnectionPhase;
    const auto row = [](Phase phase, double rate, qint64 idle, const QString &words, int severity) {
        QTest::newRow(qPrintable(words)) << phase << rate << idle << words << severity;
    };
    row(Phase::Live, 212.4, 0, u"212 /s"_s, -1);
    row(Phase::Live, 20'431, 0, u"20\u00a0431 /s"_s, -1);
    row(Phase::Live, 0.42, 0, u"0.4 /s"_s, -1);
    row(Phase::Live, 0.01, 0, u"0.1 /s"_s, -1);
    row(Phase::Live, 0.97, 0, u"1 /s"_s, -1);
    row(Phase::Live, 0, -1, u"live"_s, -1);
    row(Phase::Live, 0, 59 * second, u"idle"_s, -1);
    row(Phase::Live, 0, 4 * 60 * second, u"idle 4 min"_s, -1);
    row(Phase::Live, 0, 3 * 3600 * second, u"idle 3 h"_s, -1);
    row(Phase::Live, 0, 72 * 3600 * second, u"idle 3 days"_s, -1);
    row(Phase::Idle, 5, 0, u"not connected"_s, -1);
    row(Phase::Connecting, 0, -1, u"connecting"_s, -1);
    row(Phase::Backoff, 5, 0, u"retry in 7 s"_s, int(Severity::Warning));
    row(Phase::Stopped, 0, -1, u"stopped"_s, int(Severity::Error));
    row(Phase::NeedsCredentials, 0, -1, u"needs credentials"_s, int(Severity::Error));
}

void ConnectionModelTest::trailingWordsOfConnections()
{
    QFETCH(ConnectionPhase, phase);
    QFETCH(double, rate);
    QFETCH(qint64, idleUs);
    QFETCH(QString, words);
    QFETCH(int, severity);
    ConnectionStatus one = inPhase(phase, u"some cause"_s);
    one.retryAtUs = noon + 7 * second;
    const TrailingText text = connectionTrailing(one, rate, idleUs < 0 ? 0 : noon - idleUs, noon);
    QCOMPARE(text.text, words);
    QCOMPARE(text.severity, severity);
}

void ConnectionModelTest::everyStateOfASubscriptionIsAWordWithCountAndLastEvent_data()
{
    QTest::addColumn<SubscriptionState>("state");
    QTest::addColumn<int>("events");
    QTest::addColumn<int>("idle");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("severity");
    using S = SubscriptionState;
    const auto row = [](const char *name, S state, int events, int idle, const QString &words,
                        const QString &reason = {}) {
        QTest::newRow(name) << state << events << idle << reason << words
                            << (state == S::Refused ? int(Severity::Error) : -1);
    };
    row("paused", S::Paused, 5, 240, u"paused|5 events|4 min ago"_s);
    row("waiting", S::Waiting, 0, 0, u"waiting|no connection|"_s);
    row("waiting again", S::Waiting, 1, 70, u"waiting|1 event|1 min ago"_s);
    row("requested", S::Requested, 0, 0, u"requested|no answer yet|"_s);
    row("requested again", S::Requested, 7, 9, u"requested|7 events|just now"_s);
    row("unconfirmed", S::Unconfirmed, 0, 0, u"unconfirmed|no answer, no events|"_s);
    row("unconfirmed, with why", S::Unconfirmed, 0, 0, u"unconfirmed|Some never answer.|"_s,
        u"Some never answer."_s);
    row("unconfirmed, and yet events", S::Unconfirmed, 12, 59, u"unconfirmed|12 events|50 s ago"_s,
        u"Some never answer."_s);
    row("active", S::Active, 0, 0, u"active|no events yet|"_s);
    row("active before, silent now", S::Active, 12, 7200, u"active|12 events|2 h ago"_s);
    row("delivering", S::Delivering, 1204, 0, u"delivering|1\u00a0204 events|just now"_s);
    row("refused", S::Refused, 0, 0, u"refused|only the owner may|"_s, u"only the owner may"_s);
    row("refused after a while", S::Refused, 3, 60,
        u"refused|only the owner may · 3 events|1 min ago"_s, u"only the owner may"_s);
    row("refused in silence", S::Refused, 0, 0, u"refused|the server gave no reason|"_s);
}

void ConnectionModelTest::everyStateOfASubscriptionIsAWordWithCountAndLastEvent()
{
    QFETCH(SubscriptionState, state);
    QFETCH(int, events);
    QFETCH(int, idle);
    QFETCH(QString, reason);
    QFETCH(QString, words);
    QFETCH(int, severity);
    SubscriptionStatus told = status(u"p"_s, state, quint64(events));
    told.reason = reason;
    told.lastEventUs = events > 0 ? noon - idle * second : 0;
    const SubscriptionWords shown = subscriptionWords(told, noon);
    QCOMPARE(QString(shown.state + u'|' + shown.detail + u'|' + shown.last), words);
    QCOMPARE(shown.severity, severity);
    QCOMPARE(shown.isReason, !reason.isEmpty() && shown.detail.startsWith(reason));
}

void ConnectionModelTest::codeOfARefusalIsNotSaidTwice()
{
    SubscriptionStatus told = status(u"p"_s, SubscriptionState::Refused);
    told.code = u"DENIED"_s;
    QCOMPARE(subscriptionWords(told, noon).detail, u"DENIED"_s);
    told.reason = u"not yours"_s;
    QCOMPARE(subscriptionWords(told, noon).detail, u"not yours (DENIED)"_s);
    told.reason = u"not yours [DENIED]"_s;
    QCOMPARE(subscriptionWords(told, noon).detail, u"not yours [DENIED]"_s);
}

void ConnectionModelTest::namesArePlainText()
{
    ConnectionModel model;
    ConnectionProfile evil = profile(u"a"_s);
    evil.name = u"<img src=x>\n"_s + QChar(0x202e) + QString(1000, u'x');
    evil.dialect = u"<b>"_s;
    model.addConnection(evil, {}, false, false);
    ConnectionStatus status = inPhase(ConnectionPhase::Backoff, u"<h1>\n"_s + QChar(0x202e));
    status.remark = u"this looks like <Zaikio>: switch?"_s;
    model.setStatus(u"a"_s, status);
    const QModelIndex index = model.index(0);
    QVERIFY(index.data().toString().startsWith(u"<img src=x>⏎⟨U+202E⟩xxx"_s));
    QVERIFY(index.data().toString().size() <= 200);
    QCOMPARE(index.data(ConnectionRole::Cause).toString(), u"<h1>⏎⟨U+202E⟩"_s);
    const QString tip = index.data(Qt::ToolTipRole).toString();
    QVERIFY(!tip.contains(u"<img"_s) && !tip.contains(u"<h1"_s) && !tip.contains(u"<b>"_s));
    QVERIFY(tip.contains(u"&lt;img"_s));
    QVERIFY(tip.contains(u"this looks like &lt;Zaikio&gt;: switch?"_s));
    QCOMPARE(model.profile(u"a"_s)->name, evil.name);
}

void ConnectionModelTest::aListenerMayRemoveTheConnection()
{
    ConnectionModel model;
    model.addConnection(profile(u"a"_s, {u"p"_s}), {}, false, false);
    model.addConnection(profile(u"b"_s, {u"p"_s}), {}, false, false);
    connect(&model, &QAbstractItemModel::dataChanged, &model,
            [&model] { model.removeConnection(u"a"_s); });
    ConnectionStatus retry = inPhase(ConnectionPhase::Backoff);
    retry.retryAtUs = noon;
    model.tick(noon - 100 * second);
    QCOMPARE(model.rowCount(), 1);
    model.setStatus(u"b"_s, retry);
    model.tick(noon - 5 * second);
    QCOMPARE(model.profiles().first().id, u"b"_s);
}

void ConnectionModelTest::randomHistoriesKeepSignalsAndRowsInStep_data()
{
    QTest::addColumn<uint>("seed");
    for (uint seed = 1; seed <= 8; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void ConnectionModelTest::randomHistoriesKeepSignalsAndRowsInStep()
{
    QFETCH(uint, seed);
    QRandomGenerator random(seed);
    const auto below = [&random](int limit) { return int(random.bounded(limit)); };
    ConnectionModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    TreeShadow shadow(&model,
                      {Qt::DisplayRole, ConnectionRole::Phase, ConnectionRole::Cause,
                       ConnectionRole::Received, ConnectionRole::Stored});
    qint64 now = noon;
    quint64 count = 0;
    for (int step = 0; step < 1500; ++step) {
        const QString id = QString::number(below(6));
        const QString pattern = QString(1, QChar(u'p' + below(5)));
        switch (below(11)) {
        case 0:
            model.addConnection(profile(id, {pattern, u"q"_s}), {}, false, below(2));
            break;
        case 1: {
            ConnectionProfile edited = profile(id, {u"r"_s, pattern});
            edited.name = QString::number(step);
            model.editConnection(edited, {}, false);
            break;
        }
        case 2:
            if (below(3) == 0)
                model.removeConnection(id);
            break;
        case 3:
            model.subscribe(id, {pattern, {}, false});
            break;
        case 4:
            model.unsubscribe(id, pattern);
            break;
        case 5:
            model.setSubscriptionPaused(id, pattern, below(2));
            break;
        case 6:
            model.replaceSubscription(id, pattern, {QString(1, QChar(u'p' + below(5))), {}, false});
            break;
        case 7:
            model.setStatus(id, inPhase(ConnectionPhase(below(8)), QString::number(below(3))));
            break;
        case 8:
            model.setCounters(id, received(count += quint64(below(50))));
            break;
        case 9:
            model.setStored(id, count);
            break;
        default:
            model.tick(now += below(3) * second);
            break;
        }
        QCOMPARE(shadow.difference(), QString());
        if (const ConnectionProfile *known = model.profile(id)) {
            QStringList wanted;
            for (const Subscription &one : known->subscriptions)
                wanted << one.pattern;
            QCOMPARE(patterns(model, id), wanted);
            QCOMPARE(wanted.removeDuplicates(), 0);
        }
    }
}

QTEST_GUILESS_MAIN(ConnectionModelTest)
#include "tst_connectionmodel.moc"
