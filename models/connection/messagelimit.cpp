// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/messagelimit.h"

#include <algorithm>

namespace eventscope {

std::optional<Option::Choice> largerMessageLimit(const DialectInfo &info,
                                                 const ConnectionProfile &profile)
{
    const auto option = std::find_if(info.options.cbegin(), info.options.cend(),
                                     [](const Option &one) { return one.key == maxMessageKey; });
    if (option == info.options.cend())
        return {};
    const int now = profile.options.value(maxMessageKey, option->defaultValue).toInt();
    const auto larger =
        std::find_if(option->choices.cbegin(), option->choices.cend(),
                     [now](const Option::Choice &choice) { return choice.value.toInt() > now; });
    if (larger == option->choices.cend())
        return {};
    return *larger;
}

} // namespace eventscope
