// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"

#include <type_traits>

namespace eventscope {

/// One event in memory and in an index file: where its line is, and the columns that filters and
/// the table ask for first. Everything else is read from the line when it is shown. DESIGN §4
/// allows 64 bytes.
struct EventRecord
{
    quint64 place = 0; ///< segment number << 40 | byte offset of the line in the segment
    qint64 recordedUs = 0; ///< when we received it
    qint64 timeUs = noTime; ///< the event's own time
    quint64 subjectHash = 0; ///< subjectHash() of `subject`; 0: none
    quint32 lineLength = 0; ///< of what is stored, without the line break
    quint32 topic = 0; ///< number in the log's table of topics, or StringTable::overflow
    quint32 type = 0; ///< number in its table of types
    quint32 dataOffset = 0; ///< of the payload's first byte in the line; 0: no payload
    quint16 connection = 0; ///< number in its table of connection ids
    Severity severity = Severity::Info;
    EventFlags flags = 0;
    EventMarks marks = 0;

    quint32 segment() const { return quint32(place >> 40); }
    quint64 offset() const { return place & ((quint64(1) << 40) - 1); }
    static quint64 makePlace(quint32 segment, quint64 offset)
    {
        return quint64(segment) << 40 | offset;
    }
};
static_assert(sizeof(EventRecord) == 56 && std::is_trivially_copyable_v<EventRecord>);

/// Bytes of the payload as it is stored, without a look at it; 0: none, or its line is lost.
inline quint64 payloadLength(const EventRecord &record)
{
    if (record.flags & MadeLine)
        return record.lineLength;
    return record.dataOffset == 0 || record.lineLength <= record.dataOffset
        ? 0
        : record.lineLength - record.dataOffset - 1;
}

/// Never 0 for a text that is not empty.
quint64 subjectHash(std::string_view subject);

} // namespace eventscope
