// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/compiledfilter.h"
#include "models/query/filterline.h"
#include "models/query/filterparser.h"
#include "tests/support/memorylines.h"

namespace eventscope {

/// One event as each system sends it, and a few odd ones, with a letter for each: what tests of
/// filters look at. 2026-11-21 is today, and it is 10:45 UTC.
class FilterEvents
{
public:
    FilterEvents()
    {
        nowUs = parseTimestamp("2026-11-21T10:45:00Z");
        at("10:30:00");
        add("c1",
            {.type = "call.status",
             .topic = "customer_id:c1:call:77d0f2c1",
             .subject = "77d0f2c1",
             .payload =
                 R"({"type":"call.status","data":{"status":"ringing","current":50,"tags":["vip","de"],"price":12.50}})",
             .time = "2026-11-21T10:29:58Z"}); // a VoIPBIN
        at("10:30:30");
        add("c1",
            {.type = "call.status",
             .topic = "customer_id:c1:call:77d0f2c1",
             .subject = "77d0f2c1",
             .payload =
                 R"({"type":"call.status","data":{"status":"answered","current":51,"tags":[],"price":12.5e0}})",
             .severity = Severity::Success}); // b
        at("10:31:00");
        add("c2",
            {.type = "collect-progress",
             .topic = "collect_and_cleanup",
             .subject = "75aa05da",
             .payload =
                 R"({"type": "event", "kind": "collect-progress", "data": {"workflow": "collect", "message": {"parts": [{"name": "f\u00fcr", "current": 50, "total": 100}, {"name": "b", "current": 1, "total": 1}]}}})"}); // c Fix
        at("10:40:00");
        add("c3",
            {.type = "update",
             .topic = "user_account",
             .subject = "004cc6b6",
             .payload = R"({"type":"event","topic":"user_account","event":"update","data":")"
                 + row() + R"("})"}); // d Daptin
        add("c3",
            {.type = "update",
             .topic = "user_account",
             .subject = "004cc6b6",
             .payload =
                 R"({"type":"event","topic":"user_account","event":"update","data":{"name":"bob","version":3,"email":null,"confirmed":false}})"}); // e
        at("10:41:00");
        add("c4",
            {.type = "mission_control.job_added",
             .topic = "mission_control",
             .subject = "J-1",
             .payload =
                 R"({"identifier":"{\"channel\":\"EventChannel\"}","message":{"name":"mission_control.job_added","version":"5","big":12345678901234567890}})"}); // f Zaikio
        at("10:42:00");
        add("c5",
            {.type = "event.managedcluster",
             .topic = "gh-status.hub1",
             .subject = "cluster1",
             .payload =
                 R"([{"clusterName":"cluster1","odd key":1},{"clusterName":"cluster2","n":1e400}])",
             .severity = Severity::Warning},
            R"("kafkatopic":"gh-status.hub1","kafkapartition":"3","kafkaoffset":"1686","count":7,)"
            R"("kafkaheaders":"[{\"traceparent\":\"00-af\"}]")"); // g ACM
        at("10:43:00");
        add("c6",
            {.type = "frame",
             .topic = "",
             .subject = "",
             .payload = "plain text, no \"JSON\"",
             .kind = PayloadKind::Text}); // h any
        add("c6",
            {.type = "frame",
             .topic = "",
             .subject = "",
             .payload = std::string("hello\0\xff{\"a\":1}", 14),
             .kind = PayloadKind::Binary}); // i
        at("10:44:00");
        add("c1",
            {.type = "eventscope.gap",
             .topic = "",
             .subject = "",
             .payload = R"({"message":"connection lost","seconds":12})",
             .severity = Severity::Warning,
             .flags = EventFlags(OwnEvent | GapEvent)}); // j
        add("c1",
            {.type = "eventscope.undecodable",
             .topic = "",
             .subject = "",
             .payload = "<html>",
             .severity = Severity::Error,
             .flags = Undecodable,
             .kind = PayloadKind::Text,
             .reason = "no JSON: unexpected '<' at byte 0"}); // k
        add("c7",
            {.type = "esc\"aped",
             .topic = "t\\x",
             .subject = "say \"hi\"",
             .payload =
                 R"({"st\u0061tus":"\u0061nswered","status2":"a","s":1,"s":2,"nested":"{\"x\":{\"y\":[10,20]}}"})",
             .marks = DuplicateKey | Late | Repeated}); // l
        add("c7",
            {.type = "fatal.thing",
             .topic = "",
             .subject = "",
             .payload = "",
             .severity = Severity::Fatal,
             .kind = PayloadKind::None}); // m
    }

    static std::string row()
    {
        return QByteArray(R"({"name":"edge-berlin-3","version":2,"reference_id":"004cc6b6"})")
            .toBase64()
            .toStdString();
    }

    void at(const char *time)
    {
        recordedUs = parseTimestamp(std::string("2026-11-21T") + time + "Z");
    }

    void add(std::string_view connection, const TestEvent &event, std::string_view extensions = {})
    {
        EventBatch *const batch = new EventBatch;
        batch->setConnection(connection);
        EventFields fields;
        fields.type = event.type;
        fields.topic = event.topic;
        fields.subject = event.subject;
        fields.payload = event.payload;
        fields.severity = event.severity;
        fields.flags = event.flags;
        fields.payloadKind = event.kind;
        fields.reason = event.reason;
        fields.time = event.time;
        fields.timeUs = parseTimestamp(event.time);
        fields.extensions = extensions;
        fields.marks = event.marks;
        batch->append(fields, recordedUs);
        if (event.marks & Repeated)
            batch->repeat(0);
        log.append(lines.add(std::unique_ptr<EventBatch>(batch)));
    }

    FilterBinding binding() const
    {
        FilterBinding binding;
        binding.log = &log;
        for (quint32 id = 0; id < log.connections().size(); ++id) {
            if (log.connections().text(id) == "c1")
                binding.connectionNames.insert(id, QStringLiteral("voip-prod"));
        }
        binding.nowUs = nowUs;
        binding.zone = TimeZoneChoice::Utc;
        return binding;
    }

    qint64 nowUs = 0;
    qint64 recordedUs = 0;
    MemoryLines lines;
    EventLog log;
};

} // namespace eventscope
