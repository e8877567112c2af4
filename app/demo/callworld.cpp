// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/callworld.h"

#include "app/demo/deployedwording.h"
#include "app/demo/jsonwriter.h"
#include "models/event/timestamp.h"

namespace eventscope {

namespace {

std::string time(qint64 us)
{
    return timestampText(us);
}

std::string marked()
{
    return {'"', customerMark, '"'};
}

std::string address(const Party &party)
{
    JsonWriter json;
    json.text("type", "tel").text("target", party.number);
    if (!party.name.empty())
        json.text("target_name", party.name);
    return json.take();
}

CallEvent callEvent(const Call &call, const char *type, const char *deployedType, std::string data,
                    qint64 us)
{
    return {{"call", call.id, type, std::move(data)},
            deployedCall(call, deployedType, us),
            call.agentId,
            us};
}

CallEvent activeflowEvent(const Activeflow &flow, const char *type, const char *deployedType,
                          std::string data, qint64 us)
{
    return {{"activeflow", flow.id, type, std::move(data)},
            deployedActiveflow(flow, deployedType, us),
            {},
            us};
}

CallEvent queueEvent(const QueuePlace &place, const char *type, const char *status,
                     std::string data, qint64 us)
{
    return {{"queue", place.queueId, type, std::move(data)},
            deployedQueuecall(place, status, us),
            place.agentId,
            us};
}

CallEvent recordingEvent(const CallRecording &recording, const char *type, const char *deployedType,
                         const char *status, std::string data, qint64 us)
{
    return {{"recording", recording.id, type, std::move(data)},
            deployedRecording(recording, deployedType, status, us),
            recording.agentId,
            us};
}

CallEvent messageEvent(const TextMessage &message, const char *type, const char *deployedType,
                       std::string data, qint64 us)
{
    return {{"message", message.id, type, std::move(data)},
            deployedMessage(message, deployedType, us),
            {},
            us};
}

CallEvent conferenceEvent(const Conference &conference, const std::string &callId, const char *type,
                          const char *status, std::string data, qint64 us)
{
    return {{"conference", conference.id, type, std::move(data)},
            deployedConference(conference, callId, status, us),
            {},
            us};
}

std::string messageData(const TextMessage &message, qint64 us)
{
    JsonWriter json;
    json.text("id", message.id)
        .raw("customer_id", marked())
        .text("direction", message.inbound ? "inbound" : "outbound")
        .raw("source", address(message.source))
        .raw("destination", address(message.destination))
        .text("text", message.text);
    if (!message.inbound)
        json.text("status", message.status);
    return json.text("tm_create", time(us)).take();
}

} // namespace

CallEvent callCreated(const Call &call, qint64 us)
{
    std::string data = JsonWriter()
                           .text("id", call.id)
                           .raw("customer_id", marked())
                           .text("direction", call.inbound ? "inbound" : "outbound")
                           .raw("source", address(call.source))
                           .raw("destination", address(call.destination))
                           .text("status", call.status)
                           .text("tm_create", time(us))
                           .take();
    return callEvent(call, "call.created", "call_created", std::move(data), us);
}

CallEvent callStatus(const Call &call, qint64 us)
{
    std::string data = JsonWriter()
                           .text("id", call.id)
                           .text("status", call.status)
                           .text("previous_status", call.previousStatus)
                           .text("tm_update", time(us))
                           .take();
    return callEvent(call, "call.status", nullptr, std::move(data), us);
}

CallEvent callEnded(const Call &call, qint64 us)
{
    const qint64 talkUs = call.answeredUs ? us - call.answeredUs : 0;
    std::string data = JsonWriter()
                           .text("id", call.id)
                           .raw("customer_id", marked())
                           .text("direction", call.inbound ? "inbound" : "outbound")
                           .text("status", call.status)
                           .text("previous_status", call.previousStatus)
                           .text("hangup_by", call.hangupBy)
                           .text("hangup_reason", call.hangupReason)
                           .number("duration", talkUs / 1'000'000)
                           .text("tm_end", time(us))
                           .take();
    return callEvent(call, "call.ended", "call_hangup", std::move(data), us);
}

CallEvent activeflowUpdated(const Activeflow &flow, qint64 us)
{
    const std::string action = JsonWriter()
                                   .text("id", flow.actionId)
                                   .text("type", flow.actionType)
                                   .text("name", flow.actionName)
                                   .take();
    std::string data = JsonWriter()
                           .text("id", flow.id)
                           .text("flow_id", flow.flowId)
                           .text("reference_type", "call")
                           .text("reference_id", flow.callId)
                           .text("status", flow.status)
                           .raw("current_action", action)
                           .text("tm_update", time(us))
                           .take();
    return activeflowEvent(flow, "activeflow.updated",
                           us == flow.createdUs ? "activeflow_created" : "activeflow_updated",
                           std::move(data), us);
}

CallEvent activeflowCompleted(const Activeflow &flow, qint64 us)
{
    std::string data = JsonWriter()
                           .text("id", flow.id)
                           .text("flow_id", flow.flowId)
                           .text("status", flow.status)
                           .text("result", flow.result)
                           .text("tm_end", time(us))
                           .take();
    return activeflowEvent(flow, "activeflow.completed", "activeflow_deleted", std::move(data), us);
}

CallEvent queueJoined(const QueuePlace &place, qint64 us)
{
    std::string data = JsonWriter()
                           .text("queue_id", place.queueId)
                           .text("call_id", place.callId)
                           .number("position", place.position)
                           .number("estimated_wait", 4 * place.position)
                           .text("tm_join", time(us))
                           .take();
    return queueEvent(place, "queue.joined", "created", std::move(data), us);
}

CallEvent queueConnected(const QueuePlace &place, qint64 us)
{
    std::string data = JsonWriter()
                           .text("queue_id", place.queueId)
                           .text("call_id", place.callId)
                           .text("agent_id", place.agentId)
                           .number("wait_time", (us - place.joinedUs) / 1'000'000)
                           .text("tm_connect", time(us))
                           .take();
    return queueEvent(place, "queue.connected", "serviced", std::move(data), us);
}

CallEvent queueLeft(const QueuePlace &place, qint64 us)
{
    std::string data = JsonWriter()
                           .text("queue_id", place.queueId)
                           .text("call_id", place.callId)
                           .text("reason", place.reason)
                           .number("wait_time", (us - place.joinedUs) / 1'000'000)
                           .text("tm_leave", time(us))
                           .take();
    return queueEvent(place, "queue.left", place.reason == "abandoned" ? "abandoned" : "done",
                      std::move(data), us);
}

CallEvent agentStatus(const Agent &agent, qint64 us)
{
    std::string data = JsonWriter()
                           .text("agent_id", agent.id)
                           .text("status", agent.status)
                           .text("previous_status", agent.previousStatus)
                           .text("tm_update", time(us))
                           .take();
    return {{"agent", agent.id, "agent.status", std::move(data)},
            deployedAgent(agent, us),
            agent.id,
            us};
}

CallEvent recordingStarted(const CallRecording &recording, qint64 us)
{
    std::string data = JsonWriter()
                           .text("id", recording.id)
                           .text("call_id", recording.callId)
                           .text("format", "wav")
                           .text("tm_start", time(us))
                           .take();
    return recordingEvent(recording, "recording.started", "recording_started", "recording",
                          std::move(data), us);
}

CallEvent recordingCompleted(const CallRecording &recording, qint64 us)
{
    const qint64 seconds = (us - recording.startedUs) / 1'000'000;
    std::string data = JsonWriter()
                           .text("id", recording.id)
                           .text("call_id", recording.callId)
                           .number("duration", seconds)
                           .text("format", "wav")
                           .number("size", 44 + seconds * 16'000)
                           .text("reference_url",
                                 "https://storage.example.net/recordings/" + recording.id + ".wav")
                           .text("tm_complete", time(us))
                           .take();
    return recordingEvent(recording, "recording.completed", "recording_finished", "ended",
                          std::move(data), us);
}

CallEvent transcriptionCompleted(const CallRecording &recording, const std::string &id,
                                 const std::string &text, qint64 us)
{
    std::string data = JsonWriter()
                           .text("id", id)
                           .text("call_id", recording.callId)
                           .text("recording_id", recording.id)
                           .text("language", "en-US")
                           .text("text", text)
                           .text("tm_complete", time(us))
                           .take();
    return {{"transcription", id, "transcription.completed", std::move(data)},
            deployedTranscribe(recording, id, us),
            recording.agentId,
            us};
}

CallEvent messageReceived(const TextMessage &message, qint64 us)
{
    return messageEvent(message, "message.received", "message_created", messageData(message, us),
                        us);
}

CallEvent messageSent(const TextMessage &message, qint64 us)
{
    return messageEvent(message, "message.sent", "message_created", messageData(message, us), us);
}

CallEvent messageDelivery(const TextMessage &message, qint64 us)
{
    std::string data = JsonWriter()
                           .text("id", message.id)
                           .text("status", message.status)
                           .text("tm_update", time(us))
                           .take();
    return messageEvent(message, "message.delivery", "message_updated", std::move(data), us);
}

CallEvent conferenceJoined(const Conference &conference, const std::string &callId, qint64 us)
{
    std::string data = JsonWriter()
                           .text("conference_id", conference.id)
                           .text("call_id", callId)
                           .number("participant_count", conference.participants)
                           .text("tm_join", time(us))
                           .take();
    return conferenceEvent(conference, callId, "conference.joined", "joined", std::move(data), us);
}

CallEvent conferenceLeft(const Conference &conference, const std::string &callId, qint64 us)
{
    std::string data = JsonWriter()
                           .text("conference_id", conference.id)
                           .text("call_id", callId)
                           .number("participant_count", conference.participants)
                           .text("reason", "hangup")
                           .text("tm_leave", time(us))
                           .take();
    return conferenceEvent(conference, callId, "conference.left", "leaved", std::move(data), us);
}

CallEvent conferenceEnded(const Conference &conference, qint64 us)
{
    std::string data = JsonWriter()
                           .text("conference_id", conference.id)
                           .text("reason", "empty")
                           .text("tm_end", time(us))
                           .take();
    return conferenceEvent(conference, {}, "conference.ended", "terminated", std::move(data), us);
}

} // namespace eventscope
