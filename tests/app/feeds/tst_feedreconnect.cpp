// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/feedendstest.h"
#include "tests/app/feeds/feedfixture.h"
#include "tests/support/testclasses.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Phase = ConnectionPhase;
using State = SubscriptionState;

/// What goes wrong with a connection that was open: servers that fall silent, drop, lie, or come
/// back.
class TestFeedReconnect : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void serverThatComesBackIsFound();
    void closeFramesAreTreatedByTheirCode_data();
    void closeFramesAreTreatedByTheirCode();
    void abruptDropIsNotTakenForAGoodBye();
    void restartedServerIsAskedAgainAndTheGapIsInTheLog();
    void gapNamesWhatWasSubscribedWhenItBegan();
    void gapRowComesBeforeTheFirstEventAfterIt();
    void dropOnAcceptKeepsTheAttemptCounting();
    void sessionCanStopTheConnection();
    void serverThatAnswersNoPingIsDead();
    void silenceOfAServerThatIsNeverPingedIsNotAMissingAnswer();
    void pongsKeepAQuietConnectionAlive();
    void sessionThatFindsOutThatPingsHurtIsHeeded();
    void serverThatNeverReadsIsCutOff();
    void closeActsAtOnceInEveryPhase_data();
    void closeActsAtOnceInEveryPhase();
    void closeThatTheServerIgnoresEndsAnyhow();
    void closedConnectionStaysClosed();
    void forbiddenTopicIsFoundAndLeftOut();
    void onlyTopicThatIsForbiddenIsBlamedByName();
};

void TestFeedReconnect::serverThatComesBackIsFound()
{
    ScriptServer server;
    server.kill();
    FeedFixture f;
    f.open(server.url(), {u"a"_s});
    QTRY_VERIFY(f.feed->status().attempt >= 3);
    server.listen();
    QTRY_COMPARE(f.phase(), Phase::Live);
    QCOMPARE(f.feed->status().attempt, 0);
    QVERIFY(f.cause().isEmpty());
    QCOMPARE(f.sink.count("eventscope.gap"), 0); // nothing was missed that had ever been there
}

void TestFeedReconnect::closeFramesAreTreatedByTheirCode_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("reason");
    QTest::addColumn<Phase>("phase");
    QTest::addColumn<QString>("cause");
    // What the row says in "treatment" follows from the phase.
    QTest::newRow("1000") << 1000 << QString() << Phase::Backoff
                          << u"the server closed the connection"_s;
    QTest::newRow("1001") << 1001 << u"bye"_s << Phase::Backoff
                          << u"the server is going away: bye"_s;
    QTest::newRow("1011") << 1011 << u"keepalive ping timeout"_s << Phase::Backoff
                          << u"the server failed (1011): keepalive ping timeout"_s;
    QTest::newRow("1012") << 1012 << QString() << Phase::Backoff << u"the server restarts"_s;
    QTest::newRow("A15: 4401") << 4401 << u"TrialEnded"_s << Phase::NeedsCredentials
                               << u"TrialEnded"_s;
    QTest::newRow("A15: 4600") << 4600 << u"go away"_s << Phase::Stopped
                               << u"asked not to be connected to again"_s;
}

void TestFeedReconnect::closeFramesAreTreatedByTheirCode()
{
    QFETCH(int, code);
    QFETCH(QString, reason);
    QFETCH(Phase, phase);
    QFETCH(QString, cause);
    RawServer server([&](QTcpSocket &client, const QByteArray &data) {
        if (!RawServer::upgrade(client, data))
            return;
        QByteArray payload;
        payload += char(code >> 8);
        payload += char(code & 0xff);
        client.write(RawServer::text("{\"n\":1}") + RawServer::frame(8, payload + reason.toUtf8()));
    });
    FeedSettings settings = FeedFixture::quick();
    settings.backoffBaseMs = settings.backoffMaxMs = 60'000;
    settings.credentialsRetryMs = 60'000;
    FeedFixture f(settings);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), phase);
    QVERIFY2(f.cause().contains(cause), qPrintable(f.cause()));
    QCOMPARE(f.sink.stored(), 1ULL);
    const QJsonObject row =
        QJsonDocument::fromJson(f.sink.rows("eventscope.disconnected")[0].data).object();
    QCOMPARE(row[u"message"_s].toString(), u"voip was disconnected: "_s + f.cause());
    QCOMPARE(row[u"cause"_s].toString(), f.cause());
    QCOMPARE(row[u"treatment"_s].toString(),
             phase == Phase::Stopped                ? u"stopped"_s
                 : phase == Phase::NeedsCredentials ? u"needs-credentials"_s
                                                    : u"retry"_s);
    QCOMPARE(server.accepted, 1);
}

void TestFeedReconnect::abruptDropIsNotTakenForAGoodBye()
{
    RawServer server([](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data)) {
            client.write(RawServer::text("{\"n\":1}"));
            client.disconnectFromHost();
        }
    });
    FeedSettings settings = FeedFixture::quick();
    settings.backoffBaseMs = settings.backoffMaxMs = 60'000;
    FeedFixture f(settings);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QCOMPARE(f.cause(), u"the server dropped the connection"_s);
    QCOMPARE(f.sink.stored(), 1ULL);
}

void TestFeedReconnect::restartedServerIsAskedAgainAndTheGapIsInTheLog()
{
    ScriptServer server;
    server.onText = [](QWebSocket &client, const QString &text) {
        client.sendTextMessage(u"{\"ack\":\"%1\"}"_s.arg(text.section(u'"', 3, 3)));
    };
    FeedFixture f;
    f.open(server.url(), {u"a"_s, u"b"_s});
    QTRY_COMPARE(f.state(u"b"_s), State::Active);
    server.kill();
    QTRY_COMPARE(f.state(u"b"_s), State::Waiting);
    server.received.clear();
    server.listen();
    QTRY_COMPARE(f.state(u"b"_s), State::Active);
    QCOMPARE(server.received,
             QStringList({u"{\"subscribe\":\"a\"}"_s, u"{\"subscribe\":\"b\"}"_s}));
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
    const auto gap = f.sink.rows("eventscope.gap")[0];
    QCOMPARE(gap.severity, Severity::Warning);
    QCOMPARE(gap.flags, EventFlags(OwnEvent | GapEvent));
    const QJsonObject data = QJsonDocument::fromJson(gap.data).object();
    const QString message = data[u"message"_s].toString();
    QVERIFY2(message.startsWith(u"voip was away for "_s), qPrintable(message));
    QVERIFY(message.endsWith(
        u"s: 2 subscriptions were asked for again, what was sent meanwhile is lost"_s));
    QCOMPARE(data[u"cause"_s].toString(), u"the server dropped the connection"_s);
    QVERIFY(data[u"seconds"_s].isDouble());
    QCOMPARE(data[u"topics"_s].toArray().size(), 2);
    QCOMPARE(f.feed->counters().gaps, 1ULL);
}

void TestFeedReconnect::gapNamesWhatWasSubscribedWhenItBegan()
{
    ScriptServer server;
    server.onText = [](QWebSocket &client, const QString &text) {
        client.sendTextMessage(u"{\"ack\":\"%1\"}"_s.arg(text.section(u'"', 3, 3)));
    };
    FeedFixture f;
    f.open(server.url(), {u"a"_s, u"b"_s});
    QTRY_COMPARE(f.state(u"b"_s), State::Active);
    server.kill();
    QTRY_COMPARE(f.state(u"b"_s), State::Waiting);
    f.feed->unsubscribe(u"b"_s);
    f.feed->subscribe({u"c"_s, {}, false});
    f.feed->unsubscribe(u"a"_s);
    server.listen();
    QTRY_COMPARE(f.state(u"c"_s), State::Active);
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
    const QJsonObject data =
        QJsonDocument::fromJson(f.sink.rows("eventscope.gap")[0].data).object();
    QCOMPARE(data[u"topics"_s].toArray(), QJsonArray({u"a"_s, u"b"_s}));
    QVERIFY(data[u"message"_s].toString().contains(u": 1 subscription was asked for again"_s));
}

void TestFeedReconnect::gapRowComesBeforeTheFirstEventAfterIt()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) { client.sendTextMessage(u"{\"n\":1}"_s); };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.sink.stored(), 1ULL);
    server.kill();
    server.listen();
    QTRY_COMPARE(f.sink.stored(), 2ULL);
    const QList<QByteArray> types = f.sink.types();
    QVERIFY(types.indexOf("eventscope.disconnected") < types.indexOf("eventscope.gap"));
    QCOMPARE(types.indexOf("eventscope.gap"), types.lastIndexOf("test.event") - 1);
}

void TestFeedReconnect::dropOnAcceptKeepsTheAttemptCounting()
{
    RawServer server([](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data))
            client.disconnectFromHost();
    });
    FeedFixture f;
    f.open(server.url());
    QTRY_VERIFY(f.feed->status().attempt >= 4); // an open socket alone is no proof
    QVERIFY(!f.phases.contains(Phase::Live));
}

void TestFeedReconnect::sessionCanStopTheConnection()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        client.sendTextMessage(u"{\"n\":1}"_s);
        client.sendTextMessage(u"{\"bye\":\"the trial has ended\"}"_s);
    };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Stopped);
    QCOMPARE(f.cause(), u"the trial has ended"_s);
    QCOMPARE(f.sink.stored(), 1ULL);
    QTRY_VERIFY(server.clients().isEmpty());
    QCOMPARE(server.accepted(), 1);
    QCOMPARE(f.sink.rows("eventscope.disconnected")[0].severity, Severity::Warning);
}

void TestFeedReconnect::serverThatAnswersNoPingIsDead()
{
    RawServer server(
        [](QTcpSocket &client, const QByteArray &data) { RawServer::upgrade(client, data); });
    FeedFixture f;
    f.open(server.url(), {}, {{u"ping"_s, u"60"_s}, {u"dead"_s, u"80"_s}});
    QTRY_VERIFY(server.accepted >= 2);
    QVERIFY2(f.causes.first().contains(u"not even the answer to a ping"_s),
             qPrintable(f.causes.first()));
}

void TestFeedReconnect::silenceOfAServerThatIsNeverPingedIsNotAMissingAnswer()
{
    RawServer server(
        [](QTcpSocket &client, const QByteArray &data) { RawServer::upgrade(client, data); });
    FeedFixture f;
    f.open(server.url(), {}, {{u"ping"_s, u"0"_s}, {u"dead"_s, u"80"_s}});
    QTRY_VERIFY(server.accepted >= 2);
    QVERIFY2(f.causes.first().contains(u"sign of life"_s), qPrintable(f.causes.first()));
}

void TestFeedReconnect::pongsKeepAQuietConnectionAlive()
{
    int pings = 0;
    RawServer server([&pings](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data) || data.size() < 6 || uchar(data[0]) != 0x89)
            return;
        ++pings;
        // Masked with its own four bytes, as clients send; the pong goes back in the clear.
        QByteArray payload = data.mid(6, uchar(data[1]) & 0x7f);
        for (qsizetype i = 0; i < payload.size(); ++i)
            payload[i] = char(payload[i] ^ data[2 + i % 4]);
        client.write(RawServer::frame(10, payload));
    });
    FeedFixture f;
    f.open(server.url(), {}, {{u"ping"_s, u"40"_s}, {u"dead"_s, u"400"_s}});
    QTRY_VERIFY(pings >= 12);
    QCOMPARE(server.accepted, 1);
    QCOMPARE(f.phase(), Phase::Live);
}

void TestFeedReconnect::sessionThatFindsOutThatPingsHurtIsHeeded()
{
    int pings = 0;
    RawServer server([&pings](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data))
            client.write(RawServer::text(R"({"pings":0})"));
        else if (uchar(data[0]) == 0x89)
            ++pings;
    });
    FeedFixture f;
    f.open(server.url(), {}, {{u"ping"_s, u"60"_s}, {u"dead"_s, u"300"_s}});
    // Without pings, silence alone decides.
    QTRY_VERIFY(f.sink.count("eventscope.disconnected") >= 1);
    QVERIFY(pings > 0 && pings <= server.accepted); // only the one of the beginning
}

void TestFeedReconnect::serverThatNeverReadsIsCutOff()
{
    RawServer server([&server](QTcpSocket &client, const QByteArray &data) {
        if (!RawServer::upgrade(client, data))
            return;
        server.paused = true;
        client.setReadBufferSize(1);
        client.write(RawServer::frame(9, QByteArray(125, 'p')).repeated(200'000));
    });
    FeedFixture f;
    f.open(server.url());
    QTRY_VERIFY_WITH_TIMEOUT(!f.causes.isEmpty(), 20'000);
    QVERIFY2(f.causes.first().contains(u"does not read what is sent to it"_s),
             qPrintable(f.causes.first()));
}

void TestFeedReconnect::closeActsAtOnceInEveryPhase_data()
{
    QTest::addColumn<Phase>("phase");
    for (Phase phase : {Phase::Idle, Phase::Connecting, Phase::Opening, Phase::Live, Phase::Backoff,
                        Phase::Stopped, Phase::NeedsCredentials})
        QTest::newRow(qPrintable(phaseText(phase))) << phase;
}

void TestFeedReconnect::closeActsAtOnceInEveryPhase()
{
    QFETCH(Phase, phase);
    RawServer server([phase](QTcpSocket &client, const QByteArray &data) {
        if (phase == Phase::Connecting)
            return;
        if (phase == Phase::NeedsCredentials)
            client.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        else if (phase == Phase::Backoff)
            client.write("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n\r\n");
        else if (RawServer::upgrade(client, data) && phase == Phase::Live)
            client.write(RawServer::text("{\"welcome\":1}"));
        else if (phase == Phase::Stopped)
            client.write(RawServer::text("{\"bye\":\"no\"}"));
    });
    FeedFixture f;
    QSignalSpy settled(f.feed.get(), &WebSocketFeed::settled);
    if (phase != Phase::Idle)
        f.open(server.url());
    QTRY_COMPARE(f.phase(), phase);
    settled.clear();
    f.feed->close();
    const bool wasOpen = phase == Phase::Opening || phase == Phase::Live;
    QCOMPARE(f.phase(), wasOpen ? Phase::Closing : Phase::Idle);
    QTRY_COMPARE(f.phase(), Phase::Idle);
    QTRY_COMPARE(settled.size(), 1);
    QTRY_VERIFY(server.clients.isEmpty());
    if (wasOpen) {
        const auto last = f.sink.rows("eventscope.disconnected").last();
        QCOMPARE(last.severity, Severity::Info);
        QVERIFY(last.data.contains("\"treatment\":\"closed\""));
    }
}

void TestFeedReconnect::closeThatTheServerIgnoresEndsAnyhow()
{
    // Unsent data and a server that reads nothing: Qt would stay in its closing state for ever.
    RawServer server([&server](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data)) {
            server.paused = true;
            client.setReadBufferSize(1);
        }
    });
    FeedSettings settings = FeedFixture::quick();
    settings.maxUnsentBytes = 1LL << 30;
    FeedFixture f(settings);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), Phase::Opening);
    const QString large(1 << 20, u'x');
    for (int i = 0; i < 16; ++i)
        f.feed->subscribe({large + QString::number(i), {}, false});
    f.feed->close();
    QCOMPARE(f.phase(), Phase::Closing);
    QTRY_COMPARE(f.phase(), Phase::Idle);
}

void TestFeedReconnect::closedConnectionStaysClosed()
{
    ScriptServer server;
    FeedFixture f;
    f.open(server.url(), {u"a"_s});
    QTRY_COMPARE(f.phase(), Phase::Live);
    f.feed->close();
    server.send(u"{\"late\":1}"_s);
    QTRY_COMPARE(f.phase(), Phase::Idle);
    QTRY_VERIFY(server.clients().isEmpty());
    QCOMPARE(f.feed->counters().received, 0ULL);
    QCOMPARE(server.accepted(), 1);
    f.feed->subscribe({u"b"_s, {}, false}); // only a wish now
    f.open(server.url(), {u"b"_s});
    QTRY_COMPARE(server.received.size(), 2);
    QCOMPARE(server.received.last(), u"{\"subscribe\":\"b\"}"_s);
    QTRY_COMPARE(f.phase(), Phase::Live);
    QCOMPARE(f.sink.count("eventscope.gap"), 0); // it was the user's own pause
    const auto ends = f.sink.rows("eventscope.disconnected");
    QCOMPARE(ends.size(), 1);
    QCOMPARE(ends[0].severity, Severity::Info);
    QVERIFY2(ends[0].data.contains("it was closed here"), ends[0].data.constData());
}

void TestFeedReconnect::forbiddenTopicIsFoundAndLeftOut()
{
    // As the deployed VoIPBIN does: no answers, and a topic that it does not like costs the
    // connection.
    ScriptServer server;
    server.onText = [](QWebSocket &client, const QString &text) {
        if (text.contains("\"bad\""_L1))
            client.abort();
    };
    FeedFixture f;
    f.open(server.url(), {u"a"_s, u"bad"_s, u"b"_s, u"c"_s});
    QTRY_COMPARE_WITH_TIMEOUT(f.state(u"bad"_s), State::Refused, 20'000);
    QVERIFY2(server.accepted() <= 5, qPrintable(QString::number(server.accepted())));
    const auto askedAtLast = [&server] {
        const qsizetype bad = server.received.lastIndexOf(u"{\"subscribe\":\"bad\"}"_s);
        return server.received.mid(bad + 1);
    };
    const QStringList others{u"{\"subscribe\":\"a\"}"_s, u"{\"subscribe\":\"b\"}"_s,
                             u"{\"subscribe\":\"c\"}"_s};
    QTRY_COMPARE(askedAtLast(), others);
    QTRY_COMPARE(f.phase(), Phase::Live);
    const auto refused = f.sink.rows("eventscope.refused");
    QCOMPARE(refused.size(), 1);
    QCOMPARE(refused[0].topic, QByteArray("bad"));
    server.send(u"{\"topic\":\"c\"}"_s);
    QTRY_COMPARE(f.state(u"c"_s), State::Delivering);
}

void TestFeedReconnect::onlyTopicThatIsForbiddenIsBlamedByName()
{
    ScriptServer server;
    server.onText = [](QWebSocket &client, const QString &) { client.abort(); };
    FeedFixture f;
    f.open(server.url(), {u"customer_id:1:call"_s});
    QTRY_VERIFY(!f.causes.isEmpty());
    QCOMPARE(
        f.causes.first(),
        u"dropped right after subscribing to customer_id:1:call: likely a forbidden or invalid topic"_s);
    QTRY_COMPARE(f.state(u"customer_id:1:call"_s), State::Refused);
    QTRY_COMPARE(f.phase(), Phase::Live); // the connection itself is fine
    QCOMPARE(server.received.size(), 3);
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestFeedReconnect, FeedEndsTest>(argc, argv);
}

#include "tst_feedreconnect.moc"
