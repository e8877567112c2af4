// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/requesthead.h"

#include <QByteArray>

namespace eventscope {

/// Which of its voices the demo hub speaks at an address, and whether it lets the caller in.
/// Decided from the request alone, before there is a WebSocket, because VoIPBIN refuses in HTTP and
/// QWebSocketServer cannot answer 401.
struct DemoRoute
{
    enum class Voice : quint8 {
        VoipbinDocumented, ///< /v1.0/ws
        VoipbinDeployed, ///< /deployed/v1.0/ws?shape=bare|wrapped|mixed
        FixBackend, ///< /api/workspaces/<uuid>/events
        FixCore, ///< /events?show=progress,error
        Zaikio, ///< /websocket
        Daptin, ///< /live
        OldDaptin, ///< /live?generation=A|B
        Sensors, ///< /sensors
    };

    Voice voice = Voice::VoipbinDocumented;
    int refusal = 0; ///< an HTTP status, 0: come in
    QByteArray body; ///< of the refusal
    bool denied = false; ///< let in, then shown out as the server does it

    static DemoRoute of(const RequestHead &request);
    QByteArray refusalResponse() const;
};

} // namespace eventscope
