// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/zaikio/zaikioevent.h"

namespace eventscope {

namespace {

/// The text of a key as it stands; keys with escapes are none that are looked for.
std::string_view keyOf(JsonRef key)
{
    const std::string_view raw = key.raw();
    return raw.substr(1, raw.size() - 2);
}

} // namespace

void ZaikioFrame::read(JsonRef root)
{
    *this = {};
    root.forEachMember([this](JsonRef key, JsonRef value) {
        const std::string_view name = keyOf(key);
        if (name == "identifier")
            identifier = value;
        else if (name == "message")
            message = value;
        else if (name == "type")
            type = value;
        else if (name == "stream_id")
            stream = value;
        else if (name == "epoch")
            epoch = value;
        else if (name == "offset")
            offset = value;
        else if (name == "reason")
            reason = value;
        else if (name == "reconnect")
            reconnect = value;
    });
}

void ZaikioEvent::read(JsonRef message)
{
    m_fields = {};
    JsonRef payload;
    JsonRef receivedAt;
    message.forEachMember([&](JsonRef key, JsonRef value) {
        const std::string_view name = keyOf(key);
        if (name == "name")
            m_fields.type = value.string(m_name);
        else if (name == "id")
            m_fields.id = value.scalar(m_id);
        else if (name == "subject")
            m_fields.subject = value.scalar(m_subject);
        else if (name == "timestamp")
            m_fields.time = value.string(m_time);
        else if (name == "payload")
            payload = value;
        else if (name == "received_at")
            receivedAt = value;
    });
    if (m_fields.time.empty())
        m_fields.time = receivedAt.string(m_time);
    m_fields.timeUs = parseTimestamp(m_fields.time);
    if (m_fields.subject.empty())
        readPayload(payload);
}

/// Without a subject an event is about the first thing that its payload names by id.
void ZaikioEvent::readPayload(JsonRef payload)
{
    payload.forEachMember([this](JsonRef key, JsonRef value) {
        if (m_fields.subject.empty() && keyOf(key).ends_with("_id"))
            m_fields.subject = value.scalar(m_subject);
    });
}

} // namespace eventscope
