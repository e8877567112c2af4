// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

namespace eventscope {

/// What a client says to open a WebSocket connection (RFC 6455, section 4.1). Pure. Holds secrets:
/// never logged.
struct UpgradeRequest
{
    /// `key`: 16 random bytes. Headers of the connection's own come last; those that belong to the
    /// handshake itself are taken out, except that sub-protocols among them are asked for like
    /// others.
    UpgradeRequest(const Handshake &handshake, const QByteArray &key);

    QByteArray bytes;
    QByteArrayList subprotocols; ///< as they were asked for
    QByteArray accept; ///< what a server must answer with
};

} // namespace eventscope
