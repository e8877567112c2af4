// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

namespace eventscope {

/// Rails pings every 3 s; its own client takes a connection without two of them for dead. Seconds.
inline constexpr int usualZaikioSilence = 6;

/// What a connection to Zaikio, or another ActionCable server, can be told.
QVector<Option> zaikioOptions();

} // namespace eventscope
