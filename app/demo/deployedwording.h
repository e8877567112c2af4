// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/callworld.h"

namespace eventscope {

// How the deployed VoIPBIN servers word what happened: the whole resource in Go's JSON, sorted by
// nobody, with the year 9999 for "not yet".

/// Without a type it follows from the call's status.
CallEvent::Wording deployedCall(const Call &call, const char *type, qint64 us);
CallEvent::Wording deployedActiveflow(const Activeflow &flow, const char *type, qint64 us);
CallEvent::Wording deployedQueuecall(const QueuePlace &place, const char *status, qint64 us);
CallEvent::Wording deployedAgent(const Agent &agent, qint64 us);
CallEvent::Wording deployedRecording(const CallRecording &recording, const char *type,
                                     const char *status, qint64 us);
CallEvent::Wording deployedTranscribe(const CallRecording &recording, const std::string &id,
                                      qint64 us);
CallEvent::Wording deployedMessage(const TextMessage &message, const char *type, qint64 us);
/// A participant is a conferencecall of its own; without one it is the room itself that closes.
CallEvent::Wording deployedConference(const Conference &conference, const std::string &callId,
                                      const char *status, qint64 us);

} // namespace eventscope
