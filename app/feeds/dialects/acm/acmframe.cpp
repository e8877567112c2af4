// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of AcmRecord: events that come over WebSocket.
#include "app/feeds/dialects/acm/acmrecord.h"
#include "models/event/jsonvalues.h"

#include <charconv>

namespace eventscope {

namespace {

constexpr std::string_view notAnEvent = "websocket.message";

std::optional<qint64> wholeNumber(std::string_view text)
{
    qint64 number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc() && end == text.data() + text.size() && number >= 0;
    return whole ? std::optional(number) : std::nullopt;
}

} // namespace

void AcmRecord::readFrame(std::string_view event)
{
    m_frame = {};
    m_frame.value = event;
    m_frame.hasValue = true;
    begin(m_frame, {});
    m_extensions.startEmpty();
    const bool parsed = m_tape.parse(m_value);
    const JsonRef root(m_tape);
    const bool isEvent = parsed && root.isObject()
        && (root["specversion"] || root["spec_version"] || root["type"].isString());
    if (isEvent) {
        readBridged(root);
        readStructuredMembers();
        if (m_fields.topic.empty())
            m_fields.topic = m_source;
    } else {
        explain("no CloudEvent: it has neither specversion nor type");
        if (parsed)
            takeJson(root);
    }
    if (m_fields.type.empty())
        m_fields.type = notAnEvent;
    finish();
}

/// Numbers stay numbers where the bridge wrote them as text: a capture goes on reading Kafka only
/// where Kafka itself was read, and finds that place by the text.
void AcmRecord::readBridged(JsonRef event)
{
    m_fields.topic = event["kafkatopic"].string(m_topic);
    if (!m_fields.topic.empty())
        m_extensions.addOwn(",\"kafkatopic\":\"", m_fields.topic);
    const auto number = [this, event](std::string_view name, std::string_view quoted) {
        if (const auto value = wholeNumber(event[name].scalar(m_scratch)))
            m_extensions.addOwnNumber(quoted, *value);
    };
    number("kafkapartition", ",\"kafkapartition\":");
    number("kafkaoffset", ",\"kafkaoffset\":");
    if (const std::string_view key = event["kafkamessagekey"].string(m_scratch); !key.empty())
        m_extensions.addOwn(",\"kafkamessagekey\":\"", key);
}

} // namespace eventscope
