// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/transport/tlscheck.h"
#include "tests/app/feeds/feedfixture.h"

#include <QFile>
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;

namespace {

/// A real TLS server with one of the certificates of tests/fixtures/tls, trusted by this test or
/// not.
struct TlsServer
{
    TlsServer(const QString &name, bool trusted, quint16 port = 0)
        : server(QString(), QWebSocketServer::SecureMode)
    {
        const QString base = QStringLiteral(TEST_SOURCE_DIR "/fixtures/tls/") + name;
        QFile certificateFile(base + u".crt"_s);
        QFile keyFile(base + u".key"_s);
        if (!certificateFile.open(QIODevice::ReadOnly) || !keyFile.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", qPrintable(base));
        const QSslCertificate certificate(&certificateFile);
        pin = TlsCheck::pinOf(certificate);
        QSslConfiguration tls = before;
        tls.setLocalCertificate(certificate);
        tls.setPrivateKey(QSslKey(&keyFile, QSsl::Rsa));
        server.setSslConfiguration(tls);
        if (!server.listen(QHostAddress::LocalHost, port))
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
    QString pin; ///< of its certificate
    QSignalSpy connected{&server, &QWebSocketServer::newConnection};
};

/// What a server that knows nothing newer answers: a ServerHello of TLS 1.1.
QByteArray helloOfTls11()
{
    const QByteArray body =
        QByteArray("\x03\x02", 2) + QByteArray(32, 'r') + QByteArray("\x00\xc0\x14\x00", 4);
    const QByteArray message = QByteArray("\x02\x00\x00", 3) + char(body.size()) + body;
    return QByteArray("\x16\x03\x02\x00", 4) + char(message.size()) + message;
}

/// The same server, as who takes it for another kind would write it.
QUrl as(const QString &scheme, QUrl url)
{
    url.setScheme(scheme);
    return url;
}

} // namespace

/// TLS: whoever is not the server that was asked for sees no request, and so no token. Faults B1
/// to B8, and A5.
class TestFeedTls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void badCertificateIsNamedAndSeesNoToken_data();
    void badCertificateIsNamedAndSeesNoToken();
    void aComputerWithoutAuthoritiesIsTold();
    void refusedCertificateIsDescribed();
    void pinnedCertificateIsTheOneThatIsTrusted_data();
    void pinnedCertificateIsTheOneThatIsTrusted();
    void anotherCertificateThanThePinnedStopsTheConnection_data();
    void anotherCertificateThanThePinnedStopsTheConnection();
    void certificateThatChangesOnReconnectStopsTheConnection();
    void trustedCertificateIsAccepted();
    void oldTlsIsRefused();
    void stalledHandshakeIsGivenUpByTimer();
    void wssToAPlainServerKeepsTheToken();
    void wsToATlsServerFails();
};

void TestFeedTls::badCertificateIsNamedAndSeesNoToken_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("trusted");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("cause");
    const auto row = [](const char *id, const QString &name, bool trusted, const QString &host,
                        const QString &cause) {
        QTest::newRow(id) << name << trusted << host << cause;
    };
    row("B1: another host", u"othername"_s, true, u"127.0.0.1"_s, u"is for another host name"_s);
    row("B2: expired", u"expired"_s, true, u"localhost"_s, u"has expired"_s);
    row("B3: not yet valid", u"notyetvalid"_s, true, u"localhost"_s,
        u"and your clock says "_s);
    row("B4: self-signed", u"selfsigned"_s, false, u"localhost"_s, u"is self-signed"_s);
    row("B5: of an unknown CA", u"unknownca"_s, false, u"localhost"_s,
        u"was issued by somebody this computer does not trust"_s);
    // Its CN is localhost, its subject alternative name is other.example: RFC 9525 wants the
    // latter, Qt takes either.
    row("B6: only the common name fits", u"othername"_s, true, u"localhost"_s,
        u"is for another host name"_s);
}

void TestFeedTls::badCertificateIsNamedAndSeesNoToken()
{
    QFETCH(QString, name);
    QFETCH(bool, trusted);
    QFETCH(QString, host);
    QFETCH(QString, cause);
    TlsServer server(name, trusted);
    QUrl url = server.url();
    url.setHost(host);
    FeedFixture f;
    f.open(url, {}, {{u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QVERIFY2(f.cause().contains(cause), qPrintable(f.cause()));
    QVERIFY(f.cause().startsWith(u"the TLS certificate of %1:"_s.arg(host)));
    QCOMPARE(server.connected.size(), 0); // so the token never left
}

/// B10, for real: on a disk without any authorities, which only this process sees.
void TestFeedTls::aComputerWithoutAuthoritiesIsTold()
{
    if (!qEnvironmentVariableIsSet("EVENTSCOPE_NO_AUTHORITIES")) {
        QProcess inside;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"EVENTSCOPE_NO_AUTHORITIES"_s, u"1"_s);
        inside.setProcessEnvironment(environment);
        const QString script = u"for each in /etc/ssl /etc/pki /etc/ca-certificates /usr/lib/ssl "
                               "/usr/share/ssl /usr/local/ssl /var/ssl; do [ ! -d $each ] || "
                               "mount -t tmpfs tmpfs $each || exit 77; done; exec \"$@\""_s;
        inside.start(u"unshare"_s,
                     {u"-rm"_s, u"sh"_s, u"-c"_s, script, u"sh"_s,
                      QCoreApplication::applicationFilePath(),
                      u"aComputerWithoutAuthoritiesIsTold"_s});
        const bool started = inside.waitForStarted();
        if (started)
            QVERIFY(inside.waitForFinished());
        const QByteArray said = inside.readAllStandardOutput() + inside.readAllStandardError();
        if (!started || inside.exitCode() == 77 || said.contains("unshare: "))
            QSKIP("this system lets nobody mount a disk of their own");
        QVERIFY2(inside.exitStatus() == QProcess::NormalExit && inside.exitCode() == 0,
                 said.constData());
        return;
    }
    QVERIFY(QSslConfiguration::systemCaCertificates().isEmpty());
    TlsServer server(u"unknownca"_s, false);
    FeedFixture f;
    f.open(server.url(), {}, {{u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QVERIFY2(f.cause().contains(u"cannot be checked, for this computer has no "_s),
             qPrintable(f.cause()));
    QCOMPARE(server.connected.size(), 0); // so the token never left
}

/// What a person needs to judge it, in the status and in words.
void TestFeedTls::refusedCertificateIsDescribed()
{
    TlsServer server(u"expired"_s, true);
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    const auto refused = f.feed->status().certificate;
    QVERIFY(refused);
    QCOMPARE(refused->pin, server.pin);
    QCOMPARE(refused->subject, u"localhost"_s);
    QCOMPARE(refused->issuer, u"localhost"_s);
    QVERIFY(refused->validUntil < QDateTime::currentDateTimeUtc());
    QVERIFY(refused->expectedPin.isEmpty());
    for (const QString &words : {refused->subject, refused->pin, u"issued to"_s})
        QVERIFY2(f.cause().contains(words), qPrintable(f.cause()));
}

void TestFeedTls::pinnedCertificateIsTheOneThatIsTrusted_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("self-signed") << u"selfsigned"_s;
    QTest::newRow("of an unknown CA") << u"unknownca"_s;
    QTest::newRow("for another host") << u"othername"_s;
    QTest::newRow("expired") << u"expired"_s;
}

void TestFeedTls::pinnedCertificateIsTheOneThatIsTrusted()
{
    QFETCH(QString, name);
    TlsServer server(name, false);
    FeedFixture f;
    f.open(server.url(), {}, {{pinKey, server.pin}, {u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(f.phase(), Phase::Live);
    QVERIFY(!f.feed->status().certificate);
    QCOMPARE(server.connected.size(), 1);
}

void TestFeedTls::anotherCertificateThanThePinnedStopsTheConnection_data()
{
    QTest::addColumn<bool>("trusted");
    QTest::newRow("B9: one that nobody vouches for") << false;
    QTest::newRow("B9: one that is vouched for") << true;
}

void TestFeedTls::anotherCertificateThanThePinnedStopsTheConnection()
{
    QFETCH(bool, trusted);
    TlsServer server(u"selfsigned"_s, trusted);
    const QString other = u"sha256:"_s + QString(u"ab"_s).repeated(32);
    FeedFixture f;
    f.open(server.url(), {}, {{pinKey, other}, {u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(f.phase(), Phase::Stopped);
    QVERIFY2(f.cause().contains(other) && f.cause().contains(server.pin), qPrintable(f.cause()));
    QVERIFY(f.feed->status().certificate);
    QCOMPARE(f.feed->status().certificate->expectedPin, other);
    QCOMPARE(server.connected.size(), 0);
}

/// B9: it worked, and then somebody else answers at the same address.
void TestFeedTls::certificateThatChangesOnReconnectStopsTheConnection()
{
    auto server = std::make_unique<TlsServer>(u"selfsigned"_s, false);
    const QString pinned = server->pin;
    const quint16 port = server->server.serverPort();
    FeedFixture f;
    f.open(server->url(), {}, {{pinKey, pinned}, {u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(f.phase(), Phase::Live);
    server.reset();
    TlsServer other(u"unknownca"_s, false, port);
    QTRY_COMPARE(f.phase(), Phase::Stopped);
    QVERIFY2(f.cause().contains(pinned) && f.cause().contains(other.pin), qPrintable(f.cause()));
    QCOMPARE(other.connected.size(), 0);
}

/// B7
void TestFeedTls::oldTlsIsRefused()
{
    RawServer server([](QTcpSocket &client, const QByteArray &) { client.write(helloOfTls11()); });
    FeedFixture f;
    f.open(as(u"wss"_s, server.url()), {}, {{u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QVERIFY2(f.cause().startsWith(u"the TLS handshake with 127.0.0.1:"_s), qPrintable(f.cause()));
    QVERIFY2(f.cause().contains(u"protocol"_s), qPrintable(f.cause()));
    QVERIFY(!server.received.isEmpty());
    QVERIFY(!server.received.contains("hunter2"));
}

/// A5
void TestFeedTls::stalledHandshakeIsGivenUpByTimer()
{
    RawServer server;
    FeedSettings settings = FeedFixture::quick();
    settings.connectTimeoutMs = 300;
    FeedFixture f(settings);
    f.open(as(u"wss"_s, server.url()));
    QTRY_VERIFY(f.phases.contains(Phase::Backoff));
    QVERIFY2(f.causes.first().contains(u"did not finish within 0.3 s"_s),
             qPrintable(f.causes.first()));
    QVERIFY(f.causes.first().startsWith(u"the TLS handshake with 127.0.0.1:"_s));
}

void TestFeedTls::trustedCertificateIsAccepted()
{
    TlsServer server(u"selfsigned"_s, true);
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Live);
    QCOMPARE(server.connected.size(), 1);
}

/// B8
void TestFeedTls::wssToAPlainServerKeepsTheToken()
{
    RawServer server([](QTcpSocket &client, const QByteArray &) {
        client.write("HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    FeedFixture f;
    f.open(as(u"wss"_s, server.url()), {}, {{u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QVERIFY2(f.cause().startsWith(u"the TLS handshake with 127.0.0.1:"_s), qPrintable(f.cause()));
    QVERIFY(!server.received.isEmpty());
    QVERIFY(!server.received.contains("hunter2"));
}

/// B8, the other way around.
void TestFeedTls::wsToATlsServerFails()
{
    TlsServer server(u"selfsigned"_s, true);
    FeedSettings settings = FeedFixture::quick();
    settings.connectTimeoutMs = 500;
    FeedFixture f(settings);
    f.open(as(u"ws"_s, server.url()));
    QTRY_VERIFY(f.phases.contains(Phase::Backoff));
    const QString cause = f.causes.first();
    QVERIFY2(cause.contains(u"does not speak WebSocket"_s)
                 || cause.contains(u"before the WebSocket handshake was done"_s),
             qPrintable(cause));
    QCOMPARE(server.connected.size(), 0);
}

QTEST_GUILESS_MAIN(TestFeedTls)
#include "tst_feedtls.moc"
