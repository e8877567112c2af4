// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/closecause.h"
#include "app/feeds/feedsettings.h"
#include "app/feeds/transport/websockettransport.h"

#include <QObject>
#include <QTimer>

namespace eventscope {

/// One attempt to connect, and the connection that comes of it: a WebSocketTransport with time
/// limits for the handshake and the closing, a limit for what the server does not take, and an end
/// that always comes and comes once, and says why. Used once: a retry makes a new one, and an old
/// one tells nobody anything. Feed thread; its owner lets go of it by retire().
class FeedSocket final : public QObject, private WebSocketTransport::Watcher
{
    Q_OBJECT
public:
    /// Not signals, because one of them is called a million times a second. Called from within the
    /// transport's reading: what ends the connection must be queued by the feed, and retire() is
    /// the only way to get rid of the socket.
    class Listener
    {
    public:
        virtual ~Listener() = default;
        virtual void socketOpened(const QString &subprotocol) = 0;
        virtual void socketFrame(const FrameView &frame) = 0;
        virtual void socketHeard() = 0; ///< some bytes came, pings and pongs and parts of messages
                                        ///< included
        virtual void socketPong() = 0; ///< the answer to our last ping
        /// Exactly once. At once where a closing handshake begins that we did not ask for, by which
        /// nothing counts any more that comes; queued otherwise.
        virtual void socketEnded(const EndEvidence &evidence) = 0;
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
    // WebSocketTransport::Watcher
    void transportReached(HandshakeStage stage) override;
    void transportOpened(const QString &subprotocol) override;
    void transportFrame(const FrameView &frame) override;
    void transportHeard() override;
    void transportPong(const QByteArray &payload) override;
    void transportClosing() override;
    void transportEnded() override { scheduleEnd(); }

    void onTimeout();
    void scheduleEnd();
    void end();
    void explain();
    void tell();
    void checkUnsent();

    const FeedSettings m_settings;
    Listener *m_listener;
    WebSocketTransport *m_transport; ///< a child of this
    QTimer m_timer; ///< of the handshake, then of the closing
    QByteArray m_pingNonce;
    quint64 m_pings = 0;
    EndEvidence m_evidence;
    bool m_opened = false;
    bool m_closing = false;
    bool m_ending = false;
};

} // namespace eventscope
