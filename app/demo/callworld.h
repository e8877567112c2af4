// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/callevent.h"

#include <QtGlobal>
#include <string>

namespace eventscope {

// The people and things of the telephone story, and how each tells what happened to it. Values and
// pure functions.

struct Party
{
    std::string number;
    std::string name;
};

struct Call
{
    std::string id;
    std::string flowId;
    std::string activeflowId;
    std::string recordingId;
    std::string agentId;
    Party source;
    Party destination;
    std::string status; ///< dialing, ringing, answered, terminating, ended
    std::string previousStatus;
    std::string hangupReason;
    std::string hangupBy;
    bool inbound = true;
    qint64 createdUs = 0;
    qint64 ringingUs = 0;
    qint64 answeredUs = 0;
    qint64 endedUs = 0;
};

struct Activeflow
{
    std::string id;
    std::string flowId;
    std::string callId;
    std::string actionId;
    std::string actionType;
    std::string actionName;
    std::string status = "executing";
    std::string result;
    qint64 createdUs = 0;
};

struct CallQueue
{
    std::string id;
    std::string name;
    int waiting = 0;
};

struct QueuePlace
{
    std::string id; ///< the deployed servers' queuecall
    std::string queueId;
    std::string callId;
    std::string agentId;
    std::string reason;
    int position = 1;
    qint64 joinedUs = 0;
};

struct Agent
{
    std::string id;
    std::string name;
    std::string status = "available";
    std::string previousStatus;
};

struct CallRecording
{
    std::string id;
    std::string callId;
    std::string agentId;
    qint64 startedUs = 0;
};

struct TextMessage
{
    std::string id;
    Party source;
    Party destination;
    std::string text;
    std::string status;
    bool inbound = true;
    qint64 createdUs = 0;
};

struct Conference
{
    std::string id;
    std::string name;
    int participants = 0;
};

CallEvent callCreated(const Call &call, qint64 us);
CallEvent callStatus(const Call &call, qint64 us);
CallEvent callEnded(const Call &call, qint64 us);
CallEvent activeflowUpdated(const Activeflow &flow, qint64 us);
CallEvent activeflowCompleted(const Activeflow &flow, qint64 us);
CallEvent queueJoined(const QueuePlace &place, qint64 us);
CallEvent queueConnected(const QueuePlace &place, qint64 us);
CallEvent queueLeft(const QueuePlace &place, qint64 us);
CallEvent agentStatus(const Agent &agent, qint64 us);
CallEvent recordingStarted(const CallRecording &recording, qint64 us);
CallEvent recordingCompleted(const CallRecording &recording, qint64 us);
CallEvent transcriptionCompleted(const CallRecording &recording, const std::string &id,
                                 const std::string &text, qint64 us);
CallEvent messageReceived(const TextMessage &message, qint64 us);
CallEvent messageSent(const TextMessage &message, qint64 us);
CallEvent messageDelivery(const TextMessage &message, qint64 us);
CallEvent conferenceJoined(const Conference &conference, const std::string &callId, qint64 us);
CallEvent conferenceLeft(const Conference &conference, const std::string &callId, qint64 us);
CallEvent conferenceEnded(const Conference &conference, qint64 us);

} // namespace eventscope
