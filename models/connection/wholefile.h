// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"

#include <QByteArray>

namespace eventscope {

/// Whom a file is for: its owner, or everybody whom the umask lets.
enum class Readers : quint8 { Owner, Usual };

/// Writes all of `bytes` to `path`, synced and with its name, or leaves what was there. The error is
/// the reason alone.
Result<void> saveWholeFile(const QString &path, const QByteArray &bytes, Readers readers);
/// Makes the names in the folder of this file outlive the power.
Result<void> syncNamesAround(const QString &path);

} // namespace eventscope
