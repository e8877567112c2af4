// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QList>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>
#include <functional>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <random>
#include <sys/socket.h>

namespace eventscope {

/// The bad network between a feed and its server, on a free port of 127.0.0.1: what the server says
/// goes on in pieces, late, only up to a place, or never. What the client says goes on at once.
/// Single-threaded and in the order in which it came, like TCP itself.
class Relay final : public QObject
{
    Q_OBJECT
public:
    /// A `maxSegment`: no packet in either direction is larger, as far as the kernel allows.
    explicit Relay(const QUrl &server, int maxSegment = 0) : m_target(server)
    {
        connect(&m_server, &QTcpServer::newConnection, this, &Relay::accept);
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen: %s", qPrintable(m_server.errorString()));
        if (maxSegment > 0)
            ::setsockopt(int(m_server.socketDescriptor()), IPPROTO_TCP, TCP_MAXSEG, &maxSegment,
                         sizeof maxSegment);
    }
    ~Relay() override
    {
        for (Link *link : std::as_const(m_links)) {
            link->client->disconnect(this);
            link->server.disconnect(this);
        }
        qDeleteAll(m_links);
    }

    QUrl url() const
    {
        QUrl url = m_target;
        url.setPort(m_server.serverPort());
        return url;
    }

    qsizetype piece = 0; ///< bytes at once; 0: as they came
    int delayMs = 0; ///< before each piece
    int jitterMs = 0; ///< more, at random
    qint64 holdAt = -1; ///< the first connection gets so many bytes and then nothing, until go()
    qint64 resetAt = -1; ///< the first connection is reset after so many bytes
    bool muteClient = false; ///< what the client says from now on comes to nobody
    int accepted = 0;

    bool isHolding() const { return m_holding; }
    /// What was held goes on.
    void go()
    {
        holdAt = -1;
        m_holding = false;
        for (Link *link : std::as_const(m_links))
            link->timer.start(0);
    }
    /// What the kernel made of `maxSegment` on the last connection; 0: there is none.
    int segment() const
    {
        int size = 0;
        socklen_t length = sizeof size;
        if (!m_links.isEmpty())
            ::getsockopt(int(m_links.last()->client->socketDescriptor()), IPPROTO_TCP, TCP_MAXSEG,
                         &size, &length);
        return size;
    }

private:
    struct Link final : QObject
    {
        QTcpSocket *client = nullptr;
        QTcpSocket server;
        QByteArray waiting;
        qint64 passed = 0;
        bool isFirst = false;
        bool serverIsGone = false;
        QTimer timer;
    };

    void accept()
    {
        while (QTcpSocket *client = m_server.nextPendingConnection()) {
            auto *link = new Link;
            m_links.append(link);
            link->client = client;
            client->setParent(link);
            client->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            link->isFirst = ++accepted == 1;
            link->timer.setSingleShot(true);
            link->timer.setTimerType(Qt::PreciseTimer);
            connect(&link->timer, &QTimer::timeout, this, [this, link] { pass(*link); });
            connect(client, &QTcpSocket::readyRead, this, [this, link] { forward(*link); });
            connect(client, &QTcpSocket::disconnected, this, [this, link] { end(link); });
            connect(&link->server, &QTcpSocket::connected, this, [this, link] { forward(*link); });
            connect(&link->server, &QTcpSocket::readyRead, this, [this, link] {
                link->waiting += link->server.readAll();
                schedule(*link);
            });
            connect(&link->server, &QTcpSocket::disconnected, this, [this, link] {
                link->serverIsGone = true;
                schedule(*link);
            });
            link->server.connectToHost(QHostAddress::LocalHost, quint16(m_target.port()));
        }
    }

    void forward(Link &link)
    {
        if (link.server.state() != QAbstractSocket::ConnectedState)
            return;
        const QByteArray bytes = link.client->readAll();
        if (!muteClient)
            link.server.write(bytes);
    }

    void schedule(Link &link)
    {
        if (!link.timer.isActive())
            link.timer.start(delayMs + (jitterMs > 0 ? int(m_random() % quint32(jitterMs)) : 0));
    }

    /// How much may go on to this client.
    qsizetype allowed(const Link &link) const
    {
        qsizetype much = piece > 0 ? std::min(piece, link.waiting.size()) : link.waiting.size();
        for (const qint64 end : {holdAt, resetAt}) {
            if (link.isFirst && end >= 0)
                much = std::min(much, qsizetype(end - link.passed));
        }
        return much;
    }

    void pass(Link &link)
    {
        const qsizetype much = allowed(link);
        link.client->write(link.waiting.left(much));
        link.client->flush(); // a piece is a packet
        link.waiting.remove(0, much);
        link.passed += much;
        if (link.isFirst && link.passed == resetAt) {
            const linger now{1, 0};
            ::setsockopt(int(link.client->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now,
                         sizeof now);
            link.client->abort();
            return;
        }
        if (link.isFirst && link.passed == holdAt) {
            m_holding = true;
            return;
        }
        if (!link.waiting.isEmpty())
            schedule(link);
        else if (link.serverIsGone)
            link.client->disconnectFromHost();
    }

    void end(Link *link)
    {
        if (!m_links.removeOne(link))
            return;
        link->timer.stop();
        link->server.disconnect(this);
        link->server.abort();
        link->deleteLater();
    }

    QTcpServer m_server;
    const QUrl m_target;
    QList<Link *> m_links;
    std::mt19937 m_random{7};
    bool m_holding = false;
};

} // namespace eventscope
