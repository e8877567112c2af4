// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

enum class JsonKind : quint8 { Object, Array, String, Number, True, False, Null };

/// One value (or object key) of a parsed document: where its text stands, and where its next
/// sibling is.
struct JsonToken
{
    quint32 offset; ///< of the value's first byte (the quote of a string)
    quint32 length; ///< of its whole text, quotes and brackets included
    quint32 next; ///< index of the token after this value and all within it
    quint32 count; ///< children: members of an object, elements of an array
    JsonKind kind;
    bool escaped; ///< a string that has a backslash
};

/// A strict RFC 8259 tokenizer that keeps spans instead of values: numbers of any size, key order,
/// duplicate keys and escapes stay what they were, which neither QJsonDocument (it rounds, sorts
/// and merges) nor simdjson's DOM (it refuses numbers beyond 64 bits) can do. It does not recurse,
/// and it says at which byte and why a text is no JSON.
///
/// Tokens are in document order: an object is followed by key, value, key, value…; an array by its
/// elements. A tape is reused for many documents and keeps its memory. It refers to the text that
/// was parsed; keep that alive. UTF-8 validity inside strings is not checked here: frames from
/// QWebSocket are valid, files are checked by validUtf8().
class JsonTape
{
public:
    static constexpr int maxDepth = 1024;
    /// A frame of that depth stands deeper in the line of its event, and in that of our own row
    /// about it.
    static constexpr int maxLineDepth = maxDepth + 8;

    /// Which values get a token: a document of millions of numbers has a tape of ten times its
    /// length, and who looks for names and texts wants none of them.
    enum class Keep : quint8 { All, NoPlainElements };

    /// NoPlainElements leaves numbers, true, false and null out that are elements of an array; they
    /// are checked and counted all the same.
    explicit JsonTape(int deepest = maxDepth, Keep keep = Keep::All)
        : m_deepest(size_t(deepest)), m_keep(keep)
    { }
    JsonTape(const JsonTape &) = delete; // a JsonRef knows it by its address
    JsonTape &operator=(const JsonTape &) = delete;

    /// False if `text` is not exactly one JSON value with white space around it; then errorOffset()
    /// and error() say why.
    bool parse(std::string_view text);

    /// Gives back memory that only a large document needs, and forgets the document then. For who
    /// is done with one, and keeps the tape.
    void letGoOfLarge();

    std::string_view text() const { return m_text; }
    size_t errorOffset() const { return m_errorOffset; }
    /// For a person: "unexpected 'x'", "nested deeper than 1024", "ends inside a string".
    std::string_view error() const { return m_error; }
    /// True if any raw line break stands between the tokens, that is, the text does not fit on one
    /// line.
    bool multiLine() const { return m_multiLine; }

    quint32 size() const { return m_size; } ///< tokens
    const JsonToken &operator[](quint32 index) const { return m_tokens[index]; }

private:
    size_t run();
    size_t fail(size_t offset, std::string_view why);
    JsonToken *grow();
    size_t endOfString(size_t at);
    size_t endOfLiteral(size_t at, JsonKind &kind);

    struct Freed
    {
        void operator()(JsonToken *tokens) const { std::free(tokens); }
    };

    std::string_view m_text;
    /// Room for m_capacity, used again. By realloc(), which moves large memory without a copy.
    std::unique_ptr<JsonToken[], Freed> m_tokens;
    size_t m_capacity = 0;
    quint32 m_size = 0;
    size_t m_deepest;
    Keep m_keep;
    std::vector<quint32> m_open; ///< containers around what is being parsed
    std::string_view m_error;
    size_t m_errorOffset = 0;
    bool m_multiLine = false;
};

/// A cheap reference to one value of a tape; a default-made one is "not there", and everything
/// asked of it is empty.
class JsonRef
{
public:
    JsonRef() = default;
    JsonRef(const JsonTape &tape, quint32 index = 0) : m_tape(&tape), m_index(index) { }

    explicit operator bool() const { return m_tape; }
    quint32 index() const { return m_index; }
    /// Only of one that is there.
    const JsonTape &tape() const { return *m_tape; }
    JsonKind kind() const { return token().kind; }
    bool isObject() const { return m_tape && kind() == JsonKind::Object; }
    bool isArray() const { return m_tape && kind() == JsonKind::Array; }
    bool isString() const { return m_tape && kind() == JsonKind::String; }
    bool isNumber() const { return m_tape && kind() == JsonKind::Number; }
    bool isNull() const { return !m_tape || kind() == JsonKind::Null; }

    /// The text of the value as received, quotes included; empty if not there.
    std::string_view raw() const;
    /// A string's content. Unescaped into `scratch` only if it has escapes; empty for everything
    /// that is no string.
    std::string_view string(std::string &scratch) const;
    /// A string's content, or the literal of a number, true or false: for attributes that servers
    /// send as either.
    std::string_view scalar(std::string &scratch) const;
    /// A number, or a string that holds one, as double; `fallback` otherwise.
    double number(double fallback = 0) const;

    quint32 size() const { return m_tape ? token().count : 0; }
    /// The member with this key (the last one of duplicates, as JavaScript and Qt do); not there if
    /// this is no object.
    JsonRef operator[](std::string_view key) const;
    /// The value at a path of keys: at("data", "current_action", "id").
    template<typename... Keys>
    JsonRef at(std::string_view key, Keys... rest) const
    {
        if constexpr (sizeof...(rest) == 0)
            return (*this)[key];
        else
            return (*this)[key].at(rest...);
    }

    /// Calls visit(JsonRef element) for each element of an array.
    template<typename Visit>
    void forEachElement(Visit visit) const
    {
        if (!isArray())
            return;
        for (quint32 i = m_index + 1, end = token().next; i < end; i = (*m_tape)[i].next)
            visit(JsonRef(*m_tape, i));
    }
    /// Calls visit(JsonRef key, JsonRef value) for each member of an object, in order, duplicates
    /// too.
    template<typename Visit>
    void forEachMember(Visit visit) const
    {
        if (!isObject())
            return;
        for (quint32 i = m_index + 1, end = token().next; i < end; i = (*m_tape)[i + 1].next)
            visit(JsonRef(*m_tape, i), JsonRef(*m_tape, i + 1));
    }

private:
    const JsonToken &token() const { return (*m_tape)[m_index]; }

    const JsonTape *m_tape = nullptr;
    quint32 m_index = 0;
};

} // namespace eventscope
