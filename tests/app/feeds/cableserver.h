// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMap>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketServer>

namespace eventscope {

/// An ActionCable server that restarts as soon as all subscriptions are confirmed and each has had
/// an event: it says that it goes, closes, and is there again at once. The last time it stays.
class CableServer final : public QObject
{
    Q_OBJECT
public:
    CableServer(int restarts, int subscriptions)
        : m_server(QString(), QWebSocketServer::NonSecureMode), m_restarts(restarts),
          m_subscriptions(subscriptions)
    {
        m_server.setSupportedSubprotocols({QStringLiteral("actioncable-v1-json")});
        connect(&m_server, &QWebSocketServer::newConnection, this, &CableServer::accept);
        listen();
    }
    ~CableServer() override { m_server.close(); }

    QUrl url() const { return QUrl(QStringLiteral("ws://127.0.0.1:%1/cable").arg(m_port)); }

    int lives = 0; ///< connections
    int confirmed = 0;
    int askedTwice = 0; ///< within one connection
    int sent = 0; ///< events, each after its confirmation
    qint64 slowestMs = 0; ///< from a welcome to the last confirmation

private:
    void listen()
    {
        if (!m_server.listen(QHostAddress::LocalHost, m_port))
            qFatal("cannot listen: %s", qPrintable(m_server.errorString()));
        m_port = m_server.serverPort();
    }

    void accept()
    {
        QWebSocket *client = m_server.nextPendingConnection();
        ++lives;
        m_asked.clear();
        m_sinceWelcome.start();
        connect(client, &QWebSocket::textMessageReceived, this,
                [this, client](const QString &text) { answer(*client, text); });
        connect(client, &QWebSocket::disconnected, client, &QObject::deleteLater);
        client->sendTextMessage(QStringLiteral(R"({"type":"welcome"})"));
    }

    void answer(QWebSocket &client, const QString &text)
    {
        const QJsonObject request = QJsonDocument::fromJson(text.toUtf8()).object();
        if (request[QStringLiteral("command")] != QStringLiteral("subscribe"))
            return;
        const QString identifier = request[QStringLiteral("identifier")].toString();
        askedTwice += m_asked.contains(identifier) ? 1 : 0;
        m_asked.append(identifier);
        QJsonObject frame{{QStringLiteral("identifier"), identifier},
                          {QStringLiteral("type"), QStringLiteral("confirm_subscription")}};
        send(client, frame);
        ++confirmed;
        if (m_asked.size() < m_subscriptions)
            return;
        slowestMs = std::max(slowestMs, m_sinceWelcome.elapsed());
        for (const QString &each : std::as_const(m_asked)) {
            const QJsonObject message{
                {QStringLiteral("id"), QStringLiteral("event-%1").arg(++sent)},
                {QStringLiteral("name"), QStringLiteral("job.added")}};
            send(client,
                 {{QStringLiteral("identifier"), each}, {QStringLiteral("message"), message}});
        }
        if (lives <= m_restarts)
            restart(client);
    }

    void restart(QWebSocket &client)
    {
        send(client,
             {{QStringLiteral("type"), QStringLiteral("disconnect")},
              {QStringLiteral("reason"), QStringLiteral("server_restart")},
              {QStringLiteral("reconnect"), true}});
        m_server.close();
        client.close(QWebSocketProtocol::CloseCodeGoingAway);
        QTimer::singleShot(5, this, &CableServer::listen);
    }

    static void send(QWebSocket &client, const QJsonObject &frame)
    {
        client.sendTextMessage(
            QString::fromUtf8(QJsonDocument(frame).toJson(QJsonDocument::Compact)));
    }

    QWebSocketServer m_server;
    const int m_restarts;
    const int m_subscriptions;
    QStringList m_asked; ///< in this connection
    QElapsedTimer m_sinceWelcome;
    quint16 m_port = 0;
};

} // namespace eventscope
