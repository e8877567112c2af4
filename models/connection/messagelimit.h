// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "models/connection/dialectinfo.h"

namespace eventscope {

/// The key of an option that every dialect over WebSocket has: MiB of the largest message that is
/// taken.
inline const QString maxMessageKey = QStringLiteral("maxmessage");
/// The code of the row that says that its limit ends a connection again and again.
inline const QString tooLargeCode = QStringLiteral("MESSAGES_TOO_LARGE");

/// The next larger limit that can be chosen; nothing if there is none.
std::optional<Option::Choice> largerMessageLimit(const DialectInfo &info,
                                                 const ConnectionProfile &profile);

} // namespace eventscope
