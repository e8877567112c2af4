// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/fuzztarget.h"

#include <cstdio>
#include <cstdlib>

namespace eventscope {

std::span<const FuzzTarget> fuzzTargets()
{
    static constexpr FuzzTarget targets[] = {
        {"fix", fuzz::fixSession, "fix"},
        {"zaikio", fuzz::zaikioSession, "zaikio"},
        {"daptin", fuzz::daptinSession, "daptin"},
        {"acm", fuzz::acmSession, "acm"},
        {"voipbin", fuzz::voipbinSession, "voipbin"},
        {"other", fuzz::jsonSession, "json"},
        {"json", fuzz::json, nullptr},
        {"text", fuzz::text, nullptr},
        {"filter", fuzz::filter, nullptr},
        {"capture", fuzz::capture, nullptr},
        {"index", fuzz::index, nullptr},
        {"foreign", fuzz::foreign, nullptr},
        {"imports", fuzz::imports, nullptr},
        {"exports", fuzz::exports, nullptr},
        {"masks", fuzz::masks, nullptr},
        {"websocket", fuzz::webSocket, nullptr},
    };
    return targets;
}

const FuzzTarget *fuzzTarget(std::string_view name)
{
    for (const FuzzTarget &target : fuzzTargets()) {
        if (name == target.name)
            return &target;
    }
    return nullptr;
}

void demand(bool holds, const char *property, std::string_view about)
{
    if (holds)
        return;
    const char *input = std::getenv("EVENTSCOPE_FUZZ_INPUT");
    std::fprintf(stderr, "A property does not hold: %s (%s)\n%.*s\n", property, input ? input : "",
                 int(about.size() < 2000 ? about.size() : 2000), about.data());
    std::abort();
}

} // namespace eventscope
