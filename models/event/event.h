// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/timestamp.h"

#include <QtGlobal>
#include <optional>
#include <string_view>

namespace eventscope {

/// How much an event asks for attention; the CloudEvents extension attribute `severitytext` in the
/// capture.
enum class Severity : quint8 { Info, Success, Warning, Error, Fatal };

std::string_view severityText(Severity severity);
std::optional<Severity> severityFromText(std::string_view text);

/// What is special about one event. Stored in EventRecord::flags and in the index, so the values
/// are fixed.
enum EventFlag : quint8 {
    OwnEvent = 0x01, ///< Eventscope wrote it (`eventscope.*`): never counted as received or stored
    Undecodable = 0x02, ///< a frame that the dialect could not read; kept with its reason, counted
                        ///< as received
    GapEvent = 0x04, ///< `eventscope.gap`: events may be missing here
    BinaryPayload = 0x08, ///< the payload is in `data_base64`
    EncodedRow = 0x10, ///< the payload has a row in base64 in it: encodedRowIn()
    PlainEscaped = 0x20, ///< the line has an escape that JSON does not need: hasPlainEscape()
    MadeLine = 0x40 ///< its line is made when it is read, around the bytes that are stored, which
                    ///< are the payload (a file that others wrote); never in an index
};
using EventFlags = quint8;

/// What is odd about one event that was received and read: the extension attribute `marks` of its
/// line, kept in EventRecord::marks and in the index, so the values are fixed. Several may hold.
enum EventMark : quint8 {
    DuplicateKey = 0x01, ///< an object in its payload has a key twice; the last one counts
    IdConflict = 0x02, ///< its id came a short time ago with other content
    Late = 0x04, ///< what its subject said before is newer, by its own time or version
    Repeated = 0x08 ///< copies of it came, which are not stored; the attribute `seen` says how many
                    ///< there were with it
};
using EventMarks = quint8;

/// As they stand in the line, `late,idconflict`; empty if there are none. Repeated has an attribute
/// of its own.
std::string_view marksText(EventMarks marks);
/// What marksText() wrote; words that are not known are passed over.
EventMarks marksFromText(std::string_view text);

/// The types of the rows that Eventscope writes itself.
namespace owntype {
inline constexpr char prefixText[] = "eventscope.";
inline constexpr std::string_view prefix = prefixText;
inline constexpr std::string_view connected = "eventscope.connected"; ///< a connection opened
inline constexpr std::string_view disconnected =
    "eventscope.disconnected"; ///< it closed; data.message says why
inline constexpr std::string_view gap =
    "eventscope.gap"; ///< events may be missing; data: message, cause, seconds, topics, dropped
inline constexpr std::string_view retention =
    "eventscope.retention"; ///< limits removed what is oldest; data: message, limit, removed,
                            ///< first, last, bytes, from, to, total
inline constexpr std::string_view sent = "eventscope.sent"; ///< a frame that we sent, as data
inline constexpr std::string_view ack = "eventscope.ack"; ///< the server agreed to a request
inline constexpr std::string_view refused =
    "eventscope.refused"; ///< the server refused one topic; data: code, message
inline constexpr std::string_view error =
    "eventscope.error"; ///< any other error that the server told us
inline constexpr std::string_view unconfirmed =
    "eventscope.unconfirmed"; ///< a request that nobody answered
inline constexpr std::string_view undecodable =
    "eventscope.undecodable"; ///< a received frame that is no event (flag Undecodable, not
                              ///< OwnEvent)
} // namespace owntype

/// How the payload of one event is kept in its line.
enum class PayloadKind : quint8 {
    None, ///< no `data`
    Json, ///< `data` is the payload itself: valid JSON on one line, byte for byte
    Text, ///< `data` is a JSON string, `datacontenttype` is text/plain
    Binary ///< `data_base64`
};

/// One event as a dialect hands it over, before it has a place in the capture. All text is UTF-8,
/// unescaped, and owned by the caller for the duration of the call. Texts longer than maxAttribute
/// are cut in the attributes; the payload always keeps them whole.
struct EventFields
{
    static constexpr size_t maxAttribute = 1024;

    std::string_view type;
    std::string_view topic;
    std::string_view subject;
    std::string_view id; ///< the feed's own event id; empty: the capture makes one
    std::string_view time; ///< the event's own time, exactly as received; empty: none
    std::string_view reason; ///< why it is undecodable; extension attribute `reason`
    /// Further CloudEvents attributes, already JSON: `"extversion":"2.9","kafkaoffset":"17"`; at
    /// most maxExtensions bytes. Names are lower-case letters and digits.
    std::string_view extensions;
    static constexpr size_t maxExtensions = 4096;
    static constexpr size_t ownExtensions = 64; ///< for what Eventscope adds to those of a feed
    qint64 timeUs = noTime; ///< `time` parsed, microseconds since 1970 UTC, or noTime
    Severity severity = Severity::Info;
    EventFlags flags = 0;
    PayloadKind payloadKind = PayloadKind::Json;
    bool oneLine =
        false; ///< a JSON payload that is known to have no raw line break; else it is looked for
    std::string_view payload;
    EventMarks marks = 0;
    /// What tells which of two events of a subject is newer: a count of its changes, where the feed
    /// has one.
    qint64 version = orderedByTime;
    static constexpr qint64 orderedByTime = -1;
    static constexpr qint64 unordered = -2; ///< `time` is not that of the event itself
    /// Of dialects that tell copies from events: what all copies of this event have in common, for
    /// SessionOutput::duplicate(). 0: unknown.
    quint64 content = 0;
};

/// One event that is in the capture, as seen by whoever reads the log: workflows, notices, filters,
/// views. `type`, `topic`, `subject` and `connection` are unescaped; `payload` is the raw text of
/// `data` (JSON), or of `data_base64` where flags has BinaryPayload. Valid only during the call
/// that it is handed to.
struct EventView
{
    quint64 sequence = 0;
    std::string_view connection;
    std::string_view type;
    std::string_view topic;
    std::string_view subject;
    std::string_view payload;
    qint64 recordedUs = 0;
    qint64 timeUs = noTime;
    Severity severity = Severity::Info;
    EventFlags flags = 0;
};

} // namespace eventscope
