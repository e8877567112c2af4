// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demohub.h"
#include "hubclient.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString customer = u"12345678-1234-1234-1234-123456789012"_s;

QString topic(const char *resource)
{
    return u"customer_id:%1:%2:*"_s.arg(customer, QLatin1String(resource));
}

} // namespace

class TestDemoVoipbin : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<DemoHub> m_hub;
    QString m_url;

    QString deployed(const QString &query = {}) const
    {
        QUrl url(m_url);
        url.setPath(u"/deployed/v1.0/ws"_s);
        url.setQuery(query);
        return url.toString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        DemoHub::Settings settings;
        settings.incidents = false;
        m_hub = std::make_unique<DemoHub>(settings);
        const auto started = m_hub->start();
        QVERIFY2(started, qPrintable(started ? QString() : started.error()));
        m_url = m_hub->endpoints().first().url;
    }

    void severalTopicsAreAcknowledgedInOneMessage()
    {
        HubClient client;
        client.open(m_url);
        QTRY_VERIFY(client.opened);
        client.subscribe({topic("call"), topic("message"), topic("activeflow")});
        QTRY_COMPARE(client.acks().size(), 1);
        const QJsonObject ack = client.acks().first();
        QCOMPARE(ack.value("action"_L1).toString(), u"subscribe"_s);
        QCOMPARE(ack.value("status"_L1).toString(), u"success"_s);
        QCOMPARE(ack.value("topics"_L1).toArray(),
                 (QJsonArray{topic("call"), topic("message"), topic("activeflow")}));
    }

    void eventsComeWithinASecondAndMatchTheTopic()
    {
        HubClient client;
        client.open(m_url);
        QTRY_VERIFY(client.opened);
        client.subscribe({topic("call")});
        QTRY_VERIFY_WITH_TIMEOUT(!client.events().isEmpty(), 1500);
        QTRY_VERIFY_WITH_TIMEOUT(client.events().size() >= 30, 10000);
        for (const QJsonObject &event : client.events()) {
            QVERIFY(event.value("event_type"_L1).toString().startsWith(u"call."));
            const QString id = event.value("data"_L1)["id"_L1].toString();
            QCOMPARE(event.value("topic"_L1).toString(),
                     u"customer_id:%1:call:%2"_s.arg(customer, id));
            const QJsonValue owner = event.value("data"_L1)["customer_id"_L1];
            QVERIFY(owner.isUndefined() || owner.toString() == customer);
            QVERIFY(QDateTime::fromString(event.value("timestamp"_L1).toString(), Qt::ISODateWithMs)
                        .isValid());
        }
    }

    void whoSubscribesToNothingGetsNothing()
    {
        HubClient quiet;
        HubClient lively;
        quiet.open(m_url);
        lively.open(m_url);
        QTRY_VERIFY(quiet.opened && lively.opened);
        lively.subscribe({topic("call"), topic("message")});
        QTRY_VERIFY_WITH_TIMEOUT(lively.events().size() > 15, 10000);
        QVERIFY(quiet.frames.isEmpty());
    }

    void unsubscribingStopsTheEvents()
    {
        HubClient client;
        HubClient other;
        client.open(m_url);
        other.open(m_url);
        QTRY_VERIFY(client.opened && other.opened);
        client.subscribe({topic("call")});
        other.subscribe({topic("call")});
        QTRY_VERIFY(!client.events().isEmpty());
        client.unsubscribe({topic("call")});
        QTRY_COMPARE(client.acks().size(), 2);
        QCOMPARE(client.acks().last().value("action"_L1).toString(), u"unsubscribe"_s);
        const qsizetype before = client.events().size();
        const qsizetype others = other.events().size();
        QTRY_VERIFY_WITH_TIMEOUT(other.events().size() > others + 15, 10000);
        QCOMPARE(client.events().size(), before);
    }

    void eachOfTheFourErrorsCanBeProvoked_data()
    {
        QTest::addColumn<QString>("code");
        QTest::addColumn<QStringList>("topics");
        QTest::addColumn<int>("times");
        QTest::newRow("permission")
            << u"PERMISSION_DENIED"_s
            << QStringList{u"agent_id:98765432-4321-4321-4321-210987654321:queue:*"_s} << 1;
        QTest::newRow("topic") << u"INVALID_TOPIC"_s << QStringList{u"customer_id:abc123"_s} << 1;
        QTest::newRow("message") << u"INVALID_MESSAGE"_s << QStringList() << 1;
        QTest::newRow("rate") << u"RATE_LIMITED"_s << QStringList{topic("queue")} << 11;
    }
    void eachOfTheFourErrorsCanBeProvoked()
    {
        QFETCH(QString, code);
        QFETCH(QStringList, topics);
        QFETCH(int, times);
        HubClient client;
        client.open(m_url);
        QTRY_VERIFY(client.opened);
        for (int i = 0; i < times; ++i)
            client.subscribe(topics);
        QTRY_COMPARE(client.errors().size(), 1);
        const QJsonObject error = client.errors().first();
        QCOMPARE(error.value("code"_L1).toString(), code);
        QCOMPARE(error.value("topics"_L1).toArray(), QJsonArray::fromStringList(topics));
        QVERIFY(!error.value("message"_L1).toString().isEmpty());
        QVERIFY(!client.closed);
    }

    void aBinaryMessageIsInvalid()
    {
        HubClient client;
        client.open(m_url);
        QTRY_VERIFY(client.opened);
        client.sendBinary("{}");
        QTRY_COMPARE(client.errors().size(), 1);
        QCOMPARE(client.errors().first().value("code"_L1).toString(), u"INVALID_MESSAGE"_s);
    }

    void theTopicsOfTheEndpointAreAllAccepted()
    {
        HubClient client;
        client.open(m_url);
        QTRY_VERIFY(client.opened);
        const QStringList topics = m_hub->endpoints().first().topics;
        QVERIFY(topics.size() >= 4);
        client.subscribe(topics);
        QTRY_COMPARE(client.acks().size(), 1);
        QVERIFY(client.errors().isEmpty());
    }

    void deployedPublishesTwiceWithoutAWord()
    {
        HubClient client;
        client.open(deployed());
        QTRY_VERIFY(client.opened);
        client.subscribe({u"customer_id:%1:call:"_s.arg(customer)});
        QTRY_VERIFY_WITH_TIMEOUT(client.frames.size() >= 20, 10000);
        QVERIFY(client.acks().isEmpty());
        for (qsizetype i = 0; i + 1 < client.frames.size(); i += 2)
            QCOMPARE(client.frames.at(i), client.frames.at(i + 1));
        const QJsonObject call = client.objects().first();
        QCOMPARE(call.value("type"_L1).toString(), u"flow"_s);
        QCOMPARE(call.value("customer_id"_L1).toString(), customer);
        QVERIFY(!call.contains("event_type"_L1));
    }

    void deployedHangsUpOnAnInvalidTopicWithoutCloseFrame()
    {
        HubClient client;
        client.open(deployed(u"shape=wrapped"_s));
        QTRY_VERIFY(client.opened);
        client.subscribe({u"nonsense"_s});
        QTRY_VERIFY(client.closed);
        QCOMPARE(client.firstError, std::optional(QAbstractSocket::RemoteHostClosedError));
        QVERIFY(client.frames.isEmpty());
    }

    void thePingComesEveryTenSeconds()
    {
        // A ping is invisible to QWebSocket; its answer is seen on the raw connection.
        QTcpSocket raw;
        raw.connectToHost(u"127.0.0.1"_s, quint16(QUrl(m_url).port()));
        raw.write(
            "GET /v1.0/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: "
            "Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        QByteArray got;
        connect(&raw, &QTcpSocket::readyRead, &raw, [&] { got += raw.readAll(); });
        QTRY_VERIFY(got.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        QTRY_VERIFY(got.contains("\r\n\r\n"));
        const qsizetype head = got.indexOf("\r\n\r\n") + 4;
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(got.size() > head, 12000);
        QCOMPARE(static_cast<uchar>(got.at(head)), uchar(0x89));
        QVERIFY(clock.elapsed() > 8000);
    }
};

QTEST_GUILESS_MAIN(TestDemoVoipbin)
#include "tst_demovoipbin.moc"
