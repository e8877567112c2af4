// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialects/voipbin/voipbinmembers.h"
#include "models/event/event.h"

namespace eventscope {

/// How much an event asks for attention. What its type says (`…failed`, `…completed`) and what its
/// resource says (its status, result, error and, once a call has ended, why) are looked at, and the
/// worst of them counts.
Severity voipbinSeverity(std::string_view type, const VoipbinMembers &data);

} // namespace eventscope
