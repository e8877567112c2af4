// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCryptographicHash>
#include <QHostAddress>
#include <QList>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketServer>
#include <functional>

namespace eventscope {

/// A real WebSocket server on a free port of 127.0.0.1 that does what the test says.
class ScriptServer final : public QObject
{
    Q_OBJECT
public:
    ScriptServer() : m_server(QString(), QWebSocketServer::NonSecureMode)
    {
        connect(&m_server, &QWebSocketServer::newConnection, this, &ScriptServer::accept);
        listen();
    }
    ~ScriptServer() override { qDeleteAll(m_clients); }

    std::function<void(QWebSocket &)> onOpened;
    std::function<void(QWebSocket &, const QString &)> onText;

    QUrl url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1/feed").arg(m_port)); }
    int accepted() const { return m_accepted; }
    const QList<QWebSocket *> &clients() const { return m_clients; }
    QWebSocket *client() const { return m_clients.isEmpty() ? nullptr : m_clients.last(); }
    QStringList received;
    QStringList receivedHeaders;

    void send(const QString &text)
    {
        for (QWebSocket *client : m_clients)
            client->sendTextMessage(text);
    }
    /// No good-bye: the connections are cut, and nobody listens any more.
    void kill()
    {
        m_server.close();
        const QList<QWebSocket *> clients = m_clients;
        for (QWebSocket *client : clients)
            client->abort();
    }
    /// Listens again on the same port.
    void listen()
    {
        if (!m_server.listen(QHostAddress::LocalHost, m_port))
            qFatal("cannot listen: %s", qPrintable(m_server.errorString()));
        m_port = m_server.serverPort();
    }

private:
    void accept()
    {
        QWebSocket *client = m_server.nextPendingConnection();
        ++m_accepted;
        m_clients.append(client);
        receivedHeaders.append(QString::fromUtf8(client->request().rawHeader("Authorization")));
        connect(client, &QWebSocket::textMessageReceived, this,
                [this, client](const QString &text) {
                    received.append(text);
                    if (onText)
                        onText(*client, text);
                });
        connect(client, &QWebSocket::disconnected, this, [this, client] {
            m_clients.removeOne(client);
            client->deleteLater();
        });
        if (onOpened)
            onOpened(*client);
    }

    QWebSocketServer m_server;
    QList<QWebSocket *> m_clients;
    quint16 m_port = 0;
    int m_accepted = 0;
};

/// A TCP server that says what the test wants, byte by byte, for all that a proper WebSocket server
/// never does.
class RawServer final : public QObject
{
    Q_OBJECT
public:
    explicit RawServer(std::function<void(QTcpSocket &, const QByteArray &)> onData = {},
                       const QHostAddress &address = QHostAddress::LocalHost)
        : m_onData(std::move(onData))
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *client = m_server.nextPendingConnection()) {
                ++accepted;
                clients.append(client);
                connect(client, &QTcpSocket::readyRead, this, [this, client] {
                    if (!client->isReadable() || paused)
                        return;
                    const QByteArray data = client->readAll();
                    received += data;
                    if (m_onData)
                        m_onData(*client, data);
                });
                connect(client, &QTcpSocket::disconnected, this, [this, client] {
                    clients.removeOne(client);
                    client->deleteLater();
                });
            }
        });
        if (!m_server.listen(address))
            qFatal("cannot listen: %s", qPrintable(m_server.errorString()));
    }

    QUrl url() const
    {
        return QUrl(QStringLiteral("ws://127.0.0.1:%1/feed").arg(m_server.serverPort()));
    }

    /// The handshake, if `data` asks for one; else nothing.
    static QByteArray answerTo(const QByteArray &data)
    {
        const qsizetype at = data.indexOf("Sec-WebSocket-Key: ");
        if (at < 0)
            return {};
        const QByteArray key = data.mid(at + 19, data.indexOf("\r\n", at) - at - 19);
        const QByteArray accept =
            QCryptographicHash::hash(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                     QCryptographicHash::Sha1)
                .toBase64();
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: "
            + accept + "\r\n\r\n";
    }
    /// Does it.
    static bool upgrade(QTcpSocket &client, const QByteArray &data)
    {
        const QByteArray answer = answerTo(data);
        client.write(answer);
        return !answer.isEmpty();
    }
    /// A whole frame of up to 65 535 bytes, not masked, as servers send them.
    static QByteArray frame(int opcode, const QByteArray &payload)
    {
        QByteArray frame(1, char(0x80 | opcode));
        if (payload.size() < 126) {
            frame += char(payload.size());
        } else {
            frame += char(126);
            frame += char(payload.size() >> 8);
            frame += char(payload.size() & 0xff);
        }
        return frame + payload;
    }
    static QByteArray text(const QByteArray &payload) { return frame(1, payload); }

    QList<QTcpSocket *> clients;
    QByteArray received;
    int accepted = 0;
    bool paused = false; ///< reads nothing any more

private:
    QTcpServer m_server;
    std::function<void(QTcpSocket &, const QByteArray &)> m_onData;
};

} // namespace eventscope
