// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/closecause.h"
#include "app/feeds/feedsettings.h"
#include "app/feeds/utf8text.h"

#include <QAbstractSocket>
#include <QObject>
#include <QTimer>
#include <QWebSocket>

namespace eventscope {

/// One attempt to connect, and the connection that comes of it: a QWebSocket with all that Qt 6.4
/// leaves out (limits, its own time limit for the handshake, an end that always comes and comes
/// once, and says why). Used once: a retry makes a new one, and signals of an old one reach nobody.
/// Feed thread; its owner lets go of it by retire().
class FeedSocket final : public QObject
{
    Q_OBJECT
public:
    /// Not signals, because one of them is called 700 000 times a second. Called from within Qt's
    /// own signals: what ends the connection must be queued by the feed, and retire() is the only
    /// way to get rid of the socket.
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void socketOpened(const QString &subprotocol) = 0;
        virtual void socketFrame(const FrameView &frame) = 0;
        virtual void socketHeard() = 0; ///< some bytes came, pings and pongs and parts of messages
                                        ///< included
        virtual void socketPong() = 0; ///< the answer to our last ping
        virtual void socketEnded(const EndEvidence &evidence) = 0; ///< exactly once, always queued
    };

    FeedSocket(const FeedSettings &settings, Listener &listener, QObject *parent);
    ~FeedSocket() override;

    void open(const Handshake &handshake);
    /// Host and port: all of the address that may be shown.
    QString host() const { return m_evidence.host; }
    void send(std::string_view text);
    void ping();
    /// A closing handshake of at most closeTimeoutMs; socketEnded() follows.
    void close();
    /// Ends at once, for this reason.
    void fail(LocalEnd reason);
    /// Tells the listener nothing any more, says good-bye to the server if it can, and deletes
    /// itself.
    void retire();

    static QString hostOf(const QUrl &url);

private:
    void connectSignals();
    void watchTcp();
    void refuseCertificate();
    void onError(QAbstractSocket::SocketError error);
    void onText(const QString &text);
    void onDisconnected();
    void onTimeout();
    void scheduleEnd();
    void end();
    void checkUnsent();
    void makeRoom();

    const FeedSettings m_settings;
    Listener *m_listener;
    QWebSocket m_socket;
    QAbstractSocket *m_tcp = nullptr; ///< QWebSocket's own; tells what QWebSocket does not
    qint64 m_readBuffer = 0; ///< bytes that Qt may read ahead
    QTimer m_timer; ///< of the handshake, then of the closing
    Utf8Text m_utf8; ///< the frame
    QByteArray m_pingNonce;
    quint64 m_pings = 0;
    EndEvidence m_evidence;
    bool m_opened = false;
    bool m_closing = false;
    bool m_closeFrame = false; ///< aboutToClose came before any error
    bool m_ending = false;
};

} // namespace eventscope
