// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <array>

namespace eventscope {

/// The members of frames and resources that the VoIPBIN dialect looks at.
enum class VoipbinKey : quint8 {
    EventType,
    Type,
    Timestamp,
    Topic,
    Topics,
    Data,
    Action,
    Code,
    Message,
    Id,
    CustomerId,
    OwnerType,
    OwnerId,
    CallId,
    QueueId,
    ConferenceId,
    AgentId,
    ChatId,
    AicallId,
    Status,
    Result,
    Error,
    HangupReason,
    HangupCause,
    Reason,
    TmUpdate,
    TmCreate,
    TmOther, ///< TmOther: the first of all the others that begin with `tm_` and hold a time
    Addresses,
    AiId,
    CallIds,
    CampaignId,
    ConferencecallIds,
    Content,
    CurrentAction,
    Destination,
    Destinations,
    Direction,
    DurationWaiting,
    FlowId,
    Format,
    ForwardActionId,
    Language,
    OutdialTargetId,
    OutplanId,
    ParticipantCount,
    ParticipantIds,
    Permission,
    Position,
    PreFlowId,
    ReferenceId,
    ReferenceType,
    RingMethod,
    Role,
    RoutingMethod,
    ServiceAgentId,
    Source,
    Subject,
    Targets,
    Text,
    TranscribeId,
    Username,
    Count
};
static_assert(int(VoipbinKey::Count) <= 64, "VoipbinMembers keeps one bit for each");

constexpr quint64 bitOf(VoipbinKey key)
{
    return quint64(1) << int(key);
}

/// Where those members of one object are, found in one pass over it; the last of duplicates counts.
class VoipbinMembers
{
public:
    void scan(const JsonTape &tape, JsonRef object);

    bool has(VoipbinKey key) const { return m_present & bitOf(key); }
    quint64 present() const { return m_present; }
    JsonRef operator[](VoipbinKey key) const
    {
        return has(key) ? JsonRef(*m_tape, m_index[size_t(key)]) : JsonRef();
    }

private:
    const JsonTape *m_tape = nullptr;
    quint64 m_present = 0;
    std::array<quint32, size_t(VoipbinKey::Count)> m_index; ///< only those that are present
};

/// The kind of a resource (`call`, `queuecall`) by the members that only this kind has; empty if
/// there is no telling.
std::string_view voipbinKindOf(quint64 present);

} // namespace eventscope
