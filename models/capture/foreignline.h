// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/cloudeventframe.h"
#include "models/event/duplicatekeys.h"
#include "models/event/eventbatch.h"
#include "models/event/eventrecord.h"
#include "models/event/jsonpointer.h"
#include "models/event/shapeguess.h"

#include <array>

namespace eventscope {

/// Where the parts of an event stand in the lines of one file that Eventscope did not write, and
/// what its events are called the source of. Made once from its first lines; then only read, by any
/// thread.
struct ForeignShape
{
    std::string source; ///< name of the file
    std::array<JsonPointer, shapeParts> pointers;
    qint64 fallbackUs = 0; ///< when an event was recorded that says nothing of it

    void use(const ShapePlaces &places);
};

/// Reads one line of such a file: a CloudEvent as what it says it is; other JSON by the places of
/// its parts; anything else as an event that cannot be decoded, with its reason. One thread; keeps
/// its memory from line to line.
class ForeignLine
{
public:
    /// A longer line is read in pieces.
    static constexpr size_t longest = size_t(64) << 20;

    /// `line` has no line break. The same line is always read the same.
    void read(std::string_view line, const ForeignShape &shape);
    /// What wrap() needs of a line that was read before, to be shown: its marks are known, and are
    /// not looked for again. A CloudEvent is shown as it is, and nothing but that is found out.
    void readAgain(std::string_view line, const ForeignShape &shape, EventMarks marks);

    /// Of the line that was read last; texts are valid until the next read().
    const EventFields &fields() const { return m_fields; }
    /// When the line says that it was recorded, or noTime.
    qint64 recordedUs() const { return m_recordedUs; }
    /// The line can be shown as it is: it is a CloudEvent.
    bool isCloudEvent() const { return m_isCloudEvent; }
    /// Where the payload of a CloudEvent begins; 0: none.
    quint32 dataOffset() const { return m_dataOffset; }

    /// The line as a CloudEvent, in `out`: what everything else in the program reads. Answers where
    /// its payload begins.
    quint32 wrap(const ForeignShape &shape, qint64 recordedUs, quint64 offset, std::string &out);
    /// Gives back memory that only a large line needs, and forgets the line then.
    void letGoOfLarge();

private:
    JsonRef parsed(std::string_view line);
    void readCloudEvent(JsonRef event, std::string_view line);
    void readShape(JsonRef event, const ForeignShape &shape);
    void readText(std::string_view line);

    JsonTape m_tape{JsonTape::maxLineDepth, JsonTape::Keep::NoPlainElements};
    DuplicateKeys m_keys;
    CloudEventFrame m_cloudEvent;
    EventBatch m_batch;
    EventFields m_fields;
    qint64 m_recordedUs = noTime;
    quint32 m_dataOffset = 0;
    bool m_isCloudEvent = false;
    // Where texts are unescaped to.
    std::string m_type, m_topic, m_subject, m_id, m_time, m_reason, m_scratch;
};

} // namespace eventscope
