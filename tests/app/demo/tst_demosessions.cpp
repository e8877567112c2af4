// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/coresession.h"
#include "app/demo/demoidentity.h"
#include "app/demo/deployedsession.h"
#include "app/demo/fixsession.h"
#include "app/demo/voipbinsession.h"
#include "notebook.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

const QString c1 = u"11111111-1111-4111-8111-111111111111"_s;
const QString c2 = u"22222222-2222-4222-8222-222222222222"_s;

QString agentScope()
{
    return u"agent_id:"_s + QString::fromLatin1(demoAgent.data(), qsizetype(demoAgent.size()));
}

QByteArray request(const char *type, const QStringList &topics)
{
    QJsonObject message;
    message["type"_L1] = QLatin1String(type);
    message["topics"_L1] = QJsonArray::fromStringList(topics);
    return QJsonDocument(message).toJson(QJsonDocument::Compact);
}

CallEvent callEvent(const std::string &id, const std::string &agent = {})
{
    CallEvent event;
    event.documented = {"call", id, "call.status",
                        std::string(R"({"id":")") + id + R"(","customer_id":")" + customerMark
                            + R"("})"};
    event.deployed = {"call", id, "call_ringing", event.documented.data};
    event.agentId = agent;
    event.timeUs = 1'700'000'000'000'000;
    return event;
}

CollectEvent progress()
{
    CollectEvent event;
    event.id = "i";
    event.publisher = "p";
    event.kind = "collect-progress";
    event.data = "{}";
    event.coreType = "progress";
    event.coreData = "{}";
    event.timeUs = 1'700'000'000'000'000;
    return event;
}

} // namespace

class TestDemoSessions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void documentedOverlappingPatternsDeliverOnceButEachScopeByItself()
    {
        Notebook out;
        VoipbinSession session(out);
        session.text(
            request("subscribe",
                    {u"customer_id:%1:call:*"_s.arg(c1), u"customer_id:%1:call:x"_s.arg(c1)}),
            0);
        session.tellCall(callEvent("x", std::string(demoAgent)));
        QCOMPARE(out.events.size(), 1);
        QCOMPARE(out.event(0).value("topic"_L1).toString(), u"customer_id:%1:call:x"_s.arg(c1));
        QCOMPARE(out.event(0).value("data"_L1)["customer_id"_L1].toString(), c1);
        QCOMPARE(out.event(0).value("timestamp"_L1).toString(), u"2023-11-14T22:13:20.000000Z"_s);

        session.text(
            request("subscribe", {u"customer_id:%1:call:*"_s.arg(c2), agentScope() + u":call:*"_s}),
            0);
        session.tellCall(callEvent("y", std::string(demoAgent)));
        QCOMPARE(out.events.size(), 4);
        session.tellCall(callEvent("z", "another agent"));
        QCOMPARE(out.events.size(), 6);
    }

    void documentedErrorsNameOnlyTheBadTopics()
    {
        Notebook out;
        VoipbinSession session(out);
        const QString good = u"customer_id:%1:call:*"_s.arg(c1);
        const QString foreign = u"agent_id:98765432-4321-4321-4321-210987654321:queue:*"_s;
        session.text(request("subscribe", {good, u"nonsense"_s, foreign}), 0);
        QCOMPARE(out.replies.size(), 3);
        QCOMPARE(out.reply(0).value("type"_L1).toString(), u"ack"_s);
        QCOMPARE(out.reply(0).value("topics"_L1).toArray(), (QJsonArray{good}));
        QCOMPARE(out.reply(0).value("status"_L1).toString(), u"success"_s);
        QCOMPARE(out.reply(1).value("code"_L1).toString(), u"INVALID_TOPIC"_s);
        QCOMPARE(out.reply(1).value("topics"_L1).toArray(), (QJsonArray{u"nonsense"_s}));
        QCOMPARE(out.reply(2).value("code"_L1).toString(), u"PERMISSION_DENIED"_s);
        QCOMPARE(out.reply(2).value("topics"_L1).toArray(), (QJsonArray{foreign}));
        QCOMPARE(out.reply(2).value("action"_L1).toString(), u"subscribe"_s);
    }

    void documentedMalformedMessagesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("frame");
        for (const char *frame : {"", "hello", "[]", "null", "{}", R"({"type":"subscribe"})",
                                  R"({"type":"subscribe","topics":[]})",
                                  R"({"type":"subscribe","topics":"customer_id:a:call:*"})",
                                  R"({"type":"subscribe","topics":[1]})",
                                  R"({"type":"publish","topics":["customer_id:a:call:*"]})",
                                  R"({"type":7,"topics":["customer_id:a:call:*"]})"})
            QTest::newRow(frame) << QByteArray(frame);
    }
    void documentedMalformedMessagesAreRefused()
    {
        QFETCH(QByteArray, frame);
        Notebook out;
        VoipbinSession session(out);
        session.text(frame, 0);
        QCOMPARE(out.replies.size(), 1);
        QCOMPARE(out.reply(0).value("type"_L1).toString(), u"error"_s);
        QCOMPARE(out.reply(0).value("code"_L1).toString(), u"INVALID_MESSAGE"_s);
        QVERIFY(session.loadFrames().empty());
    }

    void documentedRateLimitRecoversAfterASecond()
    {
        Notebook out;
        VoipbinSession session(out);
        const QByteArray subscribe = request("subscribe", {u"customer_id:%1:call:*"_s.arg(c1)});
        for (int i = 0; i < 12; ++i)
            session.text(subscribe, i * 1000);
        QCOMPARE(out.reply(9).value("type"_L1).toString(), u"ack"_s);
        QCOMPARE(out.reply(10).value("code"_L1).toString(), u"RATE_LIMITED"_s);
        QCOMPARE(out.reply(11).value("code"_L1).toString(), u"RATE_LIMITED"_s);
        session.text(subscribe, 1'000'000);
        QCOMPARE(out.reply(12).value("type"_L1).toString(), u"ack"_s);
    }

    void deployedMatchesPrefixesAndPublishesTwice_data()
    {
        QTest::addColumn<QStringList>("topics");
        QTest::addColumn<int>("copies");
        const QString customer = u"customer_id:"_s + c1;
        QTest::newRow("everything") << QStringList{customer} << 2;
        QTest::newRow("calls") << QStringList{customer + u":call:"_s} << 2;
        QTest::newRow("over-matching prefix") << QStringList{customer + u":cal"_s} << 2;
        QTest::newRow("one call, old format") << QStringList{customer + u":call:x"_s} << 1;
        QTest::newRow("one type, new format")
            << QStringList{customer + u":call:call_ringing"_s} << 1;
        QTest::newRow("a star is a letter") << QStringList{customer + u":call:*"_s} << 0;
        QTest::newRow("queues") << QStringList{customer + u":queue"_s} << 0;
        QTest::newRow("agent") << QStringList{agentScope()} << 2;
        QTest::newRow("both scopes") << QStringList{customer, agentScope()} << 8;
        QTest::newRow("overlapping") << QStringList{customer, customer + u":call"_s} << 2;
    }
    void deployedMatchesPrefixesAndPublishesTwice()
    {
        QFETCH(QStringList, topics);
        QFETCH(int, copies);
        Notebook out;
        DeployedSession session(out, DeployedSession::Shape::Bare);
        session.text(request("subscribe", topics), 0);
        session.tellCall(callEvent("x", std::string(demoAgent)));
        QCOMPARE(out.events.size(), copies);
        QVERIFY(out.replies.isEmpty());
        QVERIFY(!out.dropped);
        for (const QByteArray &event : std::as_const(out.events))
            QCOMPARE(event, out.events.first());
        session.text(request("unsubscribe", topics), 0);
        session.tellCall(callEvent("x", std::string(demoAgent)));
        QCOMPARE(out.events.size(), copies);
    }

    void deployedHangsUpOnWhatItDoesNotLike_data()
    {
        QTest::addColumn<QByteArray>("frame");
        QTest::addColumn<bool>("dropped");
        const QString good = u"customer_id:%1:call:"_s.arg(c1);
        QTest::newRow("good") << request("subscribe", {good}) << false;
        QTest::newRow("no uuid") << request("subscribe", {u"customer_id:abc:call:"_s}) << true;
        QTest::newRow("one bad of two") << request("subscribe", {good, u"x"_s}) << true;
        QTest::newRow("foreign agent")
            << request("subscribe", {u"agent_id:%1:call"_s.arg(c1)}) << true;
        QTest::newRow("bad unsubscribe") << request("unsubscribe", {u"x"_s}) << true;
        QTest::newRow("unknown type, good topic") << request("publish", {good}) << false;
        QTest::newRow("unknown type, bad topic") << request("publish", {u"x"_s}) << true;
        QTest::newRow("no json") << QByteArray("hello") << false;
        QTest::newRow("no topics") << request("subscribe", {}) << false;
        QTest::newRow("topics are no strings")
            << QByteArray(R"({"type":"subscribe","topics":[1]})") << false;
    }
    void deployedHangsUpOnWhatItDoesNotLike()
    {
        QFETCH(QByteArray, frame);
        QFETCH(bool, dropped);
        Notebook out;
        DeployedSession session(out, DeployedSession::Shape::Bare);
        session.text(frame, 0);
        QCOMPARE(out.dropped, dropped);
        QVERIFY(out.replies.isEmpty());
        session.binary();
        QVERIFY(out.dropped);
    }

    void deployedWrapsWhereAsked()
    {
        Notebook out;
        DeployedSession session(out, DeployedSession::Shape::Wrapped);
        session.text(request("subscribe", {u"customer_id:"_s + c1}), 0);
        session.tellCall(callEvent("x"));
        QCOMPARE(out.event(0).value("type"_L1).toString(), u"call_ringing"_s);
        QCOMPARE(out.event(0).value("data"_L1)["customer_id"_L1].toString(), c1);
        QVERIFY(out.events.at(0).startsWith(R"({"data":)"));
    }

    void fixShowsTheDeniedOutAndIgnoresWhatIsSaid()
    {
        Notebook out;
        FixSession denied(out, true);
        denied.opened({progress()});
        QCOMPARE(out.closeCode, 4401);
        QCOMPARE(out.reason, u"Unauthorized"_s);
        denied.tellCollect(progress());
        QVERIFY(out.events.isEmpty());

        Notebook open;
        FixSession session(open, false);
        session.opened({progress()});
        session.text("garbage", 0);
        session.binary();
        session.tellCollect(progress());
        QCOMPARE(open.events.size(), 2);
        QVERIFY(open.replies.isEmpty() && !open.closeCode && !open.dropped);
        session.restart();
        QCOMPARE(open.closeCode, 1012);
    }

    void coreWaitsForItsKey_data()
    {
        QTest::addColumn<bool>("header");
        QTest::addColumn<QByteArray>("frame");
        QTest::addColumn<bool>("open");
        QTest::addColumn<bool>("dropped");
        QTest::newRow("header") << true << QByteArray() << true << false;
        QTest::newRow("nothing yet") << false << QByteArray() << false << false;
        QTest::newRow("blank") << false << QByteArray(" \n") << false << false;
        QTest::newRow("first message")
            << false << QByteArray(R"({"kind":"authorization","jwt":"Bearer abc"})") << true
            << false;
        QTest::newRow("denied") << false
                                << QByteArray(R"({"kind":"authorization","jwt":"Bearer denied"})")
                                << false << true;
        QTest::newRow("no authorization")
            << false << QByteArray(R"({"kind":"event"})") << false << true;
        QTest::newRow("garbage") << false << QByteArray("hello") << false << true;
    }
    void coreWaitsForItsKey()
    {
        QFETCH(bool, header);
        QFETCH(QByteArray, frame);
        QFETCH(bool, open);
        QFETCH(bool, dropped);
        Notebook out;
        CoreSession session(out, {}, {true, header, false});
        session.opened({progress()});
        if (!frame.isEmpty())
            session.text(frame, 0);
        QCOMPARE(out.events.size(), open ? 2 : 0);
        QCOMPARE(out.dropped, dropped);
        if (!open && !dropped) {
            session.tick(1);
            session.tick(9'000'000);
            QVERIFY(!out.dropped);
            session.tick(11'000'000);
            QVERIFY(out.dropped);
        }
    }

    void coreShowsWhatIsAskedForAndSendsBlankLines()
    {
        Notebook out;
        CoreSession session(out, u"progress,error"_s, {});
        session.opened({});
        QVERIFY(out.events.isEmpty()); // not even that a listener has connected
        CollectEvent end = progress();
        end.coreType = "task_end";
        for (int i = 0; i < 30; ++i) {
            session.tellCollect(progress());
            session.tellCollect(end);
        }
        QCOMPARE(out.events.size(), 30);
        QCOMPARE(out.replies.size(), 2);
        QCOMPARE(out.replies.at(0), QByteArray("\n"));
        QVERIFY(out.events.at(0).endsWith("}\n"));
    }
};

QTEST_GUILESS_MAIN(TestDemoSessions)
#include "tst_demosessions.moc"
