// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "models/event/duplicatekeys.h"
#include "models/event/jsontape.h"

#include <string>
#include <string_view>

namespace eventscope {

/// Takes received frames apart into JSON objects, for dialects that speak JSON:
///
///     m_frame.begin(frame);
///     while (m_frame.next(out))
///         handle(m_frame.root(), m_frame.payload());
///
/// A frame is one document, over any number of lines, or one document per line with blank lines
/// between (Fix writes it so). What is no JSON object, or has twice what dialects go by, goes to
/// `out` as an undecodable event, whole and with its reason; so does a blank frame, but for servers
/// that send such to keep the connection alive: there it is control(). Owned by one session and
/// reused: it allocates only for frames that are out of the ordinary.
class JsonFrame
{
public:
    /// What a document may be; everything else is undecodable.
    enum class Roots : quint8 { Objects, ObjectsAndArrays };
    enum class BlankFrames : quint8 { Undecodable, Ignored };
    explicit JsonFrame(Roots roots = Roots::Objects, BlankFrames blank = BlankFrames::Undecodable)
        : m_roots(roots), m_blank(blank)
    { }

    /// `frame` must stay alive until next() has answered false.
    void begin(const FrameView &frame);
    bool next(SessionOutput &out);

    const JsonTape &tape() const { return m_tape; }
    JsonRef root() const { return JsonRef(m_tape); }
    /// The document is an array of objects, as bridges send several events at once.
    bool isBatch() const;
    /// The object as it was received, without white space around it.
    std::string_view text() const { return m_tape.text(); }
    /// The same, on one line: what the capture keeps as `data`.
    std::string_view payload() const { return m_payload; }
    /// What is odd about it: DuplicateKey, or nothing.
    EventMarks marks() const { return m_marks; }
    /// The same of one element of an array.
    EventMarks marksOf(JsonRef element);

private:
    /// Arrays of more are one event: a frame cannot become millions of rows.
    static constexpr quint32 maxBatch = 4'096;

    enum class Stage : quint8 { Whole, Lines, Done };

    bool whole(SessionOutput &out);
    void blank(SessionOutput &out);
    bool nextLine(SessionOutput &out);
    /// Parses `text`; false if it is no object, and then reason and payload say why and what.
    bool parse(std::string_view text);
    bool hasDocumentPerLine(std::string_view text);
    bool isRoot(JsonKind kind) const;
    bool isAmbiguous();
    void undecodable(std::string_view bytes, SessionOutput &out);

    const Roots m_roots;
    const BlankFrames m_blank;
    FrameView m_frame;
    std::string_view m_rest; ///< lines that are still to be read
    Stage m_stage = Stage::Done;
    JsonTape m_tape;
    DuplicateKeys m_keys;
    EventMarks m_marks = 0; ///< of what is in m_tape
    std::string_view m_payload;
    std::string m_minified;
    std::string m_reason;
    PayloadKind m_kind = PayloadKind::Text; ///< of what parse() could not take
};

} // namespace eventscope
