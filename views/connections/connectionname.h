// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"

namespace eventscope {

inline constexpr int maxConnectionName = 80;

/// A name for a new connection that none of the others has: the system and the host.
QString suggestedConnectionName(const QString &system, const QString &url,
                                const QVector<ConnectionProfile> &others);

} // namespace eventscope
