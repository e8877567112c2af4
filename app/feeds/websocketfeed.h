// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feed.h"
#include "app/feeds/feedsocket.h"
#include "app/feeds/handshakelimiter.h"
#include "app/feeds/heartbeatclock.h"
#include "app/feeds/otherdialect.h"

#include <QPointer>
#include <QTimer>
#include <optional>

namespace eventscope {

/// One live connection: the state machine Idle → Connecting → Opening → Live → Closing → Backoff →
/// … around one FeedSocket per attempt. It decides when to try, to wait and to give up; what is
/// said is FeedConversation's business. Lives on the feed thread. Its signals carry values only,
/// and never a secret.
class WebSocketFeed final : public Feed, private FeedSocket::Listener
{
    Q_OBJECT
public:
    /// `sink` and `limiter` are not owned; all feeds of a thread share them.
    WebSocketFeed(const QString &id, EventSink &sink, HandshakeLimiter &limiter,
                  const FeedSettings &settings, QObject *parent = nullptr);
    ~WebSocketFeed() override;

    void open(const Dialect &dialect, const ConnectionProfile &profile,
              const OptionValues &values) override;
    void close() override;
    void retryNow(std::chrono::milliseconds slept = {},
                  Standstill of = Standstill::OfTheComputer) override;

private:
    // FeedSocket::Listener
    void socketOpened(const QString &subprotocol) override;
    void socketFrame(const FrameView &frame) override;
    void socketHeard() override;
    void socketPong() override;
    void socketEnded(const EndEvidence &evidence) override;
    // FeedConversation::Wire
    void sendFrame(std::string_view frame) override;
    void endConnection(CloseTreatment treatment, const QString &cause) override;
    void connectionProven() override;
    // Feed
    void start() override;
    bool hasAttempt() const override { return m_socket; }

    void openSocket();
    void dropSocket();
    void endHere(const CloseVerdict &verdict, FeedConversation::Closer closer);
    void endAsTheSessionAsked();
    bool noteOther();
    void noteTooLarge(const EndEvidence &evidence);
    void onHeartbeatTimer();

    HandshakeLimiter &m_limiter;
    int m_tooLarge = 0; ///< messages that were, since the settings changed
    HeartbeatClock m_heartbeat;
    OtherDialect m_otherDialect;
    Handshake m_handshake;
    Moment m_attemptedAt{};
    QPointer<FeedSocket> m_socket; ///< a child of this; null while there is no attempt
    std::optional<CloseVerdict> m_verdict; ///< of the session, until the connection has ended so
    Moment m_readAt{}; ///< when the frames of this read came
    qint64 m_readAtUs = 0; ///< the same by the wall clock
    bool m_framesSinceHeard = false; ///< frames came since the last socketHeard()
    QTimer m_quietTimer; ///< until an open but silent connection counts as working
    QTimer m_heartbeatTimer;
};

} // namespace eventscope
