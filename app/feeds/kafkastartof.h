// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"

#include <optional>

namespace eventscope {

/// Where a connection over Kafka was asked to begin: "resume", "now", "beginning" or "time". Empty:
/// it is none. Any thread.
QString kafkaStartOf(const ConnectionProfile &profile);

/// Whether it gets, once it is opened again, what was sent while it was not: all but "now" begin at
/// a place that was there before. Never over a WebSocket: Kafka is what keeps events for who was
/// away. None: of a system that has no Kafka. Any thread.
std::optional<bool> readsOn(const ConnectionProfile &profile);

} // namespace eventscope
