// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/commandline.h"

namespace eventscope {

/// Starts the hub and prints its URLs, one line a dialect. It then runs with the event loop, as
/// long as the owner keeps it.
Result<std::unique_ptr<DemoHub>> startDemoCommand(const DemoOptions &options);

} // namespace eventscope
