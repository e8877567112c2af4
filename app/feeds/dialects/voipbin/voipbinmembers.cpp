// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/voipbin/voipbinmembers.h"

#include "models/event/timestamp.h"

#include <algorithm>
#include <cstring>

namespace eventscope {

namespace {

using Key = VoipbinKey;

struct Name
{
    std::string_view text;
    Key key;
};

constexpr Name names[] = {
    {"event_type", Key::EventType},
    {"type", Key::Type},
    {"timestamp", Key::Timestamp},
    {"topic", Key::Topic},
    {"topics", Key::Topics},
    {"data", Key::Data},
    {"action", Key::Action},
    {"code", Key::Code},
    {"message", Key::Message},
    {"id", Key::Id},
    {"customer_id", Key::CustomerId},
    {"owner_type", Key::OwnerType},
    {"owner_id", Key::OwnerId},
    {"call_id", Key::CallId},
    {"queue_id", Key::QueueId},
    {"conference_id", Key::ConferenceId},
    {"agent_id", Key::AgentId},
    {"chat_id", Key::ChatId},
    {"aicall_id", Key::AicallId},
    {"status", Key::Status},
    {"result", Key::Result},
    {"error", Key::Error},
    {"error_message", Key::Error},
    {"hangup_reason", Key::HangupReason},
    {"hangup_cause", Key::HangupCause},
    {"reason", Key::Reason},
    {"tm_update", Key::TmUpdate},
    {"tm_create", Key::TmCreate},
    {"addresses", Key::Addresses},
    {"ai_id", Key::AiId},
    {"call_ids", Key::CallIds},
    {"campaign_id", Key::CampaignId},
    {"conferencecall_ids", Key::ConferencecallIds},
    {"content", Key::Content},
    {"current_action", Key::CurrentAction},
    {"destination", Key::Destination},
    {"destinations", Key::Destinations},
    {"direction", Key::Direction},
    {"duration_waiting", Key::DurationWaiting},
    {"flow_id", Key::FlowId},
    {"format", Key::Format},
    {"forward_action_id", Key::ForwardActionId},
    {"language", Key::Language},
    {"outdial_target_id", Key::OutdialTargetId},
    {"outplan_id", Key::OutplanId},
    {"participant_count", Key::ParticipantCount},
    {"participant_ids", Key::ParticipantIds},
    {"permission", Key::Permission},
    {"position", Key::Position},
    {"pre_flow_id", Key::PreFlowId},
    {"reference_id", Key::ReferenceId},
    {"reference_type", Key::ReferenceType},
    {"ring_method", Key::RingMethod},
    {"role", Key::Role},
    {"routing_method", Key::RoutingMethod},
    {"service_agent_id", Key::ServiceAgentId},
    {"source", Key::Source},
    {"subject", Key::Subject},
    {"targets", Key::Targets},
    {"text", Key::Text},
    {"transcribe_id", Key::TranscribeId},
    {"username", Key::Username},
};

constexpr size_t tableSize = 256;

constexpr size_t slotOf(std::string_view text)
{
    return (text.size() * 11 + size_t(static_cast<unsigned char>(text.front())) * 5
            + size_t(static_cast<unsigned char>(text[text.size() / 2])) * 3
            + size_t(static_cast<unsigned char>(text.back())) * 7)
        % tableSize;
}

constexpr std::array<Name, tableSize> makeTable()
{
    std::array<Name, tableSize> table{};
    for (const Name &name : names) {
        size_t slot = slotOf(name.text);
        while (!table[slot].text.empty())
            slot = (slot + 1) % tableSize;
        table[slot] = name;
    }
    return table;
}

constexpr std::array<Name, tableSize> table = makeTable();

/// Equal texts of the same length; names are so short that a call of memcmp would cost more than
/// the comparison.
bool sameBytes(const char *left, const char *right, size_t size)
{
    // Two words that overlap, where the size is between one and two of them.
    const auto same = [&]<typename Word>(Word) {
        const auto word = [](const char *at) {
            Word bytes = 0;
            std::memcpy(&bytes, at, sizeof(bytes));
            return bytes;
        };
        const size_t last = size - sizeof(Word);
        return word(left) == word(right) && word(left + last) == word(right + last);
    };
    if (size >= 8 && size <= 16)
        return same(quint64());
    if (size >= 4 && size < 8)
        return same(quint32());
    return std::equal(left, left + size, right);
}

Key keyOf(std::string_view text)
{
    if (text.empty())
        return Key::Count;
    for (size_t slot = slotOf(text); !table[slot].text.empty(); slot = (slot + 1) % tableSize) {
        const std::string_view name = table[slot].text;
        if (name.size() == text.size() && sameBytes(name.data(), text.data(), text.size()))
            return table[slot].key;
    }
    return text.starts_with("tm_") ? Key::TmOther : Key::Count;
}

std::string unescaped(JsonRef name)
{
    std::string scratch;
    return std::string(name.string(scratch));
}

bool holdsTime(JsonRef value)
{
    std::string scratch;
    return parseTimestamp(value.string(scratch)) != noTime;
}

constexpr quint64 all(std::initializer_list<Key> keys)
{
    quint64 bits = 0;
    for (const Key key : keys)
        bits |= bitOf(key);
    return bits;
}

struct KindRule
{
    std::string_view kind;
    quint64 needs;
};

/// The first rule that fits counts: those that a resource of another kind could fit by accident
/// stand last. From the resources of the deployed server, and from the `data` of the documented
/// events.
constexpr KindRule kindRules[] = {
    {"activeflow", all({Key::CurrentAction})},
    {"activeflow", all({Key::ForwardActionId})},
    {"groupcall", all({Key::RingMethod, Key::CallIds})},
    {"agent", all({Key::Username})},
    {"agent", all({Key::Permission, Key::Addresses})},
    {"queuecall", all({Key::ServiceAgentId, Key::ReferenceId})},
    {"queuecall", all({Key::DurationWaiting})},
    {"queue", all({Key::RoutingMethod})},
    {"queue", all({Key::QueueId, Key::Position})},
    {"campaigncall", all({Key::CampaignId, Key::OutdialTargetId})},
    {"campaign", all({Key::OutplanId})},
    {"conferencecall", all({Key::ConferenceId, Key::ReferenceId})},
    {"conference", all({Key::ConferencecallIds})},
    {"conference", all({Key::PreFlowId})},
    {"conference", all({Key::ConferenceId, Key::ParticipantCount})},
    {"transcript", all({Key::TranscribeId, Key::Message})},
    {"chatmessage", all({Key::ChatId, Key::Text})},
    {"chat", all({Key::ParticipantIds})},
    {"aimessage", all({Key::AicallId, Key::Role})},
    {"email", all({Key::Subject, Key::Destinations})},
    {"message", all({Key::Text, Key::Direction})},
    {"message", all({Key::Targets})},
    {"call", all({Key::Direction, Key::Status, Key::Destination})},
    {"call", all({Key::Direction, Key::Status, Key::FlowId})},
    {"call", all({Key::HangupReason})},
    {"recording", all({Key::Format, Key::ReferenceId})},
    {"recording", all({Key::Format, Key::CallId})},
    {"transcribe", all({Key::Language, Key::ReferenceType})},
    {"aicall", all({Key::AiId, Key::ReferenceType})},
    {"queue", all({Key::QueueId, Key::CallId})},
    {"conference", all({Key::ConferenceId, Key::CallId})},
    {"activeflow", all({Key::FlowId, Key::Status})},
    {"agent", all({Key::AgentId, Key::Status})},
};

} // namespace

void VoipbinMembers::scan(const JsonTape &tape, JsonRef object)
{
    m_tape = &tape;
    m_present = 0;
    if (!object.isObject())
        return;
    // The hot path of every event: as JsonRef::forEachMember(), without its checks and copies.
    const char *text = tape.text().data();
    for (quint32 i = object.index() + 1, end = tape[object.index()].next; i < end;
         i = tape[i + 1].next) {
        const JsonToken &name = tape[i];
        const Key key = name.escaped ? keyOf(unescaped(JsonRef(tape, i)))
                                     : keyOf({text + name.offset + 1, name.length - 2});
        if (key == Key::Count)
            continue;
        if (key == Key::TmOther && (has(key) || !holdsTime(JsonRef(tape, i + 1))))
            continue;
        m_index[size_t(key)] = i + 1;
        m_present |= bitOf(key);
    }
}

std::string_view voipbinKindOf(quint64 present)
{
    for (const KindRule &rule : kindRules) {
        if ((present & rule.needs) == rule.needs)
            return rule.kind;
    }
    return {};
}

} // namespace eventscope
