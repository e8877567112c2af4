// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// What stands between quotes in a filter is one line that can be read, whatever an event brings:
/// quotes and backslashes have a backslash before them; line breaks and tabs are `\n`, `\r`, `\t`,
/// and what has no picture of its own, or turns others around, is `\u202e`.
QString escapedFilterText(QStringView text);
/// Reads such an escape, whose backslash is at `at`, which moves behind it. False, and nothing
/// moves: the backslash stands for itself.
bool readFilterEscape(QStringView text, qsizetype &at, QString &out);

} // namespace eventscope
