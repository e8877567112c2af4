// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/maskedlines.h"

namespace eventscope {

MaskedLines::MaskedLines(const LineSource *lines, const FieldMasks &masks) : m_lines(lines)
{
    setMasks(masks);
}

void MaskedLines::setMasks(const FieldMasks &masks)
{
    m_masks = masks;
    m_bySource.clear();
    for (auto it = masks.cbegin(); it != masks.cend(); ++it) {
        if (!it->isEmpty())
            m_bySource.emplace_back("/" + it.key().toStdString(), *it);
    }
}

const FieldMask *MaskedLines::maskOf(std::string_view line) const
{
    // Ours is the first: a quote within the id before it has a backslash.
    constexpr std::string_view name = "\"source\":\"";
    const size_t at = line.find(name);
    if (at == std::string_view::npos)
        return nullptr;
    const std::string_view rest = line.substr(at + name.size());
    for (const auto &[source, mask] : m_bySource) {
        if (rest.starts_with(source) && rest.substr(source.size()).starts_with('"'))
            return &mask;
    }
    return nullptr;
}

std::string_view MaskedLines::line(const EventRecord &record, std::string &scratch) const
{
    if (!m_lines)
        return {};
    const std::string_view text = m_lines->line(record, scratch);
    if (m_bySource.empty())
        return text;
    const FieldMask *mask = maskOf(text);
    return mask ? mask->apply(text, scratch) : text;
}

} // namespace eventscope
