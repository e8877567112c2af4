// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/handshakegate.h"

#include <QTcpSocket>
#include <QTimer>

namespace eventscope {

namespace {

constexpr qint64 maxHead = 16 * 1024;
constexpr int headTimeoutMs = 10'000;

} // namespace

HandshakeGate::HandshakeGate(QObject *parent) : QObject(parent)
{
    connect(&m_server, &QTcpServer::newConnection, this, &HandshakeGate::takePending);
}

bool HandshakeGate::open(quint16 port)
{
    return m_server.listen(QHostAddress::LocalHost, port);
}

void HandshakeGate::shut()
{
    m_server.close();
}

void HandshakeGate::takePending()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        socket->setParent(this);
        socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { inspect(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        auto *const deadline = new QTimer(socket);
        deadline->setObjectName(QStringLiteral("deadline"));
        deadline->setSingleShot(true);
        connect(deadline, &QTimer::timeout, socket, &QTcpSocket::abort);
        deadline->start(headTimeoutMs);
        if (socket->bytesAvailable() > 0)
            inspect(socket);
    }
}

void HandshakeGate::inspect(QTcpSocket *socket)
{
    const QByteArray seen = socket->peek(maxHead);
    const qsizetype end = seen.indexOf("\r\n\r\n");
    if (end < 0 && seen.size() < maxHead)
        return;
    disconnect(socket, &QTcpSocket::readyRead, this, nullptr);
    const auto request = end < 0 ? std::nullopt : RequestHead::parse(seen.left(end + 4));
    DemoRoute route;
    if (request) {
        route = DemoRoute::of(*request);
    } else {
        route.refusal = 400;
        route.body = "This is no HTTP request.\n";
    }
    if (route.refusal) {
        // What was not read would turn the polite end into a reset, and the answer could be lost
        // with it.
        socket->readAll();
        connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->readAll(); });
        socket->write(route.refusalResponse());
        socket->disconnectFromHost();
        return;
    }
    disconnect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    delete socket->findChild<QTimer *>(QStringLiteral("deadline"));
    socket->setParent(nullptr);
    Q_EMIT admitted(socket, *request, route);
}

} // namespace eventscope
