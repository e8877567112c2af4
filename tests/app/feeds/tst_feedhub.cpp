// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/hubdropstest.h"
#include "tests/app/feeds/hubfixture.h"
#include "tests/app/feeds/owedrowstest.h"
#include "tests/support/testclasses.h"

#include <QElapsedTimer>
#include <QThread>
#include <QTimer>
#include <algorithm>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;

class TestFeedHub : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void eventsGoToTheSinkAndStatesComeUp();
    void connectionsAreApart();
    void whoIsRefusedHoldsNobodyElseUp();
    void timesThatShipAreThoseThatWerePromised();
    void laterConnectionDoesNotWaitForTheAgeOfAnEarlierOne();
    void whatCannotBeTriedIsStoppedWithAReason_data();
    void whatCannotBeTriedIsStoppedWithAReason();
    void badSettingsEndARunningConnection();
    void defaultsAndSecretsReachTheDialect();
    void subscriptionsAreCommanded();
    void limitIsTold();
    void limitMayBeSetBeforeOpening();
    void sharedLimitIsExact();
    void droppedByTheSinkIsCounted();
    void removedConnectionIsNotHeardOfAgain();
    void unknownIdsAreIgnored();
    void closeAllClosesAll();
    void destructionWhileConnectedLosesNothing();
    void destructionInEveryStateWaitsForNobody_data();
    void destructionInEveryStateWaitsForNobody();
    void builtInDialectsAreFoundWithoutAResolver();
};

void TestFeedHub::eventsGoToTheSinkAndStatesComeUp()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) { client.sendTextMessage(u"{\"topic\":\"a\"}"_s); };
    HubFixture f;
    QSignalSpy opened(f.hub.get(), &FeedHub::opened);
    f.hub->open(f.profile(u"0000000a"_s, server.url(), {u"a"_s}), {});
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Live);
    QTRY_COMPARE(f.sink.stored(), 1ULL);
    QTRY_COMPARE(f.counters[u"0000000a"_s].received, 1ULL);
    QTRY_COMPARE(f.subscriptions[u"0000000a"_s].size(), 1);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened[0][0].toString(), u"0000000a"_s);
    QVERIFY(f.ownThread);
    QVERIFY(f.sink.rows()[0].data.contains("name of 0000000a is connected"));
}

void TestFeedHub::connectionsAreApart()
{
    ScriptServer one;
    ScriptServer two;
    HubFixture f;
    f.hub->open(f.profile(u"0000000a"_s, one.url()), {});
    f.hub->open(f.profile(u"0000000b"_s, two.url()), {});
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Live);
    QTRY_COMPARE(f.statuses[u"0000000b"_s].phase, Phase::Live);
    one.send(u"{\"n\":1}"_s);
    two.send(u"{\"n\":2}"_s);
    two.send(u"{\"n\":3}"_s);
    QTRY_COMPARE(f.counters[u"0000000a"_s].received, 1ULL);
    QTRY_COMPARE(f.counters[u"0000000b"_s].received, 2ULL);
    f.hub->close(u"0000000a"_s);
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Idle);
    QCOMPARE(f.statuses[u"0000000b"_s].phase, Phase::Live);
}

/// A6: another server's events come before, between and after the two attempts.
void TestFeedHub::whoIsRefusedHoldsNobodyElseUp()
{
    const QString a = u"0000000a"_s;
    const QString b = u"0000000b"_s;
    FeedSettings settings = FeedFixture::quick();
    settings.credentialsRetryMs = 1'000;
    HubFixture f(settings);
    QList<quint64> atAttempts; // what the other had received
    RawServer refusing([&](QTcpSocket &client, const QByteArray &) {
        atAttempts += f.counters[b].received;
        client.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    });
    ScriptServer other;
    f.hub->open(f.profile(b, other.url()), {});
    QTRY_COMPARE(f.statuses[b].phase, Phase::Live);
    quint64 sent = 0;
    QTimer sends;
    QElapsedTimer tick;
    qint64 stalledMs = 0; // this thread itself: a busy machine
    tick.start();
    connect(&sends, &QTimer::timeout, &other, [&] {
        stalledMs = std::max(stalledMs, tick.restart());
        ++sent;
        other.send(u"{\"n\":1}"_s);
    });
    sends.start(5);
    QTRY_VERIFY(f.counters[b].received > 0);
    QElapsedTimer silent;
    qint64 longestMs = 0;
    silent.start();
    connect(f.hub.get(), &FeedHub::countersChanged, &other, [&](const QString &id) {
        if (id == b)
            longestMs = std::max(longestMs, silent.restart());
    });
    f.hub->open(f.profile(a, refusing.url()), {});
    QTRY_COMPARE(atAttempts.size(), 2);
    QVERIFY2(atAttempts[1] >= atAttempts[0] + 20,
             qPrintable(u"%1, then %2"_s.arg(atAttempts[0]).arg(atAttempts[1])));
    QTRY_VERIFY(f.statuses[a].phase == Phase::NeedsCredentials && f.statuses[a].retryAtUs == 0);
    QTRY_VERIFY(f.counters[b].received >= atAttempts[1] + 20);
    QVERIFY2(longestMs < 1'500 + 4 * stalledMs,
             qPrintable(u"%1 ms, and %2 here"_s.arg(longestMs).arg(stalledMs)));
    sends.stop();
    QTRY_COMPARE(f.counters[b].received, sent);
    QCOMPARE(f.statuses[b].phase, Phase::Live);
    QCOMPARE(other.accepted(), 1);
}

/// Most tests make them short: these are what people wait for.
void TestFeedHub::timesThatShipAreThoseThatWerePromised()
{
    const FeedSettings shipped;
    QCOMPARE(shipped.connectTimeoutMs, 10'000); // A3, A4, A5: TCP, TLS and the answer together
    QCOMPARE(shipped.closeTimeoutMs, 3'000);
    QCOMPARE(shipped.backoffBaseMs, 500);
    QCOMPARE(shipped.backoffMaxMs, 20'000);
    QCOMPARE(shipped.healthyAfterMs, 30'000);
    QCOMPARE(shipped.returnJitterMs, 1'000);
    QCOMPARE(shipped.slowRetryMs, 30'000); // A7, A8
    QCOMPARE(shipped.credentialsRetryMs, 60'000); // A6
    QCOMPARE(shipped.repeatedRowsMs, 60'000); // E9: one row a minute
    QCOMPARE(shipped.maxMessageBytes, 16LL << 20); // C4
    QCOMPARE(shipped.maxUnsentBytes, 1LL << 20); // C6
    QCOMPARE(shipped.seed, 0ULL); // or all would come back in step
}

/// Handshakes with one host are spread, over feeds of any age: their own clocks say nothing here.
void TestFeedHub::laterConnectionDoesNotWaitForTheAgeOfAnEarlierOne()
{
    ScriptServer server;
    HubFixture f;
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {});
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Live);
    QElapsedTimer age;
    age.start();
    QTRY_VERIFY(age.hasExpired(3500));
    f.hub->close(u"0000000a"_s);
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Idle);
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {});
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Live);
    f.hub->open(f.profile(u"0000000b"_s, server.url()), {});
    QTRY_COMPARE_WITH_TIMEOUT(f.statuses[u"0000000b"_s].phase, Phase::Live, 2000);
}

void TestFeedHub::whatCannotBeTriedIsStoppedWithAReason_data()
{
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("token");
    QTest::addColumn<QString>("cause");
    QTest::newRow("unknown dialect")
        << u"klingon"_s << u"ws://127.0.0.1:1/"_s << QString() << u"\"klingon\""_s;
    QTest::newRow("no URL") << u"scripted"_s << QString() << QString() << QString();
    QTest::newRow("http") << u"scripted"_s << u"http://127.0.0.1:1/"_s << QString() << QString();
    QTest::newRow("no host") << u"scripted"_s << u"ws://"_s << QString() << QString();
    QTest::newRow("line break in the token")
        << u"scripted"_s << u"ws://127.0.0.1:1/"_s << u"hunt\r\ner2"_s << QString();
    QTest::newRow("space in the token")
        << u"scripted"_s << u"ws://127.0.0.1:1/"_s << u"hunt er2"_s << QString();
}

void TestFeedHub::whatCannotBeTriedIsStoppedWithAReason()
{
    QFETCH(QString, dialect);
    QFETCH(QString, url);
    QFETCH(QString, token);
    QFETCH(QString, cause);
    HubFixture f;
    ConnectionProfile profile = f.profile(u"0000000a"_s, QUrl(url));
    profile.options[u"url"_s] = url;
    profile.dialect = dialect;
    f.hub->open(profile, {{u"token"_s, token}});
    QVERIFY(f.statuses.isEmpty()); // never from within the call
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Stopped);
    const QString said = f.statuses[u"0000000a"_s].cause;
    QVERIFY(!said.isEmpty());
    QVERIFY2(said.contains(cause), qPrintable(said));
    QVERIFY2(!said.contains(u"hunt"_s) && !said.contains(u"er2"_s),
             qPrintable(said)); // a secret is never repeated
    QVERIFY(f.sink.rows().isEmpty());
}

void TestFeedHub::badSettingsEndARunningConnection()
{
    ScriptServer server;
    HubFixture f;
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {});
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Live);
    f.hub->open(f.profile(u"0000000a"_s, QUrl(u"http://x/"_s)), {});
    QTRY_VERIFY(server.clients().isEmpty());
}

void TestFeedHub::defaultsAndSecretsReachTheDialect()
{
    ScriptServer server;
    HubFixture f;
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {{u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(server.receivedHeaders, QStringList({u"Bearer hunter2"_s}));
}

void TestFeedHub::subscriptionsAreCommanded()
{
    ScriptServer server;
    HubFixture f;
    f.hub->open(f.profile(u"0000000a"_s, server.url(), {u"a"_s}), {});
    QTRY_COMPARE(server.received.size(), 1);
    f.hub->subscribe(u"0000000a"_s, {u"b"_s, {}, false});
    f.hub->unsubscribe(u"0000000a"_s, u"a"_s);
    QTRY_COMPARE(server.received.size(), 3);
    QTRY_COMPARE(f.patterns(u"0000000a"_s), QStringList({u"b"_s}));
}

void TestFeedHub::limitIsTold()
{
    ScriptServer server;
    HubFixture f;
    QSignalSpy reached(f.hub.get(), &FeedHub::limitReached);
    quint64 storedWhenTold = 0;
    QObject::connect(f.hub.get(), &FeedHub::limitReached, f.hub.get(),
                     [&] { storedWhenTold = f.sink.stored(); });
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {});
    f.hub->setEventLimit({u"0000000a"_s}, 100);
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Live);
    for (int i = 0; i < 5'000; ++i)
        server.send(u"{\"n\":%1}"_s.arg(i));
    QTRY_COMPARE(reached.size(), 1);
    QCOMPARE(storedWhenTold, 100ULL);
    QCOMPARE(f.counters[u"0000000a"_s].received, 100ULL);
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Idle);
    QCOMPARE(f.sink.stored(), 100ULL);
}

void TestFeedHub::limitMayBeSetBeforeOpening()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        for (int i = 0; i < 10; ++i)
            client.sendTextMessage(u"{\"n\":1}"_s);
    };
    HubFixture f;
    QSignalSpy reached(f.hub.get(), &FeedHub::limitReached);
    f.hub->setEventLimit({u"0000000a"_s}, 3);
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {});
    QTRY_COMPARE(reached.size(), 1);
    QCOMPARE(f.sink.stored(), 3ULL);
}

void TestFeedHub::sharedLimitIsExact()
{
    ScriptServer one;
    ScriptServer two;
    one.onOpened = two.onOpened = [](QWebSocket &client) {
        for (int i = 0; i < 2'000; ++i)
            client.sendTextMessage(u"{\"n\":%1}"_s.arg(i));
    };
    HubFixture f;
    QSignalSpy reached(f.hub.get(), &FeedHub::limitReached);
    f.hub->setEventLimit({u"0000000a"_s, u"0000000b"_s}, 2'500);
    f.hub->open(f.profile(u"0000000a"_s, one.url()), {});
    f.hub->open(f.profile(u"0000000b"_s, two.url()), {});
    QTRY_COMPARE(reached.size(), 1);
    const QMap<QString, FeedCounters> last = f.hub->shutDown();
    QCOMPARE(f.sink.stored(), 2'500ULL);
    QCOMPARE(last[u"0000000a"_s].received + last[u"0000000b"_s].received, 2'500ULL);
}

void TestFeedHub::droppedByTheSinkIsCounted()
{
    ScriptServer server;
    HubFixture f;
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {});
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Live);
    f.hub->noteDropped(u"0000000a"_s, 12);
    QTRY_COMPARE(f.counters[u"0000000a"_s].dropped, 12ULL);
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
    QTRY_COMPARE(f.counters[u"0000000a"_s].gaps, 1ULL);
}

void TestFeedHub::removedConnectionIsNotHeardOfAgain()
{
    ScriptServer server;
    HubFixture f;
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {});
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Live);
    for (int i = 0; i < 3; ++i)
        server.send(u"{\"n\":1}"_s);
    QTRY_COMPARE(f.counters[u"0000000a"_s].received, 3ULL);
    f.hub->remove(u"0000000a"_s);
    QTRY_VERIFY(server.clients().isEmpty());
    QCOMPARE(f.statuses[u"0000000a"_s].phase, Phase::Live); // nothing was said since
    QTRY_COMPARE(f.sink.count("eventscope.disconnected"), 1);
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {});
    QTRY_COMPARE(server.accepted(), 2);
    // But what it received was received.
    QTRY_COMPARE(server.clients().size(), 1);
    server.send(u"{\"n\":1}"_s);
    QTRY_COMPARE(f.counters[u"0000000a"_s].received, 4ULL);
    f.hub->remove(u"0000000a"_s);
    QCOMPARE(f.hub->shutDown()[u"0000000a"_s].received, 4ULL); // while it says good-bye, maybe
}

void TestFeedHub::unknownIdsAreIgnored()
{
    HubFixture f;
    f.hub->close(u"nobody"_s);
    f.hub->remove(u"nobody"_s);
    f.hub->subscribe(u"nobody"_s, {u"a"_s, {}, false});
    f.hub->unsubscribe(u"nobody"_s, u"a"_s);
    f.hub->noteDropped(u"nobody"_s, 5);
    f.hub.reset();
    QVERIFY(f.statuses.isEmpty());
    QVERIFY(f.sink.rows().isEmpty());
}

void TestFeedHub::closeAllClosesAll()
{
    ScriptServer one;
    ScriptServer two;
    HubFixture f;
    f.hub->open(f.profile(u"0000000a"_s, one.url()), {});
    f.hub->open(f.profile(u"0000000b"_s, two.url()), {});
    QTRY_COMPARE(f.statuses[u"0000000b"_s].phase, Phase::Live);
    f.hub->closeAll();
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Idle);
    QTRY_COMPARE(f.statuses[u"0000000b"_s].phase, Phase::Idle);
}

void TestFeedHub::destructionWhileConnectedLosesNothing()
{
    ScriptServer server;
    HubFixture f;
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {});
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, Phase::Live);
    for (int i = 0; i < 3'000; ++i)
        server.send(u"{\"n\":%1}"_s.arg(i));
    QTRY_COMPARE(f.counters[u"0000000a"_s].received, 3'000ULL);
    f.hub.reset();
    QCOMPARE(f.sink.stored(), 3'000ULL);
    QCOMPARE(f.sink.types().last(), QByteArray("eventscope.disconnected"));
    QTRY_VERIFY(server.clients().isEmpty());
}

void TestFeedHub::destructionInEveryStateWaitsForNobody_data()
{
    QTest::addColumn<bool>("answers");
    QTest::newRow("connecting") << false;
    QTest::newRow("open, but the server never answers a good-bye") << true;
}

void TestFeedHub::destructionInEveryStateWaitsForNobody()
{
    QFETCH(bool, answers);
    RawServer server([answers](QTcpSocket &client, const QByteArray &data) {
        if (answers)
            RawServer::upgrade(client, data);
    });
    FeedSettings patient = FeedFixture::quick();
    patient.connectTimeoutMs = patient.closeTimeoutMs = 3'600'000; // longer than any test may take
    HubFixture f(patient);
    f.hub->open(f.profile(u"0000000a"_s, server.url()), {});
    QTRY_COMPARE(f.statuses[u"0000000a"_s].phase, answers ? Phase::Opening : Phase::Connecting);
    f.hub.reset();
    QTRY_VERIFY(server.clients.isEmpty());
}

void TestFeedHub::builtInDialectsAreFoundWithoutAResolver()
{
    CollectingSink sink;
    FeedHub hub(&sink, FeedFixture::quick());
    QSignalSpy statuses(&hub, &FeedHub::statusChanged);
    ScriptServer server;
    ConnectionProfile profile = HubFixture::profile(u"0000000a"_s, server.url());
    profile.dialect = u"voipbin"_s;
    hub.open(profile, {{u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(server.accepted(), 1);
    QTRY_VERIFY(!statuses.isEmpty());
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestFeedHub, HubDropsTest, OwedRowsTest>(argc, argv);
}

#include "tst_feedhub.moc"
