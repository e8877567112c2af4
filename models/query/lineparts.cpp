// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/lineparts.h"

#include "models/event/jsontape.h"
#include "models/event/jsontext.h"

namespace eventscope {

namespace {

/// Where the string whose first character is at `from`, behind its quote, has the closing one.
size_t closingQuote(std::string_view text, size_t from)
{
    for (size_t at = text.find('"', from); at != std::string_view::npos;
         at = text.find('"', at + 1)) {
        size_t before = at;
        while (before > from && text[before - 1] == '\\')
            --before;
        if ((at - before) % 2 == 0)
            return at;
    }
    return std::string_view::npos;
}

/// Where the JSON value at `from` ends, by its quotes and brackets alone.
size_t valueEnd(std::string_view text, size_t from)
{
    size_t depth = 0;
    for (size_t at = from; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') {
            at = closingQuote(text, at + 1);
            if (at == std::string_view::npos)
                return text.size();
        } else if (c == '{' || c == '[') {
            ++depth;
        } else if (depth > 0 && (c == '}' || c == ']')) {
            --depth;
        } else if (depth == 0 && (c == ',' || c == '}')) {
            return at; // behind a number or a literal
        } else {
            continue;
        }
        if (depth == 0)
            return at + 1;
    }
    return text.size();
}

/// True if the string that begins at `from` ends at the last but one byte of the line. Quick where
/// it holds no quotes, as base64 does.
bool stringEndsLine(std::string_view line, size_t from)
{
    for (size_t at = from;;) {
        at = line.find('"', at + 1);
        if (at == std::string_view::npos)
            return false;
        size_t before = at;
        while (line[before - 1] == '\\')
            --before;
        if ((at - before) % 2 == 0)
            return at == line.size() - 2;
    }
}

/// Lines that we write begin so, and `data` is their last member; whoever added one behind it most
/// likely ends otherwise than the payload begins.
bool endsWithPayload(std::string_view line, size_t payload)
{
    if (!line.starts_with(R"({"specversion":"1.0","sequence":")"))
        return false;
    const char first = line[payload];
    const char last = line[line.size() - 2];
    return first == '{' ? last == '}'
        : first == '['  ? last == ']'
                        : first == '"' && last == '"' && stringEndsLine(line, payload);
}

/// The inside of `"name":"…"`. These bytes cannot stand inside another string: its quotes would be
/// escaped.
std::string_view insideOf(std::string_view head, std::string_view name)
{
    std::string member;
    member.reserve(name.size() + 4);
    member.append(1, '"').append(name).append("\":\"");
    for (size_t at = head.find(member); at != std::string_view::npos;
         at = head.find(member, at + 1)) {
        if (at == 0 || (head[at - 1] != ',' && head[at - 1] != '{'))
            continue;
        const size_t begin = at + member.size();
        const size_t end = closingQuote(head, begin);
        return end == std::string_view::npos ? std::string_view() : head.substr(begin, end - begin);
    }
    return {};
}

/// Whether the payload is where it was when the line was stored. Masks that move it leave no line
/// the length that it had (MaskedSpans::replacedIn()); what a made line was is not known.
bool isInPlace(const EventRecord &record, std::string_view line)
{
    return !(record.flags & MadeLine)
        && (record.lineLength == 0 || line.size() == record.lineLength);
}

/// Where the string, number or literal at `from` ends, as we write them; npos: it is none.
size_t scalarEnd(std::string_view line, size_t from)
{
    if (from >= line.size() || line[from] == '{' || line[from] == '[')
        return std::string_view::npos;
    if (line[from] != '"')
        return line.find_first_of(",{}[]\"", from);
    const size_t quote = closingQuote(line, from + 1);
    return quote == std::string_view::npos ? quote : quote + 1;
}

/// Where the first payload of a line begins that looks as we write them: no attribute has a
/// structure, and nothing is between them. Its attributes are all that is looked at. 0: it looks
/// otherwise.
size_t firstPayload(std::string_view line, bool isBinary)
{
    if (!line.starts_with(R"({"specversion":"1.0",)"))
        return 0;
    for (size_t at = 0; at < line.size() && (line[at] == ',' || at == 0);) {
        if (at + 2 >= line.size() || line[at + 1] != '"')
            return 0;
        const size_t nameEnd = line.find('"', at + 2);
        if (nameEnd >= line.size() - 1 || line[nameEnd + 1] != ':')
            return 0;
        const std::string_view name = line.substr(at + 2, nameEnd - at - 2);
        if (name.find('\\') != std::string_view::npos)
            return 0;
        const size_t value = nameEnd + 2;
        if (name == "data" || name == "data_base64")
            return isBinary == (name != "data") ? value : 0;
        at = scalarEnd(line, value);
    }
    return 0;
}

} // namespace

size_t payloadStart(const EventRecord &record, std::string_view line)
{
    if (record.dataOffset == 0 || isInPlace(record, line))
        return record.dataOffset;
    // Most masks are within the payload, and do not move it. Behind one that they moved there may
    // be another one, which would count.
    const size_t first = firstPayload(line, record.flags & BinaryPayload);
    if (first != 0 && (first == record.dataOffset || valueEnd(line, first) == line.size() - 1))
        return first;
    static thread_local JsonTape tape(JsonTape::maxLineDepth, JsonTape::Keep::NoPlainElements);
    size_t start = record.dataOffset;
    if (tape.parse(line)) {
        std::string scratch;
        // The last one counts, and text before bytes, as where the line was read.
        JsonRef(tape).forEachMember([&](JsonRef key, JsonRef value) {
            const std::string_view name = key.string(scratch);
            if (name == "data" || (name == "data_base64" && (record.flags & BinaryPayload)))
                start = tape[value.index()].offset;
        });
    }
    tape.letGoOfLarge();
    return start;
}

bool payloadEndsLine(const EventRecord &record, std::string_view line)
{
    return record.dataOffset != 0 && line.size() > size_t(record.dataOffset) + 1
        && endsWithPayload(line, record.dataOffset);
}

std::string_view payloadOf(const EventRecord &record, std::string_view line)
{
    const size_t start = payloadStart(record, line);
    if (start == 0 || line.size() <= start + 1)
        return {};
    const size_t end = endsWithPayload(line, start) ? line.size() - 1 : valueEnd(line, start);
    return line.substr(start, end - start);
}

std::string_view attributeOf(const EventRecord &record, std::string_view line,
                             std::string_view name, std::string &scratch)
{
    const size_t payload = payloadStart(record, line);
    const std::string_view head = payload == 0 ? line : line.substr(0, payload);
    const std::string_view inside = insideOf(head, name);
    if (!inside.empty()) {
        if (inside.find('\\') == std::string_view::npos)
            return inside;
        unescapeJson(inside, scratch);
        return scratch;
    }
    static thread_local JsonTape tape(JsonTape::maxLineDepth);
    if (!tape.parse(line))
        return {};
    std::string unescaped;
    const std::string_view value = JsonRef(tape)[name].scalar(unescaped);
    scratch.assign(value);
    tape.letGoOfLarge();
    return scratch;
}

} // namespace eventscope
