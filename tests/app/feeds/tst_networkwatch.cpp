// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/networkwatch.h"
#include "tests/app/feeds/feedfixture.h"
#include "tests/app/feeds/halfopentest.h"
#include "tests/app/feeds/hostnametest.h"
#include "tests/support/feedservers.h"
#include "tests/support/ownnetwork.h"
#include "tests/support/testclasses.h"

#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Reachability = QNetworkInformation::Reachability;

class TestNetworkWatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sleepIsNoticedOnce();
    void jitterBetweenTheClocksIsNoSleep();
    void networkThatComesBackIsNoticed_data();
    void networkThatComesBackIsNoticed();
    void otherAddressesAreNoticed();
    void kernelTellsOfAddresses();
    void attemptThatWaitsIsMadeAtOnce();
    void everybodyWaitsALittleWhenTheNetworkIsBack();
    void pauseThatTheServerAskedForIsKept();
    void openConnectionIsAskedAtOnceWhetherItIsThere();
    void deadConnectionIsKnownSoonAfterASleep_data();
    void deadConnectionIsKnownSoonAfterASleep();
    void connectionThatIsNotWantedStaysClosed();
};

void TestNetworkWatch::sleepIsNoticedOnce()
{
    std::chrono::nanoseconds slept = 3h;
    NetworkWatch watch(nullptr, [&slept] { return slept; });
    QSignalSpy back(&watch, &NetworkWatch::back);
    watch.look();
    QCOMPARE(back.size(), 0); // it slept before we were there
    QSignalSpy woke(&watch, &NetworkWatch::woke);
    slept += 90s;
    QTRY_COMPARE(woke.size(), 1); // by itself
    QCOMPARE(woke[0][0].value<std::chrono::milliseconds>(), 90s);
    watch.look();
    QCOMPARE(woke.size(), 1);
    QCOMPARE(back.size(), 0);
    slept += 1s; // so short a sleep no server has noticed
    watch.look();
    QCOMPARE(back.size(), 1);
    QCOMPARE(woke.size(), 1);
}

void TestNetworkWatch::jitterBetweenTheClocksIsNoSleep()
{
    std::chrono::nanoseconds slept{0};
    NetworkWatch watch(nullptr, [&slept] { return slept; });
    QSignalSpy back(&watch, &NetworkWatch::back);
    using Ns = std::chrono::nanoseconds;
    for (const Ns jitter : {Ns(2us), Ns(-5us), Ns(40ms), Ns(1ms)}) {
        slept = jitter;
        watch.look();
    }
    QCOMPARE(back.size(), 0);
    NetworkWatch real;
    QSignalSpy realBack(&real, &NetworkWatch::back);
    real.look();
    QCOMPARE(realBack.size(), 0);
}

void TestNetworkWatch::networkThatComesBackIsNoticed_data()
{
    QTest::addColumn<QList<Reachability>>("states");
    QTest::addColumn<int>("times");
    using R = Reachability;
    QTest::newRow("off and on") << QList<R>{R::Online, R::Disconnected, R::Online} << 1;
    QTest::newRow("step by step") << QList<R>{R::Disconnected, R::Local, R::Site, R::Online} << 3;
    QTest::newRow("off") << QList<R>{R::Online, R::Local, R::Disconnected} << 0;
    QTest::newRow("the same again") << QList<R>{R::Online, R::Online} << 0;
    QTest::newRow("nobody knows") << QList<R>{R::Unknown, R::Online, R::Unknown, R::Online} << 0;
}

void TestNetworkWatch::networkThatComesBackIsNoticed()
{
    QFETCH(const QList<Reachability>, states);
    NetworkWatch watch;
    watch.setReachability(Reachability::Unknown);
    QSignalSpy back(&watch, &NetworkWatch::back);
    for (const Reachability state : states)
        watch.setReachability(state);
    QTEST(int(back.size()), "times");
}

/// E8: from one network to another, and a VPN that comes and goes.
void TestNetworkWatch::otherAddressesAreNoticed()
{
    QSet<QString> addresses{u"192.0.2.7"_s};
    AddressWatch watch(nullptr, [&addresses] { return addresses; });
    QSignalSpy changed(&watch, &AddressWatch::changed);
    watch.look();
    QCOMPARE(changed.size(), 0);
    addresses = {u"198.51.100.7"_s};
    watch.look();
    watch.look();
    QCOMPARE(changed.size(), 1);
    addresses.insert(u"2001:db8::7"_s);
    watch.look();
    addresses.clear();
    watch.look();
    QCOMPARE(changed.size(), 3);
}

/// E8: for real, in a network of its own.
void TestNetworkWatch::kernelTellsOfAddresses()
{
    using ownnetwork::ip;
    if (!ownnetwork::isInside()) {
        if (!ownnetwork::isAllowed() || !ownnetwork::hasIp())
            QSKIP("This computer lets nobody have a network of one's own.");
        const ownnetwork::Outcome outcome = ownnetwork::runInside();
        QVERIFY2(outcome.passed, outcome.said);
        return;
    }
    QVERIFY(ip(u"link add one type veth peer name other"_s));
    QVERIFY(ip(u"link set one up"_s) && ip(u"link set other up"_s));
    NetworkWatch watch;
    QSignalSpy back(&watch, &NetworkWatch::back);
    QVERIFY(ip(u"address add 192.0.2.7/24 dev one"_s));
    QTRY_COMPARE(back.size(), 1);
    QVERIFY(ip(u"address del 192.0.2.7/24 dev one"_s));
    QTRY_COMPARE(back.size(), 2);
}

void TestNetworkWatch::everybodyWaitsALittleWhenTheNetworkIsBack()
{
    FeedSettings settings = FeedFixture::quick();
    settings.backoffBaseMs = settings.backoffMaxMs = 600'000;
    settings.returnJitterMs = 300'000; // long enough to be seen
    auto server = std::make_unique<ScriptServer>();
    const QUrl url = server->url();
    server.reset();
    FeedFixture f(settings);
    f.open(url);
    QTRY_COMPARE(f.phase(), ConnectionPhase::Backoff);
    f.feed->retryNow();
    const qint64 planned = f.feed->status().retryAtUs;
    QVERIFY(planned - nowUs() <= 300'000'000);
    for (int i = 0; i < 20; ++i)
        f.feed->retryNow(); // a network that comes step by step puts nothing off
    QCOMPARE(f.phase(), ConnectionPhase::Backoff);
    QVERIFY(f.feed->status().retryAtUs <= planned);
}

/// A8 counts more than E8.
void TestNetworkWatch::pauseThatTheServerAskedForIsKept()
{
    RawServer server([](QTcpSocket &client, const QByteArray &) {
        client.write("HTTP/1.1 503 Away\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n");
    });
    FeedSettings settings = FeedFixture::quick();
    settings.client = WebSocketClient::Direct; // QWebSocket does not tell of it
    FeedFixture f(settings);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Backoff);
    const qint64 planned = f.feed->status().retryAtUs;
    f.feed->retryNow();
    f.feed->retryNow(8h);
    QCOMPARE(f.phase(), ConnectionPhase::Backoff);
    QCOMPARE(f.feed->status().retryAtUs, planned);
}

void TestNetworkWatch::attemptThatWaitsIsMadeAtOnce()
{
    FeedSettings settings = FeedFixture::quick();
    settings.backoffBaseMs = settings.backoffMaxMs = 600'000;
    auto server = std::make_unique<ScriptServer>();
    const QUrl url = server->url();
    server.reset();
    FeedFixture f(settings);
    f.open(url);
    QTRY_COMPARE(f.phase(), ConnectionPhase::Backoff);
    const qint64 planned = f.feed->status().retryAtUs;
    f.feed->retryNow();
    QCOMPARE(f.phase(), ConnectionPhase::Connecting);
    QTRY_COMPARE(f.phase(), ConnectionPhase::Backoff);
    QVERIFY(f.feed->status().retryAtUs != planned);
}

void TestNetworkWatch::openConnectionIsAskedAtOnceWhetherItIsThere()
{
    // Pings are answered as long as it lives; the heartbeat would ask after 15 s.
    int pings = 0;
    RawServer server([&pings](QTcpSocket &client, const QByteArray &data) {
        if (data.startsWith("GET "))
            RawServer::upgrade(client, data);
        else
            pings += data.size() > 0 && quint8(data[0]) == 0x89 ? 1 : 0;
    });
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(pings, 1); // the first proof
    f.feed->retryNow();
    QTRY_COMPARE(pings, 2);
    QCOMPARE(server.accepted, 1);
}

void TestNetworkWatch::deadConnectionIsKnownSoonAfterASleep_data()
{
    QTest::addColumn<bool>("answers");
    QTest::newRow("E7: the server is gone") << false;
    QTest::newRow("E7: it is still there") << true;
}

void TestNetworkWatch::deadConnectionIsKnownSoonAfterASleep()
{
    QFETCH(bool, answers);
    bool silent = false;
    int pings = 0;
    RawServer server([&](QTcpSocket &client, const QByteArray &data) {
        if (data.startsWith("GET ")) {
            RawServer::upgrade(client, data);
            silent = false;
            client.write(RawServer::text("{}"));
        } else if (!data.isEmpty() && quint8(data[0]) == 0x89) {
            ++pings;
            if (!silent)
                client.write(RawServer::frame(0xa, {}));
        }
    });
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    QTRY_COMPARE(pings, 1);
    silent = !answers;
    f.feed->retryNow(8h);
    QTRY_COMPARE(pings, 2);
    if (answers) { // what ends later ends for another reason
        server.clients[0]->write(RawServer::text("{}"));
        QTRY_COMPARE(f.sink.stored(), quint64(2));
        QCOMPARE(server.accepted, 1);
        // It has outlived that: nobody knows what the server kept for it.
        QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
        const QByteArray outlived = f.sink.rows("eventscope.gap")[0].data;
        QVERIFY(outlived.contains("\"kind\":\"suspend\""));
        QVERIFY(outlived.contains("\"seconds\":28800"));
        server.clients[0]->abort();
    }
    // 3 s for the answer and the pause before the next attempt, on a machine that does much else.
    QTRY_COMPARE_WITH_TIMEOUT(server.accepted, 2, 10'000);
    QTRY_COMPARE(f.sink.count("eventscope.gap"), answers ? 2 : 1);
    const QByteArray gap = f.sink.rows("eventscope.gap").last().data;
    QCOMPARE(gap.contains(R"("cause":"the computer was suspended for 8 h 0 min")"), !answers);
    QCOMPARE(gap.contains("away for 8 h"), !answers);
}

void TestNetworkWatch::connectionThatIsNotWantedStaysClosed()
{
    ScriptServer server;
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    f.feed->close();
    QTRY_COMPARE(f.phase(), ConnectionPhase::Idle);
    f.feed->retryNow();
    QCOMPARE(f.phase(), ConnectionPhase::Idle);
    QCOMPARE(server.accepted(), 1);
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestNetworkWatch, HostNameTest, HalfOpenTest>(argc, argv);
}
#include "tst_networkwatch.moc"
