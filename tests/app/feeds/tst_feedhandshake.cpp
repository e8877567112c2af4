// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/handshakeheaders.h"
#include "app/feeds/reconnectpolicy.h"
#include "tests/app/feeds/feedfixture.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

using namespace eventscope;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;

namespace {

/// A real TLS server with one of the certificates of tests/fixtures/tls, trusted by this test or
/// not.
struct TlsServer
{
    TlsServer(const QString &name, bool trusted) : server(QString(), QWebSocketServer::SecureMode)
    {
        const QString base = QStringLiteral(TEST_SOURCE_DIR "/fixtures/tls/") + name;
        QFile certificateFile(base + u".crt"_s);
        QFile keyFile(base + u".key"_s);
        if (!certificateFile.open(QIODevice::ReadOnly) || !keyFile.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", qPrintable(base));
        const QSslCertificate certificate(&certificateFile);
        QSslConfiguration tls = before;
        tls.setLocalCertificate(certificate);
        tls.setPrivateKey(QSslKey(&keyFile, QSsl::Rsa));
        server.setSslConfiguration(tls);
        if (!server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen: %s", qPrintable(server.errorString()));
        QSslConfiguration client = before;
        if (trusted)
            client.setCaCertificates({certificate});
        QSslConfiguration::setDefaultConfiguration(client);
    }
    ~TlsServer() { QSslConfiguration::setDefaultConfiguration(before); }
    QUrl url() const { return QUrl(u"wss://localhost:%1/feed"_s.arg(server.serverPort())); }

    const QSslConfiguration before = QSslConfiguration::defaultConfiguration();
    QWebSocketServer server;
    QSignalSpy connected{&server, &QWebSocketServer::newConnection};
};

} // namespace

/// What goes wrong before a connection is open, and what follows from it.
class TestFeedHandshake : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void badHandshakeIsExplained_data();
    void badHandshakeIsExplained();
    void silentServerIsGivenUpByTimer();
    void endlessHeaderIsCutOff();
    void refusedPortIsRetriedWithOneRow();
    void credentialsAreTriedOnceMoreAndThenNoMore();
    void headerInjectionNeverLeaves();
    void selfSignedCertificateIsNamed();
    void certificateForAnotherNameIsRefusedThoughItsCommonNameFits();
    void trustedCertificateIsAccepted();
    void furtherHeadersAreSent();
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

void TestFeedHandshake::endlessHeaderIsCutOff()
{
    RawServer server([](QTcpSocket &client, const QByteArray &) {
        client.write("HTTP/1.1 101 Switching Protocols\r\n" + QByteArray(4 << 20, 'x'));
    });
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QTRY_VERIFY(server.clients.isEmpty());
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

void TestFeedHandshake::headerInjectionNeverLeaves()
{
    RawServer server;
    FeedFixture f;
    f.open(server.url(), {}, {{u"token"_s, u"abc\r\nX-Injected: 1"_s}});
    QTRY_COMPARE(f.phase(), Phase::Stopped);
    QCOMPARE(f.cause(), u"a header of this connection holds a character that must not be sent"_s);
    QCOMPARE(server.accepted, 0);
}

void TestFeedHandshake::selfSignedCertificateIsNamed()
{
    TlsServer server(u"selfsigned"_s, false);
    FeedFixture f;
    f.open(server.url(), {}, {{u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QVERIFY2(f.cause().contains(u"is self-signed"_s), qPrintable(f.cause()));
    QVERIFY(f.cause().startsWith(u"the TLS certificate of localhost:"_s));
    QCOMPARE(server.connected.size(), 0); // so the token never left
}

void TestFeedHandshake::certificateForAnotherNameIsRefusedThoughItsCommonNameFits()
{
    // Its CN is localhost, its subject alternative name is other.example: RFC 9525 wants the
    // latter, Qt takes either.
    TlsServer server(u"othername"_s, true);
    FeedFixture f;
    f.open(server.url(), {}, {{u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QVERIFY2(f.cause().contains(u"is for another host name"_s), qPrintable(f.cause()));
    QCOMPARE(server.connected.size(), 0); // so the token never left
}

void TestFeedHandshake::trustedCertificateIsAccepted()
{
    TlsServer server(u"selfsigned"_s, true);
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Live);
    QCOMPARE(server.connected.size(), 1);
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
