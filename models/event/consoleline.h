// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// Text as one line for a terminal or a log: what would move the cursor, colour the screen, set the
/// clipboard or begin another line is written in ASCII, `\x1b`, `\n`, `\u{202e}`. Any thread.
QString consoleLine(const QString &text);

/// One sentence on standard error, `eventscope: …`, as one line whatever it holds.
void sayOnConsole(const QString &sentence);

} // namespace eventscope
