// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"

#include "models/connectiontexts.h"
#include "models/event/event.h"
#include "tests/models/connectioncellstest.h"
#include "tests/models/connectiontopicstest.h"
#include "tests/models/sampleconnections.h"
#include "tests/models/toldbyconnections.h"
#include "tests/models/treeshadow.h"
#include "tests/support/testclasses.h"

#include <QAbstractItemModelTester>
#include <QCoreApplication>
#include <QRandomGenerator>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

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
    QCOMPARE(patternsOf(model, u"a"_s), (QStringList{u"r"_s, u"p"_s, u"new"_s}));
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
            QCOMPARE(patternsOf(model, id), wanted);
            QCOMPARE(wanted.removeDuplicates(), 0);
        }
    }
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, ConnectionModelTest, ConnectionTopicsTest,
                    ConnectionCellsTest>(argc, argv);
}

#include "tst_connectionmodel.moc"
