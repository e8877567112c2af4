// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/jsontape.h"

#include "models/event/jsonscan.h"
#include "models/event/jsontext.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <new>

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

// Everything that a run over a text needs all the time is in locals of run(), and the lambdas and
// inline functions below keep it there: through a member, each store to a token could change it, as
// far as the compiler knows, and half the time would go into loading it again.
#define EVENTSCOPE_INLINE __attribute__((always_inline))

namespace {

constexpr size_t failed = size_t(-1);
constexpr quint32 none = std::numeric_limits<quint32>::max();

struct Space
{
    bool lineBreak = false;

    EVENTSCOPE_INLINE size_t skip(const char *text, size_t size, size_t at)
    {
        // Machines write no white space: the first look is nearly always the last.
        while (at < size && text[at] <= ' ' && isSpace(text[at])) {
            lineBreak |= text[at] == '\n' || text[at] == '\r';
            ++at;
        }
        return at;
    }
};

EVENTSCOPE_INLINE inline void fill(JsonToken &token, size_t at, size_t length, quint32 next,
                                   JsonKind kind, bool escaped)
{
    token.offset = quint32(at);
    token.length = quint32(length);
    token.next = next;
    token.count = 0;
    token.kind = kind;
    token.escaped = escaped;
}

} // namespace

size_t JsonTape::fail(size_t offset, std::string_view why)
{
    m_errorOffset = offset;
    m_error = why;
    return failed;
}

[[gnu::noinline]] JsonToken *JsonTape::grow()
{
    const size_t capacity = std::max<size_t>(64, m_capacity * 2);
    void *const larger = std::realloc(m_tokens.get(), capacity * sizeof(JsonToken));
    if (!larger)
        throw std::bad_alloc();
    static_cast<void>(m_tokens.release()); // it is larger, or gone
    m_tokens.reset(static_cast<JsonToken *>(larger));
    m_capacity = capacity;
    return m_tokens.get();
}

void JsonTape::letGoOfLarge()
{
    constexpr size_t mostKept = size_t(1) << 20;
    if (m_capacity <= mostKept)
        return;
    m_tokens.reset();
    m_capacity = 0;
    m_size = 0;
    m_text = {};
}

/// The position of the closing quote of a string whose first special byte is none.
[[gnu::noinline]] size_t JsonTape::endOfString(size_t at)
{
    for (;;) {
        if (at >= m_text.size())
            return fail(at, "ends inside a string");
        if (m_text[at] == '"')
            return at;
        if (m_text[at] != '\\')
            return fail(at, "raw control character inside a string");
        const size_t end = escapeEnd(m_text, at);
        if (end == 0)
            return fail(at, "bad escape inside a string");
        at = findJsonSpecial(m_text.data(), end, m_text.size());
    }
}

/// Where the number, true, false or null at `at` ends.
[[gnu::noinline]] size_t JsonTape::endOfLiteral(size_t at, JsonKind &kind)
{
    const auto word = [this, at, &kind](std::string_view text, JsonKind itsKind) {
        kind = itsKind;
        return m_text.substr(at, text.size()) == text ? at + text.size()
                                                      : fail(at, "unexpected character");
    };
    switch (m_text[at]) {
    case 't':
        return word("true", JsonKind::True);
    case 'f':
        return word("false", JsonKind::False);
    case 'n':
        return word("null", JsonKind::Null);
    default:
        break;
    }
    kind = JsonKind::Number;
    const size_t end = numberEnd(m_text, at);
    return end == 0 ? fail(at, "unexpected character") : end;
}

// One function, so that all it knows stays in registers: twice as fast as in parts.
// NOLINTNEXTLINE(readability-function-size)
size_t JsonTape::run()
{
    const char *const text = m_text.data();
    const size_t size = m_text.size();
    JsonSpecials specials(text, size);
    Space space;
    const bool keepsAll = m_keep == Keep::All;
    JsonToken *tokens = m_tokens.get();
    auto capacity = quint32(m_capacity);
    quint32 count = 0;
    quint32 inside = none; // the innermost container
    bool inObject = false;

    const auto add = [&](size_t from, size_t length, JsonKind kind, bool escaped)
                         EVENTSCOPE_INLINE {
                             if (count == capacity) {
                                 tokens = grow();
                                 capacity = quint32(m_capacity);
                             }
                             fill(tokens[count], from, length, count + 1, kind, escaped);
                             ++count;
                         };
    const auto string = [&](size_t from) EVENTSCOPE_INLINE -> size_t {
        size_t end = specials.next(from + 1);
        const bool escaped = end >= size || text[end] != '"';
        if (escaped && (end = endOfString(end)) == failed)
            return failed;
        add(from, end + 1 - from, JsonKind::String, escaped);
        return end + 1;
    };
    const auto enter = [&](quint32 container) EVENTSCOPE_INLINE {
        inside = container;
        inObject = container != none && tokens[container].kind == JsonKind::Object;
    };
    const auto close = [&](size_t bracket) EVENTSCOPE_INLINE {
        tokens[inside].length = quint32(bracket + 1 - tokens[inside].offset);
        tokens[inside].next = count;
        m_open.pop_back();
        enter(m_open.empty() ? none : m_open.back());
    };

    size_t at = space.skip(text, size, 0);
    bool name = false; // a member's name comes next
    for (;;) {
        if (at >= size)
            return fail(at, size == 0 ? "empty" : "ends too early");
        const char c = text[at];
        if (name) {
            if (c != '"')
                return fail(at, "expected a member name");
            if ((at = string(at)) == failed)
                return failed;
            at = space.skip(text, size, at);
            if (at >= size)
                return fail(at, "ends too early");
            if (text[at] != ':')
                return fail(at, "expected ':'");
            at = space.skip(text, size, at + 1);
            name = false;
            continue;
        }
        if (c == '"') {
            at = string(at);
        } else if (c == '{' || c == '[') {
            if (m_open.size() >= m_deepest)
                return fail(at, "nested deeper than 1024");
            m_open.push_back(count);
            add(at, 0, c == '{' ? JsonKind::Object : JsonKind::Array, false);
            enter(count - 1);
            at = space.skip(text, size, at + 1);
            if (at >= size || text[at] != (inObject ? '}' : ']')) {
                tokens[inside].count = 1;
                name = inObject;
                continue;
            }
            close(at++);
        } else {
            JsonKind kind = JsonKind::Null;
            const size_t end = endOfLiteral(at, kind);
            if (end != failed && (keepsAll || inObject || inside == none))
                add(at, end - at, kind, false);
            at = end;
        }
        if (at == failed)
            return failed;

        for (at = space.skip(text, size, at); inside != none; at = space.skip(text, size, at + 1)) {
            if (at >= size)
                return fail(at, "ends too early");
            if (text[at] != (inObject ? '}' : ']'))
                break;
            close(at);
        }
        if (inside == none) {
            m_multiLine = space.lineBreak;
            m_size = count;
            return at == size ? at : fail(at, "something follows the value");
        }
        if (text[at] != ',')
            return fail(at, inObject ? "expected ',' or '}'" : "expected ',' or ']'");
        ++tokens[inside].count;
        at = space.skip(text, size, at + 1);
        name = inObject;
    }
}

#undef EVENTSCOPE_INLINE

bool JsonTape::parse(std::string_view text)
{
    m_text = text;
    m_size = 0;
    m_open.clear();
    m_error = {};
    m_errorOffset = 0;
    m_multiLine = false;
    if (text.size() >= std::numeric_limits<quint32>::max()) {
        m_error = "longer than 4 GiB";
        return false;
    }
    if (run() != failed)
        return true;
    m_size = 0;
    return false;
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
    for (quint32 i = m_index + 1, end = token().next; i < end; i = (*m_tape)[i + 1].next) {
        const JsonToken &name = (*m_tape)[i];
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
