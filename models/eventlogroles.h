// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace eventscope {

/// The contract between EventLogModel and its views. The numbers are those of the model; in which
/// order columns are shown is for the header to say. Behind the columns that every log has stand
/// those made from a path (EventColumns), from Count on.
namespace EventLogColumn {
enum : int {
    Time, ///< of arrival or the event's own, in the form that was chosen (TimeShown)
    SeverityGlyph,
    Connection,
    Type,
    Topic,
    Subject,
    Summary,
    UsualCount, ///< those before it are shown unless the user says otherwise
    Sequence = UsualCount,
    Recorded, ///< date and time of arrival
    EventTime, ///< date and time of the event itself
    Delta, ///< since the event shown before it
    Latency, ///< from the event's own time to its arrival
    SeverityWord,
    Size, ///< of the payload
    Note, ///< of its bookmark
    Changed, ///< names of what differs from the event before of the same subject
    Count
};
}

namespace EventLogRole {
enum : int {
    Sequence = Qt::UserRole, ///< quint64
    SeverityValue, ///< int(Severity)
    Flags, ///< int, EventFlag bits
    IsGap, ///< bool: the row spans the table as a remark
    RecordedUs, ///< qint64
    TimeUs, ///< qint64 or noTime
    FullText, ///< the cell's whole text, not clipped (still one line, controls made visible)
    Bookmarked, ///< bool
    FilterNumber, ///< int: the first filter of the stack that shows or marks the row; -1: none
    Marked, ///< what is odd about the event, in words that its summary begins with; empty: nothing
    Value ///< what a filter for this cell compares with: its text as it came, masked, or invalid
};
}

} // namespace eventscope
