// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of AcmRecord: events that come over WebSocket.
#include "app/feeds/dialects/acm/acmrecord.h"
#include "models/event/jsonvalues.h"
#include "models/event/timestamp.h"

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
        m_members.start(m_tape);
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
    const auto text = [this](JsonRef value, std::string_view quoted, std::string &scratch) {
        const std::string_view content = value.string(scratch);
        if (!content.empty() && AcmMembers::isAsItCame(value, content)
            && m_extensions.addOwn(quoted, content))
            m_members.became(value);
        return content;
    };
    const auto number = [this](JsonRef value, std::string_view quoted) {
        if (const auto whole = wholeNumber(value.scalar(m_scratch))) {
            if (m_extensions.addOwnNumber(quoted, *whole))
                m_members.became(value);
        }
    };
    m_fields.topic = text(event["kafkatopic"], ",\"kafkatopic\":\"", m_topic);
    number(event["kafkapartition"], ",\"kafkapartition\":");
    number(event["kafkaoffset"], ",\"kafkaoffset\":");
    text(event["kafkamessagekey"], ",\"kafkamessagekey\":\"", m_scratch);
    // No mask looks into it: of a bridge's own it is a member as any other.
    const JsonRef time = event["kafkatime"];
    if (const std::string_view told = time.string(m_scratch);
        parseTimestamp(told) != noTime || wholeNumber(told))
        text(time, ",\"kafkatime\":\"", m_scratch);
    const JsonRef headers = event["kafkaheaders"];
    if (const std::string_view json = headers.string(m_scratch); !json.empty()
        && m_extensions.addOwnWhole(",\"kafkaheaders\":\"", json, EventFields::maxExtensions))
        m_members.became(headers);
    number(event["kafkaheadersleft"], ",\"kafkaheadersleft\":");
}

} // namespace eventscope
