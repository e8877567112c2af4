// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventsummary.h"
#include "models/summaryrules.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class EventSummaryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatHappened_data();
    void saysWhatHappened();
    void whatIsOddIsSaidFirst();
    void framesThatCannotBeRead_data();
    void framesThatCannotBeRead();
    void largePayloadsAreNotParsed();
    void hostilePayloadsHaveShortSummaries_data();
    void hostilePayloadsHaveShortSummaries();
    void severitiesHaveGlyphsAndWords();
    void sizesAndDurationsReadWell_data();
    void sizesAndDurationsReadWell();
};

void EventSummaryTest::saysWhatHappened_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QString>("summary");
    const auto row = [](const char *name, const char *type, const char *payload,
                        const QString &summary) {
        QTest::newRow(name) << QByteArray(type) << QByteArray(payload) << summary;
    };

    // VoIPBIN as documented, in its envelope
    row("call.status", "call.status",
        R"({"event_type":"call.status","timestamp":"2024-01-15T10:30:05.000000Z","topic":"customer_id:abc123:call:xyz789","data":{"id":"xyz789","status":"answered","previous_status":"ringing","tm_update":"2024-01-15T10:30:05.000000Z"}})",
        u"ringing → answered"_s);
    row("call.created", "call.created",
        R"({"event_type":"call.created","data":{"id":"x","direction":"inbound","source":{"type":"tel","target":"+15551234567"},"destination":{"type":"tel","target":"+15559876543"},"status":"ringing"}})",
        u"inbound +15551234567 → +15559876543, ringing"_s);
    row("message.received", "message.received",
        R"({"data":{"direction":"inbound","source":{"target":"+1"},"destination":{"target":"+2"},"text":"Hello, I need help"}})",
        u"inbound +1 → +2: Hello, I need help"_s);
    row("message.delivery", "message.delivery", R"({"data":{"id":"m","status":"delivered"}})",
        u"delivered"_s);
    row("activeflow.updated", "activeflow.updated",
        R"({"data":{"id":"f","status":"executing","current_action":{"id":"a","type":"play","name":"welcome_message"}}})",
        u"executing, play welcome_message"_s);
    row("activeflow.completed", "activeflow.completed",
        R"({"data":{"status":"completed","result":"success","tm_end":"2024-01-15T10:35:00Z"}})",
        u"completed, success"_s);
    row("queue.joined", "queue.joined",
        R"({"data":{"queue_id":"q","call_id":"c","position":3,"estimated_wait":120}})",
        u"position 3, about 2 min to wait"_s);
    row("queue.connected", "queue.connected",
        R"({"data":{"queue_id":"q","call_id":"c","agent_id":"a","wait_time":125}})",
        u"connected after 2 min 5 s"_s);
    row("queue.left", "queue.left",
        R"({"data":{"queue_id":"q","call_id":"c","reason":"abandoned","wait_time":11}})",
        u"abandoned after 11 s"_s);
    row("conference.left", "conference.left",
        R"({"data":{"conference_id":"c","participant_count":2,"reason":"hangup"}})",
        u"participants: 2, hangup"_s);
    row("agent.status", "agent.status",
        R"({"data":{"agent_id":"a","status":"available","previous_status":"busy"}})",
        u"busy → available"_s);
    row("recording.completed", "recording.completed",
        R"({"data":{"id":"r","duration":300,"format":"wav","size":2400000}})",
        u"5 min, wav, 2.4 MB"_s);
    // VoIPBIN as deployed
    row("bare call", "call",
        R"({"id":"d499c4f4","customer_id":"5e4a0680","type":"flow","direction":"outbound","source":{"target":"+1"},"destination":{"target":"+2"},"status":"hangup","hangup_reason":"normal","tm_hangup":"9999-01-01T00:00:00Z"})",
        u"outbound +1 → +2, hangup"_s);
    row("wrapped activeflow", "activeflow_created",
        R"({"data":{"current_action":{"id":"00000000-0000-0000-0000-000000000001","type":"answer"},"tm_delete":"9999-01-01T00:00:00.000000Z"},"type":"activeflow_created"})",
        u"answer"_s);
    // Fix
    row("collect-error", "collect-error",
        R"({"kind":"collect-error","data":{"workflow":"collect_and_cleanup","task":"75aa","message":"[aws] Access denied for profile d2iq"}})",
        u"[aws] Access denied for profile d2iq"_s);
    row("core error", "error",
        R"({"kind":"event","message_type":"error","data":{"workflow":"collect","task":"t","message":"boom"}})",
        u"collect: boom"_s);
    row("core task_end", "task_end",
        R"({"kind":"event","message_type":"task_end","data":{"task_id":"75aa","descriptor_id":"collect"}})",
        u"collect ended"_s);
    row("degraded account", "aws_account_degraded",
        R"({"kind":"aws_account_degraded","data":{"id":"x","cloud":"aws","account_id":"123","account_name":"final","error":"no role","reason":"other"}})",
        u"final 123: no role"_s);
    row("discovered account", "cloud_account_discovered",
        R"({"data":{"id":"x","created_at":"2023-11-28T08:19:02.393629+00:00","cloud":"aws","cloud_account_id":"69dea3e9","account_id":"123"}})",
        u"aws 123"_s);
    row("collected accounts", "tenant_accounts_collected",
        R"({"data":{"cloud_accounts":{"a":{},"b":{}},"cloud_accounts_failed":{},"next_run":null}})",
        u"accounts collected: 2"_s);
    row("the percentage is that of the workflow tree", "collect-progress",
        R"({"data":{"workflow":"collect_and_cleanup","task":"t","message":{"kind":"tree","name":"c","parts":[{"kind":"progress","name":"eu-central-1","path":["collect","aws","development"],"current":50,"total":100},{"kind":"progress","name":"us-east-1","path":["collect","aws","development"],"current":1,"total":1},{"kind":"progress","name":"production","path":["collect","aws"],"current":1,"total":1}]}}})",
        u"collect_and_cleanup: 87 %, 2 of 3 done"_s);
    row("finished run", "collect-progress",
        R"({"data":{"workflow":"collect","task":"t","message":{"kind":"tree","name":"c","parts":[{"name":"collect","current":1,"total":1}]}}})",
        u"collect: done"_s);
    row("a run that has not begun", "collect-progress",
        R"({"data":{"workflow":"collect","message":{"kind":"tree","parts":[]}}})",
        u"collect: nothing to do yet"_s);
    // the others
    row("ACM batch", "event.managedcluster",
        R"([{"eventName":"c.18","clusterName":"cluster1","message":"The cluster1 is waiting","reason":"WaitForImporting"},{"reason":"b"}])",
        u"WaitForImporting: The cluster1 is waiting (and 1 more)"_s);
    row("ACM compliance", "policy.compliance",
        R"([{"policyId":"p","compliantClusters":["a","b"],"nonCompliantClusters":["c"]}])",
        u"not compliant: 1, compliant: 2"_s);
    row("ACM compliance of all", "policy.compliance",
        R"([{"policyId":"p","compliantClusters":["a"],"nonCompliantClusters":[]}])",
        u"compliant: 1"_s);
    row("ACM bundle", "managedcluster", R"({"delete":[{"clusterName":"a"}]})", u"deleted: 1"_s);
    row("ACM heartbeat", "managedhub.heartbeat", "[]", u"alive"_s);
    row("Zaikio", "mission_control.job_added",
        R"({"identifier":"{}","message":{"id":"bd6b","name":"mission_control.job_added","payload":{"title":"Flyer","amount":500}}})",
        u"title: Flyer, amount: 500"_s);
    row("Daptin", "update",
        R"({"MessageSource":"database","EventType":"update","EventData":{"name":"bob","reference_id":"r","age":7}})",
        u"name: bob, age: 7"_s);
    row("Daptin, base64", "update",
        R"({"type":"event","topic":"t","event":"update","data":"eyJuYW1lIjoiYm9iIiwicmVmZXJlbmNlX2lkIjoiciIsImFnZSI6N30="})",
        u"name: bob, age: 7"_s);
    row("Daptin B, base64", "update",
        R"({"MessageSource":"database","EventType":"update","EventData":"eyJuYW1lIjoiYm9iIiwicmVmZXJlbmNlX2lkIjoiciIsImFnZSI6N30="})",
        u"name: bob, age: 7"_s);
    row("no base64 after all", "update", R"({"state":"on","data":"eyes !"})",
        u"state: on, data: eyes !"_s);
    // our own
    row("gap", "eventscope.gap", R"({"message":"daptin was away for 4.1 s","seconds":4.1})",
        u"daptin was away for 4.1 s"_s);
    row("refusal", "eventscope.refused",
        R"({"code":"PERMISSION_DENIED","message":"only the owner may"})",
        u"only the owner may (PERMISSION_DENIED)"_s);
    row("sent", "eventscope.sent", R"({"type":"subscribe","topics":["a:*","b:*","c","d","e"]})",
        u"subscribe a:*, b:*, c and 2 more"_s);
    row("sent to Daptin", "eventscope.sent",
        R"({"id":"es-1","method":"subscribe","attributes":{"topicName":"user_account"}})",
        u"subscribe user_account"_s);
    row("sent to an old Daptin", "eventscope.sent",
        R"({"method":"subscribe","attributes":{"topic":"user_account","filters":{"name":"bob"}}})",
        u"subscribe user_account"_s);
    row("created on Daptin", "eventscope.sent",
        R"({"id":"es-2","method":"create-topicName","attributes":{"name":"chat"}})",
        u"create-topicName chat"_s);
    row("own data is not unwrapped", "eventscope.error",
        R"({"message":"outer","data":{"message":"inner"}})", u"outer"_s);
    // anything else
    row("telling members first", "x", R"({"b":2,"a":1,"status":"ok","name":"n","more":5})",
        u"status: ok, name: n, b: 2, a: 1"_s);
    row("identifiers and times are left out", "x",
        R"({"id":1,"user_id":2,"userId":3,"ref":"5e4a0680-804e-11ec-8477-2fea5968d85b","tm_x":"now","at":"2024-01-15T10:30:05Z","never":"9999-01-01T00:00:00Z","v":7})",
        u"v: 7"_s);
    row("nothing but identifiers", "x", R"({"user_id":"u1"})", u"user_id: u1"_s);
    row("nothing but objects", "x", R"({"a":{},"b":[]})", u"2 members"_s);
    row("empty object", "x", "{}", QString());
    row("a number keeps its digits", "x", "12345678901234567890.10", u"12345678901234567890.10"_s);
    row("a string", "x", R"("caf\u00e9")", u"café"_s);
    row("null", "x", "null", QString());
    row("booleans", "x", R"({"on":true,"off":false})", u"on: true, off: false"_s);
}

void EventSummaryTest::saysWhatHappened()
{
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, payload);
    QFETCH(const QString, summary);
    SummarySource source;
    source.type = {type.constData(), size_t(type.size())};
    source.payload = {payload.constData(), size_t(payload.size())};
    source.flags = EventFlags(type.startsWith("eventscope.") ? int(OwnEvent) : 0);
    QCOMPARE(eventSummary(source, 200), summary);
}

/// C14, C20, C21, C22.
void EventSummaryTest::whatIsOddIsSaidFirst()
{
    SummarySource source{"x", R"({"status":"busy"})", {}, 0, Late};
    QCOMPARE(eventSummary(source, 200), u"late: status: busy"_s);
    source.marks = DuplicateKey | IdConflict | Late | Repeated;
    QCOMPARE(eventSummary(source, 200),
             u"late, came more than once, a key twice, id used again: status: busy"_s);
    source.payload = {};
    QCOMPARE(eventSummary(source, 200),
             u"late, came more than once, a key twice, id used again"_s);
}

void EventSummaryTest::framesThatCannotBeRead_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<int>("flags");
    QTest::addColumn<QString>("summary");
    QTest::newRow("text") << QByteArray(R"("<html>\u001b[31m")") << int(Undecodable)
                          << u"no JSON: <html>␛[31m"_s;
    QTest::newRow("binary")
        << QByteArray(R"("AQIDBAUGBwgJCgsMDQ4PEBES")") << int(Undecodable | BinaryPayload)
        << u"no JSON: 18 bytes: 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 …"_s;
    QTest::newRow("one byte") << QByteArray(R"("AQ==")") << int(Undecodable | BinaryPayload)
                              << u"no JSON: 1 byte: 01"_s;
    QTest::newRow("JSON of another shape")
        << QByteArray("[1,2]") << int(Undecodable) << u"no JSON: [1,2]"_s;
    QTest::newRow("no payload") << QByteArray() << int(Undecodable) << u"no JSON"_s;
}

void EventSummaryTest::framesThatCannotBeRead()
{
    QFETCH(const QByteArray, payload);
    QFETCH(const int, flags);
    QFETCH(const QString, summary);
    SummarySource source;
    source.type = owntype::undecodable;
    source.payload = {payload.constData(), size_t(payload.size())};
    source.reason = "no JSON";
    source.flags = EventFlags(flags);
    QCOMPARE(eventSummary(source, 200), summary);
    source.marks = DuplicateKey; // there is no saying both
    QCOMPARE(eventSummary(source, 200), summary);
}

void EventSummaryTest::largePayloadsAreNotParsed()
{
    const std::string large = "{\"status\":\"" + std::string(5'000'000, 'x') + "\"}";
    SummarySource source{"call", large, {}, 0};
    QCOMPARE(eventSummary(source, 200), u"5.0 MB: {\"status\":\""_s + QString(180, u'x') + u'…');
    const std::string own =
        R"({"message":"voip refused \"x\": no","frame":")" + std::string(100'000, 'x') + "\"}";
    source = {owntype::refused, own, {}, OwnEvent};
    QCOMPARE(eventSummary(source, 200), u"voip refused \"x\": no"_s);
    const std::string hostile = R"({"message":"voip says )" + std::string(100'000, 'z') + "\"}";
    source = {owntype::error, hostile, {}, OwnEvent};
    QVERIFY(eventSummary(source, 200).startsWith(u"voip says zzz"_s));
    QCOMPARE(eventSummary(source, 200).size(), 200);
    const std::string text = "\"" + std::string(5'000'000, 'y') + "\"";
    source = {"x", text, "no JSON", Undecodable};
    const QString summary = eventSummary(source, 200);
    QCOMPARE(summary.size(), 200);
    QVERIFY(summary.startsWith(u"no JSON: yyyy"_s) && summary.endsWith(u'…'));
}

void EventSummaryTest::hostilePayloadsHaveShortSummaries_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("deep arrays") << QByteArray(30'000, '[') + QByteArray(30'000, ']');
    QTest::newRow("deep, just allowed") << QByteArray(1000, '[') + QByteArray(1000, ']');
    QByteArray nested;
    for (int i = 0; i < 900; ++i)
        nested += "{\"data\":";
    QTest::newRow("deep envelopes") << nested + "1" + QByteArray(900, '}');
    QByteArray many = "{";
    for (int i = 0; i < 6000; ++i)
        many += "\"k" + QByteArray::number(i) + "\":1,";
    QTest::newRow("thousands of members") << many + "\"z\":1}";
    QByteArray parts = R"({"message":{"parts":[)";
    for (int i = 0; i < 3000; ++i)
        parts += R"({"current":1e999},)";
    QTest::newRow("parts without totals") << parts + "0]}}";
    QTest::newRow("numbers out of range")
        << QByteArray(R"({"duration":1e999,"size":-1e999,"position":"x","status":1e999})");
    QTest::newRow("line breaks and control characters")
        << QByteArray(R"({"status":"a\nb\u0000c\u202ed"})");
    QTest::newRow("lone surrogates") << QByteArray(R"({"status":"\ud800","name":"\udfff"})");
    QTest::newRow("invalid UTF-8") << QByteArray("{\"status\":\"\xff\xfe\xc3\"}");
    QTest::newRow("wrong types everywhere") << QByteArray(
        R"({"status":{},"previous_status":[],"source":"x","topics":{},"message":[1]})");
    QTest::newRow("a string cut inside an escape")
        << QByteArray("\"") + QByteArray(2040, 'x') + QByteArray(R"(\ud83c\udf89 and more text")");
    QTest::newRow("markup") << QByteArray(R"({"status":"<img src='/dev/zero'>"})");
    QTest::newRow("not JSON at all") << QByteArray("\x01\x02{{{");
    QTest::newRow("a lone quote") << QByteArray("\"");
}

void EventSummaryTest::hostilePayloadsHaveShortSummaries()
{
    QFETCH(const QByteArray, payload);
    for (const std::string_view type :
         {"call.status", "recording.x", "queue", "eventscope.sent", "x"}) {
        for (const int flags : {0, int(OwnEvent), int(Undecodable), int(BinaryPayload)}) {
            const SummarySource source{
                type, {payload.constData(), size_t(payload.size())}, {}, EventFlags(flags)};
            const QString summary = eventSummary(source, 200);
            QVERIFY(summary.size() <= 200);
            for (const QChar c : summary)
                QVERIFY(c.isPrint() || c.isSurrogate());
            QVERIFY(summary.isValidUtf16());
        }
    }
}

void EventSummaryTest::severitiesHaveGlyphsAndWords()
{
    QStringList glyphs;
    for (const Severity severity :
         {Severity::Info, Severity::Success, Severity::Warning, Severity::Error, Severity::Fatal})
        glyphs += severityGlyph(severity, 0) + severityWord(severity, 0);
    QCOMPARE(glyphs,
             QStringList({u"·info"_s, u"✓success"_s, u"△warning"_s, u"✕error"_s, u"◆fatal"_s}));
    QCOMPARE(severityGlyph(Severity::Warning, GapEvent | OwnEvent), u"╌"_s);
    QCOMPARE(severityGlyph(Severity::Info, Undecodable), u"△"_s);
    QCOMPARE(severityWord(Severity::Info, Undecodable), severityWord(Severity::Warning, 0));
    QCOMPARE(shownSeverity(Severity::Fatal, Undecodable), Severity::Fatal);
    QCOMPARE(severityWord(Severity::Warning, GapEvent), u"gap"_s);
}

void EventSummaryTest::sizesAndDurationsReadWell_data()
{
    QTest::addColumn<QString>("made");
    QTest::addColumn<QString>("expected");
    const auto size = [](quint64 bytes, const QString &text) {
        QTest::addRow("%llu bytes", bytes) << sizeText(bytes) << text;
    };
    size(0, u"0 B"_s);
    size(999, u"999 B"_s);
    size(1000, u"1.0 kB"_s);
    size(999'949, u"999.9 kB"_s);
    size(999'950, u"1.0 MB"_s);
    size(5'000'000, u"5.0 MB"_s);
    size(~quint64(0), u"18.4 EB"_s);
    const auto duration = [](double seconds, const QString &text) {
        QTest::addRow("%g s", seconds) << QString::fromStdString(durationText(seconds)) << text;
    };
    duration(0, u"0 s"_s);
    duration(4.15, u"4.1 s"_s);
    duration(59.9, u"59.9 s"_s);
    duration(60, u"1 min"_s);
    duration(200, u"3 min 20 s"_s);
    duration(3600, u"1 h"_s);
    duration(7500, u"2 h 5 min"_s);
    duration(1e300, u"for ever"_s);
}

void EventSummaryTest::sizesAndDurationsReadWell()
{
    QFETCH(const QString, made);
    QTEST(made, "expected");
}

QTEST_GUILESS_MAIN(EventSummaryTest)
#include "tst_eventsummary.moc"
