// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/decodeframes.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

DecodeFrames voipbin()
{
    DecodeFrames frames;
    frames.name = "voipbin, documented";
    frames.dialect = u"voipbin"_s;
    frames.subscriptions = {
        {u"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:call:*"_s, {}, false}};
    frames.text =
        R"({"event_type":"call.status","timestamp":"2026-01-15T10:30:05.000000Z","topic":"customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:call:00000000-0000-4000-8000-0000000@@@@@","data":{"id":"00000000-0000-4000-8000-0000000000ff","status":"answered","previous_status":"ringing","direction":"inbound","number":1@@@@@@@@@,"tm_update":"2026-01-15T10:30:05.000000Z"}})";
    return frames;
}

DecodeFrames fix()
{
    DecodeFrames frames;
    frames.name = "fix, workspace";
    frames.dialect = u"fix"_s;
    frames.text =
        R"({"id":"00000000-0000-4000-8000-0000@@@@@@@@","at":"2026-01-15T10:30:05Z","publisher":"collect-and-sync","kind":"collect-progress","data":{"workflow":"collect_and_notify","task":"0f1c7d18-6a9c-11ee-8c99-0242ac120002","message":{"kind":"tree","parts":[{"kind":"progress","name":"eu-central-1","path":["collect","aws","123456789012"],"current":@@@@@,"total":99999}]}}})";
    return frames;
}

DecodeFrames zaikio()
{
    DecodeFrames frames;
    frames.name = "zaikio, ActionCable";
    frames.dialect = u"zaikio"_s;
    frames.prologue = {R"({"type":"welcome"})"};
    frames.subscriptions = {{u"mission_control.job_added"_s, {}, false}};
    frames.text =
        R"({"identifier":"{\"channel\":\"EventChannel\",\"events\":\"mission_control.job_added\"}","message":{"id":"00000000-0000-4000-8000-0000@@@@@@@@","name":"mission_control.job_added","timestamp":"2026-01-15T10:30:05.000Z","received_at":"2026-01-15T10:30:05.474Z","version":"1.0","payload":{"job_id":"9e11ad29"},"subject":"Org/837ebb91-2d4b-4818"}})";
    return frames;
}

DecodeFrames daptin()
{
    DecodeFrames frames;
    frames.name = "daptin, v0.11.4";
    frames.dialect = u"daptin"_s;
    frames.subscriptions = {{u"user_account"_s, {}, false}};
    // The data is a row of 190 bytes in base64.
    frames.text =
        R"({"type":"event","topic":"user_account","event":"update","source":"00000000-0000-4000-8000-0000@@@@@@@@","data":"eyJfX3R5cGUiOiJ1c2VyX2FjY291bnQiLCJjcmVhdGVkX2F0IjoiMjAyNi0wMS0xNVQxMDozMDowMC4wMDAwMDBaIiwibmFtZSI6ImJvYiIsInJlZmVyZW5jZV9pZCI6IjAwNGNjNmI2LThiOWItNGQ1MS05MzZhLTEyODEzM2IyMWQwNCIsInVwZGF0ZWRfYXQiOiIyMDI2LTAxLTE1VDEwOjMwOjA1LjAwMDAwMFoiLCJ2ZXJzaW9uIjoyfQ=="})";
    return frames;
}

DecodeFrames json()
{
    DecodeFrames frames;
    frames.name = "json, guessed";
    frames.dialect = u"json"_s;
    frames.text =
        R"({"id":"00000000-0000-4000-8000-0000@@@@@@@@","type":"order.updated","channel":"orders","timestamp":"2026-01-15T10:30:05.000000Z","level":"info","data":{"id":"order-1@@@@@","customer":"5e4a0680-804e-11ec-8477-2fea5968d85b","status":"paid","previous_status":"open","total":"129.90","currency":"EUR","items":[{"sku":"A-17","count":2},{"sku":"B-4","count":1}]}})";
    return frames;
}

DecodeFrames acm()
{
    DecodeFrames frames;
    frames.name = "acm, binary mode";
    frames.dialect = u"acm"_s;
    frames.subscriptions = {{u"^gh-status.*"_s, {}, false}};
    frames.headers = {
        {"ce_specversion", "1.0"},
        {"ce_type",
         "io.open-cluster-management.operator.multiclusterglobalhubs.event.managedcluster"},
        {"ce_source", "hub1"},
        {"ce_id", "b15a7593-1437-4b8c-8d74-5c972cf94f59"},
        {"ce_time", "2025-10-23T02:32:06.944668082Z"},
        {"ce_extversion", "1.2"},
        {"content-type", "application/json"}};
    frames.text =
        R"([{"eventNamespace":"cluster1","eventName":"cluster1.1870fdff@@@@@@@@","clusterName":"cluster1","clusterId":"e3bb27fc-b510-4844-95db-5fce88548363","leafHubName":"hub1","message":"The cluster1 is waiting for importing","reason":"WaitForImporting","reportingController":"managedcluster-import-controller","type":"Normal","createdAt":"2025-10-23T02:32:06Z"}])";
    return frames;
}

} // namespace

void DecodeFrames::number(std::string &frame, quint64 number) const
{
    if (m_digits.empty()) {
        for (size_t at = text.size(); at-- > 0;) {
            if (text[at] == '@')
                m_digits.push_back({at, at + 1 == text.size() || text[at + 1] != '@'});
        }
    }
    quint64 left = 0;
    for (const Digit &digit : m_digits) {
        if (digit.last)
            left = number;
        frame[digit.at] = char('0' + left % 10);
        left /= 10;
    }
}

std::vector<DecodeFrames> decodeFrames()
{
    return {voipbin(), fix(), zaikio(), daptin(), json(), acm()};
}

} // namespace eventscope
