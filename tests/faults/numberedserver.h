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
    }

    QString url() const { return m_server.url().toString(); }
    int accepted() const { return m_server.accepted(); }
    bool hasClient() const { return m_server.client(); }
    quint64 sent() const { return m_sent; }

    int eachMs = 20; ///< messages in a millisecond
    quint64 limit = ~0ULL; ///< no more than so many, over all connections
    QString padding; ///< in every message

private:
    void sendSome()
    {
        QWebSocket *client = m_server.client();
        if (!client || client->bytesToWrite() > 1 << 20)
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
