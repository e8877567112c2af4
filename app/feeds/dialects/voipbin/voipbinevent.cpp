// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/voipbin/voipbinevent.h"

#include "app/feeds/dialects/voipbin/voipbinseverity.h"
#include "models/event/beginswith.h"

#include <algorithm>

namespace eventscope {

namespace {

using Key = VoipbinKey;

/// VoIPBIN writes year 9999 and Go writes year 1 where something has not happened: blank, not
/// garbage.
bool isSentinel(std::string_view time)
{
    return beginsWith(time, "9999-") || beginsWith(time, "0001-");
}

/// `call` of `call.status`, `call_hangup` and `call`.
std::string_view kindOfType(std::string_view type)
{
    const auto end =
        std::find_if(type.begin(), type.end(), [](char c) { return c == '.' || c == '_'; });
    return type.substr(0, size_t(end - type.begin()));
}

/// The resource type of `customer_id:C:call:id`.
std::string_view kindOfTopic(std::string_view topic)
{
    for (int part = 0; part < 2; ++part) {
        const size_t colon = topic.find(':');
        if (colon == std::string_view::npos)
            return {};
        topic.remove_prefix(colon + 1);
    }
    return topic.substr(0, topic.find(':'));
}

} // namespace

void VoipbinEvent::read(const JsonTape &tape, const VoipbinMembers &frame,
                        std::string_view kindHint)
{
    m_fields = EventFields();
    m_sentTopic = {};
    m_agentTopic.clear();
    const JsonRef data = frame[Key::Data];
    const auto hasText = [&frame](Key key) {
        return frame[key].isString() && frame[key].raw().size() > 2;
    };
    if (hasText(Key::EventType))
        m_shape = Shape::Documented;
    else if (hasText(Key::Type) && data.isObject() && !frame.has(Key::Id))
        m_shape = Shape::Wrapped;
    else
        m_shape = Shape::Bare;
    if (m_shape == Shape::Bare)
        m_data = frame;
    else
        m_data.scan(tape, data);

    readType(frame, kindHint);
    readTopic(frame);
    readSubject();
    readTime(frame);
    m_fields.severity = voipbinSeverity(m_fields.type, m_data);
}

void VoipbinEvent::readType(const VoipbinMembers &frame, std::string_view kindHint)
{
    if (m_shape != Shape::Bare) {
        m_fields.type =
            frame[m_shape == Shape::Documented ? Key::EventType : Key::Type].string(m_typeText);
        m_kind = kindOfType(m_fields.type);
        return;
    }
    m_kind = voipbinKindOf(m_data.present());
    if (m_kind.empty() && m_data.has(Key::Id))
        m_kind = kindHint;
    m_fields.type = m_kind;
    // No resource at all: some other message, which has a type of its own at best.
    if (m_kind.empty() && !m_data.has(Key::Id))
        m_fields.type = frame[Key::Type].string(m_typeText);
    if (m_fields.type.empty())
        m_fields.type = "resource";
}

void VoipbinEvent::readTopic(const VoipbinMembers &frame)
{
    if (frame[Key::Topic].isString() && frame[Key::Topic].raw().size() > 2) {
        m_sentTopic = frame[Key::Topic].raw();
        m_fields.topic = frame[Key::Topic].string(m_topic);
        if (const std::string_view kind = kindOfTopic(m_fields.topic); !kind.empty() && kind != "*")
            m_kind = kind;
        return;
    }
    const std::string_view customer = m_data[Key::CustomerId].string(m_scratch);
    if (!m_kind.empty() && !customer.empty()) {
        makeTopic(m_topic, "customer_id:", customer);
        m_fields.topic = m_topic;
    }
    if (m_kind.empty() || m_data[Key::OwnerType].string(m_scratch) != "agent")
        return;
    if (const std::string_view owner = m_data[Key::OwnerId].string(m_scratch); !owner.empty()) {
        makeTopic(m_agentTopic, "agent_id:", owner);
        if (m_fields.topic.empty())
            m_fields.topic = m_agentTopic;
    }
}

/// The topic under which the deployed server publishes a resource; a few kinds go by the id of what
/// they are part of.
void VoipbinEvent::makeTopic(std::string &topic, std::string_view scope, std::string_view owner)
{
    std::string_view kind = m_kind;
    JsonRef id = m_data[Key::Id];
    if (kind.starts_with("chat") && m_data.has(Key::ChatId)) {
        kind = "chat";
        id = m_data[Key::ChatId];
    } else if (kind == "aimessage" && m_data.has(Key::AicallId)) {
        kind = "aicall";
        id = m_data[Key::AicallId];
    }
    topic.assign(scope);
    topic.append(owner).append(1, ':').append(kind).append(1, ':');
    topic.append(id ? id.scalar(m_scratch) : resourceId());
}

void VoipbinEvent::takeTopicOf(std::string_view pattern)
{
    const bool wildcard = pattern.ends_with(":*");
    m_topic.assign(wildcard ? pattern.substr(0, pattern.size() - 1) : pattern);
    if (wildcard)
        m_topic.append(m_fields.subject.empty() ? std::string_view("*") : m_fields.subject);
    m_fields.topic = m_topic;
}

/// The id of what an event is about where it has no `id`: a queue event names its queue `queue_id`.
std::string_view VoipbinEvent::resourceId()
{
    struct Reference
    {
        std::string_view kind;
        Key key;
    };
    constexpr Reference references[] = {
        {"queue", Key::QueueId}, {"conference", Key::ConferenceId},
        {"agent", Key::AgentId}, {"call", Key::CallId},
        {"chat", Key::ChatId},   {"aicall", Key::AicallId},
    };
    for (const Reference &reference : references) {
        if (reference.kind == m_kind && m_data.has(reference.key))
            return m_data[reference.key].scalar(m_subjectText);
    }
    for (const Key key : {Key::CallId, Key::QueueId, Key::ConferenceId, Key::AgentId}) {
        if (m_data.has(key))
            return m_data[key].scalar(m_subjectText);
    }
    return {};
}

void VoipbinEvent::readSubject()
{
    m_fields.subject = m_data[Key::Id].scalar(m_subjectText);
    if (m_fields.subject.empty())
        m_fields.subject = resourceId();
    if (!m_fields.subject.empty() || m_sentTopic.empty())
        return;
    const std::string_view last = m_fields.topic.substr(m_fields.topic.rfind(':') + 1);
    if (last != "*")
        m_fields.subject = last;
}

void VoipbinEvent::readTime(const VoipbinMembers &frame)
{
    if (m_shape == Shape::Documented && takeTime(frame[Key::Timestamp]))
        return;
    for (const Key key : {Key::TmUpdate, Key::TmCreate, Key::TmOther, Key::Timestamp}) {
        if (takeTime(m_data[key]))
            return;
    }
}

bool VoipbinEvent::takeTime(JsonRef value)
{
    const std::string_view text = value.string(m_timeText);
    if (text.empty() || isSentinel(text))
        return false;
    m_fields.time = text;
    m_fields.timeUs = parseTimestamp(text);
    return true;
}

} // namespace eventscope
