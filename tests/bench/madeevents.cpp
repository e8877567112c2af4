// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/madeevents.h"

#include <QByteArray>
#include <array>
#include <charconv>
#include <utility>

namespace eventscope {

namespace {

constexpr qint64 startUs = 1'767'225'600'000'000; // 2026-01-01T00:00:00Z
constexpr quint64 customers = 400;
constexpr quint64 calls = 200'000;
constexpr quint64 topicCalls = 8000; ///< calls that have a topic of their own
constexpr quint64 rareOnceIn = 100'000;

void appendPadded(std::string &to, quint64 value, size_t digits)
{
    char text[20];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    const auto length = size_t(end - text);
    to.append(length < digits ? digits - length : 0, '0');
    to.append(text, length);
}

} // namespace

MadeEvents::MadeEvents(quint64 seed) : m_random(seed), m_nowUs(startUs) { }

quint64 MadeEvents::skewed(quint64 bound)
{
    // The lowest of three: no logarithm, whose last digit differs from machine to machine.
    return std::min({below(bound), below(bound), below(bound)});
}

std::string_view MadeEvents::oneOf(std::initializer_list<std::string_view> texts)
{
    return texts.begin()[below(texts.size())];
}

void MadeEvents::number(std::string_view before, quint64 value, std::string_view after)
{
    char digits[20];
    m_payload += before;
    m_payload.append(digits,
                     size_t(std::to_chars(digits, digits + sizeof digits, value).ptr - digits));
    m_payload += after;
}

void MadeEvents::text(std::string_view before, std::string_view value, std::string_view after)
{
    m_payload += before;
    m_payload += value;
    m_payload += after;
}

/// Now and then what a search for a needle is after.
void MadeEvents::remark()
{
    if (below(rareOnceIn) == 0)
        text(R"(,"remark":")", "order of Quicksilver, lot 7");
    else if (below(40) == 0)
        text(R"(,"remark":")",
             oneOf({"Rückruf erwünscht", "caf\\u00e9", "was unanswered before", "path a\\/b, 3 < 4",
                    "日本語の件名"}));
}

void MadeEvents::callStatus(EventFields &fields)
{
    const quint64 call = skewed(calls);
    m_subject = "8f3b2c1a-804e-11ec-8477-";
    appendPadded(m_subject, call, 12);
    m_topic = "customer_id:5e4a0680-804e-11ec-8477-";
    appendPadded(m_topic, call % customers, 12);
    if (call < topicCalls) {
        m_topic += ":call:";
        m_topic += m_subject;
    }
    const std::string_view status =
        oneOf({"dialing", "ringing", "answered", "progressing", "hangup", "terminating", "hangup",
               "canceling", "ringing"});
    fields.type = "call.status";
    fields.severity = status == "hangup" && below(12) == 0 ? Severity::Error
        : status == "canceling" && below(3) == 0           ? Severity::Warning
        : status == "answered" && below(2) == 0            ? Severity::Success
                                                           : Severity::Info;
    text(R"({"id":")", m_subject);
    text(R"(,"status":")", status);
    text(R"(,"direction":")", oneOf({"incoming", "outgoing"}));
    number(R"(,"source":{"type":"tel","target":"+1555)", 1'000'000 + below(9'000'000), "\"}");
    number(R"(,"destination":{"type":"tel","target":"+1555)", 1'000'000 + below(9'000'000), "\"}");
    number(R"(,"duration":)", below(3600));
    number(R"(,"price":)", below(100), ".");
    number({}, 10 + below(90));
    text(R"(,"hangup_by":")", oneOf({"", "remote", "local"}));
    text(R"(,"flow_id":"c4b0e7a2-71d3-4f10-9d4e-)", "7a6b5c4d3e2f");
    remark();
    text(R"(,"tm_update":")", m_time);
    m_payload += '}';
}

void MadeEvents::callMedia(EventFields &fields)
{
    callStatus(fields);
    fields.type = oneOf({"call.media", "message_created", "queue.joined", "conference.updated"});
    fields.severity = below(200) == 0 ? Severity::Warning : Severity::Info;
}

void MadeEvents::collectProgress(EventFields &fields)
{
    const quint64 task = skewed(3000);
    const quint64 total = 100 + task;
    m_subject = "task-";
    appendPadded(m_subject, task, 6);
    m_topic = oneOf({"nightly-import", "reindex", "collect-invoices", "sync-addresses"});
    const bool failed = below(25) == 0;
    fields.type = failed ? "collect-error" : "collect-progress";
    fields.severity = failed ? Severity::Error
        : below(30) == 0     ? Severity::Success
                             : Severity::Info;
    text(R"({"kind":")", fields.type);
    text(R"(,"at":")", m_time);
    text(R"(,"workflow":")", m_topic);
    text(R"(,"data":{"task":")", m_subject);
    number(R"(,"current":)", below(total));
    number(R"(,"total":)", total);
    m_payload += R"(,"path":["root","accounts",)";
    number("\"shard-", below(16), "\"],");
    if (failed)
        text(R"("error":{"code":"E_TIMEOUT","message":")",
             "upstream did not answer within 30 s; given up after three tries", "\"},");
    number(R"("rate":)", below(5000), ".5}");
    remark();
    m_payload += R"(,"host":"worker-a.example","version":"4.17.2","note":"batch of the night"})";
}

void MadeEvents::clusterEvent(EventFields &fields)
{
    const quint64 cluster = skewed(1500);
    m_subject = "cluster-";
    appendPadded(m_subject, cluster, 5);
    m_topic = oneOf({"acm.clusters", "acm.policies", "acm.placements"});
    const std::string_view reason =
        oneOf({"Available", "Joined", "Compliant", "NonCompliant", "Degraded", "Imported"});
    fields.type = oneOf({"managedcluster.updated", "policy.evaluated", "managedcluster.lease"});
    fields.severity = reason == "Degraded" ? Severity::Warning
        : reason == "NonCompliant" && below(8) == 0
        ? (below(10) ? Severity::Error : Severity::Fatal)
        : Severity::Info;
    m_extensions = R"("kafkapartition":"3","kafkaoffset":")";
    appendPadded(m_extensions, m_random() >> 20, 1);
    m_extensions += '"';
    fields.extensions = m_extensions;
    text(R"({"cluster":")", m_subject);
    text(R"(,"reason":")", reason);
    number(R"(,"generation":)", m_random());
    m_payload +=
        R"(,"conditions":[{"type":"ManagedClusterConditionAvailable","status":"True"},)"
        R"({"type":"HubAcceptedManagedCluster","status":"True"}],"labels":{"cloud":"Amazon",)";
    text(R"("region":")", oneOf({"eu-central-1", "us-east-2", "ap-south-1"}));
    number(R"(,"vendor":"OpenShift"},"nodes":)", below(250));
    remark();
    text(R"(,"observedAt":")", m_time, "\"}");
}

void MadeEvents::jobEvent(EventFields &fields)
{
    const quint64 job = skewed(50'000);
    m_subject = "job-";
    appendPadded(m_subject, job, 8);
    m_topic = oneOf({"mission_control", "directory", "procurement"});
    fields.type = oneOf({"mission_control.job_added", "mission_control.job_updated",
                         "directory.person_updated", "procurement.order_placed"});
    fields.severity = below(60) == 0 ? Severity::Warning : Severity::Info;
    text(R"({"name":")", fields.type);
    text(R"(,"subject":"Org/)", m_subject);
    text(R"(,"timestamp":")", m_time);
    number(R"(,"payload":{"job_id":)", job);
    number(R"(,"sheets":)", below(100'000));
    text(R"(,"machine":")", oneOf({"XL 106", "SM 52", "Versafire EP"}));
    m_payload += R"(,"substrate":{"grammage":135,"format":"700x1000","coating":"gloss"},"items":[)";
    for (quint64 item = 0, count = 1 + below(3); item < count; ++item) {
        number(item ? R"(,{"sku":"A-)" : R"({"sku":"A-)", below(9999), "\",");
        number(R"("quantity":)", below(500), "}");
    }
    m_payload += ']';
    remark();
    m_payload += "}}";
}

/// Daptin's generation that puts the row in base64, and now and then bytes that are no text.
void MadeEvents::tableRow(EventFields &fields)
{
    m_subject = "9d2e6f31-";
    appendPadded(m_subject, skewed(20'000), 6);
    m_topic = oneOf({"world", "user_account", "order_item", "invoice"});
    fields.type = oneOf({"update", "create", "delete"});
    if (below(40) == 0) {
        fields.payloadKind = PayloadKind::Binary;
        for (int i = 0; i < 25; ++i)
            appendPadded(m_payload, m_random(), 8);
        m_payload += below(50) == 0 ? " hangup \xff" : "\xfe";
        return;
    }
    text(R"({"__type":"order","reference_id":")", m_subject);
    text(R"(,"status":")", oneOf({"open", "paid", "answered", "late"}));
    number(R"(,"amount":)", below(10'000'000), R"(.25,"currency":"EUR","lines":4)");
    text(R"(,"updated_at":")", m_time);
    remark();
    m_payload += '}';
    if (below(10) != 0)
        return;
    const QByteArray row = QByteArray::fromStdString(m_payload).toBase64();
    m_payload.clear();
    text(R"({"type":"event","topic":")", m_topic);
    text(R"(,"event":")", fields.type);
    text(R"(,"data":")", {row.constData(), size_t(row.size())}, "\"}");
}

void MadeEvents::ownRow(EventFields &fields)
{
    fields.flags = OwnEvent;
    fields.type = oneOf({owntype::connected, owntype::disconnected, owntype::gap});
    if (fields.type == owntype::gap) {
        fields.flags |= GapEvent;
        fields.severity = Severity::Error;
    }
    m_payload = R"({"message":"The server closed the connection: 1001","seconds":4})";
    m_topic.clear();
    m_subject.clear();
    fields.time = {};
    fields.timeUs = noTime;
}

void MadeEvents::fill(EventBatch &batch, size_t count)
{
    struct Kind
    {
        std::string_view connection;
        quint64 share;
        Maker makers[2];
    };
    static constexpr std::array kinds{
        Kind{"5f0c11aa", 62, {&MadeEvents::callStatus, &MadeEvents::callMedia}},
        Kind{"5f0c11ab", 14, {&MadeEvents::collectProgress, &MadeEvents::collectProgress}},
        Kind{"5f0c11ac", 10, {&MadeEvents::clusterEvent, &MadeEvents::clusterEvent}},
        Kind{"5f0c11ad", 9, {&MadeEvents::jobEvent, &MadeEvents::jobEvent}},
        Kind{"5f0c11ae", 5, {&MadeEvents::tableRow, &MadeEvents::tableRow}},
    };
    quint64 drawn = below(100);
    const Kind *kind = kinds.data();
    for (; drawn >= kind->share; ++kind)
        drawn -= kind->share;
    batch.setConnection(kind->connection);
    for (size_t i = 0; i < count; ++i) {
        m_nowUs += qint64(below(40'000));
        writeTimestamp(m_nowUs - qint64(below(30'000)), m_time);
        m_payload.clear();
        EventFields fields;
        fields.time = {m_time, 27};
        fields.timeUs = parseTimestamp(fields.time);
        if (below(20'000) == 0)
            ownRow(fields);
        else
            (this->*kind->makers[below(10) < 7 ? 0 : 1])(fields);
        fields.topic = m_topic;
        fields.subject = m_subject;
        fields.payload = m_payload;
        fields.oneLine = true;
        batch.append(fields, m_nowUs);
    }
}

} // namespace eventscope
