// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demohub.h"
#include "app/demo/demoserver.h"
#include "hubclient.h"

#include <QRegularExpression>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QUuid>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

DemoHub::Settings calm()
{
    DemoHub::Settings settings;
    settings.incidents = false;
    return settings;
}

/// What the server answers to raw bytes until it hangs up.
QByteArray answerTo(quint16 port, const QByteArray &request)
{
    QTcpSocket raw;
    QByteArray got;
    QObject::connect(&raw, &QTcpSocket::readyRead, &raw, [&] { got += raw.readAll(); });
    raw.connectToHost(u"127.0.0.1"_s, port);
    raw.write(request);
    [&] { QTRY_COMPARE(raw.state(), QAbstractSocket::UnconnectedState); }();
    return got;
}

QByteArray handshake(const QByteArray &target, const QByteArray &headers = {})
{
    return "GET " + target
        + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + headers + "\r\n";
}

/// Tries again where it is refused.
bool isOpenAtLast(std::unique_ptr<HubClient> &client, const QString &url)
{
    if (!client || client->firstError) {
        client = std::make_unique<HubClient>();
        client->open(url);
    }
    return client->opened;
}

} // namespace

class TestDemoHub : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneEndpointForEachDialect()
    {
        DemoHub hub(calm());
        QVERIFY(hub.endpoints().isEmpty());
        QVERIFY(hub.start());
        const auto endpoints = hub.endpoints();
        QStringList dialects;
        for (const auto &endpoint : endpoints)
            dialects << endpoint.dialect;
        QStringList wanted{u"voipbin"_s, u"fix"_s, u"zaikio"_s, u"daptin"_s, u"json"_s};
#ifdef EVENTSCOPE_HAS_KAFKA
        wanted << u"acm"_s;
        QVERIFY(QRegularExpression(u"^kafka://127\\.0\\.0\\.1:\\d+/$"_s)
                    .match(urlOf(hub, u"acm"_s))
                    .hasMatch());
#endif
        QCOMPARE(dialects, wanted);
        QCOMPARE(QUrl(urlOf(hub, u"zaikio"_s)).path(), u"/websocket"_s);
        QCOMPARE(QUrl(urlOf(hub, u"daptin"_s)).path(), u"/live"_s);
        QCOMPARE(QUrl(urlOf(hub, u"json"_s)).path(), u"/sensors"_s);
        QCOMPARE(endpoints.at(0).dialect, u"voipbin"_s);
        QVERIFY(QRegularExpression(u"^ws://127\\.0\\.0\\.1:\\d+/v1\\.0/ws\\?token=demo$"_s)
                    .match(endpoints.at(0).url)
                    .hasMatch());
        QCOMPARE(endpoints.at(1).dialect, u"fix"_s);
        const QString path = QUrl(endpoints.at(1).url).path();
        QVERIFY(path.startsWith(u"/api/workspaces/"));
        QVERIFY(!QUuid::fromString(path.section(u'/', 3, 3)).isNull());
        QVERIFY(path.endsWith(u"/events"));
        for (const auto &endpoint : endpoints)
            QVERIFY(!endpoint.name.isEmpty());
        QVERIFY(hub.start()); // once more does nothing
        QCOMPARE(hub.endpoints().at(0).url, endpoints.at(0).url);
    }

    void aPortThatIsTakenIsSaidInOneSentence()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        DemoHub::Settings settings = calm();
        settings.port = other.serverPort();
        DemoHub hub(settings);
        const auto started = hub.start();
        QVERIFY(!started);
        QVERIFY2(started.error().contains(u"127.0.0.1:%1"_s.arg(other.serverPort())),
                 qPrintable(started.error()));
        QVERIFY(hub.endpoints().isEmpty());
        other.close();
        QVERIFY(hub.start()); // the port is free now
        QCOMPARE(QUrl(hub.endpoints().first().url).port(), int(settings.port));
    }

    void itListensOnThisMachineOnly()
    {
        DemoHub hub(calm());
        QVERIFY(hub.start());
        QSet<int> ports; // that of Kafka too
        for (const auto &endpoint : hub.endpoints())
            ports.insert(QUrl(endpoint.url).port());
        QVERIFY(!ports.isEmpty() && !ports.contains(-1));
        for (const int port : std::as_const(ports)) {
            QTcpSocket here;
            here.connectToHost(u"127.0.0.1"_s, quint16(port));
            QTRY_COMPARE(here.state(), QAbstractSocket::ConnectedState);
            // Who listens on all addresses listens on this one.
            QTcpSocket elsewhere;
            elsewhere.connectToHost(u"127.0.0.2"_s, quint16(port));
            QTRY_COMPARE(elsewhere.error(), QAbstractSocket::ConnectionRefusedError);
        }
    }

    void twoHubsLiveSideBySide()
    {
        DemoHub one(calm());
        DemoHub two(calm());
        QVERIFY(one.start());
        QVERIFY(two.start());
        QVERIFY(one.endpoints().first().url != two.endpoints().first().url);
        HubClient first;
        HubClient second;
        first.open(urlOf(one, u"fix"_s));
        second.open(urlOf(two, u"fix"_s));
        QTRY_VERIFY(!first.frames.isEmpty() && !second.frames.isEmpty());
    }

    void itEndsAndSaysGoodbyeToEach()
    {
        auto hub = std::make_unique<DemoHub>(calm());
        QVERIFY(hub->start());
        std::vector<std::unique_ptr<HubClient>> clients;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(std::make_unique<HubClient>());
            clients.back()->open(hub->endpoints().at(i % 5).url);
        }
        for (const auto &client : clients)
            QTRY_VERIFY(client->opened);
        hub.reset(); // while no client can answer: they live on this thread
        for (const auto &client : clients)
            QTRY_VERIFY(client->closed);
        QCOMPARE(int(clients.front()->socket().closeCode()), 1001);
    }

    void aRestartEndsEachConnectionItsOwnWayAndComesBack()
    {
        DemoServer server(calm());
        const auto port = server.open();
        QVERIFY(port);
        const QString host = u"ws://127.0.0.1:%1"_s.arg(*port);
        HubClient documented;
        HubClient deployed;
        HubClient fix;
        HubClient cable;
        HubClient live;
        HubClient sensors;
        documented.open(host + u"/v1.0/ws"_s);
        deployed.open(host + u"/deployed/v1.0/ws"_s);
        fix.open(host + u"/api/workspaces/3f2b8c1e-5d4a-4e6f-9a7b-2c8d1e0f4a65/events"_s);
        cable.open(host + u"/websocket"_s);
        live.open(host + u"/live"_s);
        sensors.open(host + u"/sensors"_s);
        QTRY_VERIFY(documented.opened && deployed.opened && fix.opened);
        QTRY_VERIFY(cable.opened && live.opened && sensors.opened);

        server.restart(400'000);
        QTRY_VERIFY(documented.closed && deployed.closed && fix.closed);
        QTRY_VERIFY(cable.closed && live.closed && sensors.closed);
        QCOMPARE(cable.frames.last(),
                 u"{\"type\":\"disconnect\",\"reason\":\"server_restart\",\"reconnect\":true}"_s);
        QCOMPARE(int(cable.socket().closeCode()), 1000);
        QCOMPARE(live.firstError, std::optional(QAbstractSocket::RemoteHostClosedError));
        QCOMPARE(int(sensors.socket().closeCode()), 1001);
        QCOMPARE(int(documented.socket().closeCode()), 1001);
        QCOMPARE(deployed.firstError, std::optional(QAbstractSocket::RemoteHostClosedError));
        // 1012, which Qt 6.4 does not know and calls a protocol error.
        QVERIFY(fix.socket().closeReason().contains(u"1012")
                || fix.socket().closeCode() == QWebSocketProtocol::CloseCodeProtocolError);

        HubClient early;
        early.open(host + u"/v1.0/ws"_s);
        QTRY_COMPARE(early.firstError, std::optional(QAbstractSocket::ConnectionRefusedError));
        std::unique_ptr<HubClient> late;
        QTRY_VERIFY_WITH_TIMEOUT(isOpenAtLast(late, host + u"/v1.0/ws"_s), 20'000);
    }

    void aDropCutsExactlyOneConnection()
    {
        DemoServer server(calm());
        const auto port = server.open();
        QVERIFY(port);
        server.dropOne(3); // nobody is there: nothing happens
        std::vector<std::unique_ptr<HubClient>> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(std::make_unique<HubClient>());
            clients.back()->open(u"ws://127.0.0.1:%1/v1.0/ws"_s.arg(*port));
            QTRY_VERIFY(clients.back()->opened);
            clients.back()->subscribe({u"nonsense"_s}); // an answer: the server knows it too
            QTRY_VERIFY(!clients.back()->errors().isEmpty());
        }
        server.dropOne(4);
        QTRY_VERIFY(clients.at(1)->closed);
        QCOMPARE(clients.at(1)->firstError, std::optional(QAbstractSocket::RemoteHostClosedError));
        QVERIFY(!clients.at(0)->closed && !clients.at(2)->closed);
    }

    void aHubThatNeverStartedEndsToo()
    {
        DemoHub hub(calm());
        QVERIFY(hub.endpoints().isEmpty());
    }

    void requestsAreRefusedInHttp_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("answer");
        QTest::newRow("denied token")
            << handshake("/v1.0/ws?token=denied") << QByteArray("HTTP/1.1 401 Unauthorized\r\n");
        QTest::newRow("denied bearer") << handshake("/v1.0/ws", "Authorization: Bearer denied\r\n")
                                       << QByteArray("HTTP/1.1 401 Unauthorized\r\n");
        QTest::newRow("denied by the sensors")
            << handshake("/sensors?token=denied") << QByteArray("HTTP/1.1 401 Unauthorized\r\n");
        QTest::newRow("foreign origin") << handshake("/v1.0/ws", "Origin: https://example.com\r\n")
                                        << QByteArray("HTTP/1.1 403 Forbidden\r\n");
        QTest::newRow("DNS rebinding")
            << handshake("/v1.0/ws").replace("Host: ", "Host: attacker.example:1\r\nX-Host: ")
            << QByteArray("HTTP/1.1 403 Forbidden\r\n");
        QTest::newRow("unknown path")
            << handshake("/elsewhere") << QByteArray("HTTP/1.1 404 Not Found\r\n");
        QTest::newRow("workspace is no uuid")
            << handshake("/api/workspaces/mine/events") << QByteArray("HTTP/1.1 403 Forbidden\r\n");
        QTest::newRow("no websocket")
            << QByteArray("GET /v1.0/ws HTTP/1.1\r\nHost: localhost\r\n\r\n")
            << QByteArray("HTTP/1.1 426 Upgrade Required\r\n");
        QTest::newRow("no http") << QByteArray("hello\r\n\r\n")
                                 << QByteArray("HTTP/1.1 400 Bad Request\r\n");
        QTest::newRow("a head without end")
            << QByteArray(40'000, 'x') << QByteArray("HTTP/1.1 400 Bad Request\r\n");
    }
    void requestsAreRefusedInHttp()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, answer);
        DemoHub hub(calm());
        QVERIFY(hub.start());
        const QByteArray got = answerTo(quint16(QUrl(hub.endpoints().first().url).port()), request);
        QVERIFY2(got.startsWith(answer), got.constData());
    }

    void theBodyOfA401NamesTheReason()
    {
        DemoHub hub(calm());
        QVERIFY(hub.start());
        const QByteArray got = answerTo(quint16(QUrl(hub.endpoints().first().url).port()),
                                        handshake("/v1.0/ws?token=denied"));
        const QJsonObject body =
            QJsonDocument::fromJson(got.mid(got.indexOf("\r\n\r\n") + 4)).object();
        QCOMPARE(body.value("error"_L1)["reason"_L1].toString(), u"INVALID_CREDENTIALS"_s);
    }

    void aRequestInSmallPiecesIsUnderstood()
    {
        DemoServer server(calm()); // of this thread, so that it reads when this waits
        const auto port = server.open();
        QVERIFY(port);
        QTcpSocket raw;
        QByteArray got;
        connect(&raw, &QTcpSocket::readyRead, &raw, [&] { got += raw.readAll(); });
        raw.connectToHost(u"127.0.0.1"_s, *port);
        QTRY_COMPARE(raw.state(), QAbstractSocket::ConnectedState);
        raw.setSocketOption(QAbstractSocket::LowDelayOption, 1);
        const QByteArray request = handshake("/v1.0/ws");
        for (qsizetype at = 0; at < request.size(); at += 40) {
            raw.write(request.mid(at, 40));
            QTRY_COMPARE(raw.bytesToWrite(), qint64(0)); // each part goes out by itself
        }
        QTRY_VERIFY(got.startsWith("HTTP/1.1 101"));
    }

    void whoHangsUpBeforeAskingDoesNoHarm()
    {
        DemoHub hub(calm());
        QVERIFY(hub.start());
        for (int i = 0; i < 20; ++i) {
            QTcpSocket raw;
            raw.connectToHost(u"127.0.0.1"_s, quint16(QUrl(hub.endpoints().first().url).port()));
            QTRY_COMPARE(raw.state(), QAbstractSocket::ConnectedState);
            raw.write(i % 2 ? "GET /v1.0" : handshake("/v1.0/ws"));
            raw.flush();
            raw.abort();
        }
        HubClient client;
        client.open(urlOf(hub, u"fix"_s));
        QTRY_VERIFY(!client.frames.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestDemoHub)
#include "tst_demohub.moc"
