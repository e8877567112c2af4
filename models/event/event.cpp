// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/event.h"

#include <array>

namespace eventscope {

namespace {

constexpr std::array<std::string_view, 5> severityNames{"info", "success", "warning", "error",
                                                        "fatal"};

} // namespace

std::string_view severityText(Severity severity)
{
    return severityNames[size_t(severity)];
}

std::optional<Severity> severityFromText(std::string_view text)
{
    for (size_t i = 0; i < severityNames.size(); ++i) {
        if (severityNames[i] == text)
            return Severity(i);
    }
    return {};
}

} // namespace eventscope
