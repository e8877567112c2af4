// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/feedhub.h"
#include "tests/support/collectingsink.h"

#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString bridged = uR"({"specversion":"1.0","type":"%1","source":"hub1","id":"%1",)"
                        R"("kafkatopic":"gh-status.hub1","kafkaoffset":"7","data":{"n":1}})"_s;

/// A bridge that speaks only with those who offer the sub-protocol, as the binding of CloudEvents
/// for WebSocket demands.
class Bridge final : public QObject
{
public:
    explicit Bridge(const QString &subprotocol)
        : m_server(QString(), QWebSocketServer::NonSecureMode)
    {
        m_server.setSupportedSubprotocols({subprotocol});
        m_server.listen(QHostAddress::LocalHost);
        connect(&m_server, &QWebSocketServer::newConnection, this, [this, subprotocol] {
            client = m_server.nextPendingConnection();
            client->setParent(this);
            chosen = client->subprotocol();
            authorization = client->request().rawHeader("Authorization");
            origin = client->request().rawHeader("Origin");
            connect(client, &QWebSocket::textMessageReceived, this,
                    [this](const QString &text) { received += text; });
            if (chosen != subprotocol)
                client->close(QWebSocketProtocol::CloseCodePolicyViolated, u"no CloudEvents"_s);
        });
    }
    QString url() const { return u"ws://127.0.0.1:%1/events"_s.arg(m_server.serverPort()); }

    QWebSocket *client = nullptr;
    QString chosen;
    QByteArray authorization;
    QByteArray origin;
    QStringList received;

private:
    QWebSocketServer m_server;
};

} // namespace

/// The hub and the dialect as the program has them, against real sockets.
class TestAcmOverWebSocket : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aBridgeOfCloudEventsIsReadAsKafkaIs();
    void aBridgeThatRefusesSaysWhy();
};

void TestAcmOverWebSocket::aBridgeOfCloudEventsIsReadAsKafkaIs()
{
    Bridge bridge(u"cloudevents.json"_s);
    CollectingSink sink;
    FeedHub hub(&sink, FeedHub::Settings());
    QVector<SubscriptionStatus> subscriptions;
    connect(&hub, &FeedHub::subscriptionsChanged, this,
            [&](const QString &, const QVector<SubscriptionStatus> &all) { subscriptions = all; });
    ConnectionProfile profile;
    profile.id = u"0badcafe"_s;
    profile.dialect = u"acm"_s;
    // What was set for Kafka before is of no meaning here, and in nobody's way.
    profile.options = {{u"url"_s, bridge.url()},
                       {u"security"_s, u"sasl_ssl"_s},
                       {u"headers"_s, u"Origin: https://example.org"_s}};
    profile.subscriptions = {{u"^gh-.*"_s, {}, false}};
    hub.open(profile, {{u"token"_s, u"s3cret"_s}});
    QTRY_COMPARE(bridge.chosen, u"cloudevents.json"_s);
    QCOMPARE(bridge.authorization, "Bearer s3cret");
    QCOMPARE(bridge.origin, "https://example.org");
    QTRY_VERIFY(!subscriptions.isEmpty()
                && subscriptions[0].state == SubscriptionState::Unconfirmed);
    QVERIFY2(subscriptions[0].reason.contains(u"sends what it sends"_s),
             qPrintable(subscriptions[0].reason));
    bridge.client->sendTextMessage(bridged.arg(u"one"_s));
    bridge.client->sendTextMessage(u'[' + bridged.arg(u"two"_s) + u',' + bridged.arg(u"three"_s)
                                   + u']');
    QTRY_COMPARE(sink.count("three"), 1);
    QCOMPARE(sink.stored(), 3U);
    const CollectingSink::Row row = sink.rows("one").value(0);
    QCOMPARE(row.topic, "gh-status.hub1");
    QCOMPARE(row.data, R"({"n":1})");
    QVERIFY2(row.body.contains(R"("kafkaoffset":7)"), row.body);
    QTRY_COMPARE(subscriptions[0].events, 3U);
    QVERIFY(bridge.received.isEmpty());
}

void TestAcmOverWebSocket::aBridgeThatRefusesSaysWhy()
{
    Bridge bridge(u"another.proto"_s);
    CollectingSink sink;
    FeedHub hub(&sink, FeedHub::Settings());
    QString cause;
    connect(&hub, &FeedHub::statusChanged, this,
            [&](const QString &, const ConnectionStatus &status) { cause += status.cause; });
    ConnectionProfile profile;
    profile.id = u"0badcafe"_s;
    profile.dialect = u"acm"_s;
    profile.options = {{u"url"_s, bridge.url()}};
    hub.open(profile, {});
    QTRY_VERIFY2(cause.contains(u"no CloudEvents"_s), qPrintable(cause));
}

QTEST_GUILESS_MAIN(TestAcmOverWebSocket)
#include "tst_acmoverwebsocket.moc"
