// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/commandline.h"

namespace eventscope {

/// The arguments of `eventscope record`; the first is the program's name. Part of
/// parseCommandLine().
Result<Command> parseRecord(const QStringList &arguments);

/// What the arguments say besides the saved connections: their tokens, further subscriptions. The
/// error is a usage error.
Result<void> addToProfiles(const RecordOptions &options,
                           QVector<QPair<ConnectionProfile, OptionValues>> &connections);

} // namespace eventscope
