// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterline.h"

#include "models/event/hiddentext.h"
#include "models/event/stringtable.h"
#include "models/query/lineparts.h"

#include <charconv>

namespace eventscope {

namespace {

constexpr quint16 unnumberedSource = 0xffff;

QByteArray decodedBytes(std::string_view text)
{
    return QByteArray::fromBase64(QByteArray::fromRawData(text.data(), qsizetype(text.size())));
}

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

/// True if a line that we wrote can be seen not to have an attribute without parsing it: its key
/// stands nowhere before the payload, and nothing stands behind it.
bool lacksAttribute(const EventRecord &record, std::string_view line, std::string_view name)
{
    if (!line.starts_with(R"({"specversion":"1.0","sequence":")"))
        return false;
    std::string_view head = line;
    if (record.dataOffset != 0) {
        const std::string_view payload = payloadOf(record, line);
        if (payload.data() + payload.size() + 1 != line.data() + line.size())
            return false;
        head = line.substr(0, size_t(payload.data() - line.data()));
    }
    std::string key;
    key.append(1, '"').append(name).append("\":");
    return head.find(key) == std::string_view::npos;
}

} // namespace

void FilterLine::forget()
{
    m_decoded.reset();
    m_row.reset();
    m_uninterned.clear();
    m_hasUninterned = false;
    m_parsed = Parsed::NotYet;
}

void FilterLine::reset(const EventRecord &record, quint64 sequence, const LineSource *lines)
{
    m_record = &record;
    m_sequence = sequence;
    m_lines = lines;
    m_line = {};
    m_hasLine = false;
    forget();
}

void FilterLine::reset(const EventRecord &record, quint64 sequence, std::string_view line)
{
    reset(record, sequence, nullptr);
    m_line = line;
    m_hasLine = true;
}

std::string_view FilterLine::line()
{
    if (!m_hasLine) {
        m_hasLine = true;
        m_line = m_lines ? m_lines->line(*m_record, m_lineScratch) : std::string_view();
    }
    return m_line;
}

quint64 FilterLine::sequence()
{
    if (m_sequence == 0) {
        const std::string_view text = attribute("sequence");
        std::from_chars(text.data(), text.data() + text.size(), m_sequence);
    }
    return m_sequence;
}

std::string_view FilterLine::payload()
{
    const std::string_view raw = payloadOf(*m_record, line());
    if (!(m_record->flags & BinaryPayload))
        return raw;
    if (!m_decoded)
        m_decoded = decodedBytes(raw);
    return viewOf(*m_decoded);
}

std::string_view FilterLine::encodedRow()
{
    if (!m_row) {
        const std::string_view text = encodedRowIn(payloadOf(*m_record, line()));
        m_row = text.empty() ? QByteArray() : decodedBytes(text);
    }
    return viewOf(*m_row);
}

std::string_view FilterLine::attribute(std::string_view name)
{
    if (line().empty() || lacksAttribute(*m_record, m_line, name))
        return {};
    return attributeOf(*m_record, m_line, name, m_attributeScratch);
}

JsonRef FilterLine::json()
{
    if (m_parsed == Parsed::NotYet) {
        const bool binary = m_record->flags & BinaryPayload;
        const std::string_view text = binary ? std::string_view() : payload();
        m_parsed = !text.empty() && m_tape.parse(text) ? Parsed::Yes : Parsed::No;
    }
    return m_parsed == Parsed::Yes ? JsonRef(m_tape) : JsonRef();
}

std::string_view FilterLine::uninterned()
{
    if (m_hasUninterned || line().empty())
        return m_uninterned;
    m_hasUninterned = true;
    const auto add = [this](bool wanted, std::string_view name) {
        if (!wanted)
            return;
        m_uninterned += attribute(name);
        m_uninterned += '\0';
    };
    add(m_record->subjectHash != 0, "subject");
    add(m_record->type == StringTable::overflow, "type");
    add(m_record->topic == StringTable::overflow, "topic");
    add(m_record->connection == unnumberedSource, "source");
    add(m_record->flags & Undecodable, "reason");
    return m_uninterned;
}

/// Most words are nowhere in most lines: one pass over the whole line says so before its parts are
/// taken out.
bool FilterLine::contains(const WordSearch &search)
{
    if (!(m_record->flags & BinaryPayload) && !search.foundIn(line()))
        return search.foundIn(encodedRow());
    return search.foundIn(payload()) || search.foundIn(uninterned())
        || search.foundIn(encodedRow());
}

FilterLine::Nested &FilterLine::nested(size_t depth)
{
    while (m_nested.size() <= depth)
        m_nested.push_back(std::make_unique<Nested>());
    return *m_nested[depth];
}

bool FilterLine::hidesText(const EventRecord &record, std::string_view line)
{
    return (record.flags & BinaryPayload) != 0 || !encodedRowIn(payloadOf(record, line)).empty();
}

} // namespace eventscope
