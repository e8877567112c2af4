// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/closecause.h"

#include <QObject>
#include <string_view>

namespace eventscope {

/// One WebSocket connection on the wire, and nothing else: no times, no treatment of ends, no
/// subscriptions. There are two: Qt's own client and ours (ARCHITECTURE.md says which is the
/// default, and why). Used once. Feed thread; owned by a FeedSocket, which deletes it from the
/// event loop only.
class WebSocketTransport : public QObject
{
    Q_OBJECT
public:
    /// Not signals, because one of them is called a million times a second. Called from within the
    /// reading of bytes: nothing here may abort or delete the transport at once.
    class Watcher
    {
    public:
        virtual ~Watcher() = default;
        virtual void transportReached(HandshakeStage stage) = 0;
        virtual void transportOpened(const QString &subprotocol) = 0;
        virtual void transportFrame(const FrameView &frame) = 0;
        virtual void transportHeard() = 0; ///< bytes came; after the frames that they brought
        virtual void transportPong(const QByteArray &payload) = 0;
        /// A closing handshake began, which may never end by itself.
        virtual void transportClosing() = 0;
        /// Nothing more will come, explain() says why. Told more than once, maybe.
        virtual void transportEnded() = 0;
    };

    WebSocketTransport(Watcher &watcher, QObject *parent) : QObject(parent), m_watcher(watcher) { }

    /// `handshake` has safe headers only (isSafeHeader()).
    virtual void open(const Handshake &handshake) = 0;
    virtual void send(std::string_view text) = 0;
    virtual void ping(const QByteArray &payload) = 0;
    /// Bytes that the server has not taken yet.
    virtual qint64 unsentBytes() const = 0;
    /// Begins a closing handshake.
    virtual void close() = 0;
    /// Lets go of the connection; the watcher is told nothing any more.
    virtual void abort() = 0;
    /// Adds all that it knows about the end; before abort().
    virtual void explain(EndEvidence &evidence) const = 0;

protected:
    Watcher &m_watcher;
};

} // namespace eventscope
