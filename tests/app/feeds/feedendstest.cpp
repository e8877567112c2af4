// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/feeds/feedendstest.h"

#include "tests/app/feeds/feedfixture.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace eventscope;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Phase = ConnectionPhase;

namespace {

enum class End { Close, OtherSettings, Destroy };

void addEnds()
{
    QTest::addColumn<End>("end");
    QTest::addColumn<bool>("large");
    QTest::newRow("closed") << End::Close << false;
    QTest::newRow("opened with other settings") << End::OtherSettings << false;
    QTest::newRow("the program ends") << End::Destroy << false;
}

void end(FeedFixture &f, End how, const QUrl &url)
{
    switch (how) {
    case End::Close:
        f.feed->close();
        break;
    case End::OtherSettings:
        f.open(url, {u"a"_s}, {{u"token"_s, u"another"_s}});
        break;
    case End::Destroy:
        f.feed.reset();
        break;
    }
}

QJsonObject dataOf(const CollectingSink::Row &row)
{
    return QJsonDocument::fromJson(row.data).object();
}

/// The attempt after the first end is far away.
FeedSettings patient()
{
    FeedSettings settings = FeedFixture::quick();
    settings.backoffBaseMs = 3'600'000;
    settings.backoffMaxMs = 3'600'000;
    settings.dropSuspicionMs = 0; // no topic is to blame
    return settings;
}

class NoWire final : public FeedConversation::Wire
{
    void sendFrame(std::string_view) override { }
    void endConnection(CloseTreatment, const QString &) override { }
    void connectionProven() override { }
    void limitFilled() override { }
    void requestAnswered(const TopicRequest &, const TopicAnswer &) override { }
};

} // namespace

void FeedEndsTest::outageThatIsOpenAtTheEndIsAGap_data()
{
    addEnds();
}

void FeedEndsTest::outageThatIsOpenAtTheEndIsAGap()
{
    QFETCH(End, end);
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) { client.sendTextMessage(u"{\"n\":1}"_s); };
    FeedFixture f(patient());
    f.open(server.url(), {u"a"_s, u"b"_s});
    QTRY_COMPARE(f.phase(), Phase::Live);
    QTRY_COMPARE(f.sink.stored(), 1ULL);
    server.kill();
    QTRY_COMPARE(f.phase(), Phase::Backoff);
    QElapsedTimer there;
    there.start();
    QTRY_VERIFY(there.hasExpired(120)); // so that there is something to tell
    QCOMPARE(f.sink.count("eventscope.gap"), 0);
    ::end(f, end, server.url());
    QCOMPARE(f.sink.count("eventscope.gap"), 1);
    const auto row = f.sink.rows("eventscope.gap")[0];
    QCOMPARE(row.flags, EventFlags(OwnEvent | GapEvent));
    const QJsonObject data = dataOf(row);
    QVERIFY2(data[u"message"_s].toString().contains(u"not back when it was closed"), row.data);
    QCOMPARE(data[u"cause"_s].toString(), u"the server dropped the connection"_s);
    QVERIFY2(data[u"seconds"_s].toDouble() >= 0.1, row.data);
    QCOMPARE(data[u"topics"_s].toArray(), QJsonArray({u"a"_s, u"b"_s}));
    if (end != End::Close)
        return;
    f.feed->close(); // once is enough
    f.feed.reset();
    QCOMPARE(f.sink.count("eventscope.gap"), 1);
}

/// Both come in one read.
void FeedEndsTest::whatAServerSaysBeforeItHangsUpCounts()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        client.sendTextMessage(u"{\"bye\":\"the token is of yesterday\"}"_s);
        client.close();
    };
    FeedFixture f(FeedFixture::quick());
    f.open(server.url(), {u"a"_s});
    QTRY_COMPARE(f.phase(), Phase::Stopped);
    QCOMPARE(f.feed->status().cause, u"the token is of yesterday"_s);
}

void FeedEndsTest::liveConnectionThatIsClosedIsNoGap()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) { client.sendTextMessage(u"{\"n\":1}"_s); };
    FeedFixture f(patient());
    f.open(server.url(), {u"a"_s});
    QTRY_COMPARE(f.phase(), Phase::Live);
    f.feed->close();
    QTRY_COMPARE(f.phase(), Phase::Idle);
    f.feed.reset();
    QCOMPARE(f.sink.count("eventscope.gap"), 0);
}

void FeedEndsTest::refusedMessageCountsAtOnceHoweverItEnds_data()
{
    addEnds();
    QTest::newRow("too large, closed") << End::Close << true;
    QTest::newRow("too large, opened with other settings") << End::OtherSettings << true;
}

/// The server neither answers our close frame nor hangs up, and goes on.
void FeedEndsTest::refusedMessageCountsAtOnceHoweverItEnds()
{
    QFETCH(End, end);
    QFETCH(bool, large);
    const QByteArray bad = large ? QByteArray(60'000, 'x') : QByteArray("{\"bad\":\"\xff\xfe\"}");
    RawServer server([&](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data) && server.accepted == 1)
            client.write(RawServer::text("{\"n\":1}") + RawServer::text(bad)
                         + RawServer::text("{\"n\":2}"));
        else if (server.accepted == 1)
            client.write(RawServer::text("{\"n\":3}"));
    });
    FeedSettings settings = patient();
    settings.closeTimeoutMs = 3'600'000;
    settings.maxMessageBytes = 50'000;
    FeedFixture f(settings);
    f.open(server.url(), {u"a"_s});
    QTRY_COMPARE(f.feed->counters().dropped, 1ULL);
    // Nothing looks alive any more, and nothing more is taken.
    QCOMPARE(f.phase(), Phase::Backoff);
    QCOMPARE(f.feed->counters().received, 2ULL);
    QVERIFY(f.isAccountedFor());
    const QJsonObject lost = dataOf(f.sink.rows("eventscope.gap")[0]);
    QCOMPARE(lost[u"dropped"_s].toInteger(), 1);
    QCOMPARE(lost[u"topics"_s].toArray(), QJsonArray({u"a"_s}));
    QVERIFY(lost.contains(u"seconds"_s));
    QElapsedTimer there;
    there.start();
    QTRY_VERIFY(there.hasExpired(120));
    ::end(f, end, server.url());
    const auto gaps = f.sink.rows("eventscope.gap");
    QCOMPARE(gaps.size(), 2); // the message, and all that came while it was away
    QVERIFY2(dataOf(gaps[1])[u"seconds"_s].toDouble() >= 0.1, gaps[1].data);
    QCOMPARE(f.sink.stored(), 1ULL);
    // The server is not held for ever by one who has nothing to say.
    QTRY_VERIFY(server.clients.size() < server.accepted);
}

void FeedEndsTest::oversizeMessageIsAGap()
{
    ScriptServer server;
    server.onOpened = [&server](QWebSocket &client) {
        if (server.accepted() == 1)
            client.sendTextMessage(u"{\"big\":\""_s + QString(100'000, u'x') + u"\"}"_s);
    };
    FeedSettings settings = FeedFixture::quick();
    settings.maxMessageBytes = 64 << 10;
    FeedFixture f(settings);
    f.open(server.url());
    QTRY_VERIFY(server.accepted() >= 2 && f.phase() == Phase::Live);
    const QByteArray data = f.sink.rows("eventscope.gap")[0].data;
    QVERIFY2(data.contains("voip lost a message here: a message came that is larger than the limit "
                           "of 64 KiB (1009); “Largest message” in the settings"),
             data.constData());
    server.send(u"{\"n\":1}"_s);
    QTRY_COMPARE(f.sink.stored(), 1ULL);
    QTRY_COMPARE(f.told.received, 2ULL); // it came, after all
    QCOMPARE(f.told.dropped, 1ULL);
}

void FeedEndsTest::brokenUtf8IsAGap()
{
    RawServer server([&server](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data) && server.accepted == 1)
            client.write(RawServer::text("{\"bad\":\"\xff\xfe\"}"));
    });
    FeedFixture f;
    f.open(server.url());
    QTRY_VERIFY(server.accepted >= 2);
    QVERIFY(f.sink.rows("eventscope.gap")[0].data.contains("not UTF-8"));
}

void FeedEndsTest::sleepThatNobodyAnsweredAfterIsAGap()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) { client.sendTextMessage(u"{\"n\":1}"_s); };
    FeedFixture f(patient());
    f.open(server.url(), {u"a"_s});
    QTRY_COMPARE(f.phase(), Phase::Live);
    f.feed->retryNow(8h, Standstill::OfTheComputer);
    f.feed->close();
    QCOMPARE(f.sink.count("eventscope.gap"), 1);
    const QJsonObject data = dataOf(f.sink.rows("eventscope.gap")[0]);
    QCOMPARE(data[u"cause"_s].toString(), u"the computer was suspended for 8 h 0 min"_s);
    QCOMPARE(data[u"seconds"_s].toDouble(), 28'800.0);
    QCOMPARE(data[u"topics"_s].toArray(), QJsonArray({u"a"_s}));
}

void FeedEndsTest::sleepOfAClosedConnectionIsNoGap()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) { client.sendTextMessage(u"{\"n\":1}"_s); };
    FeedFixture f(patient());
    f.feed->retryNow(8h, Standstill::OfTheComputer);
    f.feed->close();
    f.open(server.url());
    QTRY_COMPARE(f.sink.stored(), 1ULL);
    f.feed->close();
    QTRY_COMPARE(f.phase(), Phase::Idle);
    QCOMPARE(f.sink.count("eventscope.gap"), 0);
}

void FeedEndsTest::gapOfASessionSaysHowMuchIsMissing()
{
    const ScriptedDialect dialect;
    CollectingSink sink;
    NoWire wire;
    FeedConversation conversation(sink, u"0badcafe"_s, {}, wire);
    conversation.setDesired({{u"a"_s, {}, false}}, 0s);
    conversation.begin(dialect, {});
    conversation.opened(0s, {}, u"feed.example"_s);
    conversation.frame({R"({"n":1})", false}, 10s, 0);
    conversation.frame({R"({"gap":"the history is gone"})", false}, 30s, 0);
    conversation.gap(u"deleted before they were read"_s, {{}, 7});
    conversation.gap(u"the filters were changed"_s, {28s, 0});
    conversation.outlet().settle();
    const auto gaps = sink.rows("eventscope.gap");
    QCOMPARE(gaps.size(), 3);
    const QList<double> seconds{20, 20, 2};
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(dataOf(gaps[i])[u"seconds"_s].toDouble(), seconds[i]);
        QCOMPARE(dataOf(gaps[i])[u"topics"_s].toArray(), QJsonArray({u"a"_s}));
        QCOMPARE(dataOf(gaps[i])[u"dropped"_s].toInteger(-1), i == 1 ? 7 : -1);
    }
    QCOMPARE(conversation.outlet().counters().received, 1ULL); // they never came
}
