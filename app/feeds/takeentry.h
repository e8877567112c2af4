// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <algorithm>
#include <optional>
#include <vector>

namespace eventscope {

/// Takes what a session knows of a pattern out of its list, where the feed takes the pattern back.
template<typename Entry>
std::optional<Entry> takeEntry(std::vector<Entry> &entries, const QString &pattern)
{
    const auto found =
        std::find_if(entries.begin(), entries.end(),
                     [&pattern](const Entry &entry) { return entry.pattern == pattern; });
    if (found == entries.end())
        return {};
    std::optional<Entry> taken(std::move(*found));
    entries.erase(found);
    return taken;
}

} // namespace eventscope
