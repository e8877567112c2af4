// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/jsonframe.h"

#include "models/event/jsontext.h"

namespace eventscope {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Without white space around it, and without the byte order mark that some servers put first.
std::string_view trimmed(std::string_view text)
{
    if (!text.empty() && text.front() == '{' && text.back() == '}')
        return text;
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (text.substr(0, mark.size()) == mark)
        text.remove_prefix(mark.size());
    while (!text.empty() && isSpace(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isSpace(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Takes the first line off `rest`, without its line break.
std::string_view takeLine(std::string_view &rest)
{
    const size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

std::string_view nameOf(JsonKind kind)
{
    switch (kind) {
    case JsonKind::Array:
        return "an array";
    case JsonKind::String:
        return "a string";
    case JsonKind::Number:
        return "a number";
    case JsonKind::Null:
        return "null";
    default:
        return "true or false";
    }
}

} // namespace

void JsonFrame::begin(const FrameView &frame)
{
    m_frame = frame;
    m_stage = Stage::Whole;
}

bool JsonFrame::next(SessionOutput &out)
{
    switch (m_stage) {
    case Stage::Whole:
        m_stage = Stage::Done;
        return whole(out);
    case Stage::Lines:
        return nextLine(out);
    case Stage::Done:
        break;
    }
    return false;
}

bool JsonFrame::whole(SessionOutput &out)
{
    const std::string_view text = trimmed(m_frame.bytes);
    if (text.empty()) {
        blank(out);
        return false;
    }
    if (m_frame.binary && !validUtf8(m_frame.bytes)) {
        m_reason = "binary, and not text";
        m_kind = PayloadKind::Binary;
        undecodable(m_frame.bytes, out);
        return false;
    }
    if (parse(text))
        return true;
    if (m_kind != PayloadKind::Json && hasDocumentPerLine(text)) {
        m_stage = Stage::Lines;
        m_rest = text;
        return nextLine(out);
    }
    if (m_frame.binary && m_kind == PayloadKind::Text) {
        m_reason.insert(0, "binary, and ");
        m_kind = PayloadKind::Binary;
    }
    undecodable(m_kind == PayloadKind::Json ? m_payload : m_frame.bytes, out);
    return false;
}

void JsonFrame::blank(SessionOutput &out)
{
    if (m_blank == BlankFrames::Ignored) {
        out.control();
        return;
    }
    m_reason = m_frame.bytes.empty() ? "empty frame" : "nothing but white space";
    m_kind = PayloadKind::Text;
    undecodable(m_frame.bytes, out);
}

bool JsonFrame::nextLine(SessionOutput &out)
{
    while (!m_rest.empty()) {
        const std::string_view line = trimmed(takeLine(m_rest));
        if (line.empty())
            continue;
        if (parse(line))
            return true;
        undecodable(m_kind == PayloadKind::Json ? m_payload : line, out);
    }
    m_stage = Stage::Done;
    return false;
}

bool JsonFrame::parse(std::string_view text)
{
    if (!m_tape.parse(text)) {
        const auto skipped = size_t(text.data() - m_frame.bytes.data());
        m_kind = PayloadKind::Text;
        m_marks = 0;
        m_reason = "not JSON: ";
        m_reason += m_tape.error();
        m_reason += " at byte ";
        m_reason += std::to_string(skipped + m_tape.errorOffset());
        return false;
    }
    m_payload = text;
    m_marks = m_keys.areIn(root()) ? DuplicateKey : 0;
    if (m_tape.multiLine()) {
        m_minified.clear();
        appendMinified(m_minified, text);
        m_payload = m_minified;
    }
    if (isRoot(m_tape[0].kind))
        return !isAmbiguous();
    m_kind = PayloadKind::Json;
    m_reason = "JSON, but no object: ";
    m_reason += nameOf(m_tape[0].kind);
    return false;
}

/// Two types or two ids: whichever is taken, somebody else takes the other.
bool JsonFrame::isAmbiguous()
{
    const std::string_view key = m_marks ? m_keys.routingKeyIn(root()) : std::string_view();
    if (key.empty())
        return false;
    m_kind = PayloadKind::Json;
    m_reason = "JSON, but it has “";
    m_reason.append(key).append("” twice");
    return true;
}

bool JsonFrame::isBatch() const
{
    const JsonRef array = root();
    bool objects = array.isArray() && array.size() > 0 && array.size() <= maxBatch;
    array.forEachElement([&objects](JsonRef element) { objects &= element.isObject(); });
    return objects;
}

EventMarks JsonFrame::marksOf(JsonRef element)
{
    return m_marks && m_keys.areIn(element) ? DuplicateKey : 0;
}

/// A text that is no document as a whole is one per line if any line is an object on its own. Such
/// lines begin in the first column, which tells them from the inside of a broken document that was
/// written over several lines.
bool JsonFrame::hasDocumentPerLine(std::string_view text)
{
    if (text.find('\n') == std::string_view::npos)
        return false;
    const std::string reason = m_reason;
    bool found = false;
    while (!text.empty() && !found) {
        const std::string_view line = takeLine(text);
        const char first = line.empty() ? ' ' : line.front();
        found = (first == '{' || (first == '[' && isRoot(JsonKind::Array))) && parse(trimmed(line));
    }
    m_reason = reason;
    m_kind = PayloadKind::Text;
    return found;
}

bool JsonFrame::isRoot(JsonKind kind) const
{
    return kind == JsonKind::Object
        || (kind == JsonKind::Array && m_roots == Roots::ObjectsAndArrays);
}

void JsonFrame::undecodable(std::string_view bytes, SessionOutput &out)
{
    EventFields fields;
    fields.type = owntype::undecodable;
    fields.reason = m_reason;
    fields.flags = Undecodable;
    fields.marks = m_marks;
    if (m_kind == PayloadKind::Binary)
        fields.flags |= BinaryPayload;
    fields.payloadKind = m_kind;
    fields.payload = bytes;
    out.event(fields);
}

} // namespace eventscope
