// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialectdetect.h"
#include "app/feeds/dialectregistry.h"
#include "transcript.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

using Frames = std::vector<std::string>;

Q_DECLARE_METATYPE(Frames)

/// What a server speaks, told from its first frames: those of the specifications and those that
/// the real servers send.
class TestDialectDetect : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneFrameIsEnough_data();
    void oneFrameIsEnough();
    void transcriptsAreToldByTheirFrames_data();
    void transcriptsAreToldByTheirFrames();
    void unknownJsonIsOfferedWithItsPlaces();
    void suggestionsAreValidOptions_data();
    void suggestionsAreValidOptions();
    void theSubprotocolDecides_data();
    void theSubprotocolDecides();
    void theUrlDecidesOnlyWhereNothingElseDoes_data();
    void theUrlDecidesOnlyWhereNothingElseDoes();
    void fewFramesOfAnotherKindChangeNothing();
    void whatIsNoJsonIsNoDialect_data();
    void whatIsNoJsonIsNoDialect();
    void framesOfManyDocumentsAreRead();
};

void TestDialectDetect::oneFrameIsEnough_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<QString>("dialect");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &frame, const QString &dialect,
                        const QString &words) { QTest::newRow(name) << frame << dialect << words; };

    row("ActionCable welcome", R"({"type":"welcome"})", u"zaikio"_s, u"welcome"_s);
    row("AnyCable welcome", R"({"type":"welcome","sid":"abc"})", u"zaikio"_s, u"ActionCable"_s);
    row("ActionCable ping", R"({"type":"ping","message":1795248249})", u"zaikio"_s, u"pings"_s);
    row("Zaikio confirm",
        R"({"identifier":"{\"channel\":\"EventChannel\",\"events\":\"mission_control.job_added,mission_control.job_changed\"}","type":"confirm_subscription"})",
        u"zaikio"_s, u"answers subscriptions"_s);
    row("Zaikio reject", R"({"identifier":"{}","type":"reject_subscription"})", u"zaikio"_s, {});
    row("Zaikio event",
        R"({"identifier":"{\"channel\":\"EventChannel\",\"events\":\"mission_control.job_added\"}","message":{"id":"bd6b9b7f-5ea2-4015-a07a-e3ba15d083cd","timestamp":"2023-07-23T22:04:46.000Z","name":"mission_control.job_added","version":"1.0","payload":{"job_id":"9e11ad29-7729-46a4-b8a3-937c64ff9cd5"},"link":"https://mc.sandbox.zaikio.com/api/v1/jobs/9e11ad29","received_at":"2023-07-23T22:04:46.474Z","subject":"Org/837ebb91-2d4b-4818-a19b-04fea7be8cde"}})",
        u"zaikio"_s, u"“identifier” and “message”"_s);
    row("ActionCable disconnect",
        R"({"type":"disconnect","reason":"unauthorized","reconnect":false})", u"zaikio"_s,
        u"disconnect"_s);

    row("Daptin topics",
        R"({"MessageSource":"system","EventType":"response","ObjectType":"topic-list","EventData":{"topics":["timeline","application"]}})",
        u"daptin"_s, u"MessageSource"_s);
    row("Daptin create",
        R"({"MessageSource":"database","EventType":"create","ObjectType":"user_account","EventData":{"__type":"user_account","confirmed":false,"created_at":"2021-03-13T13:47:07.954634Z","email":"asdf@asfd.cm"}})",
        u"daptin"_s, u"ObjectType"_s);
    row("Daptin, base64",
        R"({"MessageSource":"database","EventType":"update","ObjectType":"user_account","EventData":"eyJ4IjoxfQ=="})",
        u"daptin"_s, {});
    row("Daptin session", R"({"type":"session","status":"open","data":"eyJncm91cHMiOltdfQ=="})",
        u"daptin"_s, u"session"_s);
    row("Daptin response",
        R"({"type":"response","id":"req-1","method":"subscribe","ok":true,"data":"eyJ0b3BpYyI6InVzZXJfYWNjb3VudCJ9"})",
        u"daptin"_s, u"“method” and “ok”"_s);
    row("Daptin event",
        R"({"type":"event","topic":"user_account","event":"create","source":"database","data":"eyJ4IjoxfQ=="})",
        u"daptin"_s, {});
    row("Daptin guest", R"({"message": "unauthorized"})", u"daptin"_s, u"refused the token"_s);

    row("Fix error",
        R"({"id":"B5382C1D-2288-4B0E-8CF7-41370FB18232","at":"2023-10-23T12:21:12Z","publisher":"test-publisher","kind":"collect-error","data":{"workflow":"collect_and_cleanup","task":"75aa05da-6695-11ee-a621-dad780437c54","message":"[aws] Access denied for profile d2iq"}})",
        u"fix"_s, u"publisher"_s);
    row("Fix as deployed",
        R"({"type": "event", "id": "1e1a2c3e-7f1b-11ee-b962-0242ac120002", "at": "2023-10-23T12:21:12Z", "publisher": "collect-and-sync", "kind": "collect-progress", "data": {}})",
        u"fix"_s, {});
    row("Fix core",
        "{\"kind\":\"event\",\"message_type\":\"task_end\",\"data\":{\"task_id\":\"75aa\","
        "\"descriptor_id\":\"collect\"}}\n",
        u"fix"_s, u"core"_s);
    row("Fix core action", R"({"kind":"action_error","message_type":"start_collect","data":{}})",
        u"fix"_s, {});

    row("VoIPBIN documented",
        R"({"event_type":"call.status","timestamp":"2026-01-15T10:30:05.000000Z","topic":"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:call:1","data":{"id":"1","status":"answered"}})",
        u"voipbin"_s, u"event_type"_s);
    row("VoIPBIN wrapped",
        R"({"data":{"customer_id":"5e4a0680-804e-11ec-8477-2fea5968d85b","id":"d5d70d9d-85ad-4ffc-90c1-fdda37c046b0","tm_create":"2022-07-23T15:02:35.763577Z","tm_update":"2022-07-23T15:02:35.763577Z"},"type":"activeflow_created"})",
        u"voipbin"_s, u"tm_create"_s);
    row("VoIPBIN bare call",
        R"({"id":"d499c4f4","customer_id":"5e4a0680","owner_type":"agent","type":"flow","tm_create":"2022-07-23T15:02:35.763577Z"})",
        u"voipbin"_s, u"bare"_s);
    row("VoIPBIN ack", R"({"type":"ack","action":"subscribe","topics":["customer_id:1:call:*"]})",
        u"voipbin"_s, {});

    row("ACM over WebSocket",
        R"({"specversion":"1.0","type":"io.open-cluster-management.operator.multiclusterglobalhubs.managedhub.heartbeat","source":"hub1","id":"b15a7593-1437-4b8c-8d74-5c972cf94f59","time":"2025-10-23T02:32:06.944668082Z","data":[]})",
        u"acm"_s, u"CloudEvents"_s);
    row("CloudEvents of anybody", R"({"specversion":"1.0","type":"t","source":"s","id":"1"})",
        u"json"_s, u"CloudEvents"_s);
    row("something else", R"({"hello":"world"})", u"json"_s, u"no system that is known"_s);
    row("an array", R"(["4","7","room:lobby","new_msg",{}])", u"json"_s, {});
    row("GraphQL's ping is not ActionCable's", R"({"type":"ping"})", u"json"_s, {});
    row("an identifier alone is not ActionCable", R"({"identifier":"x","message":"y"})", u"json"_s,
        {});
    row("an event_type alone is not VoIPBIN", R"({"event_type":"a","data":{}})", u"json"_s, {});
    row("a kind alone is not Fix", R"({"kind":"event","data":{}})", u"json"_s, {});
}

void TestDialectDetect::oneFrameIsEnough()
{
    QFETCH(QByteArray, frame);
    QFETCH(QString, dialect);
    QFETCH(QString, words);
    const DetectedDialect found =
        detectDialect({frame.toStdString()}, {}, QUrl(u"ws://localhost/"_s));
    QVERIFY2(found.dialect == dialect, qPrintable(found.dialect + u": "_s + found.why));
    QVERIFY2(found.why.contains(words), qPrintable(found.why));
    QVERIFY(found.why.endsWith(u'.') && found.why[0].isUpper());
    QVERIFY(found.confidence > 30 && found.confidence <= 100);
}

void TestDialectDetect::transcriptsAreToldByTheirFrames_data()
{
    QTest::addColumn<QString>("dialect");
    for (const char *dialect : {"voipbin", "fix", "zaikio", "daptin"})
        QTest::newRow(dialect) << QString::fromLatin1(dialect);
}

void TestDialectDetect::transcriptsAreToldByTheirFrames()
{
    QFETCH(QString, dialect);
    const QDir folder(QStringLiteral(TEST_SOURCE_DIR "/fixtures/dialects/") + dialect);
    Frames all;
    int files = 0;
    for (const QString &name : folder.entryList({u"*.transcript"_s})) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        for (const QByteArray &frame : Transcript::serverFrames(file.readAll()))
            all.push_back(frame.toStdString());
        ++files;
    }
    QVERIFY(files > 0);
    const DetectedDialect found = detectDialect(all, {}, QUrl());
    QVERIFY2(found.dialect == dialect, qPrintable(found.dialect + u": "_s + found.why));
}

void TestDialectDetect::unknownJsonIsOfferedWithItsPlaces()
{
    const DetectedDialect found = detectDialect(
        {R"({"event":"order.created","channel":"orders","ts":1768473005123,"data":{"id":17}})",
         R"({"event":"order.paid","channel":"orders","ts":1768473006123,"data":{"id":17}})"},
        {}, QUrl(u"ws://localhost/"_s));
    QCOMPARE(found.dialect, u"json"_s);
    QCOMPARE(found.options,
             OptionValues({{u"typeat"_s, u"/event"_s},
                           {u"topicat"_s, u"/channel"_s},
                           {u"timeat"_s, u"/ts"_s},
                           {u"subjectat"_s, u"/data/id"_s}}));
    QVERIFY2(found.why.contains(u"/event"_s), qPrintable(found.why));
    QCOMPARE(found.confidence, 60);
}

void TestDialectDetect::suggestionsAreValidOptions_data()
{
    oneFrameIsEnough_data();
}

void TestDialectDetect::suggestionsAreValidOptions()
{
    QFETCH(QByteArray, frame);
    for (const QString &subprotocol : {QString(), u"cloudevents.json"_s}) {
        const DetectedDialect found =
            detectDialect({frame.toStdString()}, subprotocol, QUrl(u"ws://localhost/"_s));
        const Dialect *dialect = dialectById(found.dialect);
        QVERIFY(dialect);
        OptionValues values = found.options;
        for (auto it = found.options.cbegin(); it != found.options.cend(); ++it)
            QVERIFY2(dialect->info().option(it.key()), qPrintable(it.key()));
        values.insert(u"url"_s, u"ws://localhost/"_s);
        QCOMPARE(dialect->info().problemWith(values), QString());
    }
}

void TestDialectDetect::theSubprotocolDecides_data()
{
    QTest::addColumn<QString>("subprotocol");
    QTest::addColumn<Frames>("frames");
    QTest::addColumn<QString>("dialect");
    QTest::newRow("ActionCable") << u"actioncable-v1-json"_s << Frames() << u"zaikio"_s;
    QTest::newRow("AnyCable") << u"actioncable-v1-ext-json"_s << Frames{R"({"a":1})"}
                              << u"zaikio"_s;
    QTest::newRow("ActionCable's, echoed by Daptin")
        << u"actioncable-v1-json"_s << Frames{R"({"type":"session","status":"open"})"}
        << u"daptin"_s;
    QTest::newRow("CloudEvents") << u"cloudevents.json"_s << Frames() << u"json"_s;
    QTest::newRow("CloudEvents with events")
        << u"cloudevents.json"_s
        << Frames{R"({"specversion":"1.0","type":"t","source":"s","id":"1"})"} << u"json"_s;
    QTest::newRow("an unknown one") << u"graphql-ws"_s << Frames{R"({"a":1})"} << u"json"_s;
    QTest::newRow("none") << QString() << Frames() << QString();
}

void TestDialectDetect::theSubprotocolDecides()
{
    QFETCH(QString, subprotocol);
    QFETCH(Frames, frames);
    QFETCH(QString, dialect);
    const DetectedDialect found = detectDialect(frames, subprotocol, QUrl(u"ws://localhost/"_s));
    QVERIFY2(found.dialect == dialect, qPrintable(found.dialect + u": "_s + found.why));
    if (subprotocol == u"cloudevents.json")
        QCOMPARE(found.options, OptionValues({{u"subprotocols"_s, subprotocol}}));
}

void TestDialectDetect::theUrlDecidesOnlyWhereNothingElseDoes_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("dialect");
    for (const auto &[url, dialect] : {std::pair{u"wss://loom.zaikio.com/websocket"_s, u"zaikio"_s},
                                       {u"wss://loom.sandbox.zaikio.com/websocket"_s, u"zaikio"_s},
                                       {u"ws://10.0.0.1:3000/cable"_s, u"zaikio"_s},
                                       {u"wss://api.voipbin.net/v1.0/ws"_s, u"voipbin"_s},
                                       {u"wss://localhost/v1.0/service_agents/ws"_s, u"voipbin"_s},
                                       {u"ws://localhost:6336/live"_s, u"daptin"_s},
                                       {u"wss://daptin.example.org/live"_s, u"daptin"_s},
                                       {u"wss://app.fix.security/x"_s, u"fix"_s},
                                       {u"wss://h/api/workspaces/0/events"_s, u"fix"_s},
                                       {u"wss://notzaikio.com/websocket"_s, QString()},
                                       {u"ws://localhost/"_s, QString()}})
        QTest::newRow(qPrintable(url)) << url << dialect;
}

void TestDialectDetect::theUrlDecidesOnlyWhereNothingElseDoes()
{
    QFETCH(QString, url);
    QFETCH(QString, dialect);
    const DetectedDialect silent = detectDialect({}, {}, QUrl(url));
    QCOMPARE(silent.dialect, dialect);
    QVERIFY(silent.confidence < 40);
    QVERIFY2(silent.why.contains(u"sent nothing"_s), qPrintable(silent.why));
    const DetectedDialect welcomed =
        detectDialect({R"({"type":"session","status":"open"})"}, {}, QUrl(url));
    QCOMPARE(welcomed.dialect, u"daptin"_s);
    QCOMPARE(detectDialect({"hello"}, {}, QUrl(url)).dialect, dialect);
}

void TestDialectDetect::fewFramesOfAnotherKindChangeNothing()
{
    Frames frames(19, R"({"identifier":"{}","message":{"name":"x"}})");
    frames.insert(frames.begin(), R"({"type":"session","status":"open"})");
    const DetectedDialect found = detectDialect(frames, {}, QUrl());
    QCOMPARE(found.dialect, u"zaikio"_s);
    QCOMPARE(found.confidence, 90);
    // One that is drowned by what nobody knows is less sure.
    Frames drowned(19, R"({"x":1})");
    drowned.push_back(R"({"type":"welcome"})");
    QVERIFY(detectDialect(drowned, {}, QUrl()).confidence < 70);
}

void TestDialectDetect::whatIsNoJsonIsNoDialect_data()
{
    QTest::addColumn<Frames>("frames");
    QTest::newRow("text") << Frames{"hello", "world"};
    QTest::newRow("scalars") << Frames{"17", "null", "\"x\""};
    QTest::newRow("empty") << Frames{"", "\n"};
    QTest::newRow("broken") << Frames{R"({"type":"welcome")"};
}

void TestDialectDetect::whatIsNoJsonIsNoDialect()
{
    QFETCH(Frames, frames);
    const DetectedDialect found = detectDialect(frames, {}, QUrl(u"ws://localhost/"_s));
    QCOMPARE(found.dialect, QString());
    QCOMPARE(found.confidence, 0);
    QCOMPARE(found.why, u"What it sends is no JSON."_s);
    QCOMPARE(detectDialect({"unauthorized"}, {}, QUrl()).dialect, u"daptin"_s);
}

void TestDialectDetect::framesOfManyDocumentsAreRead()
{
    const std::string line = R"({"kind":"event","message_type":"task_start","data":{}})";
    QCOMPARE(detectDialect({line + "\n\n" + line + "\n"}, {}, QUrl()).dialect, u"fix"_s);
    QCOMPARE(detectDialect({"[" + line + "," + line + "]"}, {}, QUrl()).dialect, u"fix"_s);
}

QTEST_GUILESS_MAIN(TestDialectDetect)
#include "tst_dialectdetect.moc"
