// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVariant>

namespace eventscope {

class ConnectionEntry;

/// What ConnectionModel answers for one connection: a role of ConnectionRole or of Qt. `title` is
/// its dialect's.
QVariant connectionCell(const ConnectionEntry &entry, const QString &title, int role, qint64 nowUs);

} // namespace eventscope
