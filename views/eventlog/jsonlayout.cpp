// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/jsonlayout.h"

#include "models/event/displaytext.h"
#include "models/event/jsontape.h"
#include "models/event/jsontext.h"

#include <algorithm>
#include <string>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int indentWidth = 2;
constexpr int maxIndent = 40; ///< deeper levels do not move further to the right
constexpr int shortArrayElements = 12; ///< arrays of so many scalars stand on one line …
constexpr quint32 shortArrayLength = 90; ///< … if their text is not longer than this

bool isNever(std::string_view content)
{
    return content.size() >= 10 && content.size() < 40
        && (content.starts_with("9999-") || content.starts_with("0001-01-01")) && content[7] == '-';
}

/// Collects lines and refuses what is beyond the bounds.
class Lines
{
public:
    explicit Lines(const TextBounds &bounds) : m_bounds(bounds) { }

    bool full() const
    {
        return m_out.lines >= m_bounds.lines || m_out.text.size() >= m_bounds.characters;
    }
    void cut() { m_out.complete = false; }

    void begin(int indent)
    {
        if (m_out.lines++ > 0)
            m_out.text += u'\n';
        m_lineStart = m_out.text.size();
        m_out.text += QString(std::min(indent * indentWidth, maxIndent), u' ');
    }
    void plain(QStringView text) { m_out.text += text; }
    void add(QStringView text, TextPart part)
    {
        m_out.spans.append(
            {m_out.lines - 1, int(m_out.text.size() - m_lineStart), int(text.size()), part});
        m_out.text += text;
    }
    int lineLimit() const { return m_bounds.line; }
    ReadableText take() { return std::move(m_out); }

private:
    TextBounds m_bounds;
    ReadableText m_out;
    qsizetype m_lineStart = 0;
};

void addScalar(Lines &lines, JsonRef value, std::string &scratch)
{
    switch (value.kind()) {
    case JsonKind::String: {
        const std::string_view content = value.string(scratch);
        const QString quoted = u'"' + displayText(content, lines.lineLimit()) + u'"';
        if (isNever(content))
            lines.add(u"— "_s + quoted, TextPart::Faded);
        else
            lines.add(quoted, TextPart::String);
        return;
    }
    case JsonKind::Number:
        lines.add(displayText(value.raw(), lines.lineLimit()), TextPart::Number);
        return;
    case JsonKind::True:
    case JsonKind::False:
        lines.add(displayText(value.raw()), TextPart::Literal);
        return;
    case JsonKind::Null:
        lines.add(u"null", TextPart::Faded);
        return;
    case JsonKind::Object:
        lines.add(u"{}", TextPart::Faded);
        return;
    case JsonKind::Array:
        lines.add(u"[]", TextPart::Faded);
        return;
    }
}

bool isContainer(JsonRef value)
{
    return (value.isObject() || value.isArray()) && value.size() > 0;
}

bool fitsOneLine(JsonRef array)
{
    if (!array.isArray() || array.size() == 0 || array.size() > shortArrayElements
        || array.raw().size() > shortArrayLength)
        return false;
    bool scalars = true;
    array.forEachElement([&](JsonRef element) { scalars = scalars && !isContainer(element); });
    return scalars;
}

void addShortArray(Lines &lines, JsonRef array, std::string &scratch)
{
    bool first = true;
    lines.plain(u"[");
    array.forEachElement([&](JsonRef element) {
        lines.plain(first ? u"" : u", ");
        first = false;
        addScalar(lines, element, scratch);
    });
    lines.plain(u"]");
}

/// Walks the tape without recursion: what a feed nests must not nest our stack.
class Walk
{
public:
    Walk(const JsonTape &tape, Lines &lines) : m_tape(tape), m_lines(lines) { }

    void run()
    {
        const JsonRef root(m_tape);
        if (!isContainer(root) || fitsOneLine(root)) {
            m_lines.begin(0);
            addValueInLine(root);
            return;
        }
        open(0);
        while (!m_open.empty()) {
            Level &level = m_open.back();
            if (level.next >= level.end) {
                m_open.pop_back();
                continue;
            }
            if (m_lines.full()) {
                m_lines.cut();
                return;
            }
            addEntry(level);
        }
    }

private:
    struct Level
    {
        quint32 next;
        quint32 end;
        int indent;
        bool object;
    };

    void open(quint32 container)
    {
        const JsonToken &token = m_tape[container];
        const int indent = m_open.empty() ? 0 : m_open.back().indent + 1;
        m_open.push_back({container + 1, token.next, indent, token.kind == JsonKind::Object});
    }

    void addValueInLine(JsonRef value)
    {
        if (fitsOneLine(value))
            addShortArray(m_lines, value, m_scratch);
        else
            addScalar(m_lines, value, m_scratch);
    }

    void addEntry(Level &level)
    {
        m_lines.begin(level.indent);
        quint32 at = level.next;
        if (level.object) {
            const JsonRef key(m_tape, at++);
            m_lines.add(displayText(key.string(m_scratch), m_lines.lineLimit()), TextPart::Key);
            m_lines.plain(u":");
        } else {
            m_lines.add(u"-", TextPart::Faded);
        }
        level.next = m_tape[at].next;
        const JsonRef value(m_tape, at);
        if (isContainer(value) && !fitsOneLine(value)) {
            open(at);
            return;
        }
        m_lines.plain(u" ");
        addValueInLine(value);
    }

    const JsonTape &m_tape;
    Lines &m_lines;
    std::vector<Level> m_open;
    std::string m_scratch;
};

/// The end of at most `limit` bytes from `at` that does not split a UTF-8 sequence.
size_t chunkEnd(std::string_view text, size_t at, size_t limit)
{
    size_t end = std::min(text.size(), at + limit);
    while (end < text.size() && end > at + 1 && (quint8(text[end]) & 0xc0U) == 0x80)
        --end;
    return end;
}

} // namespace

ReadableText readableJson(std::string_view json, const TextBounds &bounds)
{
    JsonTape tape(JsonTape::maxLineDepth);
    if (!tape.parse(json))
        return readableLines(json, bounds);
    Lines lines(bounds);
    Walk(tape, lines).run();
    return lines.take();
}

ReadableText readableLines(std::string_view text, const TextBounds &bounds)
{
    Lines lines(bounds);
    size_t at = 0;
    do {
        if (lines.full()) {
            lines.cut();
            break;
        }
        const size_t lineBreak = std::min(text.find('\n', at), text.size());
        const size_t end = std::min(chunkEnd(text, at, size_t(bounds.line)), lineBreak);
        std::string_view line = text.substr(at, end - at);
        if (end == lineBreak && line.ends_with('\r'))
            line.remove_suffix(1);
        lines.begin(0);
        lines.plain(displayText(
            line, int(line.size()) * 9 + 1)); // a character that is made visible needs up to eight
        at = end == lineBreak ? end + 1 : end;
    } while (at < text.size());
    return lines.take();
}

ReadableText readableBytes(std::string_view bytes, const TextBounds &bounds)
{
    constexpr size_t perLine = 16;
    Lines lines(bounds);
    for (size_t at = 0; at < bytes.size(); at += perLine) {
        if (lines.full()) {
            lines.cut();
            break;
        }
        const std::string_view row = bytes.substr(at, perLine);
        QString hex;
        QString characters;
        for (const char c : row) {
            hex += u"%1 "_s.arg(quint8(c), 2, 16, QChar(u'0'));
            characters += c > ' ' && c < 0x7f ? QChar(QLatin1Char(c)) : QChar(u'·');
        }
        lines.begin(0);
        lines.add(u"%1  "_s.arg(at, 8, 16, QChar(u'0')), TextPart::Faded);
        lines.plain(hex.leftJustified(int(perLine) * 3 + 1));
        lines.add(characters, TextPart::String);
    }
    return lines.take();
}

} // namespace eventscope
