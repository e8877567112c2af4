// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"
#include "models/event/jsontape.h"

#include <string_view>

namespace eventscope {

/// What the log and the index want of one line. Texts are escaped as they stand in the line.
struct LineEnvelope
{
    quint64 sequence = 0;
    std::string_view id;
    std::string_view source;
    std::string_view type;
    std::string_view topic;
    std::string_view subject;
    std::string_view payload; ///< the value of `data`
    qint64 recordedUs = noTime;
    qint64 timeUs = noTime;
    quint32 length = 0; ///< of the line
    quint32 dataOffset = 0; ///< of the payload's first byte; 0: none
    Severity severity = Severity::Info;
    EventFlags flags = 0;
    EventMarks marks = 0;
};

/// The highest number that a line may have. What is beyond is damage: it would leave no room to go
/// on counting.
inline constexpr quint64 maxSequence = quint64(1) << 62;

/// Reads lines back: quickly where they have the shape that we write (members without white space
/// between them, in any order), by JsonTape where they do not (somebody ran the segment through
/// another program). The quick way checks the structure of the payload but not each literal in it;
/// check() parses everything.
class LineParser
{
public:
    /// False if the line is no CloudEvents object of a capture; problem() then says why.
    bool read(std::string_view line, LineEnvelope &out);
    /// The same and more: strict JSON to the last byte, and UTF-8. For verify and recovery, at a
    /// third of the speed.
    bool check(std::string_view line, LineEnvelope &out);
    std::string_view problem() const { return m_problem; }

private:
    bool readQuick(std::string_view line, LineEnvelope &out);
    bool readTape(std::string_view line, LineEnvelope &out);
    bool finish(std::string_view line, LineEnvelope &out);

    JsonTape m_tape{JsonTape::maxLineDepth};
    std::string_view m_problem;
    bool m_version = false;
    bool m_sequence = false;
};

/// The id of the connection that a `source` names: without its slash, unescaped.
std::string_view connectionOfSource(std::string_view source, std::string &scratch);
/// The text itself where nothing in it is escaped, else its plain form in `scratch`.
std::string_view plainText(std::string_view escaped, std::string &scratch);

} // namespace eventscope
