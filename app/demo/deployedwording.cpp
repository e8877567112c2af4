// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/deployedwording.h"

#include "app/demo/jsonwriter.h"
#include "models/event/timestamp.h"

namespace eventscope {

namespace {

// What Go servers write for "not yet".
constexpr std::string_view never = "9999-01-01T00:00:00.000000Z";
constexpr std::string_view nobody = "00000000-0000-0000-0000-000000000000";

std::string deployedTime(qint64 us)
{
    return us == 0 ? std::string(never) : timestampText(us);
}

std::string deployedMark()
{
    return {'"', customerMark, '"'};
}

std::string longAddress(const Party &party)
{
    return JsonWriter()
        .text("type", "tel")
        .text("target", party.number)
        .text("target_name", party.name)
        .text("name", "")
        .text("detail", "")
        .take();
}

JsonWriter resource(const std::string &id, const std::string &agentId)
{
    JsonWriter json;
    json.text("id", id).raw("customer_id", deployedMark());
    json.text("owner_type", agentId.empty() ? "" : "agent");
    json.text("owner_id", agentId.empty() ? nobody : std::string_view(agentId));
    return json;
}

std::string stamped(JsonWriter &json, qint64 createdUs, qint64 updatedUs)
{
    return json.text("tm_create", deployedTime(createdUs))
        .text("tm_update", deployedTime(updatedUs))
        .text("tm_delete", never)
        .take();
}

std::string deployedStatus(const Call &call)
{
    if (call.status == "answered")
        return "progressing";
    return call.status == "ended" ? "hangup" : call.status;
}

std::string_view orNobody(const std::string &id)
{
    return id.empty() ? nobody : std::string_view(id);
}

} // namespace

CallEvent::Wording deployedCall(const Call &call, const char *type, qint64 us)
{
    const std::string status = deployedStatus(call);
    JsonWriter json = resource(call.id, call.agentId);
    json.text("flow_id", orNobody(call.flowId))
        .text("activeflow_id", orNobody(call.activeflowId))
        .text("type", "flow")
        .text("master_call_id", nobody)
        .raw("chained_call_ids", "[]")
        .text("recording_id", orNobody(call.recordingId))
        .raw("source", longAddress(call.source))
        .raw("destination", longAddress(call.destination))
        .text("status", status)
        .text("direction", call.inbound ? "incoming" : "outgoing")
        .text("hangup_by", call.hangupBy)
        .text("hangup_reason", call.hangupReason)
        .text("tm_ringing", deployedTime(call.ringingUs))
        .text("tm_progressing", deployedTime(call.answeredUs))
        .text("tm_hangup", deployedTime(call.endedUs));
    return {"call", call.id, type ? type : "call_" + status, stamped(json, call.createdUs, us)};
}

CallEvent::Wording deployedActiveflow(const Activeflow &flow, const char *type, qint64 us)
{
    JsonWriter action;
    action.text("id", flow.actionId).text("next_id", nobody).text("type", flow.actionType);
    JsonWriter json;
    json.raw("current_action", action.take())
        .raw("customer_id", deployedMark())
        .text("flow_id", flow.flowId)
        .text("forward_action_id", nobody)
        .text("id", flow.id)
        .text("reference_id", flow.callId)
        .text("reference_type", "call")
        .text("status", flow.status == "executing" ? "running" : "ended");
    return {"activeflow", flow.id, type, stamped(json, flow.createdUs, us)};
}

CallEvent::Wording deployedQueuecall(const QueuePlace &place, const char *status, qint64 us)
{
    JsonWriter json = resource(place.id, place.agentId);
    json.text("queue_id", place.queueId)
        .text("reference_type", "call")
        .text("reference_id", place.callId)
        .text("service_agent_id", orNobody(place.agentId))
        .text("status", status);
    return {"queuecall", place.id, std::string("queuecall_") + status,
            stamped(json, place.joinedUs, us)};
}

CallEvent::Wording deployedAgent(const Agent &agent, qint64 us)
{
    JsonWriter json;
    json.text("id", agent.id)
        .raw("customer_id", deployedMark())
        .text("username", agent.name)
        .text("status", agent.status);
    return {"agent", agent.id, "agent_status_updated", stamped(json, us, us)};
}

CallEvent::Wording deployedRecording(const CallRecording &recording, const char *type,
                                     const char *status, qint64 us)
{
    JsonWriter json = resource(recording.id, recording.agentId);
    json.text("reference_type", "call")
        .text("reference_id", recording.callId)
        .text("status", status)
        .text("format", "wav");
    return {"recording", recording.id, type, stamped(json, recording.startedUs, us)};
}

CallEvent::Wording deployedTranscribe(const CallRecording &recording, const std::string &id,
                                      qint64 us)
{
    JsonWriter json = resource(id, recording.agentId);
    json.text("reference_type", "recording")
        .text("reference_id", recording.id)
        .text("language", "en-US")
        .text("status", "done");
    return {"transcribe", id, "transcribe_done", stamped(json, us, us)};
}

CallEvent::Wording deployedMessage(const TextMessage &message, const char *type, qint64 us)
{
    JsonWriter target;
    target.raw("destination", longAddress(message.destination)).text("status", message.status);
    JsonWriter json;
    json.text("id", message.id)
        .raw("customer_id", deployedMark())
        .text("type", "sms")
        .raw("source", longAddress(message.source))
        .raw("targets", '[' + target.take() + ']')
        .text("text", message.text)
        .text("direction", message.inbound ? "inbound" : "outbound");
    return {"message", message.id, type, stamped(json, message.createdUs, us)};
}

CallEvent::Wording deployedConference(const Conference &conference, const std::string &callId,
                                      const char *status, qint64 us)
{
    const bool room = callId.empty();
    const std::string &id = room ? conference.id : callId;
    JsonWriter json = resource(id, {});
    if (!room)
        json.text("conference_id", conference.id)
            .text("reference_type", "call")
            .text("reference_id", callId);
    json.text("name", conference.name).text("status", status);
    const std::string name = room ? "conference" : "conferencecall";
    return {name, id, name + '_' + (room ? "updated" : status), stamped(json, us, us)};
}

} // namespace eventscope
