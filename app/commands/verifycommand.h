// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/commandline.h"

namespace eventscope {

/// `eventscope verify`: prints the report; returns 0, or 1 if any line is lost or damaged or the
/// capture cannot be read.
int runVerifyCommand(const VerifyOptions &options);

} // namespace eventscope
