// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

namespace eventscope {

/// The settings of a connection to a server that only its user knows.
QVector<Option> jsonOptions();

/// Comma-separated sub-protocols, each once, without those that no handshake can have.
QStringList subprotocolsOf(const QString &text);

} // namespace eventscope
