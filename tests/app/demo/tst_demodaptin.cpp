// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/daptinsession.h"
#include "app/demo/demohub.h"
#include "app/demo/olddaptinsession.h"
#include "hubclient.h"
#include "notebook.h"

#include <QJsonArray>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QByteArray request(const QString &method, const QJsonObject &attributes,
                   const QString &id = u"r1"_s)
{
    QJsonObject message{{u"method"_s, method}, {u"attributes"_s, attributes}};
    if (!id.isEmpty())
        message.insert(u"id"_s, id);
    return QJsonDocument(message).toJson(QJsonDocument::Compact);
}

QByteArray subscribe(const QString &topics, const QJsonObject &filters = {})
{
    return request(u"subscribe"_s, {{u"topicName"_s, topics}, {u"filters"_s, filters}});
}

QJsonObject decoded(const QJsonObject &frame)
{
    return QJsonDocument::fromJson(
               QByteArray::fromBase64(frame.value("data"_L1).toString().toLatin1()))
        .object();
}

RecordEvent row(const char *topic, const char *kind, const char *json)
{
    return {topic, kind, "database", json, 0};
}

struct Visit
{
    explicit Visit(const std::shared_ptr<TopicBoard> &board = std::make_shared<TopicBoard>())
        : session(out, board, false)
    { }
    /// The last answer's error; empty where it was taken, "silence" without an answer.
    QString ask(const QByteArray &frame)
    {
        const qsizetype before = out.replies.size();
        session.text(frame, 0);
        if (out.replies.size() == before)
            return u"silence"_s;
        const QJsonObject reply = out.reply(out.replies.size() - 1);
        return reply.value("ok"_L1).toBool() ? QString() : reply.value("error"_L1).toString();
    }

    Notebook out;
    DaptinSession session;
};

} // namespace

class TestDemoDaptin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSessionFrameComesFirst()
    {
        Visit visit;
        visit.session.opened({});
        QCOMPARE(visit.out.replies.size(), 1);
        const QJsonObject frame = visit.out.reply(0);
        QCOMPARE(frame.value("type"_L1).toString(), u"session"_s);
        QCOMPARE(decoded(frame).value("sessionId"_L1).toInt(), 1);
        QVERIFY(!decoded(frame).value("user"_L1).toString().isEmpty());
    }

    void aGuestIsToldSoAndShownOutByACodeThatDoesNotExist()
    {
        Notebook out;
        DaptinSession session(out, std::make_shared<TopicBoard>(), true);
        session.opened({});
        QCOMPARE(out.replies, QList<QByteArray>{R"({"message": "unauthorized"})"});
        QCOMPARE(out.closeCode, 400);
    }

    void thereIsOneAnswerForEachTopic()
    {
        Visit visit;
        visit.session.text(subscribe(u"cluster,secret_table,nonsense"_s), 0);
        QCOMPARE(visit.out.replies.size(), 3);
        QCOMPARE(
            visit.out.replies.first(),
            QByteArray(R"({"type":"response","id":"r1","method":"subscribe","ok":true,"data":")"
                       + QByteArray(R"({"topic":"cluster"})").toBase64() + R"("})"));
        QCOMPARE(visit.out.reply(1).value("error"_L1).toString(),
                 u"permission denied: secret_table"_s);
        QCOMPARE(visit.out.reply(2).value("error"_L1).toString(), u"topic not found: nonsense"_s);
        QCOMPARE(visit.out.reply(2).value("ok"_L1), QJsonValue(false));
    }

    void whatIsSubscribedAlreadyOrNamedInOldWordsIsMetWithSilence()
    {
        Visit visit;
        QCOMPARE(visit.ask(subscribe(u"cluster"_s)), QString());
        QCOMPARE(visit.ask(subscribe(u"cluster"_s)), u"silence"_s);
        QCOMPARE(visit.ask(request(u"subscribe"_s, {{u"topic"_s, u"cluster"_s}})), u"silence"_s);
        QCOMPARE(visit.ask(request(u"unsubscribe"_s, {{u"topicName"_s, u"document"_s}})),
                 u"silence"_s);
        QCOMPARE(visit.ask(request(u"list-topic"_s, {})), u"no such method"_s);
        QCOMPARE(visit.ask(request(u"unsubscribe"_s, {{u"topicName"_s, u"cluster"_s}})), QString());
    }

    void rowsComeInBase64()
    {
        Visit visit;
        visit.session.text(subscribe(u"cluster"_s), 0);
        visit.session.tellRecord(row("cluster", "update", R"({"name":"edge"})"));
        visit.session.tellRecord(row("document", "update", "{}"));
        QCOMPARE(visit.out.events,
                 QList<QByteArray>{R"({"type":"event","topic":"cluster","event":"update",)"
                                   R"("source":"database","data":")"
                                   + QByteArray(R"({"name":"edge"})").toBase64() + R"("})"});
    }

    void filtersCompareAsJson_data()
    {
        QTest::addColumn<QJsonObject>("filters");
        QTest::addColumn<bool>("passes");
        QTest::newRow("kind") << QJsonObject{{u"EventType"_s, u"update"_s}} << true;
        QTest::newRow("another kind") << QJsonObject{{u"EventType"_s, u"create"_s}} << false;
        QTest::newRow("number") << QJsonObject{{u"version"_s, 5}} << true;
        QTest::newRow("number as text") << QJsonObject{{u"version"_s, u"5"_s}} << false;
        QTest::newRow("missing column") << QJsonObject{{u"colour"_s, u"red"_s}} << false;
        QTest::newRow("both") << QJsonObject{{u"EventType"_s, u"update"_s}, {u"name"_s, u"edge"_s}}
                              << true;
    }
    void filtersCompareAsJson()
    {
        QFETCH(QJsonObject, filters);
        QFETCH(bool, passes);
        Visit visit;
        visit.session.text(subscribe(u"cluster"_s, filters), 0);
        visit.session.tellRecord(row("cluster", "update", R"({"name":"edge","version":5})"));
        QCOMPARE(visit.out.events.size(), passes ? 1 : 0);
    }

    void topicsAreMadeAndDestroyedForAll()
    {
        const auto board = std::make_shared<TopicBoard>();
        Visit one(board);
        Visit other(board);
        const auto create = [](const QString &name) {
            return request(u"create-topicName"_s, {{u"name"_s, name}});
        };
        const auto destroy = [](const QString &name) {
            return request(u"destroy-topicName"_s, {{u"name"_s, name}});
        };
        QCOMPARE(one.ask(create(u"chat"_s)), QString());
        QCOMPARE(decoded(one.out.reply(0)),
                 (QJsonObject{{u"topicName"_s, u"chat"_s}, {u"created"_s, true}}));
        QCOMPARE(other.ask(create(u"chat"_s)), u"topic already exists"_s);
        QCOMPARE(other.ask(create(u"cluster"_s)), u"cannot create topic with reserved name"_s);
        QCOMPARE(other.ask(create(u""_s)), u"silence"_s);
        QCOMPARE(other.ask(subscribe(u"chat"_s)), QString());
        QCOMPARE(other.ask(destroy(u"cluster"_s)), u"cannot delete system topic"_s);
        QCOMPARE(other.ask(destroy(u"nonsense"_s)), u"topic not found"_s);
        QCOMPARE(other.ask(destroy(u"announcements"_s)), u"permission denied"_s);
        QCOMPARE(other.ask(destroy(u"chat"_s)), QString());
        QCOMPARE(one.ask(subscribe(u"chat"_s)), u"topic not found: chat"_s);
    }

    void messagesReachAllWhoListenAndNobodySaysSo()
    {
        const auto board = std::make_shared<TopicBoard>();
        Visit one(board);
        auto gone = std::make_unique<Visit>(board);
        Visit other(board);
        const auto send = [](const QString &topic, const QJsonValue &message) {
            return request(u"new-message"_s, {{u"topicName"_s, topic}, {u"message"_s, message}});
        };
        const QJsonObject hello{{u"hello"_s, u"world"_s}};
        one.ask(request(u"create-topicName"_s, {{u"name"_s, u"chat"_s}}));
        one.ask(subscribe(u"chat"_s));
        other.ask(subscribe(u"chat"_s));
        gone.reset();
        QCOMPARE(one.ask(send(u"chat"_s, hello)), u"silence"_s);
        QCOMPARE(one.out.events.size(), 1);
        QCOMPARE(other.out.events.size(), 1);
        QCOMPARE(other.out.event(0).value("event"_L1).toString(), u"new-message"_s);
        QCOMPARE(decoded(other.out.event(0)), hello);
        QCOMPARE(one.ask(send(u"nonsense"_s, hello)), u"topic does not exist: nonsense"_s);
        QCOMPARE(one.ask(send(u"announcements"_s, hello)), u"permission denied: announcements"_s);
        QCOMPARE(one.ask(send(u"cluster"_s, hello)), u"permission denied: cluster"_s);
        QCOMPARE(one.ask(send(u"chat"_s, u"text"_s)), u"missing or invalid message"_s);
        QCOMPARE(one.ask(send(u""_s, hello)), u"missing or invalid topicName"_s);
    }

    void permissionsAreKept()
    {
        Visit visit;
        visit.ask(request(u"create-topicName"_s, {{u"name"_s, u"chat"_s}}));
        const auto permission = [&visit](const QString &topic) {
            visit.ask(request(u"get-topic-permission"_s, {{u"topicName"_s, topic}}));
            return decoded(visit.out.reply(visit.out.replies.size() - 1));
        };
        QCOMPARE(permission(u"chat"_s).value("permission"_L1).toInt(), 16256);
        QCOMPARE(permission(u"chat"_s).value("type"_L1).toString(), u"user"_s);
        QCOMPARE(permission(u"cluster"_s).value("type"_L1).toString(), u"system"_s);
        const auto set = [](const QString &topic) {
            return request(u"set-topic-permission"_s,
                           {{u"topicName"_s, topic}, {u"permission"_s, 2097151}});
        };
        QCOMPARE(visit.ask(set(u"chat"_s)), QString());
        QCOMPARE(permission(u"chat"_s).value("permission"_L1).toInt(), 2097151);
        QCOMPARE(visit.ask(set(u"announcements"_s)), u"permission denied"_s);
    }

    void whatIsNoJsonEndsTheConnectionAndSoDoesALongSilence()
    {
        Visit broken;
        broken.session.text("{", 0);
        QVERIFY(broken.out.dropped);

        constexpr qint64 second = 1'000'000;
        Visit quiet;
        quiet.session.tick(second);
        quiet.session.tick(290 * second);
        quiet.session.text(R"({"method":"ping"})", 290 * second);
        QCOMPARE(quiet.out.replies, QList<QByteArray>{R"({"type":"pong"})"});
        quiet.session.tick(580 * second);
        QVERIFY(!quiet.out.dropped);
        quiet.session.tick(591 * second);
        QVERIFY(quiet.out.dropped);
    }

    void olderGenerationsAnswerNothingButLists_data()
    {
        QTest::addColumn<bool>("a");
        QTest::newRow("until April 2024") << true;
        QTest::newRow("until v0.11.3") << false;
    }
    void olderGenerationsAnswerNothingButLists()
    {
        QFETCH(bool, a);
        using Generation = OldDaptinSession::Generation;
        Notebook out;
        OldDaptinSession session(out, std::make_shared<TopicBoard>(),
                                 a ? Generation::A : Generation::B, false);
        const QString topicKey = a ? u"topic"_s : u"topicName"_s;
        const QString suffix = a ? u"-topic"_s : u"-topicName"_s;
        session.opened({});
        session.text(request(u"subscribe"_s, {{topicKey, u"cluster"_s}}, {}), 0);
        session.text(request(u"create"_s + suffix, {{u"name"_s, u"chat"_s}}, {}), 0);
        session.text(request(u"nonsense"_s, {}, {}), 0);
        session.text("{", 0);
        QVERIFY(out.replies.isEmpty());

        session.text(request(u"list"_s + suffix, {}, {}), 0);
        QCOMPARE(out.replies.size(), 1);
        const auto dataOf = [a](const QJsonObject &frame) {
            const QJsonValue data = frame.value("EventData"_L1);
            return a ? data.toObject()
                     : QJsonDocument::fromJson(QByteArray::fromBase64(data.toString().toLatin1()))
                           .object();
        };
        QCOMPARE(out.reply(0).value("ObjectType"_L1).toString(),
                 a ? u"topic-list"_s : u"topicName-list"_s);
        const QJsonArray topics = dataOf(out.reply(0)).value("topics"_L1).toArray();
        QVERIFY(topics.contains(u"chat"_s) && topics.contains(u"user_account"_s));
        QVERIFY(topics.contains(u"plan_plan_id_has_usergroup_usergroup_id"_s));

        session.tellRecord(row("cluster", "update", R"({"name":"edge"})"));
        QCOMPARE(out.events.size(), 1);
        QCOMPARE(out.event(0).value("EventType"_L1).toString(), u"update"_s);
        QCOMPARE(dataOf(out.event(0)).value("name"_L1).toString(), u"edge"_s);
        session.text(request(u"unsubscribe"_s, {{topicKey, u"cluster"_s}}, {}), 0);
        session.tellRecord(row("cluster", "update", "{}"));
        QCOMPARE(out.events.size(), 1);
    }

    void olderGenerationsHaveTheirFaults()
    {
        using Generation = OldDaptinSession::Generation;
        const auto board = std::make_shared<TopicBoard>();
        Notebook outA;
        OldDaptinSession a(outA, board, Generation::A, false);
        a.text(request(u"subscribe"_s, {{u"topic"_s, u"nonsense"_s}}, {}), 0);
        QVERIFY(outA.dropped);

        Notebook outB;
        OldDaptinSession b(outB, board, Generation::B, false);
        const QJsonObject updates{{u"EventType"_s, u"update"_s}};
        b.text(
            request(u"subscribe"_s, {{u"topicName"_s, u"cluster"_s}, {u"filters"_s, updates}}, {}),
            0);
        b.tellRecord(row("cluster", "update", "{}"));
        b.tellRecord(row("cluster", "create", "{}")); // and from here on it is deaf
        b.tellRecord(row("cluster", "update", "{}"));
        QCOMPARE(outB.events.size(), 1);
        QVERIFY(!outB.dropped);
    }

    void theHubTellsOfTheClustersAndGreetsByItsOwnEnd()
    {
        DemoHub::Settings settings;
        settings.incidents = false;
        DemoHub hub(settings);
        QVERIFY(hub.start());
        HubClient client;
        client.open(urlOf(hub, u"daptin"_s));
        QTRY_COMPARE(client.with(u"type"_s, u"session"_s).size(), 1);
        client.send(QString::fromUtf8(subscribe(u"cluster,document"_s)));
        QTRY_COMPARE(client.with(u"type"_s, u"response"_s).size(), 2);
        QTRY_VERIFY_WITH_TIMEOUT(!client.with(u"type"_s, u"event"_s).isEmpty(), 20'000);
        const QJsonObject event = client.with(u"type"_s, u"event"_s).first();
        QVERIFY(!decoded(event).value("__type"_L1).toString().isEmpty());

        HubClient guest;
        QString url = urlOf(hub, u"daptin"_s);
        guest.open(url.replace(u"token=demo"_s, u"token=denied"_s));
        QTRY_VERIFY(guest.closed);
        QCOMPARE(guest.frames, QStringList{u"{\"message\": \"unauthorized\"}"_s});
        QCOMPARE(int(guest.socket().closeCode()), 1002); // what Qt makes of the 400
    }
};

QTEST_GUILESS_MAIN(TestDemoDaptin)
#include "tst_demodaptin.moc"
