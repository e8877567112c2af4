// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/demosession.h"
#include "app/demo/loadsource.h"

#include <QObject>
#include <QPointer>
#include <QTcpSocket>
#include <QWebSocket>
#include <memory>

namespace eventscope {

/// One connection to the demo hub: the socket, what is spoken over it, how much was sent. Owned by
/// DemoServer, lives on its thread, owns the socket and the session.
class DemoClient final : public QObject, public DemoOutlet
{
    Q_OBJECT
public:
    struct Pace
    {
        double rate = 0; ///< events a second, 0: the story's
        quint64 count = 0; ///< events at all, 0: no end
        int topics = 5000;
    };

    /// `tcp` is the socket below `socket`: load goes to it directly, as frames that are ready to
    /// send.
    DemoClient(QWebSocket *socket, QTcpSocket *tcp, const Pace &pace, QObject *parent);
    ~DemoClient() override;

    void begin(std::unique_ptr<DemoSession> session, const std::vector<CollectEvent> &trees);
    DemoSession &session() { return *m_session; }
    bool isClosing() const { return m_closing; }
    /// Sends what is due since the last time, as far as the client takes it.
    void sendLoad(qint64 nowUs);
    /// Once a second.
    void tick(qint64 nowUs);

    void sendEvent(std::string_view frame) override;
    void sendReply(std::string_view frame) override;
    void close(int code, const QString &reason) override;
    void drop() override;

Q_SIGNALS:
    void gone(eventscope::DemoClient *client);

private:
    void takeText(const QString &frame);
    void takeBinary();
    void finish();
    void refreshLoad();
    bool isCongested() const;
    quint64 remaining() const;

    QWebSocket *m_socket;
    QPointer<QTcpSocket> m_tcp;
    std::unique_ptr<DemoSession> m_session;
    Pace m_pace;
    LoadSource m_load;
    QByteArray m_block;
    quint64 m_sent = 0;
    double m_due = 0;
    qint64 m_loadedUntilUs = 0;
    qint64 m_seconds = 0;
    bool m_closing = false;
    bool m_finished = false;
};

} // namespace eventscope
