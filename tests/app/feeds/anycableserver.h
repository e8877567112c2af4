// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>
#include <QWebSocketServer>
#include <functional>
#include <random>

namespace eventscope {

/// An AnyCable server with a history: each subscription is a stream of numbered messages. It kills
/// its connection, without a word, after any of its frames (a welcome, a confirmation, an event of
/// the history or a new one), and goes on to publish. Like the real one it may send what is new
/// before what was missed. After the last kill it stays.
class AnyCableServer final : public QObject
{
    Q_OBJECT
public:
    AnyCableServer(int kills, quint32 seed)
        : m_server(QString(), QWebSocketServer::NonSecureMode), m_killsLeft(kills), m_random(seed)
    {
        m_server.setSupportedSubprotocols({QStringLiteral("actioncable-v1-ext-json")});
        connect(&m_server, &QWebSocketServer::newConnection, this, &AnyCableServer::accept);
        connect(&m_pings, &QTimer::timeout, this, [this] {
            if (m_client)
                m_client->sendTextMessage(ping());
            if (!m_client || m_killsLeft == 0)
                return;
            const int before = published;
            publish();
            const bool isWhole = !m_live.isEmpty() && m_live.size() == m_streams.size();
            if (m_client && isWhole && published == before)
                kill();
        });
        m_pings.start(pingMs);
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("cannot listen: %s", qPrintable(m_server.errorString()));
    }

    QUrl url() const
    {
        return QUrl(QStringLiteral("ws://127.0.0.1:%1/cable").arg(m_server.serverPort()));
    }

    int lives = 0; ///< connections
    int published = 0; ///< events, over all streams; their ids are 1 to so many
    int resumed = 0; ///< histories that were asked for, and sent to their end

    bool isDone() const { return m_killsLeft == 0; }
    /// An event on each stream that anybody ever asked for, as long as its history has room for all
    /// that the client may have missed.
    void publish()
    {
        const QStringList streams = m_streams.keys();
        for (const QString &stream : streams)
            publishOn(stream);
    }

private:
    using Frame = QJsonObject;

    void accept()
    {
        QWebSocket *client = m_server.nextPendingConnection();
        ++lives;
        m_client = client;
        m_framesLeft =
            m_killsLeft > 0 ? 1 + int(m_random() % (lives % 4 == 0 ? manyFrames : fewFrames)) : -1;
        m_live.clear();
        connect(client, &QWebSocket::textMessageReceived, this,
                [this, client](const QString &text) { heard(*client, text); });
        connect(client, &QWebSocket::disconnected, client, &QObject::deleteLater);
        send({{QStringLiteral("type"), QStringLiteral("welcome")},
              {QStringLiteral("sid"), QString::number(lives)}});
        if (m_client)
            m_client->sendTextMessage(ping());
    }

    QString ping() const
    {
        return QStringLiteral(R"({"type":"ping","message":%1})").arg(1'795'248'000 + lives);
    }

    void heard(QWebSocket &client, const QString &text)
    {
        const QJsonObject request = QJsonDocument::fromJson(text.toUtf8()).object();
        if (&client != m_client
            || request[QStringLiteral("command")] != QStringLiteral("subscribe"))
            return;
        const QString identifier = request[QStringLiteral("identifier")].toString();
        m_streams[identifier];
        m_live.append(identifier);
        send({{QStringLiteral("identifier"), identifier},
              {QStringLiteral("type"), QStringLiteral("confirm_subscription")}});
        const QJsonObject history = request[QStringLiteral("history")].toObject();
        if (!history.isEmpty())
            sendHistory(identifier, history[QStringLiteral("streams")].toObject());
        publishOn(identifier);
    }

    /// From the place that was named on, or all of it for a stream that was never heard of.
    void sendHistory(const QString &stream, const QJsonObject &places)
    {
        const int from = places[stream].toObject()[QStringLiteral("offset")].toInt(0);
        m_safe[stream] = from;
        if (m_random() % 2 == 0)
            publishOn(stream);
        const QList<int> all = m_streams[stream];
        for (int offset = from + 1; offset <= int(all.size()); ++offset)
            sendEvent(stream, offset);
        resumed += m_client ? 1 : 0;
        send({{QStringLiteral("identifier"), stream},
              {QStringLiteral("type"), QStringLiteral("confirm_history")}});
    }

    void publishOn(const QString &stream)
    {
        if (m_streams[stream].size() - m_safe.value(stream) >= keptEvents)
            return;
        m_streams[stream].append(++published);
        if (m_client && m_live.contains(stream))
            sendEvent(stream, int(m_streams[stream].size()));
    }

    void sendEvent(const QString &stream, int offset)
    {
        const QJsonObject message{
            {QStringLiteral("id"), QString::number(m_streams[stream][offset - 1])},
            {QStringLiteral("name"), QStringLiteral("job.added")}};
        send({{QStringLiteral("identifier"), stream},
              {QStringLiteral("message"), message},
              {QStringLiteral("stream_id"), stream},
              {QStringLiteral("epoch"), QStringLiteral("e1")},
              {QStringLiteral("offset"), offset}});
    }

    void send(const Frame &frame)
    {
        if (!m_client)
            return;
        m_client->sendTextMessage(
            QString::fromUtf8(QJsonDocument(frame).toJson(QJsonDocument::Compact)));
        if (m_framesLeft > 0 && --m_framesLeft == 0)
            kill();
    }

    /// What happens while nobody is there is missed.
    void kill()
    {
        --m_killsLeft;
        QWebSocket *client = std::exchange(m_client, nullptr);
        client->flush();
        QMetaObject::invokeMethod(
            client, [client] { client->abort(); }, Qt::QueuedConnection);
        publish();
    }

    static constexpr int keptEvents = 100; ///< of each stream, as AnyCable keeps by default
    static constexpr quint32 fewFrames = 40;
    static constexpr quint32 manyFrames = 150; ///< so that what was missed does not only grow
    static constexpr int pingMs = 2;

    QWebSocketServer m_server;
    QTimer m_pings;
    QWebSocket *m_client = nullptr;
    QHash<QString, QList<int>> m_streams; ///< the numbers of the events, by offset
    QHash<QString, int> m_safe; ///< what the client was seen to have, by stream
    QStringList m_live; ///< streams of this connection
    int m_killsLeft;
    int m_framesLeft = -1; ///< until it is killed; -1: it stays
    std::mt19937 m_random;
};

} // namespace eventscope
