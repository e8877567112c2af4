// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialecttraces.h"

#include "models/event/jsontape.h"
#include "models/event/jsontext.h"

#include <algorithm>
#include <string>

namespace eventscope {

namespace {

/// A member that other servers hardly write, and its value where the name alone is too common.
/// Empty value: any.
struct Trace
{
    std::string_view dialect;
    std::string_view member; ///< up to a `*`, if there is one
    std::string_view value;
};

constexpr Trace traces[] = {
    {"zaikio", "identifier", ""},
    {"zaikio", "command", ""},
    {"zaikio", "type", "welcome"},
    {"zaikio", "type", "ping"},
    {"zaikio", "type", "disconnect"},
    {"zaikio", "type", "confirm_subscription"},
    {"zaikio", "type", "reject_subscription"},
    {"daptin", "MessageSource", ""},
    {"daptin", "EventType", ""},
    {"daptin", "ObjectType", ""},
    {"daptin", "EventData", ""},
    {"daptin", "method", ""},
    {"daptin", "type", "session"},
    {"daptin", "type", "response"},
    {"daptin", "type", "event"},
    {"daptin", "type", "pong"},
    {"daptin", "message", "unauthorized"},
    {"fix", "kind", ""},
    {"fix", "message_type", ""},
    {"fix", "publisher", ""},
    {"acm", "specversion", ""},
    {"acm", "spec_version", ""},
    {"acm", "kafkatopic", ""},
    {"voipbin", "customer_id", ""},
    {"voipbin", "agent_id", ""},
    {"voipbin", "event_type", ""},
    {"voipbin", "topics", ""},
    {"voipbin", "tm_*", ""},
    {"voipbin", "type", "ack"},
    {"voipbin", "type", "error"},
};

bool fits(const Trace &trace, std::string_view member, JsonRef value)
{
    const bool open = trace.member.ends_with('*');
    if (open ? !member.starts_with(trace.member.substr(0, trace.member.size() - 1))
             : member != trace.member)
        return false;
    std::string scratch;
    return trace.value.empty() || (value.isString() && value.string(scratch) == trace.value);
}

} // namespace

DialectTrace tracesOf(const QString &dialect, std::string_view frame)
{
    JsonTape tape;
    if (!validUtf8(frame) || !tape.parse(frame) || !JsonRef(tape).isObject())
        return DialectTrace::NoObject;
    const JsonRef root(tape);
    const std::string name = dialect.toStdString();
    // A resource in an envelope: `{"type":"call_created","data":{…}}`.
    bool found = name == "voipbin" && root["type"].isString() && root["data"].isObject();
    std::string scratch;
    root.forEachMember([&](JsonRef key, JsonRef value) {
        const std::string_view member = key.string(scratch);
        found |= std::any_of(std::begin(traces), std::end(traces), [&](const Trace &trace) {
            return trace.dialect == name && fits(trace, member, value);
        });
    });
    return found ? DialectTrace::Some : DialectTrace::None;
}

} // namespace eventscope
