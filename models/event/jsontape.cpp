// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/jsontape.h"

#include "models/event/jsonscan.h"
#include "models/event/jsontext.h"

#include <charconv>

namespace eventscope {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHex(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Where a number that starts at `at` ends, or 0 if it is none by RFC 8259 (`01`, `+1`, `.5`, `1.`,
/// `NaN`).
size_t numberEnd(std::string_view text, size_t at)
{
    const auto digits = [&text](size_t from) {
        while (from < text.size() && isDigit(text[from]))
            ++from;
        return from;
    };
    if (at < text.size() && text[at] == '-')
        ++at;
    if (at >= text.size() || !isDigit(text[at]))
        return 0;
    size_t end = text[at] == '0' ? at + 1 : digits(at);
    if (end < text.size() && text[end] == '.') {
        const size_t fraction = digits(end + 1);
        if (fraction == end + 1)
            return 0;
        end = fraction;
    }
    if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
        size_t exponent = end + 1;
        if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-'))
            ++exponent;
        const size_t exponentEnd = digits(exponent);
        if (exponentEnd == exponent)
            return 0;
        end = exponentEnd;
    }
    return end;
}

/// Checks one escape whose backslash is at `at`; returns the position after it, or 0 if it is none.
size_t escapeEnd(std::string_view text, size_t at)
{
    if (at + 1 >= text.size())
        return 0;
    switch (text[at + 1]) {
    case '"':
    case '\\':
    case '/':
    case 'b':
    case 'f':
    case 'n':
    case 'r':
    case 't':
        return at + 2;
    case 'u':
        if (at + 6 > text.size())
            return 0;
        for (size_t i = at + 2; i < at + 6; ++i) {
            if (!isHex(text[i]))
                return 0;
        }
        return at + 6;
    default:
        return 0;
    }
}

} // namespace

bool JsonTape::fail(size_t offset, std::string_view why)
{
    m_tokens.clear();
    m_open.clear();
    m_errorOffset = offset;
    m_error = why;
    return false;
}

inline size_t JsonTape::skipSpace(size_t at)
{
    // Machines write no white space: the first look is nearly always the last.
    while (at < m_text.size() && m_text[at] <= ' ' && isSpace(m_text[at])) {
        m_multiLine |= m_text[at] == '\n' || m_text[at] == '\r';
        ++at;
    }
    return at;
}

/// Writes the token where it stays: one that is put together elsewhere and then copied costs a stall for each token.
inline void JsonTape::addToken(size_t at, size_t length, JsonKind kind, bool escaped)
{
    JsonToken &token = m_tokens.emplace_back();
    token.offset = quint32(at);
    token.length = quint32(length);
    token.next = quint32(m_tokens.size());
    token.kind = kind;
    token.escaped = escaped;
}

inline size_t JsonTape::scanString(size_t at)
{
    bool escaped = false;
    size_t i = at + 1;
    for (;;) {
        i = findJsonSpecial(m_text.data(), i, m_text.size());
        if (i >= m_text.size())
            return fail(i, "ends inside a string"), 0;
        if (m_text[i] == '"')
            break;
        if (m_text[i] != '\\')
            return fail(i, "raw control character inside a string"), 0;
        escaped = true;
        const size_t end = escapeEnd(m_text, i);
        if (end == 0)
            return fail(i, "bad escape inside a string"), 0;
        i = end;
    }
    addToken(at, i + 1 - at, JsonKind::String, escaped);
    return i + 1;
}

size_t JsonTape::scanLiteral(size_t at)
{
    const auto literal = [&](std::string_view word, JsonKind kind) -> size_t {
        if (m_text.substr(at, word.size()) != word)
            return fail(at, "unexpected character"), 0;
        addToken(at, word.size(), kind);
        return at + word.size();
    };
    switch (m_text[at]) {
    case 't':
        return literal("true", JsonKind::True);
    case 'f':
        return literal("false", JsonKind::False);
    case 'n':
        return literal("null", JsonKind::Null);
    default:
        break;
    }
    const size_t end = numberEnd(m_text, at);
    if (end == 0)
        return fail(at, "unexpected character"), 0;
    addToken(at, end - at, JsonKind::Number);
    return end;
}

/// Closes the innermost container at the bracket `at`.
inline void JsonTape::closeContainer(size_t at)
{
    JsonToken &container = m_tokens[m_open.back()];
    container.length = quint32(at + 1 - container.offset);
    container.next = quint32(m_tokens.size());
    m_open.pop_back();
}

/// A member's key and colon; returns where its value starts, or 0.
inline size_t JsonTape::scanKey(size_t at)
{
    if (at >= m_text.size())
        return fail(at, "ends too early"), 0;
    if (m_text[at] != '"')
        return fail(at, "expected a member name"), 0;
    at = scanString(at);
    if (at == 0)
        return 0;
    at = skipSpace(at);
    if (at >= m_text.size())
        return fail(at, "ends too early"), 0;
    if (m_text[at] != ':')
        return fail(at, "expected ':'"), 0;
    return at + 1;
}

bool JsonTape::parse(std::string_view text)
{
    m_text = text;
    m_tokens.clear();
    m_open.clear();
    m_error = {};
    m_errorOffset = 0;
    m_multiLine = false;
    if (text.size() >= std::numeric_limits<quint32>::max())
        return fail(0, "longer than 4 GiB");

    size_t at = 0;
    bool afterValue = false;
    for (;;) {
        at = skipSpace(at);
        if (afterValue && m_open.empty())
            return at == text.size() || fail(at, "something follows the value");
        if (at >= text.size())
            return fail(at, text.empty() ? "empty" : "ends too early");

        const char c = text[at];
        if (afterValue) {
            JsonToken &container = m_tokens[m_open.back()];
            const bool object = container.kind == JsonKind::Object;
            if (c == (object ? '}' : ']')) {
                closeContainer(at++);
                continue;
            }
            if (c != ',')
                return fail(at, object ? "expected ',' or '}'" : "expected ',' or ']'");
            ++container.count;
            ++at;
            if (object && (at = scanKey(skipSpace(at))) == 0)
                return false;
            afterValue = false;
            continue;
        }

        afterValue = true;
        if (c == '"') {
            at = scanString(at);
        } else if (c == '{' || c == '[') {
            if (m_open.size() >= size_t(maxDepth))
                return fail(at, "nested deeper than 1024");
            const bool object = c == '{';
            m_open.push_back(quint32(m_tokens.size()));
            addToken(at, 0, object ? JsonKind::Object : JsonKind::Array);
            at = skipSpace(at + 1);
            if (at < text.size() && text[at] == (object ? '}' : ']')) {
                closeContainer(at++);
                continue;
            }
            m_tokens.back().count = 1;
            if (object && (at = scanKey(at)) == 0)
                return false;
            afterValue = false;
            continue;
        } else {
            at = scanLiteral(at);
        }
        if (at == 0)
            return false;
    }
}

std::string_view JsonRef::raw() const
{
    return m_tape ? m_tape->text().substr(token().offset, token().length) : std::string_view();
}

std::string_view JsonRef::string(std::string &scratch) const
{
    if (!isString())
        return {};
    const std::string_view inside = raw().substr(1, token().length - 2);
    if (!token().escaped)
        return inside;
    unescapeJson(inside, scratch);
    return scratch;
}

std::string_view JsonRef::scalar(std::string &scratch) const
{
    if (!m_tape)
        return {};
    switch (kind()) {
    case JsonKind::String:
        return string(scratch);
    case JsonKind::Number:
    case JsonKind::True:
    case JsonKind::False:
        return raw();
    default:
        return {};
    }
}

double JsonRef::number(double fallback) const
{
    if (!isNumber() && !isString())
        return fallback;
    std::string_view literal = raw();
    if (isString())
        literal = literal.substr(1, literal.size() - 2);
    double value = 0;
    const auto [end, error] =
        std::from_chars(literal.data(), literal.data() + literal.size(), value);
    return error == std::errc() && end == literal.data() + literal.size() ? value : fallback;
}

JsonRef JsonRef::operator[](std::string_view key) const
{
    JsonRef found;
    if (!isObject())
        return found;
    for (quint32 i = m_index + 1, end = token().next; i < end; i = m_tape->tokens()[i + 1].next) {
        const JsonToken &name = m_tape->tokens()[i];
        const std::string_view inside = m_tape->text().substr(name.offset + 1, name.length - 2);
        if (!name.escaped) {
            if (inside == key)
                found = JsonRef(*m_tape, i + 1);
            continue;
        }
        std::string unescaped;
        unescapeJson(inside, unescaped);
        if (unescaped == key)
            found = JsonRef(*m_tape, i + 1);
    }
    return found;
}

} // namespace eventscope
