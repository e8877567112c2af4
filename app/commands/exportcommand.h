// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/commandline.h"

namespace eventscope {

/// `eventscope export`: returns the exit status. Says what it did, and what it could not read, on
/// standard error.
int runExportCommand(const ExportOptions &options);

} // namespace eventscope
