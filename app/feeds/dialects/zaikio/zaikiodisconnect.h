// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

#include <optional>

namespace eventscope {

/// What a `{"type":"disconnect"}` frame means. `reconnect`: what the server says about coming back;
/// nothing if it does not say.
CloseVerdict zaikioDisconnect(const QString &reason, std::optional<bool> reconnect);

} // namespace eventscope
