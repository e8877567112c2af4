// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "models/connection/dialectinfo.h"

namespace eventscope::samples {

using namespace Qt::StringLiterals;

inline constexpr auto customer = "5e4a0037-1111-4222-8333-0123456789ab";

/// A dialect with an option of every kind and a structured topic form, like VoIPBIN's.
inline DialectInfo telephony()
{
    DialectInfo info;
    info.id = u"voipbin"_s;
    info.title = u"VoIPBIN"_s;
    info.description = u"Calls, queues, messages and flows of a VoIPBIN customer."_s;
    Option token;
    token.key = u"token"_s;
    token.label = u"Token"_s;
    token.kind = Option::Kind::Secret;
    token.required = true;
    token.fromQuery = {{u"token"_s, {{u"protocol"_s, u"documented"_s}}}};
    token.hint = u"An access key or a token of the API."_s;
    Option protocol;
    protocol.key = u"protocol"_s;
    protocol.label = u"Protocol"_s;
    protocol.kind = Option::Kind::Choice;
    protocol.defaultValue = u"auto"_s;
    protocol.choices = {{u"auto"_s, u"Find out"_s},
                        {u"documented"_s, u"As documented"_s},
                        {u"deployed"_s, u"As deployed"_s}};
    Option ping;
    ping.key = u"ping"_s;
    ping.label = u"Seconds between pings"_s;
    ping.kind = Option::Kind::Integer;
    ping.defaultValue = u"15"_s;
    ping.advanced = true;
    ping.hint = u"A silent connection is asked whether it is alive."_s;
    Option merge;
    merge.key = u"merge"_s;
    merge.label = u"Merge events that come twice"_s;
    merge.kind = Option::Kind::Flag;
    merge.defaultValue = u"true"_s;
    merge.advanced = true;
    info.options = {
        urlOption(u"wss://api.voipbin.net/v1.0/ws"_s, u"The WebSocket address of the API."_s),
        token, protocol, ping, merge};
    info.topicForm.noun = u"topic"_s;
    info.topicForm.placeholder = u"customer_id:<uuid>:call:*"_s;
    info.topicForm.separator = u':';
    info.topicForm.fewestParts = 2;
    info.topicForm.mostParts = 5;
    info.topicForm.parts = {
        {u"Scope"_s, TopicPart::Kind::Choice, {u"customer_id"_s, u"agent_id"_s}, {}},
        {u"Id"_s, TopicPart::Kind::Uuid, {}, u"The customer or the agent."_s},
        {u"Resource type"_s,
         TopicPart::Kind::Suggested,
         {u"call"_s, u"activeflow"_s, u"queue"_s, u"message"_s},
         {}},
        {u"Resource"_s, TopicPart::Kind::UuidOrAll, {}, {}},
    };
    return info;
}

/// A dialect whose topics are free text.
inline DialectInfo plain()
{
    DialectInfo info;
    info.id = u"json"_s;
    info.title = u"JSON over WebSocket"_s;
    info.description = u"Any server that sends JSON."_s;
    info.options = {urlOption(u"wss://host/path"_s)};
    info.topicForm.noun = u"channel"_s;
    info.topicForm.placeholder = u"news"_s;
    return info;
}

/// A dialect whose patterns are lists, like Zaikio's.
inline DialectInfo lists()
{
    DialectInfo info = plain();
    info.id = u"zaikio"_s;
    info.title = u"Zaikio"_s;
    info.topicForm.noun = u"event list"_s;
    info.topicForm.placeholder = u"mission_control.job_added,mission_control.job_updated"_s;
    info.topicForm.separator = u',';
    return info;
}

/// A dialect that delivers everything: nothing to subscribe to.
inline DialectInfo everything()
{
    DialectInfo info;
    info.id = u"fix"_s;
    info.title = u"Fix"_s;
    info.description = u"Workflows of a Fix workspace."_s;
    info.options = {urlOption(u"wss://app.fix.security/api/workspaces/<id>/events"_s)};
    info.canSubscribe = false;
    return info;
}

/// A dialect with filters of subscriptions, and topics that have permissions, like Daptin's.
inline DialectInfo records()
{
    using Kind = TopicRequest::Kind;
    DialectInfo info = plain();
    info.id = u"daptin"_s;
    info.title = u"Daptin"_s;
    info.description = u"Changes of the tables of a Daptin."_s;
    info.topicForm.noun = u"topic"_s;
    info.topicForm.placeholder = u"user_account"_s;
    info.requests = {Kind::List,    Kind::Create,        Kind::Destroy,
                     Kind::Publish, Kind::GetPermission, Kind::SetPermission};
    info.filterKeys = {u"EventType"_s, u"*"_s};
    info.knownFilters = {
        {u"EventType"_s,
         {u"Event type"_s, u"type"_s, {u"create"_s, u"update"_s, u"delete"_s, u"new-message"_s}}}};
    info.filterHint = u"Only rows with exactly these values are sent."_s;
    info.permissionForm.people = {u"everybody"_s, u"owner"_s, u"groups"_s};
    info.permissionForm.actions = {{u"peek"_s, u"see these permissions"_s},
                                   {u"read"_s, u"subscribe to it"_s},
                                   {u"create"_s, {}},
                                   {u"update"_s, {}},
                                   {u"delete"_s, u"destroy it"_s},
                                   {u"execute"_s, u"send messages on it"_s},
                                   {u"refer"_s, {}}};
    info.permissionForm.note =
        u"What groups may do counts only for tables: a topic belongs to no group."_s;
    info.covers = [](const QString &wide, const QString &narrow) {
        return wide.split(u',').contains(narrow);
    };
    return info;
}

inline QString topic(const QString &resource)
{
    return u"customer_id:%1:%2:*"_s.arg(QLatin1String(customer), resource);
}

inline ConnectionProfile profile(const QString &id, const QString &name, const QString &dialect,
                                 const QStringList &patterns = {})
{
    ConnectionProfile made;
    made.id = id;
    made.name = name;
    made.dialect = dialect;
    made.options.insert(u"url"_s, u"wss://example.org/ws"_s);
    for (const QString &pattern : patterns)
        made.subscriptions.append({pattern, {}, false});
    return made;
}

} // namespace eventscope::samples
