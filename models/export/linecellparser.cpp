// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/linecellparser.h"

#include "models/event/jsontext.h"
#include "models/query/lineparts.h"

#include <cstring>

namespace eventscope {

namespace {

/// In the order of LineCells::Attribute.
constexpr std::string_view names[] = {"id",           "source",   "type",           "time",
                                      "recordedtime", "sequence", "topic",          "subject",
                                      "severitytext", "reason",   "datacontenttype"};
static_assert(std::size(names) == LineCells::Count);
constexpr std::string_view ownStart = R"({"specversion":"1.0",)";

/// Count if it is none of them.
size_t attributeNamed(std::string_view name)
{
    for (size_t i = 0; i < std::size(names); ++i) {
        if (names[i].size() == name.size()
            && std::memcmp(names[i].data(), name.data(), name.size()) == 0)
            return i;
    }
    return LineCells::Count;
}

/// The first quote or backslash of the string whose inside begins at `from`.
size_t stringStop(std::string_view text, size_t from)
{
    while (from < text.size() && text[from] != '"' && text[from] != '\\')
        ++from;
    return from;
}

/// Its closing quote; text.size() if there is none.
size_t stringEnd(std::string_view text, size_t from)
{
    for (from = stringStop(text, from); from < text.size() && text[from] == '\\';)
        from = stringStop(text, from + 2);
    return std::min(from, text.size());
}

} // namespace

const LineCells &LineCellParser::read(const EventRecord &record, std::string_view line)
{
    if (!readOwn(record, line))
        readAny(line);
    return m_cells;
}

bool LineCellParser::readOwn(const EventRecord &record, std::string_view line)
{
    if (!line.starts_with(ownStart) || line.back() != '}')
        return false;
    if (record.dataOffset != 0 && !payloadEndsLine(record, line))
        return false;
    m_cells = {};
    m_others.clear();
    if (!readHead(line, record.dataOffset != 0 ? record.dataOffset : line.size() - 1))
        return false;
    if (record.dataOffset != 0) {
        const std::string_view payload =
            line.substr(record.dataOffset, line.size() - 1 - record.dataOffset);
        if ((record.flags & BinaryPayload) && payload.front() != '"')
            return false;
        if (record.flags & BinaryPayload)
            m_cells.dataBase64 = payload.substr(1, payload.size() - 2);
        else
            m_cells.data = payload;
    }
    m_cells.others = m_others;
    m_cells.isEvent = true;
    return true;
}

/// The members before `end`, where the payload begins or the line ends. False if they look any
/// other way than we write them.
bool LineCellParser::readHead(std::string_view line, size_t end)
{
    const std::string_view head = line.substr(0, end);
    size_t at = ownStart.size();
    while (at < end) {
        if (head[at] != '"')
            return false;
        const size_t nameEnd = stringStop(head, at + 1);
        if (nameEnd + 1 >= end || head[nameEnd] != '"' || head[nameEnd + 1] != ':')
            return false;
        const std::string_view name = head.substr(at + 1, nameEnd - at - 1);
        const size_t value = nameEnd + 2;
        if (value == end) // the payload's own name
            return end + 1 != line.size() && (name == "data" || name == "data_base64");
        if (name == "data" || name == "data_base64")
            return false; // twice: the last one counts
        const size_t attribute = attributeNamed(name);
        size_t valueEnd = 0;
        if (head[value] == '"') {
            const size_t quote = stringEnd(head, value + 1);
            if (quote >= end)
                return false;
            const std::string_view inside = head.substr(value + 1, quote - value - 1);
            if (attribute != LineCells::Count)
                m_cells.attributes[attribute] = unescaped(attribute, inside);
            valueEnd = quote + 1;
        } else {
            if (attribute != LineCells::Count)
                return false;
            valueEnd = std::min(head.find_first_of(",{[\"", value), end);
        }
        if (attribute == LineCells::Count)
            addOther(name, head.substr(value, valueEnd - value));
        if (valueEnd == end)
            return end + 1 == line.size();
        if (head[valueEnd] != ',')
            return false;
        at = valueEnd + 1;
    }
    return false;
}

void LineCellParser::readAny(std::string_view line)
{
    m_cells = {};
    m_others.clear();
    if (!m_tape.parse(line) || !JsonRef(m_tape).isObject())
        return;
    std::string nameScratch;
    std::string scratch;
    JsonRef(m_tape).forEachMember([&](JsonRef key, JsonRef value) {
        const std::string_view name = key.string(nameScratch);
        if (name == "data") {
            m_cells.data = value.raw();
        } else if (name == "data_base64" && value.isString()) {
            m_cells.dataBase64 = value.raw().substr(1, value.raw().size() - 2);
        } else if (name == "specversion") {
            m_cells.isEvent = true;
        } else if (const size_t attribute = attributeNamed(name); attribute != LineCells::Count) {
            m_texts[attribute].assign(value.scalar(scratch));
            m_cells.attributes[attribute] = m_texts[attribute];
        } else {
            addOther(key.raw().substr(1, key.raw().size() - 2), value.raw());
        }
    });
    m_cells.others = m_others;
    if (!m_cells.isEvent)
        m_cells = {};
    m_tape.letGoOfLarge();
}

void LineCellParser::addOther(std::string_view name, std::string_view value)
{
    if (!m_others.empty())
        m_others += ',';
    m_others.append(1, '"').append(name).append("\":").append(value);
}

std::string_view LineCellParser::unescaped(size_t attribute, std::string_view inside)
{
    if (inside.find('\\') == std::string_view::npos)
        return inside;
    unescapeJson(inside, m_texts[attribute]);
    return m_texts[attribute];
}

} // namespace eventscope
