// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/handshakeheaders.h"
#include "app/feeds/handshakeoptions.h"
#include "app/feeds/reconnectpolicy.h"
#include "tests/app/feeds/feedfixture.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace eventscope;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;

/// What goes wrong before a connection is open, and what follows from it.
class TestFeedHandshake : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void badHandshakeIsExplained_data();
    void badHandshakeIsExplained();
    void silentServerIsGivenUpByTimer();
    void nameOfNothingIsTold();
    void hostThatDropsEverythingIsGivenUpByTimer();
    void endlessHeaderIsCutOff();
    void refusedPortIsRetriedWithOneRow();
    void credentialsAreTriedOnceMoreAndThenNoMore();
    void serverThatWantsAPauseHasIt_data();
    void serverThatWantsAPauseHasIt();
    void headerInjectionNeverLeaves();
    void connectionSaysWhoseWebSocketItHas_data();
    void connectionSaysWhoseWebSocketItHas();
    void connectionSaysHowLargeAMessageMayBe();
    void proxyIsGoneThrough_data();
    void proxyIsGoneThrough();
    void proxyThatRefusesIsNamed_data();
    void proxyThatRefusesIsNamed();
    void furtherHeadersAreSent();
    void zoneOfAnAddressStaysHere();
    void unsafeHeadersAreKnown_data();
    void unsafeHeadersAreKnown();
    void policyFollowsTheTreatment();
};

void TestFeedHandshake::badHandshakeIsExplained_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<Phase>("phase");
    QTest::addColumn<QString>("cause");
    const auto http = [](const char *status) {
        return QByteArray("HTTP/1.1 ") + status
            + "\r\nContent-Length: 0\r\nConnection: keep-alive\r\n\r\n";
    };
    const auto row = [](const char *name, const QByteArray &answer, Phase phase,
                        const QString &cause) { QTest::newRow(name) << answer << phase << cause; };
    row("401", http("401 Unauthorized"), Phase::NeedsCredentials,
        u"401: the server wants other credentials: check the token, and whether it has expired"_s);
    row("403", http("403 Forbidden"), Phase::NeedsCredentials,
        u"403: the server does not allow this"_s);
    row("404", http("404 Not Found"), Phase::Backoff,
        u"404: this address is not a WebSocket endpoint: check the path of the URL"_s);
    row("429", http("429 Too Many Requests"), Phase::Backoff, u"429: too many requests"_s);
    row("503", http("503 Service Unavailable"), Phase::Backoff,
        u"503: the server is not available"_s);
    row("302", http("302 Found"), Phase::Backoff, u"302: the server redirects"_s);
    row("200", http("200 OK"), Phase::Backoff, u"200: the server answered with a page"_s);
    row("400", http("400 Bad Request"), Phase::Backoff, u"the server refused the handshake"_s);
    row("wrong accept key",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
        Phase::Backoff, u"does not speak WebSocket"_s);
    row("SSH", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\r\n", Phase::Backoff,
        u"does not speak WebSocket"_s);
}

void TestFeedHandshake::badHandshakeIsExplained()
{
    QFETCH(QByteArray, answer);
    QFETCH(Phase, phase);
    QFETCH(QString, cause);
    RawServer server([&answer](QTcpSocket &client, const QByteArray &) { client.write(answer); });
    FeedSettings settings = FeedFixture::quick();
    settings.credentialsRetryMs = 60'000;
    FeedFixture f(settings);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), phase);
    QVERIFY2(f.cause().contains(cause), qPrintable(f.cause()));
    QVERIFY(f.feed->status().retryAtUs > nowUs() + 10'000'000); // none of these is hammered
    QTRY_VERIFY(server.clients.isEmpty()); // and none keeps its socket
    QTRY_COMPARE(f.sink.count("eventscope.disconnected"), 1);
    QVERIFY(f.sink.rows()[0].data.contains("voip could not connect: "));
}

void TestFeedHandshake::silentServerIsGivenUpByTimer()
{
    RawServer server;
    FeedSettings settings = FeedFixture::quick();
    settings.connectTimeoutMs = 200;
    FeedFixture f(settings);
    f.open(server.url());
    QTRY_VERIFY(f.phases.contains(Phase::Backoff));
    QCOMPARE(f.causes.first(),
             u"the server accepted the connection but sent no WebSocket answer within 0.2 s"_s);
    QTRY_VERIFY(server.accepted >= 3);
}

/// A1
void TestFeedHandshake::nameOfNothingIsTold()
{
    FeedSettings settings = FeedFixture::quick();
    settings.backoffBaseMs = settings.backoffMaxMs = 60'000;
    FeedFixture f(settings);
    f.open(QUrl(u"ws://no-such-host.invalid:81/feed"_s));
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    // A machine without a name server finds that out by waiting.
    const QString cause = f.cause();
    QVERIFY2(cause == u"host not found: no-such-host.invalid:81"_s
                 || cause.startsWith(u"no-such-host.invalid:81 did not answer"_s)
                 || cause.startsWith(u"no-such-host.invalid:81 cannot be reached"_s),
             qPrintable(cause));
}

/// A3: a full backlog drops each further SYN, as a firewall does.
void TestFeedHandshake::hostThatDropsEverythingIsGivenUpByTimer()
{
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    QCOMPARE(::bind(listener, reinterpret_cast<sockaddr *>(&address), length), 0);
    QCOMPARE(::listen(listener, 0), 0);
    QCOMPARE(::getsockname(listener, reinterpret_cast<sockaddr *>(&address), &length), 0);
    QList<int> fillers;
    for (int i = 0; i < 4; ++i) {
        fillers.append(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        ::connect(fillers.last(), reinterpret_cast<sockaddr *>(&address), length);
    }
    FeedSettings settings = FeedFixture::quick();
    settings.connectTimeoutMs = 300;
    FeedFixture f(settings);
    f.open(QUrl(u"ws://127.0.0.1:%1/feed"_s.arg(ntohs(address.sin_port))));
    QTRY_VERIFY(f.phases.contains(Phase::Backoff));
    QCOMPARE(f.causes.first(),
             u"127.0.0.1:%1 did not answer within 0.3 s"_s.arg(ntohs(address.sin_port)));
    f.feed.reset();
    fillers.append(listener);
    for (const int socket : std::as_const(fillers))
        ::close(socket);
}

void TestFeedHandshake::endlessHeaderIsCutOff()
{
    RawServer server([](QTcpSocket &client, const QByteArray &) {
        client.write("HTTP/1.1 101 Switching Protocols\r\n" + QByteArray(4 << 20, 'x'));
    });
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QVERIFY2(f.cause().contains(u"its answer has an endless header"_s), qPrintable(f.cause()));
    QTRY_VERIFY(server.clients.isEmpty());
    QCOMPARE(server.accepted, 1); // and it is not asked again at once
}

void TestFeedHandshake::refusedPortIsRetriedWithOneRow()
{
    QUrl url;
    {
        RawServer server;
        url = server.url();
    }
    FeedFixture f;
    f.open(url);
    QTRY_VERIFY(f.feed->status().attempt >= 5);
    QVERIFY2(f.causes.last().startsWith(u"connection refused by 127.0.0.1:"_s),
             qPrintable(f.causes.last()));
    QCOMPARE(f.causes.size(), 1);
    f.feed->close();
    const QList<QByteArray> types{"eventscope.disconnected"};
    QCOMPARE(f.sink.types(), types);
    QCOMPARE(f.phase(), Phase::Idle);
}

void TestFeedHandshake::credentialsAreTriedOnceMoreAndThenNoMore()
{
    RawServer server([](QTcpSocket &client, const QByteArray &) {
        client.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    });
    FeedFixture f;
    QSignalSpy settled(f.feed.get(), &WebSocketFeed::settled);
    f.open(server.url());
    QTRY_COMPARE(settled.size(), 1);
    QCOMPARE(f.phase(), Phase::NeedsCredentials);
    QCOMPARE(f.feed->status().retryAtUs, 0);
    QCOMPARE(server.accepted, 2);
    f.open(server.url()); // the user says: again
    QTRY_COMPARE(server.accepted, 4);
}

void TestFeedHandshake::serverThatWantsAPauseHasIt_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<int>("least");
    QTest::addColumn<int>("most");
    QTest::newRow("A8: 503, 120 s") << QByteArray("503 Away\r\nRetry-After: 120") << 120 << 150;
    QTest::newRow("A8: 429, less than our own pause")
        << QByteArray("429 Slowly\r\nRetry-After: 1") << 60 << 75;
    QTest::newRow("A8: 500, which is tried soon if it does not say more")
        << QByteArray("500 Oops\r\nRetry-After: 90") << 90 << 113;
    QTest::newRow("A6: 401 is no matter of time")
        << QByteArray("401 No\r\nRetry-After: 120") << 60 << 60;
}

void TestFeedHandshake::serverThatWantsAPauseHasIt()
{
    QFETCH(QByteArray, status);
    QFETCH(int, least);
    QFETCH(int, most);
    RawServer server([&status](QTcpSocket &client, const QByteArray &) {
        client.write("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n");
    });
    FeedSettings settings = FeedFixture::quick();
    settings.client = WebSocketClient::Direct; // QWebSocket does not tell of it
    settings.slowRetryMs = settings.credentialsRetryMs = 60'000;
    FeedFixture f(settings);
    const qint64 before = nowUs();
    f.open(server.url());
    QTRY_VERIFY(f.feed->status().retryAtUs > 0);
    const qint64 pause = f.feed->status().retryAtUs - before;
    QVERIFY2(pause >= least * 1'000'000LL, qPrintable(QString::number(pause)));
    QVERIFY2(f.feed->status().retryAtUs - nowUs() <= most * 1'000'000LL,
             qPrintable(QString::number(pause)));
}

void TestFeedHandshake::headerInjectionNeverLeaves()
{
    RawServer server;
    FeedFixture f;
    f.open(server.url(), {}, {{u"token"_s, u"abc\r\nX-Injected: 1"_s}});
    QTRY_COMPARE(f.phase(), Phase::Stopped);
    QCOMPARE(f.cause(), u"a header of this connection holds a character that must not be sent"_s);
    QCOMPARE(server.accepted, 0);
}

/// A11 tells them apart.
void TestFeedHandshake::connectionSaysWhoseWebSocketItHas_data()
{
    QTest::addColumn<QString>("client");
    QTest::addColumn<Phase>("phase");
    QTest::newRow("nobody's") << QString() << Phase::Live;
    QTest::newRow("ours") << u"own"_s << Phase::Live;
    QTest::newRow("Qt's") << u"qt"_s << Phase::Backoff;
}

void TestFeedHandshake::connectionSaysWhoseWebSocketItHas()
{
    QFETCH(QString, client);
    QFETCH(Phase, phase);
    RawServer server([](QTcpSocket &socket, const QByteArray &data) {
        QByteArray answer = RawServer::answerTo(data);
        socket.write(answer.replace("Connection: Upgrade", "Connection: keep-alive, Upgrade")
                     + RawServer::text("{}"));
    });
    FeedSettings settings = FeedFixture::quick();
    settings.client = WebSocketClient::Direct;
    FeedFixture f(settings);
    f.open(server.url(), {}, {{webSocketKey, client}});
    QTRY_COMPARE(f.phase(), phase);
}

/// C4: the limit is the connection's.
void TestFeedHandshake::connectionSaysHowLargeAMessageMayBe()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        client.sendTextMessage(u"{\"big\":\""_s + QString(1'500'000, u'x') + u"\"}"_s);
    };
    FeedFixture large;
    large.open(server.url(), {}, {{maxMessageKey, u"4"_s}});
    QTRY_COMPARE(large.sink.stored(), 1ULL);
    FeedFixture small;
    small.open(server.url(), {}, {{maxMessageKey, u"1"_s}});
    QTRY_VERIFY(!small.causes.isEmpty());
    QVERIFY2(small.causes.first().contains(u"the limit of 1 MiB"_s),
             qPrintable(small.causes.first()));
}

/// A16: a name that only the proxy can know, so that nothing else can have connected us.
void TestFeedHandshake::proxyIsGoneThrough_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::newRow("A16: HTTP") << u"http"_s;
    QTest::newRow("A16: SOCKS 5") << u"socks5"_s;
}

void TestFeedHandshake::proxyIsGoneThrough()
{
    QFETCH(QString, scheme);
    RawServer server([](QTcpSocket &client, const QByteArray &data) {
        if (data.startsWith("CONNECT server.internal:8080 HTTP/1.1\r\n"))
            client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        else if (data.startsWith(QByteArray("\x05\x01", 2)) && data.size() <= 4)
            client.write(QByteArray("\x05\x00", 2));
        else if (data.startsWith(QByteArray("\x05\x01\x00\x03\x0fserver.internal", 20)))
            client.write(QByteArray("\x05\x00\x00\x01\0\0\0\0\0\0", 10));
        else if (RawServer::upgrade(client, data))
            client.write(RawServer::text("{\"n\":1}"));
    });
    QUrl proxy = server.url();
    proxy.setScheme(scheme);
    proxy.setPath({});
    FeedFixture f;
    f.open(QUrl(u"ws://server.internal:8080/feed"_s), {}, {{u"proxy"_s, proxy.toString()}});
    QTRY_COMPARE(f.phase(), Phase::Live);
    QTRY_COMPARE(f.sink.stored(), 1ULL);
    QVERIFY(server.received.contains("Host: server.internal:8080\r\n"));
}

void TestFeedHandshake::proxyThatRefusesIsNamed_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("A16: 403") << QByteArray("HTTP/1.1 403 Forbidden\r\n\r\n");
    QTest::newRow("A16: 407") << QByteArray("HTTP/1.1 407 Authenticate\r\n"
                                            "Proxy-Authenticate: Basic realm=\"x\"\r\n"
                                            "Content-Length: 0\r\n\r\n");
}

void TestFeedHandshake::proxyThatRefusesIsNamed()
{
    QFETCH(QByteArray, answer);
    RawServer server([&answer](QTcpSocket &client, const QByteArray &) { client.write(answer); });
    QUrl proxy = server.url();
    proxy.setScheme(u"http"_s);
    FeedFixture f;
    f.open(QUrl(u"ws://server.internal:8080/feed"_s), {},
           {{u"proxy"_s, proxy.toString()}, {u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QVERIFY2(
        f.cause().startsWith(u"the proxy 127.0.0.1:%1 does not connect us"_s.arg(proxy.port())),
        qPrintable(f.cause()));
    QVERIFY(!server.received.contains("hunter2"));
}

void TestFeedHandshake::furtherHeadersAreSent()
{
    RawServer server;
    FeedFixture f;
    f.open(server.url(), {}, {{u"headers"_s, u"X-One: 1\n\n Cookie : a=b; c=d:e \n"_s}});
    // Names of headers have no case (RFC 9110); later versions of Qt write small letters.
    QTRY_VERIFY(server.received.toLower().contains("x-one: 1\r\n"));
    QVERIFY(server.received.toLower().contains("cookie: a=b; c=d:e\r\n"));
}

/// A18: a zone says which network of this computer is meant, and nothing to a server.
void TestFeedHandshake::zoneOfAnAddressStaysHere()
{
    if (FeedFixture::quick().client == WebSocketClient::Qt)
        QSKIP("QWebSocket writes the Host header by itself, with the zone and without brackets");
    if (!QTcpServer().listen(QHostAddress::LocalHostIPv6))
        QSKIP("this computer has no IPv6");
    RawServer server(
        [](QTcpSocket &client, const QByteArray &data) { RawServer::upgrade(client, data); },
        QHostAddress::LocalHostIPv6);
    const QString port = QString::number(server.url().port());
    FeedFixture f;
    f.open(QUrl(u"ws://[::1%25lo]:"_s + port + u"/feed"_s));
    QTRY_COMPARE(f.phase(), Phase::Opening);
    QVERIFY2(server.received.contains("\r\nHost: [::1]:" + port.toLatin1() + "\r\n"),
             server.received.constData());
}

void TestFeedHandshake::unsafeHeadersAreKnown_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("safe");
    QTest::newRow("plain") << QByteArray("X-Api-Key") << QByteArray("abc def") << true;
    QTest::newRow("empty value") << QByteArray("X") << QByteArray() << true;
    QTest::newRow("empty name") << QByteArray() << QByteArray("x") << false;
    QTest::newRow("line break") << QByteArray("X") << QByteArray("a\r\nY: b") << false;
    QTest::newRow("lone line feed") << QByteArray("X") << QByteArray("a\nb") << false;
    QTest::newRow("NUL") << QByteArray("X") << QByteArray("a\0b", 3) << false;
    QTest::newRow("space in the name") << QByteArray("X Y") << QByteArray("a") << false;
    QTest::newRow("colon in the name") << QByteArray("X:Y") << QByteArray("a") << false;
    QTest::newRow("line break in the name") << QByteArray("X\nY") << QByteArray("a") << false;
}

void TestFeedHandshake::unsafeHeadersAreKnown()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QTEST(isSafeHeader({name, value}), "safe");
}

void TestFeedHandshake::policyFollowsTheTreatment()
{
    FeedSettings settings;
    ReconnectPolicy policy(settings, 1);
    for (int i = 0; i < 20; ++i) {
        const ReconnectPolicy::Step step = policy.next(CloseTreatment::Retry);
        QCOMPARE(step.phase, Phase::Backoff);
        QVERIFY(step.pause && *step.pause >= 500ms && *step.pause <= 20s);
    }
    QVERIFY(*policy.next(CloseTreatment::RetrySlow).pause >= 30s);
    policy.hurry();
    QVERIFY(*policy.next(CloseTreatment::Retry).pause <= 1s);
    QCOMPARE(*policy.next(CloseTreatment::NeedsCredentials).pause, 60s);
    QVERIFY(!policy.next(CloseTreatment::NeedsCredentials).pause);
    QCOMPARE(policy.next(CloseTreatment::NeedsCredentials).phase, Phase::NeedsCredentials);
    policy.startAnew();
    QVERIFY(policy.next(CloseTreatment::NeedsCredentials).pause);
    QVERIFY(!policy.next(CloseTreatment::StoppedByServer).pause);
    QCOMPARE(policy.next(CloseTreatment::StoppedByServer).phase, Phase::Stopped);
}

QTEST_GUILESS_MAIN(TestFeedHandshake)
#include "tst_feedhandshake.moc"
