// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "models/query/filterexpression.h"

#include <optional>

namespace eventscope {

// What the times of a filter's conditions mean, by the clock and in the zone of who asks. A text
// that is no time has no answer.

/// A time stands for all of its unit: `10:30` for a minute, `2026-11-21` for a day.
struct FilterTime
{
    qint64 fromUs = 0;
    qint64 toUs = 0; ///< the first microsecond behind it
    /// How long this holds: 0 for good, else compile anew after so many milliseconds.
    qint64 refreshMs = 0;
    /// Where clocks were put back, the same time came twice; between them it was another one.
    qint64 pauseFromUs = 0;
    qint64 pauseToUs = 0;
};
/// `10:30`, `10:30:05.25` (today), `2026-11-21`, `2026-11-21T10:30:05Z`, `now`, `today`,
/// `yesterday`, `-1h30m` (before now).
std::optional<FilterTime> readFilterTime(const QString &text, qint64 nowUs, TimeZoneChoice zone);
/// `from..upTo`, either may be empty (then it is the least or the most there is). Times of day that
/// reach over midnight, `23:00..01:00`, are the last such night that has begun.
std::optional<FilterTime> readFilterTimeSpan(const QString &from, const QString &upTo, qint64 nowUs,
                                             TimeZoneChoice zone);

} // namespace eventscope
