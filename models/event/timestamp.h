// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <limits>
#include <string>
#include <string_view>

namespace eventscope {

/// No time known. Times are microseconds since 1970-01-01T00:00:00Z; QDateTime keeps only
/// milliseconds and rounds.
inline constexpr qint64 noTime = std::numeric_limits<qint64>::min();

/// The years 0002 to 9998: what text of four digits says, and what is no sentinel (see
/// parseTimestamp()). Numbers of a feed can be any.
bool isTimestamp(qint64 us);

/// Now, by the wall clock.
qint64 nowUs();

/// RFC 3339 and its relatives that real servers send: `T` or a space, any number of fraction digits
/// (cut, never rounded), `Z`, `±hh:mm`, `±hhmm` or no zone (taken as UTC). Years 0001 and 9999 are
/// sentinels of Go and VoIPBIN for "never" and give noTime, as does everything that is no time.
qint64 parseTimestamp(std::string_view text);

/// RFC 3339 UTC with exactly six fraction digits, 27 bytes, no terminator; returns the end. `us` is
/// one of which isTimestamp() is true.
char *writeTimestamp(qint64 us, char *out);
std::string timestampText(qint64 us);

enum class TimeZoneChoice : quint8 { Local, Utc };
/// `10:30:05.003511`: what the log's time column shows.
QString timeOfDayText(qint64 us, TimeZoneChoice zone);
/// `2024-01-15 10:30:05.003511 +01:00`: the whole truth, for tooltips, details and exports.
QString fullTimeText(qint64 us, TimeZoneChoice zone);

} // namespace eventscope
