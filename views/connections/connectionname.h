// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"

namespace eventscope {

inline constexpr int maxConnectionName = 80;

/// The name itself, or with a number behind it if another connection has it.
QString numberedName(const QString &name, const QVector<ConnectionProfile> &others);
/// The name without such a number.
QString unnumberedName(QString name);
/// A name for a new connection that none of the others has: the system and the host.
QString suggestedConnectionName(const QString &system, const QString &url,
                                const QVector<ConnectionProfile> &others);

} // namespace eventscope
