// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/democommand.h"

#include <cstdio>

namespace eventscope {

Result<std::unique_ptr<DemoHub>> startDemoCommand(const DemoOptions &options)
{
    auto hub = std::make_unique<DemoHub>(options.hub);
    if (const auto started = hub->start(); !started)
        return Error{started.error()};
    for (const DemoHub::Endpoint &endpoint : hub->endpoints())
        std::printf("%s %s\n", qUtf8Printable(endpoint.dialect), qUtf8Printable(endpoint.url));
    std::fflush(stdout);
    return hub;
}

} // namespace eventscope
