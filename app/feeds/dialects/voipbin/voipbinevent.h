// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialects/voipbin/voipbinmembers.h"
#include "models/event/event.h"

#include <string>

namespace eventscope {

/// Reads the events of VoIPBIN, in the three shapes in which they come:
///
///     {"event_type":"call.status","timestamp":…,"topic":…,"data":{…}}      as documented
///     {"data":{…},"type":"call_hangup"}                                    wrapped: the deployed
///     server until 2026
///     {"id":…,"customer_id":…,"type":"flow",…}                             bare: the deployed
///     server since
///
/// A call has a `type` of its own, so a frame is wrapped only if `type` is text, `data` is an
/// object, and there is no `id` beside them. Part of a session and reused: no allocation once its
/// texts have their length.
class VoipbinEvent
{
public:
    enum class Shape : quint8 { Documented, Wrapped, Bare };

    /// `frame`: the members of the frame's object. `kindHint`: what a resource without a type is
    /// taken for where its members do not tell.
    void read(const JsonTape &tape, const VoipbinMembers &frame, std::string_view kindHint);

    Shape shape() const { return m_shape; }
    /// Payload and flags are left to the caller; texts are valid until the next read().
    EventFields &fields() { return m_fields; }
    /// The kind of resource: `call`, `queuecall`; empty if there is no telling.
    std::string_view kind() const { return m_kind; }
    /// The `topic` member with its quotes, as it stands in the frame; empty if the topic was made
    /// from the resource.
    std::string_view sentTopic() const { return m_sentTopic; }
    /// Where the resource also belongs to an agent: the topic that it would have for that agent's
    /// subscribers.
    std::string_view agentTopic() const { return m_agentTopic; }
    /// For resources that name nobody they belong to: the topic that a subscriber of `pattern` has
    /// got them on.
    void takeTopicOf(std::string_view pattern);
    void useAgentTopic() { m_fields.topic = m_agentTopic; }

private:
    void readType(const VoipbinMembers &frame, std::string_view kindHint);
    void readTopic(const VoipbinMembers &frame);
    void makeTopic(std::string &topic, std::string_view scope, std::string_view owner);
    void readSubject();
    void readTime(const VoipbinMembers &frame);
    bool takeTime(JsonRef value);
    std::string_view resourceId();

    Shape m_shape = Shape::Bare;
    VoipbinMembers m_data;
    EventFields m_fields;
    std::string_view m_kind;
    std::string_view m_sentTopic;
    std::string m_topic;
    std::string m_agentTopic;
    // Where escaped texts are unescaped to.
    std::string m_typeText;
    std::string m_subjectText;
    std::string m_timeText;
    std::string m_scratch;
};

} // namespace eventscope
