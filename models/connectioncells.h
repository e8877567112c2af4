// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariant>

namespace eventscope {

class ConnectionEntry;
struct DialectInfo;

/// What ConnectionModel answers for one connection: a role of ConnectionRole or of Qt. `info` is of
/// its dialect; null: this version does not know it.
QVariant connectionCell(const ConnectionEntry &entry, const DialectInfo *info, int role,
                        qint64 nowUs);

} // namespace eventscope
