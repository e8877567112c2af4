// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/maskedlines.h"

#include "models/event/jsontape.h"

#include <optional>

namespace eventscope {

namespace {

/// The inside of the string that begins at `at`, as long as nothing in it is escaped; `at` moves
/// behind its closing quote.
std::optional<std::string_view> plainString(std::string_view line, size_t &at)
{
    const size_t end = line.find_first_of("\"\\", at);
    if (end == std::string_view::npos || line[end] != '"')
        return {};
    const std::string_view inside = line.substr(at, end - at);
    at = end + 1;
    return inside;
}

/// `source` of a line as we write it: number, perhaps our id, source; or as we show one of another
/// file, which has no number. Nothing of a feed stands before it.
std::optional<std::string_view> ownSource(std::string_view line)
{
    constexpr std::string_view start = R"({"specversion":"1.0")";
    constexpr std::string_view sequence = R"(,"sequence":")";
    constexpr std::string_view id = R"(,"id":")";
    constexpr std::string_view source = R"(,"source":")";
    if (!line.starts_with(start))
        return {};
    size_t at = start.size();
    if (line.substr(at).starts_with(sequence)) {
        at += sequence.size();
        if (!plainString(line, at))
            return {};
    }
    if (line.substr(at).starts_with(id)) {
        at += id.size();
        if (!plainString(line, at))
            return {};
    }
    if (!line.substr(at).starts_with(source))
        return {};
    at += source.size();
    const auto found = plainString(line, at);
    // Should there be another one behind it, however it is written, that one counts.
    const std::string_view rest = line.substr(std::min(at, line.size()));
    const bool again = rest.find(R"("source")") != std::string_view::npos
        || rest.find("\\u00") != std::string_view::npos;
    return again ? std::nullopt : found;
}

/// The same of a line that went through another program, which may have moved its members, put
/// blanks between them, and escaped what it liked. The last one counts, as everywhere.
std::string anySource(std::string_view line)
{
    static thread_local JsonTape tape(JsonTape::maxLineDepth, JsonTape::Keep::NoPlainElements);
    std::string scratch;
    std::string source;
    if (tape.parse(line))
        source = JsonRef(tape)["source"].string(scratch);
    tape.letGoOfLarge();
    return source;
}

} // namespace

MaskedLines::MaskedLines(const LineSource *lines, const FieldMasks &masks) : m_lines(lines)
{
    setMasks(masks);
}

void MaskedLines::setMasks(const FieldMasks &masks)
{
    m_masks = masks;
    m_bySource.clear();
    m_others = masks.value(otherConnections);
    m_hidesAny = false;
    std::vector<NamePart> parts;
    bool known = true;
    for (auto it = masks.cbegin(); it != masks.cend(); ++it) {
        if (it.key() != otherConnections)
            m_bySource.emplace_back((u'/' + it.key()).toStdString(), *it);
        if (it->isEmpty())
            continue;
        m_hidesAny = true;
        parts.insert(parts.end(), it->parts().begin(), it->parts().end());
        known = known && !it->parts().empty();
    }
    m_sweep = known ? MaskSweep(std::move(parts)) : MaskSweep();
}

const FieldMask &MaskedLines::maskOf(std::string_view line) const
{
    const auto maskFor = [this](std::string_view source) -> const FieldMask & {
        for (const auto &[known, mask] : m_bySource) {
            if (source == known)
                return mask;
        }
        return m_others;
    };
    if (const auto source = ownSource(line))
        return maskFor(*source);
    return maskFor(anySource(line));
}

const FieldMask &MaskedLines::maskOfConnection(std::string_view id) const
{
    for (const auto &[source, mask] : m_bySource) {
        if (std::string_view(source).substr(1) == id)
            return mask;
    }
    return m_others;
}

std::string_view MaskedLines::line(const EventRecord &record, std::string &scratch) const
{
    return m_lines ? masked(m_lines->line(record, scratch), scratch) : std::string_view();
}

std::string_view MaskedLines::masked(std::string_view line, std::string &scratch) const
{
    if (!m_hidesAny || (m_sweep.isUsable() && firstToMask(line) == std::string_view::npos))
        return line;
    const FieldMask &mask = maskOf(line);
    return mask.isEmpty() ? line : mask.apply(line, scratch);
}

} // namespace eventscope
