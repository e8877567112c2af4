// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"
#include "models/event/timestamp.h"

#include <QString>

namespace eventscope {

/// How the time column shows which time. Whatever it shows, order is the order of arrival.
struct TimeShown
{
    enum Which : quint8 { Arrival, Own };
    enum Form : quint8 {
        TimeOfDay,
        DateAndTime,
        SinceMark, ///< from the marked event, or from the first of the log
        UntilNow, ///< how long ago
        SinceShown ///< since the event shown before it
    };

    TimeZoneChoice zone = TimeZoneChoice::Local;
    Which which = Arrival;
    Form form = TimeOfDay;

    /// noTime for an event without a time of its own, if that is asked for.
    qint64 of(const EventRecord &record) const
    {
        return which == Arrival ? record.recordedUs : record.timeUs;
    }
    bool operator==(const TimeShown &) const = default;
};

/// `2024-01-15 10:30:05.003511`
QString dateTimeText(qint64 us, TimeZoneChoice zone);
/// A distance between two times to the microsecond, its sign always there: `+0.003511 s`,
/// `−1:02.000000`, `+2 d 01:02:03.000004`. Empty if either is noTime.
QString spanText(qint64 fromUs, qint64 toUs);
/// `3 s ago`, `2 h 5 min ago`, `in 4 s`: two units are enough, for it moves on as it is read.
QString agoText(qint64 us, qint64 nowUs);

} // namespace eventscope
