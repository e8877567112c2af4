// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demoroute.h"
#include "app/demo/dice.h"
#include "app/demo/incidentplan.h"
#include "app/demo/jsonwriter.h"
#include "app/demo/loadsource.h"
#include "app/demo/stepqueue.h"
#include "app/demo/topicpattern.h"
#include "models/event/timestamp.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTest>
#include <QUuid>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 second = 1'000'000;

DemoRoute route(const QByteArray &target, const QByteArray &headers = {}, bool upgrade = true)
{
    QByteArray head = "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers;
    if (upgrade)
        head += "Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n";
    const auto request = RequestHead::parse(head + "\r\n");
    return request ? DemoRoute::of(*request) : DemoRoute{DemoRoute::Voice::FixCore, 400, {}, false};
}

QStringList payloads(const QByteArray &frames)
{
    QStringList texts;
    for (qsizetype at = 0; at < frames.size();) {
        if (static_cast<uchar>(frames.at(at)) != 0x81)
            return {};
        qsizetype length = static_cast<uchar>(frames.at(at + 1));
        at += 2;
        const int extra = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (extra > 0)
            length = 0;
        for (int i = 0; i < extra; ++i)
            length = length << 8 | static_cast<uchar>(frames.at(at++));
        texts << QString::fromUtf8(frames.mid(at, length));
        at += length;
    }
    return texts;
}

} // namespace

class TestDemoParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void diceThrowWhatTheSeedSays()
    {
        Dice one(1);
        Dice same(1);
        Dice other(2);
        QCOMPARE(one.uuid(), same.uuid());
        QVERIFY(one.uuid() != other.uuid());
        // The generator is standardised: these are its numbers everywhere.
        Dice fixed(5489);
        QCOMPARE(fixed.next(), 14514284786278117030ULL);
    }

    void diceStayWithinTheirBounds()
    {
        Dice dice(3);
        QSet<qint64> seen;
        for (int i = 0; i < 2000; ++i) {
            const qint64 n = dice.between(-2, 3);
            QVERIFY(n >= -2 && n <= 3);
            seen << n;
            const QUuid id = QUuid::fromString(QString::fromStdString(dice.uuid()));
            QCOMPARE(id.version(), QUuid::Random);
            QCOMPARE(id.variant(), QUuid::DCE);
        }
        QCOMPARE(seen.size(), 6);
    }

    void stepsRunInOrderOfTimeThenOfAdding()
    {
        StepQueue queue;
        QStringList done;
        const auto note = [&done](const QString &what) {
            return [&done, what](qint64 us) { done << what + QString::number(us); };
        };
        queue.at(20, note(u"b"_s));
        queue.at(10, note(u"a"_s));
        queue.at(20, note(u"c"_s));
        queue.at(10, [&](qint64 us) {
            done << u"x"_s;
            queue.at(us + 5, note(u"y"_s));
        });
        queue.at(31, note(u"late"_s));
        queue.runUntil(30);
        QCOMPARE(done, (QStringList{u"a10"_s, u"x"_s, u"y15"_s, u"b20"_s, u"c20"_s}));
    }

    void jsonIsWrittenAsEachServerWouldWriteIt()
    {
        const auto write = [](JsonWriter::Style style) {
            return JsonWriter(style)
                .text("n\"", "b\xc3\xbcro \xf0\x9f\x93\x9e\n")
                .number("i", -3)
                .raw("r", "[]")
                .take();
        };
        QCOMPARE(write(JsonWriter::Style::Go),
                 std::string("{\"n\\\"\":\"b\xc3\xbcro \xf0\x9f\x93\x9e\\n\",\"i\":-3,\"r\":[]}"));
        QCOMPARE(
            write(JsonWriter::Style::Python),
            std::string("{\"n\\\"\": \"b\\u00fcro \\ud83d\\udcde\\n\", \"i\": -3, \"r\": []}"));
        QCOMPARE(jsonArray({"1", "\"a\""}, JsonWriter::Style::Python), std::string("[1, \"a\"]"));
        QCOMPARE(
            JsonWriter(JsonWriter::Style::Rails).text("t", "<A&B>\xe2\x80\xa8\xc3\xa9\"").take(),
            std::string("{\"t\":\"\\u003cA\\u0026B\\u003e\\u2028\xc3\xa9\\\"\"}"));
        QCOMPARE(JsonWriter().take(), std::string("{}"));
    }

    void routesAreFoundOrRefusedInHttp_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<int>("refusal");
        const QByteArray fix = "/api/workspaces/3f2b8c1e-5d4a-4e6f-9a7b-2c8d1e0f4a65/events";
        QTest::newRow("documented") << QByteArray("/v1.0/ws?token=x") << QByteArray() << 0;
        QTest::newRow("no token") << QByteArray("/v1.0/ws") << QByteArray() << 0;
        QTest::newRow("service agents")
            << QByteArray("/v1.0/service_agents/ws") << QByteArray() << 0;
        QTest::newRow("denied in the query")
            << QByteArray("/v1.0/ws?token=denied") << QByteArray() << 401;
        QTest::newRow("denied access key")
            << QByteArray("/v1.0/ws?accesskey=denied") << QByteArray() << 401;
        QTest::newRow("denied bearer")
            << QByteArray("/v1.0/ws") << QByteArray("Authorization: Bearer denied\r\n") << 401;
        QTest::newRow("denied cookie") << QByteArray("/deployed/v1.0/ws")
                                       << QByteArray("Cookie: a=b; token=denied\r\n") << 401;
        QTest::newRow("fix lets in first")
            << fix << QByteArray("Cookie: session_token=denied\r\n") << 0;
        QTest::newRow("fix needs a uuid")
            << QByteArray("/api/workspaces/mine/events") << QByteArray() << 403;
        QTest::newRow("core") << QByteArray("/events?show=progress") << QByteArray() << 0;
        QTest::newRow("zaikio lets in first")
            << QByteArray("/websocket") << QByteArray("Authorization: Bearer denied\r\n") << 0;
        QTest::newRow("daptin lets in first")
            << QByteArray("/live?token=denied") << QByteArray() << 0;
        QTest::newRow("old daptin wants an origin")
            << QByteArray("/live?generation=A") << QByteArray() << 403;
        QTest::newRow("old daptin") << QByteArray("/live?generation=B")
                                    << QByteArray("Origin: http://127.0.0.1:80\r\n") << 0;
        QTest::newRow("sensors do not")
            << QByteArray("/sensors?token=denied") << QByteArray() << 401;
        QTest::newRow("elsewhere") << QByteArray("/") << QByteArray() << 404;
        QTest::newRow("foreign page")
            << QByteArray("/v1.0/ws") << QByteArray("Origin: https://example.com\r\n") << 403;
        QTest::newRow("sandboxed page")
            << QByteArray("/v1.0/ws") << QByteArray("Origin: null\r\n") << 403;
        QTest::newRow("own page") << QByteArray("/v1.0/ws")
                                  << QByteArray("Origin: http://localhost:8080\r\n") << 0;
        // A page of attacker.example that had its name resolved to this machine.
        QTest::newRow("another name for this machine")
            << QByteArray("/v1.0/ws") << QByteArray("Host: attacker.example:80\r\n") << 403;
        QTest::newRow("a name that begins well")
            << QByteArray("/v1.0/ws") << QByteArray("Host: localhost.attacker.example\r\n") << 403;
        QTest::newRow("a second host")
            << QByteArray("/v1.0/ws")
            << QByteArray("Host: localhost\r\nHost: attacker.example\r\n") << 403;
        QTest::newRow("no host at all") << QByteArray("/v1.0/ws") << QByteArray("Host: \r\n") << 403;
        QTest::newRow("localhost") << QByteArray("/v1.0/ws")
                                   << QByteArray("Host: localhost:9400\r\n") << 0;
        QTest::newRow("IPv6 of this machine")
            << QByteArray("/v1.0/ws") << QByteArray("Host: [::1]:9400\r\n") << 0;
        QTest::newRow("no url") << QByteArray("nonsense") << QByteArray() << 400;
    }
    void routesAreFoundOrRefusedInHttp()
    {
        QFETCH(QByteArray, target);
        QFETCH(QByteArray, headers);
        QFETCH(int, refusal);
        const DemoRoute found = route(target, headers);
        QCOMPARE(found.refusal, refusal);
        if (refusal)
            QVERIFY(found.refusalResponse().startsWith("HTTP/1.1 " + QByteArray::number(refusal)
                                                       + ' '));
    }

    void fixRemembersWhomToShowOut()
    {
        const QByteArray fix = "/api/workspaces/3f2b8c1e-5d4a-4e6f-9a7b-2c8d1e0f4a65/events";
        QVERIFY(route(fix, "Cookie: session_token=denied\r\n").denied);
        QVERIFY(route(fix, "Authorization: Bearer denied\r\n").denied);
        QVERIFY(!route(fix, "Cookie: session_token=fine\r\n").denied);
        QCOMPARE(route(fix, {}, false).refusal, 426);
    }

    void topicsAreReadAsDocumented_data()
    {
        QTest::addColumn<QString>("topic");
        QTest::addColumn<bool>("good");
        const QString id = u"12345678-1234-1234-1234-123456789012"_s;
        QTest::newRow("all calls") << u"customer_id:%1:call:*"_s.arg(id) << true;
        QTest::newRow("one call") << u"customer_id:abc123:call:xyz789"_s << true;
        QTest::newRow("agent") << u"agent_id:%1:agent:%1"_s.arg(id) << true;
        QTest::newRow("three parts") << u"customer_id:abc123:call"_s << false;
        QTest::newRow("five parts") << u"customer_id:abc123:call:a:b"_s << false;
        QTest::newRow("unknown scope") << u"tenant:abc123:call:*"_s << false;
        QTest::newRow("star as id") << u"customer_id:*:call:*"_s << false;
        QTest::newRow("star as type") << u"customer_id:abc123:*:x"_s << false;
        QTest::newRow("star inside") << u"customer_id:abc123:call:a*"_s << false;
        QTest::newRow("unknown type") << u"customer_id:abc123:fax:*"_s << false;
        QTest::newRow("empty id") << u"customer_id::call:*"_s << false;
        QTest::newRow("empty resource") << u"customer_id:abc123:call:"_s << false;
        QTest::newRow("quote") << u"customer_id:ab\"c:call:*"_s << false;
        QTest::newRow("nothing") << QString() << false;
    }
    void topicsAreReadAsDocumented()
    {
        QFETCH(QString, topic);
        QFETCH(bool, good);
        QCOMPARE(TopicPattern::parse(topic).has_value(), good);
    }

    void incidentsComeNowAndThen()
    {
        IncidentPlan plan(4, 0);
        IncidentPlan same(4, 0);
        int drops = 0;
        int restarts = 0;
        qint64 last = 0;
        for (qint64 us = 0; us < 3600 * second; us += second / 10) {
            const auto incident = plan.due(us);
            QCOMPARE(same.due(us).has_value(), incident.has_value());
            if (!incident)
                continue;
            if (last == 0)
                QVERIFY(us >= 90 * second);
            last = us;
            incident->restart ? ++restarts : ++drops;
            if (incident->restart)
                QVERIFY(incident->pauseUs >= 2 * second && incident->pauseUs <= 3 * second);
        }
        QVERIFY2(drops >= 24 && drops <= 40, qPrintable(QString::number(drops)));
        QVERIFY2(restarts >= 14 && restarts <= 16, qPrintable(QString::number(restarts)));
    }

    void loadFillsEverySlotAnew()
    {
        LoadSource source(3);
        using namespace loadslot;
        source.setFrames({R"({"a":)" + quoted(topicId) + R"(,"n":)" + of(sequence) + R"(,"t":)"
                              + quoted(loadslot::time) + '}',
                          R"({"u":)" + quoted(uniqueId) + R"(,"n":)" + of(sequence) + R"(,"w":)"
                              + quoted(wholeTime) + '}'});
        const qint64 from = 1'700'000'000 * second - 500;
        QByteArray frames;
        source.append(frames, 700, from, from + 1000);
        source.append(frames, 300, from + 1000, from + 2000);
        const QStringList texts = payloads(frames);
        QCOMPARE(texts.size(), 1000);
        QSet<QString> topics;
        QSet<QString> unique;
        qint64 last = 0;
        qint64 before = 0;
        for (const QString &text : texts) {
            const QJsonObject event = QJsonDocument::fromJson(text.toUtf8()).object();
            QVERIFY2(event.size() == 3, qPrintable(text));
            const qint64 n = event.value("n"_L1).toInteger();
            QVERIFY(last == 0 || n == last + 1);
            last = n;
            if (event.contains("a"_L1)) {
                topics << event.value("a"_L1).toString();
                const qint64 us = parseTimestamp(event.value("t"_L1).toString().toStdString());
                QVERIFY(us >= from && us <= from + 2000 && us >= before);
                before = us;
            } else {
                unique << event.value("u"_L1).toString();
                QVERIFY(parseTimestamp(event.value("w"_L1).toString().toStdString()) != noTime);
                QCOMPARE(event.value("w"_L1).toString().size(), 20);
            }
        }
        QCOMPARE(topics.size(), 3);
        QCOMPARE(unique.size(), 500);
    }

    void loadCanHaveANewTopicInEveryEvent()
    {
        LoadSource source(0);
        source.setFrames({loadslot::of(loadslot::topicId)});
        QByteArray frames;
        source.append(frames, 20000, 0, 1);
        const QStringList texts = payloads(frames);
        QCOMPARE(QSet<QString>(texts.begin(), texts.end()).size(), 20000);
        QVERIFY(!QUuid::fromString(texts.last()).isNull());
    }

    void loadFramesOfEverySizeAreWellFormed()
    {
        for (const std::size_t size : {0, 1, 125, 126, 65535, 65536, 100000}) {
            LoadSource source(1);
            source.setFrames({std::string(size, 'x')});
            QByteArray frames;
            source.append(frames, 2, 0, 1);
            QCOMPARE(payloads(frames),
                     (QStringList{QString(qsizetype(size), u'x'), QString(qsizetype(size), u'x')}));
        }
    }
};

QTEST_GUILESS_MAIN(TestDemoParts)
#include "tst_demoparts.moc"
