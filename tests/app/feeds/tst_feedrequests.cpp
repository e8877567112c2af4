// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/feedhub.h"
#include "tests/app/feeds/feedfixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

using namespace eventscope;
using namespace Qt::StringLiterals;
using Kind = TopicRequest::Kind;
using Outcome = TopicAnswer::Outcome;

namespace {

TopicRequest request(Kind kind, const QString &topic)
{
    TopicRequest request;
    request.kind = kind;
    request.topic = topic;
    return request;
}

/// Keeps what a feed answers.
struct Answers
{
    explicit Answers(WebSocketFeed &feed)
    {
        QObject::connect(&feed, &WebSocketFeed::answered, &feed,
                         [this](const TopicRequest &to, const TopicAnswer &answer) {
                             requests.append(to);
                             answers.append(answer);
                         });
    }
    QVector<TopicRequest> requests;
    QVector<TopicAnswer> answers;
};

QJsonObject dataOf(const CollectingSink::Row &row)
{
    return QJsonDocument::fromJson(row.data).object();
}

/// The second connection hears it before it is welcome.
void sayToTheSecond(ScriptServer &server, const QString &text)
{
    server.onOpened = [&server, text](QWebSocket &client) {
        if (server.accepted() == 2)
            client.sendTextMessage(text);
        client.sendTextMessage(u"{\"welcome\":1}"_s);
    };
}

/// Opens three connections, one after the other; no absence is told before the last of them.
void comeBackTwice(ScriptServer &server, FeedFixture &f)
{
    f.open(server.url());
    for (int connection = 1; connection <= 3; ++connection) {
        QTRY_COMPARE(server.accepted(), connection);
        QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
        if (connection == 3)
            break;
        QCOMPARE(f.sink.count("eventscope.gap"), 0);
        server.kill();
        QTRY_VERIFY(f.phase() != ConnectionPhase::Live);
        server.listen();
    }
}

} // namespace

/// Requests about topics, and what a session leaves to the one after it.
class TestFeedRequests : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void answersBecomeRowsAndSignals_data();
    void answersBecomeRowsAndSignals();
    void askingWhileNotConnectedIsAnsweredAtOnce();
    void whatTheDialectDoesNotHaveIsAnsweredAtOnce();
    void endOfTheConnectionAnswersWhatIsOpen();
    void closingAnswersWhatIsOpen();
    void hubCarriesRequestsAndAnswersAcrossTheThread();
    void memoryIsGivenToTheNextSessionAndStoredNowhere();
    void memoryOutlivesAttemptsThatNeverOpen();
    void memoryIsForgottenWithTheConnection();
    void gapOfTheSessionIsAGapRow();
    void resumedConnectionWritesNoGapRow();
    void resumeOfOneConnectionDoesNotCoverTheNext();
    void rowOfAnAbsenceWaitsForWhatBecameOfIt_data();
    void rowOfAnAbsenceWaitsForWhatBecameOfIt();
    void absenceThatWasNotDecidedGoesOn();
    void whatKeepsAConnectionAliveIsNoRow();
};

void TestFeedRequests::answersBecomeRowsAndSignals_data()
{
    QTest::addColumn<QString>("frame");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("message");
    QTest::addColumn<Outcome>("outcome");
    QTest::newRow("done") << u"{\"answer\":\"done\"}"_s << QByteArray("eventscope.ack")
                          << u"voip: chat was created"_s << Outcome::Done;
    QTest::newRow("refused") << u"{\"answer\":\"no\",\"reason\":\"exists\"}"_s
                             << QByteArray("eventscope.refused")
                             << u"voip: creating chat was refused: exists"_s << Outcome::Refused;
}

void TestFeedRequests::answersBecomeRowsAndSignals()
{
    QFETCH(QString, frame);
    QFETCH(QByteArray, type);
    QFETCH(QString, message);
    QFETCH(Outcome, outcome);
    ScriptServer server;
    FeedFixture f;
    Answers answers(*f.feed);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    f.feed->request(request(Kind::Create, u"chat"_s));
    QTRY_COMPARE(server.received, QStringList{u"{\"request\":\"chat\"}"_s});
    QVERIFY(answers.answers.isEmpty());
    server.send(frame);
    QTRY_COMPARE(answers.answers.size(), 1);
    QCOMPARE(answers.requests[0], request(Kind::Create, u"chat"_s));
    QCOMPARE(answers.answers[0].outcome, outcome);
    QTRY_COMPARE(f.sink.count(type), 1);
    const QJsonObject data = dataOf(f.sink.rows(type)[0]);
    QCOMPARE(data[u"message"_s].toString(), message);
    QCOMPARE(data[u"topic"_s].toString(), u"chat"_s);
    QVERIFY(data[u"frame"_s].isObject());
    // An answer that nobody asked for is nobody's.
    server.send(frame);
    server.send(u"{\"n\":1}"_s);
    QTRY_COMPARE(f.sink.stored(), 2ULL);
    QCOMPARE(answers.answers.size(), 1);
}

void TestFeedRequests::askingWhileNotConnectedIsAnsweredAtOnce()
{
    FeedFixture f;
    Answers answers(*f.feed);
    f.feed->request(request(Kind::Create, u"chat"_s));
    QCOMPARE(answers.answers.size(), 1);
    QCOMPARE(answers.answers[0].outcome, Outcome::Unanswered);
    QVERIFY(answers.answers[0].reason.contains(u"not connected"_s));
    QVERIFY(f.sink.rows().isEmpty());
}

void TestFeedRequests::whatTheDialectDoesNotHaveIsAnsweredAtOnce()
{
    ScriptServer server;
    FeedFixture f;
    Answers answers(*f.feed);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    f.feed->request(request(Kind::SetPermission, u"chat"_s));
    QCOMPARE(answers.answers.size(), 1);
    QVERIFY(answers.answers[0].reason.contains(u"no such request"_s));
    QVERIFY(server.received.isEmpty());
}

void TestFeedRequests::endOfTheConnectionAnswersWhatIsOpen()
{
    ScriptServer server;
    FeedFixture f;
    Answers answers(*f.feed);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    f.feed->request(request(Kind::Create, u"chat"_s));
    f.feed->request(request(Kind::Publish, u"chat"_s));
    QTRY_COMPARE(server.received.size(), 2);
    server.kill();
    QTRY_COMPARE(answers.answers.size(), 2);
    QCOMPARE(answers.requests[1].kind, Kind::Publish);
    QCOMPARE(answers.answers[1].outcome, Outcome::Unanswered);
    QTRY_COMPARE(f.sink.count("eventscope.unconfirmed"), 2);
    QCOMPARE(dataOf(f.sink.rows("eventscope.unconfirmed")[0])[u"message"_s].toString(),
             u"voip: creating chat is not confirmed: the connection ended before the server "
             "answered"_s);
}

void TestFeedRequests::closingAnswersWhatIsOpen()
{
    ScriptServer server;
    FeedFixture f;
    Answers answers(*f.feed);
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    f.feed->request(request(Kind::Create, u"chat"_s));
    f.feed->close();
    QCOMPARE(answers.answers.size(), 1);
    QCOMPARE(answers.answers[0].outcome, Outcome::Unanswered);
}

void TestFeedRequests::hubCarriesRequestsAndAnswersAcrossTheThread()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) { client.sendTextMessage(u"{\"welcome\":1}"_s); };
    server.onText = [](QWebSocket &client, const QString &) {
        client.sendTextMessage(u"{\"answer\":\"done\"}"_s);
    };
    CollectingSink sink;
    ScriptedDialect dialect;
    FeedHub hub(&sink, FeedFixture::quick(), nullptr,
                [&dialect](const QString &) { return static_cast<const Dialect *>(&dialect); });
    QStringList told;
    bool ownThread = true;
    connect(&hub, &FeedHub::answered, this,
            [&](const QString &id, const TopicRequest &to, const TopicAnswer &answer) {
                told.append(u"%1 %2 %3"_s.arg(id, to.topic).arg(int(answer.outcome)));
                ownThread = ownThread && QThread::currentThread() == thread();
            });
    hub.request(u"0000000a"_s, request(Kind::Create, u"early"_s));
    QTRY_COMPARE(told, QStringList{u"0000000a early 2"_s});
    QSignalSpy opened(&hub, &FeedHub::opened);
    ConnectionProfile profile;
    profile.id = u"0000000a"_s;
    profile.dialect = u"scripted"_s;
    profile.options = {{u"url"_s, server.url().toString()}};
    hub.open(profile, {});
    QTRY_COMPARE(opened.size(), 1);
    hub.request(u"0000000a"_s, request(Kind::Create, u"chat"_s));
    QTRY_COMPARE(told.size(), 2);
    QCOMPARE(told[1], u"0000000a chat 0"_s);
    QVERIFY(ownThread);
}

void TestFeedRequests::memoryIsGivenToTheNextSessionAndStoredNowhere()
{
    ScriptServer server;
    server.onOpened = [&server](QWebSocket &client) {
        if (server.accepted() == 1)
            client.sendTextMessage(u"{\"remember\":\"place-77\"}"_s);
        client.sendTextMessage(u"{\"welcome\":1}"_s);
    };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    QVERIFY(server.received.isEmpty());
    server.kill();
    server.listen();
    QTRY_COMPARE(server.received, QStringList{u"{\"resume\":\"place-77\"}"_s});
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
    const QList<CollectingSink::Row> rows = f.sink.rows();
    for (const CollectingSink::Row &row : rows)
        QVERIFY2(!row.body.contains("place-77"), row.body);
    // The second session remembers nothing, so the third is told nothing.
    server.kill();
    server.listen();
    QTRY_COMPARE(server.accepted(), 3);
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    QCOMPARE(server.received.size(), 1);
}

void TestFeedRequests::memoryOutlivesAttemptsThatNeverOpen()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        client.sendTextMessage(u"{\"remember\":\"place-77\"}"_s);
        client.sendTextMessage(u"{\"welcome\":1}"_s);
    };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    server.kill();
    QTRY_VERIFY(f.feed->status().attempt >= 3);
    server.listen();
    QTRY_COMPARE(server.received, QStringList{u"{\"resume\":\"place-77\"}"_s});
}

void TestFeedRequests::memoryIsForgottenWithTheConnection()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        client.sendTextMessage(u"{\"remember\":\"place-77\"}"_s);
        client.sendTextMessage(u"{\"welcome\":1}"_s);
    };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    f.open(server.url(), {}, {{u"token"_s, u"another"_s}});
    QTRY_COMPARE(server.accepted(), 2);
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    QVERIFY(server.received.isEmpty());
    f.feed->close();
    QTRY_COMPARE(f.phase(), ConnectionPhase::Idle);
    f.open(server.url(), {}, {{u"token"_s, u"another"_s}});
    QTRY_COMPARE(server.accepted(), 3);
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    QVERIFY(server.received.isEmpty());
}

void TestFeedRequests::gapOfTheSessionIsAGapRow()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        client.sendTextMessage(u"{\"gap\":\"the server left out 3 events\"}"_s);
    };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
    const CollectingSink::Row row = f.sink.rows("eventscope.gap")[0];
    QCOMPARE(row.flags, EventFlags(OwnEvent | GapEvent));
    QCOMPARE(dataOf(row)[u"message"_s].toString(), u"voip: the server left out 3 events"_s);
    QCOMPARE(dataOf(row)[u"cause"_s].toString(), u"the server left out 3 events"_s);
    QCOMPARE(f.feed->counters().gaps, 1ULL);
}

void TestFeedRequests::resumedConnectionWritesNoGapRow()
{
    ScriptServer server;
    sayToTheSecond(server, u"{\"resumed\":1}"_s);
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.phase(), ConnectionPhase::Live);
    server.kill();
    server.listen();
    QTRY_COMPARE(f.sink.count("eventscope.ack"), 1);
    const QString message = dataOf(f.sink.rows("eventscope.ack")[0])[u"message"_s].toString();
    QVERIFY2(message.startsWith(u"voip was away for "_s), qPrintable(message));
    QVERIFY2(message.endsWith(u"what was missed has been sent again"_s), qPrintable(message));
    QCOMPARE(f.sink.count("eventscope.gap"), 0);
    QCOMPARE(f.feed->counters().gaps, 0ULL);
}

void TestFeedRequests::resumeOfOneConnectionDoesNotCoverTheNext()
{
    ScriptServer server;
    sayToTheSecond(server, u"{\"resumed\":1}"_s);
    FeedFixture f;
    comeBackTwice(server, f);
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
    QCOMPARE(f.sink.count("eventscope.ack"), 1);
}

void TestFeedRequests::rowOfAnAbsenceWaitsForWhatBecameOfIt_data()
{
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("words");
    QTest::newRow("sent again") << u"{\"resumed\":1}"_s << QByteArray("eventscope.ack")
                                << u"what was missed has been sent again"_s;
    QTest::newRow("lost") << u"{\"gap\":\"the server has forgotten it\"}"_s
                          << QByteArray("eventscope.gap")
                          << u"is lost. the server has forgotten it"_s;
}

void TestFeedRequests::rowOfAnAbsenceWaitsForWhatBecameOfIt()
{
    QFETCH(QString, outcome);
    QFETCH(QByteArray, type);
    QFETCH(QString, words);
    ScriptServer server;
    server.onOpened = [&server](QWebSocket &client) {
        if (server.accepted() == 2)
            client.sendTextMessage(u"{\"resuming\":1}"_s);
        client.sendTextMessage(u"{\"welcome\":1}"_s);
        client.sendTextMessage(u"{\"topic\":\"a\"}"_s);
    };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(f.sink.stored(), 1ULL);
    server.kill();
    server.listen();
    QTRY_COMPARE(f.sink.stored(), 2ULL);
    QCOMPARE(f.sink.count("eventscope.ack"), 0);
    QCOMPARE(f.sink.count("eventscope.gap"), 0);
    server.send(outcome);
    QTRY_COMPARE(f.sink.count(type), 1);
    const QString message = dataOf(f.sink.rows(type)[0])[u"message"_s].toString();
    QVERIFY2(message.startsWith(u"voip was away for "_s), qPrintable(message));
    QVERIFY2(message.endsWith(words), qPrintable(message));
    QCOMPARE(f.sink.count("eventscope.ack") + f.sink.count("eventscope.gap"), 1);
}

void TestFeedRequests::absenceThatWasNotDecidedGoesOn()
{
    ScriptServer server;
    sayToTheSecond(server, u"{\"resuming\":1}"_s);
    FeedFixture f;
    comeBackTwice(server, f);
    QTRY_COMPARE(f.sink.count("eventscope.gap"), 1);
}

void TestFeedRequests::whatKeepsAConnectionAliveIsNoRow()
{
    ScriptServer server;
    server.onOpened = [](QWebSocket &client) {
        client.sendTextMessage(u"{\"welcome\":1}"_s);
        client.sendTextMessage(u"{\"alive\":1}"_s);
        client.sendTextMessage(u"{\"topic\":\"a\"}"_s);
    };
    FeedFixture f;
    f.open(server.url());
    QTRY_COMPARE(server.received, QStringList{u"{\"still\":\"alive\"}"_s});
    QTRY_COMPARE(f.sink.stored(), 1ULL);
    QCOMPARE(f.sink.count("eventscope.sent"), 0);
}

QTEST_GUILESS_MAIN(TestFeedRequests)
#include "tst_feedrequests.moc"
