// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace eventscope {

/// The names as one word of a protocol: some systems take several topics as one subscription.
inline std::string commaList(const std::vector<std::string> &names)
{
    std::string list;
    for (const std::string &name : names) {
        if (!list.empty())
            list += ',';
        list += name;
    }
    return list;
}

} // namespace eventscope
