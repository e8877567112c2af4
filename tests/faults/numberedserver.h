// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/feedservers.h"

#include <QTimer>

/// A WebSocket server that sends {"n":1}, {"n":2} and so on without end, or as far as it is asked:
/// what is missing between two events of one connection was lost by whoever recorded them.
class NumberedServer final : public QObject
{
    Q_OBJECT
public:
    NumberedServer()
    {
        connect(&m_timer, &QTimer::timeout, this, &NumberedServer::sendSome);
        m_timer.start(1);
        m_server.onOpened = [this](QWebSocket &) {
            if (onOpened)
                onOpened();
        };
    }

    QString url() const { return m_server.url().toString(); }
    int accepted() const { return m_server.accepted(); }
    bool hasClient() const { return m_server.client(); }
    quint64 sent() const { return m_sent; }
    /// The client takes nothing any more, so nothing is sent.
    bool isHeldUp() const
    {
        const QWebSocket *client = m_server.client();
        return client && client->bytesToWrite() > mostWaiting;
    }

    int eachMs = 20; ///< messages in a millisecond
    quint64 limit = ~0ULL; ///< no more than so many, over all connections
    QString padding; ///< in every message
    std::function<void()> onOpened;

private:
    static constexpr qint64 mostWaiting = 1 << 20;

    void sendSome()
    {
        QWebSocket *client = m_server.client();
        if (!client || isHeldUp())
            return;
        for (int i = 0; i < eachMs && m_sent < limit; ++i) {
            client->sendTextMessage(
                QStringLiteral(R"({"n":%1,"text":"%2"})").arg(++m_sent).arg(padding));
        }
    }

    eventscope::ScriptServer m_server;
    QTimer m_timer;
    quint64 m_sent = 0;
};
