// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>

namespace eventscope {

/// SIGINT, SIGTERM and SIGHUP as a flag, for commands that work without an event loop and leave
/// nothing half made behind. At most one of these at a time; a second SIGINT or SIGTERM ends the
/// program at once.
class StopFlag
{
public:
    StopFlag();
    ~StopFlag();
    StopFlag(const StopFlag &) = delete;
    StopFlag &operator=(const StopFlag &) = delete;

    static bool isSet(); ///< any thread

private:
    static constexpr int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction m_before[3];
};

} // namespace eventscope
