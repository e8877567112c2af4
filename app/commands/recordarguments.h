// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/commandline.h"

namespace eventscope {

/// The arguments of `eventscope record`; the first is the program's name. Part of
/// parseCommandLine().
Result<Command> parseRecord(const QStringList &arguments);

} // namespace eventscope
