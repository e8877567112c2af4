// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demoroute.h"

#include <QHostAddress>
#include <QTcpServer>

namespace eventscope {

/// Listens on 127.0.0.1 and looks at the head of each request before anybody else does: refuses it
/// in HTTP, or hands the untouched socket on for the WebSocket handshake. Lives on the hub's
/// thread; owns sockets until they are handed on.
class HandshakeGate final : public QObject
{
    Q_OBJECT
public:
    explicit HandshakeGate(QObject *parent = nullptr);

    bool open(quint16 port);
    void shut(); ///< new connections are refused by the system until open() again
    quint16 port() const { return m_server.serverPort(); }
    QString errorString() const { return m_server.errorString(); }

Q_SIGNALS:
    /// The socket belongs to the receiver; its request is still unread.
    void admitted(QTcpSocket *socket, const eventscope::RequestHead &request,
                  const eventscope::DemoRoute &route);

private:
    void takePending();
    void inspect(QTcpSocket *socket);

    QTcpServer m_server;
};

} // namespace eventscope
