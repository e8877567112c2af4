// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demohub.h"
#include "hubclient.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTcpSocket>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString calls = u"customer_id:12345678-1234-1234-1234-123456789012:call:*"_s;
const QString queues = u"customer_id:12345678-1234-1234-1234-123456789012:queue:*"_s;

} // namespace

class TestDemoLoad : public QObject
{
    Q_OBJECT

private:
    static std::unique_ptr<DemoHub> hub(double rate, quint64 count, int topics = 5000)
    {
        DemoHub::Settings settings;
        settings.rate = rate;
        settings.count = count;
        settings.topics = topics;
        auto made = std::make_unique<DemoHub>(settings);
        if (!made->start())
            return nullptr;
        return made;
    }

    /// Something that is refused: the answer comes after all that was sent before.
    static void askOnce(HubClient &client)
    {
        const qsizetype errors = client.errors().size();
        client.subscribe({u"nonsense"_s});
        QTRY_VERIFY(client.errors().size() > errors);
    }

private Q_SLOTS:
    void theCountIsExactAndNoTwoEventsAreEqual_data()
    {
        QTest::addColumn<double>("rate");
        QTest::addColumn<quint64>("count");
        QTest::newRow("slow") << 200.0 << quint64(100);
        QTest::newRow("fast") << 50'000.0 << quint64(20'000);
        QTest::newRow("as fast as it goes") << 1e9 << quint64(30'000);
    }
    void theCountIsExactAndNoTwoEventsAreEqual()
    {
        QFETCH(double, rate);
        QFETCH(quint64, count);
        const auto hub = this->hub(rate, count);
        QVERIFY(hub);
        HubClient client;
        client.open(hub->endpoints().first().url);
        QTRY_VERIFY(client.opened);
        client.subscribe({calls, queues});
        const qsizetype all = qsizetype(count) + 1; // and the acknowledgment
        QTRY_COMPARE_WITH_TIMEOUT(client.frames.size(), all, 20000);
        askOnce(client); // nothing more comes before the answer
        QCOMPARE(client.frames.size(), all + 1);
        client.frames.removeLast();
        QVERIFY(client.frames.first().contains(u"\"ack\""));
        const QSet<QString> distinct(client.frames.begin(), client.frames.end());
        QCOMPARE(distinct.size(), all);
    }

    void theEventsAreTheDocumentedOnesOfThatSize()
    {
        const auto hub = this->hub(1e6, 12'000);
        QVERIFY(hub);
        HubClient client;
        client.open(hub->endpoints().first().url);
        QTRY_VERIFY(client.opened);
        client.subscribe({calls});
        QTRY_COMPARE_WITH_TIMEOUT(client.frames.size(), 12'001, 20000);
        const auto events = client.events();
        QCOMPARE(events.size(), 12'000);
        QSet<QString> topics;
        for (const QJsonObject &event : events) {
            QCOMPARE(event.value("event_type"_L1).toString(), u"call.status"_s);
            const QString topic = event.value("topic"_L1).toString();
            QVERIFY(topic.startsWith(calls.chopped(1)));
            QVERIFY(topic.endsWith(event.value("data"_L1)["id"_L1].toString()));
            topics << topic;
        }
        QCOMPARE(topics.size(), 5000);
        const qsizetype size = client.frames.last().size();
        QVERIFY2(size >= 330 && size <= 370, qPrintable(QString::number(size)));
    }

    void aNewTopicInEveryEventWhereAsked()
    {
        const auto hub = this->hub(1e6, 8000, 0);
        QVERIFY(hub);
        HubClient client;
        client.open(hub->endpoints().first().url);
        QTRY_VERIFY(client.opened);
        client.subscribe({calls});
        QTRY_COMPARE_WITH_TIMEOUT(client.frames.size(), 8001, 20000);
        QSet<QString> topics;
        for (const QJsonObject &event : client.events())
            topics << event.value("topic"_L1).toString();
        QCOMPARE(topics.size(), 8000);
    }

    void everyVoiceCanFlood_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("request");
        QTest::addColumn<QString>("field");
        QTest::newRow("deployed") << u"/deployed/v1.0/ws"_s
                                  << u"{\"type\":\"subscribe\",\"topics\":[\"%1\"]}"_s.arg(
                                         calls.chopped(1))
                                  << u"customer_id"_s;
        QTest::newRow("zaikio")
            << u"/websocket"_s
            << u"{\"command\":\"subscribe\",\"identifier\":\"{\\\"channel\\\":\\\"EventChannel\\\","
               "\\\"events\\\":\\\"mission_control.job_added,mission_control.job_updated\\\"}\"}"_s
            << u"message"_s;
        QTest::newRow("daptin")
            << u"/live"_s
            << u"{\"method\":\"subscribe\",\"attributes\":{\"topicName\":\"cluster\"}}"_s
            << u"event"_s;
        QTest::newRow("sensors") << u"/sensors"_s << QString() << u"device"_s;
        QTest::newRow("backend") << u"/api/workspaces/3f2b8c1e-5d4a-4e6f-9a7b-2c8d1e0f4a65/events"_s
                                 << QString() << u"kind"_s;
        QTest::newRow("core") << u"/events"_s << QString() << u"message_type"_s;
    }
    void everyVoiceCanFlood()
    {
        QFETCH(QString, path);
        QFETCH(QString, request);
        QFETCH(QString, field);
        const auto hub = this->hub(1e5, 3000);
        QVERIFY(hub);
        QUrl url(hub->endpoints().first().url);
        url.setPath(path);
        HubClient client;
        client.open(url.toString());
        QTRY_VERIFY(client.opened);
        if (!request.isEmpty())
            client.send(request);
        QTRY_COMPARE_WITH_TIMEOUT(client.with(field).size(), 3000, 20000);
        QCOMPARE(QSet<QString>(client.frames.begin(), client.frames.end()).size(),
                 client.frames.size());
    }

    void thereIsNoKafkaUnderLoad()
    {
        const auto hub = this->hub(1000, 0);
        QVERIFY(hub);
        QVERIFY(urlOf(*hub, u"acm"_s).isEmpty());
        QVERIFY(!urlOf(*hub, u"zaikio"_s).isEmpty());
    }

    void theRateIsKept()
    {
        const auto hub = this->hub(4000, 0);
        QVERIFY(hub);
        HubClient client;
        client.open(hub->endpoints().first().url);
        QTRY_VERIFY(client.opened);
        // A machine that is busy makes it slower, and nothing may make it faster.
        QElapsedTimer clock;
        clock.start();
        client.subscribe({calls});
        QTRY_VERIFY_WITH_TIMEOUT(client.frames.size() >= 8'000, 20'000);
        const qint64 due = clock.elapsed() * 4;
        QVERIFY2(client.frames.size() < due + due / 10 + 500,
                 qPrintable(u"%1 of %2"_s.arg(client.frames.size()).arg(due)));
    }

    void aSlowReaderLosesNothing()
    {
        // 60 000 events are 20 MB: more than the hub is ready to keep for anybody.
        const auto hub = this->hub(1e9, 60'000);
        QVERIFY(hub);
        HubClient client;
        client.socket().setReadBufferSize(16 * 1024);
        client.open(hub->endpoints().first().url);
        QTRY_VERIFY(client.opened);
        client.subscribe({calls});
        // It does something with every frame, which takes longer than to send one.
        connect(&client.socket(), &QWebSocket::textMessageReceived, &client,
                [&client](const QString &text) {
                    for (int i = 0; i < 20 && client.frames.size() < 5'000; ++i)
                        QJsonDocument::fromJson(text.toUtf8());
                });
        QTRY_COMPARE_WITH_TIMEOUT(client.frames.size(), 60'001, 60000);
        qint64 sequence = 0;
        for (const QJsonObject &event : client.events()) {
            const qint64 n = event.value("data"_L1)["sequence"_L1].toInteger();
            QVERIFY(sequence == 0 || n == sequence + 1);
            sequence = n;
        }
    }

    void nothingIsSentBeforeItIsAskedForNorAfterItIsNot()
    {
        const auto hub = this->hub(10'000, 0);
        QVERIFY(hub);
        HubClient client;
        client.open(hub->endpoints().first().url);
        QTRY_VERIFY(client.opened);
        askOnce(client);
        QCOMPARE(client.frames.size(), 1); // the answer
        client.subscribe({calls});
        QTRY_VERIFY(client.events().size() > 50);
        client.unsubscribe({calls});
        QTRY_VERIFY(client.frames.last().contains(u"unsubscribe"));
        const qsizetype before = client.frames.size();
        askOnce(client);
        QCOMPARE(client.frames.size(), before + 1);
    }

    void aCountWithoutARateStopsTheStory()
    {
        const auto hub = this->hub(0, 25);
        QVERIFY(hub);
        HubClient client;
        client.open(hub->endpoints().first().url);
        QTRY_VERIFY(client.opened);
        client.subscribe({calls});
        QTRY_COMPARE_WITH_TIMEOUT(client.events().size(), 25, 10000);
        for (int i = 0; i < 10; ++i) // while which the story would go on
            askOnce(client);
        QCOMPARE(client.events().size(), 25);
        QVERIFY(!client.closed);
    }

    void itFloodsAsFastAsItIsRead()
    {
        const auto hub = this->hub(1e9, 0);
        QVERIFY(hub);
        QTcpSocket raw; // counting bytes: a QWebSocket on the other side would share the measure
        qint64 bytes = 0;
        connect(&raw, &QTcpSocket::readyRead, &raw, [&] { bytes += raw.readAll().size(); });
        raw.connectToHost(u"127.0.0.1"_s, quint16(QUrl(hub->endpoints().first().url).port()));
        raw.write(
            "GET /v1.0/ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: "
            "Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        QTRY_VERIFY(bytes > 100);
        const QByteArray message =
            "{\"type\":\"subscribe\",\"topics\":[\"" + calls.toUtf8() + "\"]}";
        const QByteArray mask(4, '\0');
        raw.write(QByteArray("\x81") + char(0x80 | message.size()) + mask + message);
        QTRY_VERIFY(bytes > 10'000);
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(bytes > 100'000 * 354, 60'000);
        qInfo("%.0f events/s", double(bytes) / 354 * 1000 / double(std::max(clock.elapsed(), qint64(1))));
    }
};

QTEST_GUILESS_MAIN(TestDemoLoad)
#include "tst_demoload.moc"
