// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "models/event/jsontape.h"

#include <optional>
#include <string>

namespace eventscope {

/// The moment that a value means, in microseconds since 1970: RFC 3339 and its relatives, or unix
/// time in seconds, milliseconds, microseconds or nanoseconds, as a number or as text. Which of the
/// four it is shows in its size: each is taken for a time between 2000 and 2100. noTime for
/// everything else.
qint64 momentOf(JsonRef value, std::string &scratch);

/// The time of an event by such a value: as it is written where that is how CloudEvents write it,
/// else in their form, for it is read back from the line. It is valid as long as `text`. Nothing
/// happens where the value means no moment.
void readMoment(JsonRef value, std::string &text, EventFields &fields);

/// How much a value says that an event asks for attention. Words of loggers and of states ("warn",
/// "CRITICAL", "failed"); numbers of syslog (0 to 7), of OpenTelemetry (9 to 24), of loggers (10,
/// 20 … 60), of HTTP (200 to 599). Nothing if it says neither this nor that.
std::optional<Severity> severityOf(JsonRef value, std::string &scratch);

} // namespace eventscope
