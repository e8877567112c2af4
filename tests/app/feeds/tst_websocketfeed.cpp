// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/feedcountstest.h"
#include "tests/app/feeds/feedfixture.h"
#include "tests/support/testclasses.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTimer>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;
using State = SubscriptionState;

/// What flows while a connection works: frames, rows, subscriptions.
class TestWebSocketFeed : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void goesLiveAndStoresWhatComes();
    void serverThatBreaksTheProtocolAgainAndAgainIsAskedSlowly();
    void openWithoutAnyProofCountsAsLiveAfterAWhile();
    void subscriptionsAreSentAndTheirAnswersShown();
    void subscriptionsChangeWhileConnected();
    void rateLimitedSubscriptionIsAskedForAgain();
    void ackNamesItsFrame();
    void secretsOfFramesAndHeadersAreNotRecorded();
    void textStaysWhatItWas();
    void fiveMegabyteFrameIsStored();
    void openingAgainWithTheSameSettingsKeepsTheConnection();
    void openingAgainWithOtherSettingsMoves();
    void destroyedFeedSaysGoodBye();
    void framesAfterAReconnectHaveTheirOwnTime();
    void whateverComesIsLife_data();
    void whateverComesIsLife();
};

void TestWebSocketFeed::goesLiveAndStoresWhatComes()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) { client.sendTextMessage(u"{\"n\":1}"_s); };
    FeedFixture f;
    QSignalSpy opened(f.feed.get(), &WebSocketFeed::opened);
    f.open(server.url());
    QTRY_COMPARE(f.sink.stored(), 1ULL);
    QTRY_COMPARE(f.phase(), Phase::Live);
    const QList<Phase> phases{Phase::Connecting, Phase::Opening, Phase::Live};
    QCOMPARE(f.phases, phases);
    QCOMPARE(opened.size(), 1);
    QVERIFY(qAbs(opened[0][0].toLongLong() - nowUs()) < 60'000'000);
    const QList<QByteArray> types{"eventscope.connected", "test.event"};
    QCOMPARE(f.sink.types(), types);
    const auto row = f.sink.rows()[0];
    QCOMPARE(row.severity, Severity::Success);
    QCOMPARE(row.connection, QByteArray("0badcafe"));
    QVERIFY(row.data.startsWith("{\"message\":\"voip is connected to 127.0.0.1:"));
    QVERIFY(f.cause().isEmpty());
    QCOMPARE(f.feed->status().attempt, 0);
}

void TestWebSocketFeed::openWithoutAnyProofCountsAsLiveAfterAWhile()
{
    RawServer server(
        [](QTcpSocket &client, const QByteArray &data) { RawServer::upgrade(client, data); });
    FeedSettings settings = FeedFixture::quick();
    settings.connectTimeoutMs = 150;
    FeedFixture f(settings);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Opening);
    QTRY_COMPARE(f.phase(), Phase::Live);
    QCOMPARE(server.accepted, 1);
}

void TestWebSocketFeed::subscriptionsAreSentAndTheirAnswersShown()
{
    ScriptServer server;
    server.onText = [](QWebSocket &client, const QString &text) {
        if (text.contains("\"a\""_L1))
            client.sendTextMessage(u"{\"ack\":\"a\"}"_s);
        if (text.contains("\"b\""_L1))
            client.sendTextMessage(
                u"{\"refuse\":\"b\",\"code\":\"PERMISSION_DENIED\",\"message\":\"not yours\"}"_s);
        if (text.contains("\"c\""_L1))
            client.sendTextMessage(u"{\"topic\":\"c\"}"_s);
    };
    FeedFixture f;
    f.open(server.url(), {u"a"_s, u"b"_s, u"c"_s});
    QTRY_COMPARE(f.state(u"a"_s), State::Active);
    QTRY_COMPARE(f.state(u"b"_s), State::Refused);
    QTRY_COMPARE(f.state(u"c"_s), State::Delivering);
    QCOMPARE(f.subscriptions[1].reason, u"not yours"_s);
    QCOMPARE(f.subscriptions[1].code, u"PERMISSION_DENIED"_s);
    QCOMPARE(f.subscriptions[2].events, 1ULL);
    QCOMPARE(f.sink.count("eventscope.sent"), 3);
    QCOMPARE(f.sink.rows("eventscope.sent")[0].data, QByteArray(R"({"subscribe":"a"})"));
    QCOMPARE(f.sink.rows("eventscope.sent")[0].topic, QByteArray("a"));
    const auto refused = f.sink.rows("eventscope.refused");
    QCOMPARE(refused.size(), 1);
    QCOMPARE(refused[0].topic, QByteArray("b"));
    QCOMPARE(refused[0].severity, Severity::Error);
    QVERIFY(refused[0].data.contains(
        "\"message\":\"voip: b was refused: not yours\",\"code\":\"PERMISSION_DENIED\","
        "\"reason\":\"not yours\""));
    QCOMPARE(f.feed->counters().received, 1ULL); // answers are no events
}

void TestWebSocketFeed::subscriptionsChangeWhileConnected()
{
    ScriptServer server;
    FeedFixture f;
    f.open(server.url(), {u"a"_s});
    QTRY_COMPARE(server.received, QStringList({u"{\"subscribe\":\"a\"}"_s}));
    f.feed->subscribe({u"b"_s, {}, false});
    f.feed->subscribe({u"a"_s, {}, true});
    f.feed->unsubscribe(u"b"_s);
    QTRY_COMPARE(server.received.size(), 4);
    QCOMPARE(server.received.mid(1),
             QStringList({u"{\"subscribe\":\"b\"}"_s, u"{\"unsubscribe\":\"a\"}"_s,
                          u"{\"unsubscribe\":\"b\"}"_s}));
    QTRY_COMPARE(f.subscriptions.size(), 1);
    QTRY_COMPARE(f.state(u"a"_s), State::Paused);
    QCOMPARE(server.accepted(), 1);
}

void TestWebSocketFeed::rateLimitedSubscriptionIsAskedForAgain()
{
    ScriptServer server;
    int asked = 0;
    server.onText = [&asked](QWebSocket &client, const QString &text) {
        if (!text.contains("\"subscribe\""_L1))
            return;
        client.sendTextMessage(
            ++asked < 3 ? u"{\"refuse\":\"a\",\"code\":\"RATE_LIMITED\",\"message\":\"slow\"}"_s
                        : u"{\"ack\":\"a\"}"_s);
    };
    FeedFixture f;
    f.open(server.url(), {u"a"_s});
    QTRY_COMPARE(f.state(u"a"_s), State::Active);
    QCOMPARE(asked, 3);
    QTRY_COMPARE(f.sink.count("eventscope.refused"), 2);
    QVERIFY(f.sink.rows("eventscope.refused")[0].data.contains("asked again in 0.03 s"));
}

void TestWebSocketFeed::ackNamesItsFrame()
{
    ScriptServer server;
    server.onText = [](QWebSocket &client, const QString &) {
        client.sendTextMessage(u"{ \"ack\" : \"a\", \"n\":1.10,\"n\":2 }"_s);
        client.sendTextMessage(u"{\"released\":\"old\"}"_s);
        client.sendTextMessage(u"{\"error\":\"disk is full\"}"_s);
    };
    FeedFixture f;
    f.open(server.url(), {u"a"_s});
    QTRY_COMPARE(f.sink.count("eventscope.error"), 1);
    const auto ack = f.sink.rows("eventscope.ack")[0];
    QCOMPARE(ack.severity, Severity::Success);
    QVERIFY(ack.data.contains("\"n\":1.10,\"n\":2"));
    QVERIFY(QJsonDocument::fromJson(ack.data).object()[u"frame"_s].isObject());
    QVERIFY(f.sink.rows("eventscope.error")[0].data.contains("disk is full"));
    const auto end = f.sink.rows("eventscope.ack")[1];
    QCOMPARE(end.topic, QByteArray("old"));
    QVERIFY2(end.data.contains("the server confirmed the end of old"), end.data.constData());
    QCOMPARE(f.state(u"a"_s), State::Active);
}

void TestWebSocketFeed::secretsOfFramesAndHeadersAreNotRecorded()
{
    ScriptServer server;
    FeedFixture f;
    f.open(server.url(), {}, {{u"login"_s, u"1"_s}, {u"token"_s, u"hunter2"_s}});
    QTRY_COMPARE(server.received, QStringList({u"{\"login\":\"very-secret\"}"_s}));
    QCOMPARE(server.receivedHeaders, QStringList({u"Bearer hunter2"_s}));
    QTRY_COMPARE(f.sink.count("eventscope.sent"), 1);
    f.feed->close();
    QTRY_COMPARE(f.phase(), Phase::Idle);
    for (const auto &row : f.sink.rows()) {
        QVERIFY(!row.body.contains("very-secret"));
        QVERIFY(!row.body.contains("hunter2"));
    }
    // Nor what no dialect knows to be one.
    FeedFixture named;
    named.open(server.url(), {u"Bearer s3cr3t"_s});
    QTRY_VERIFY(server.received.contains(uR"({"subscribe":"Bearer s3cr3t"})"_s));
    QTRY_COMPARE(named.sink.count("eventscope.sent"), 1);
    QCOMPARE(named.sink.rows("eventscope.sent")[0].data,
             QByteArray(R"({"subscribe":"Bearer [masked]"})"));
}

void TestWebSocketFeed::textStaysWhatItWas()
{
    const QString text =
        u"{\"n\":123456789012345678901234567890,\"n\":1.10,\"s\":\"é 😀 \\u00e9 \\ud800\"}"_s;
    ScriptServer server;
    server.onOpened = [&text](QWebSocket &client) {
        for (int i = 0; i < 3; ++i)
            client.sendTextMessage(text);
    };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.sink.stored(), 3ULL);
    for (const auto &row : f.sink.rows("test.event"))
        QCOMPARE(row.data, text.toUtf8());
}

void TestWebSocketFeed::fiveMegabyteFrameIsStored()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        client.sendTextMessage(u"{\"big\":\""_s + QString(5 << 20, u'x') + u"\"}"_s);
        client.sendTextMessage(u"{\"small\":1}"_s);
    };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE_WITH_TIMEOUT(f.sink.stored(), 2ULL, 20'000);
    QCOMPARE(f.sink.rows("test.event")[0].data.size(), (5 << 20) + 10);
    QCOMPARE(f.sink.rows("test.event")[1].data, QByteArray("{\"small\":1}"));
}

void TestWebSocketFeed::openingAgainWithTheSameSettingsKeepsTheConnection()
{
    ScriptServer server;
    FeedFixture f;
    f.open(server.url(), {u"a"_s, u"b"_s});
    QTRY_COMPARE(server.received.size(), 2);
    f.open(server.url(), {u"b"_s, u"c"_s});
    QTRY_COMPARE(server.received.size(), 4);
    QCOMPARE(server.received.mid(2),
             QStringList({u"{\"unsubscribe\":\"a\"}"_s, u"{\"subscribe\":\"c\"}"_s}));
    QCOMPARE(server.accepted(), 1);
}

void TestWebSocketFeed::openingAgainWithOtherSettingsMoves()
{
    ScriptServer one;
    ScriptServer two;
    FeedFixture f;
    f.open(one.url(), {u"a"_s});
    QTRY_COMPARE(one.received.size(), 1);
    f.open(two.url(), {u"a"_s});
    QTRY_COMPARE(two.received.size(), 1);
    QTRY_VERIFY(one.clients().isEmpty());
    QTRY_COMPARE(f.phase(), Phase::Live);
    QCOMPARE(f.sink.count("eventscope.disconnected"), 1);
}

void TestWebSocketFeed::destroyedFeedSaysGoodBye()
{
    ScriptServer server;
    FeedFixture f;
    f.open(server.url(), {u"a"_s});
    QTRY_COMPARE(f.phase(), Phase::Live);
    server.send(u"{\"n\":1}"_s);
    QTRY_COMPARE(f.feed->counters().received, 1ULL);
    f.feed.reset();
    QCOMPARE(f.sink.stored(), 1ULL);
    QCOMPARE(f.sink.count("eventscope.disconnected"), 1);
    QTRY_VERIFY(server.clients().isEmpty());
}

/// Also where the last ones before came in one piece with the end.
void TestWebSocketFeed::framesAfterAReconnectHaveTheirOwnTime()
{
    RawServer server([](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data))
            client.write(RawServer::text("{\"n\":1}") + RawServer::frame(8, "\x03\xe9"));
    });
    FeedSettings settings = FeedFixture::quick();
    settings.backoffBaseMs = settings.backoffMaxMs = 200;
    FeedFixture f(settings);
    f.open(server.url());
    QTRY_COMPARE(f.sink.count("eventscope.connected"), 2);
    QTRY_COMPARE(f.sink.stored(), 2ULL);
    const auto timeOf = [&f](const char *type, int which) {
        static const QRegularExpression time(u"\"recordedtime\":\"([^\"]+)\""_s);
        return time.match(QString::fromUtf8(f.sink.rows(type)[which].body)).captured(1);
    };
    QVERIFY(!timeOf("eventscope.connected", 1).isEmpty());
    QVERIFY2(timeOf("test.event", 1) >= timeOf("eventscope.connected", 1),
             qPrintable(timeOf("test.event", 1)));
}

/// C1
void TestWebSocketFeed::serverThatBreaksTheProtocolAgainAndAgainIsAskedSlowly()
{
    RawServer server([](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data))
            client.write("\xf1\x01x"); // all reserved bits
    });
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.sink.count("eventscope.error"), 1);
    QCOMPARE(server.accepted, 5);
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QVERIFY(f.feed->status().retryAtUs > nowUs() + 20'000'000);
    const auto row = f.sink.rows("eventscope.error")[0];
    QCOMPARE(row.severity, Severity::Warning);
    QVERIFY2(row.data.contains(R"("code":"PROTOCOL_ERRORS")")
                 && row.data.contains(R"("protocolErrors":5)"),
             row.data.constData());
    QTRY_COMPARE(f.told.protocolErrors, 5ULL);
}

void TestWebSocketFeed::whateverComesIsLife_data()
{
    QTest::addColumn<QByteArray>("bytes"); // all the time, by themselves
    QTest::addColumn<QString>("ping");
    QTest::newRow("C27: data, and no pings") << RawServer::text("{\"n\":1}") << u"0"_s;
    QTest::newRow("C27: pings of the server, and no data") << RawServer::frame(0x9, {}) << u"0"_s;
    QTest::newRow("C27: answers to our pings, and nothing else") << QByteArray() << u"100"_s;
}

void TestWebSocketFeed::whateverComesIsLife()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, ping);
    constexpr int deadMs = 400;
    for (int attempt = 0; attempt < 10; ++attempt) {
        bool upgraded = false;
        RawServer server([&upgraded](QTcpSocket &client, const QByteArray &data) {
            if (RawServer::upgrade(client, data))
                upgraded = true;
            else if (!data.isEmpty() && quint8(data[0]) == 0x89)
                client.write(RawServer::frame(0xa, {}));
        });
        QTimer timer;
        QElapsedTimer clock;
        qint64 longest = 0;
        connect(&timer, &QTimer::timeout, this, [&] {
            longest = std::max(longest, clock.restart());
            for (QTcpSocket *client : std::as_const(server.clients)) {
                if (upgraded)
                    client->write(bytes);
            }
        });
        clock.start();
        timer.start(20);
        FeedFixture f;
        f.open(server.url(), {}, {{u"ping"_s, ping}, {u"dead"_s, QString::number(deadMs)}});
        QTRY_VERIFY(upgraded);
        QElapsedTimer life;
        life.start();
        const auto over = [&] { return f.phases.contains(Phase::Backoff); };
        const bool died =
            QTest::qWaitFor([&] { return over() || life.elapsed() > 4 * deadMs; }) && over();
        if (!died)
            return;
        // Only a machine that stood still itself makes a server silent for so long.
        QVERIFY2(longest > deadMs / 2, qPrintable(f.cause()));
    }
    QFAIL("the machine stands still again and again");
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestWebSocketFeed, FeedCountsTest>(argc, argv);
}

#include "tst_websocketfeed.moc"
