// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feed.h"
#include "app/feeds/feedconversation.h"
#include "app/feeds/feedsettings.h"
#include "app/feeds/feedsocket.h"
#include "app/feeds/handshakelimiter.h"
#include "app/feeds/heartbeatclock.h"
#include "app/feeds/reconnectpolicy.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

namespace eventscope {

/// One live connection: the state machine Idle → Connecting → Opening → Live → Closing → Backoff →
/// … around one FeedSocket per attempt. It decides when to try, to wait and to give up; what is
/// said is FeedConversation's business. Lives on the feed thread. Its signals carry values only,
/// and never a secret.
class WebSocketFeed final : public Feed,
                            private FeedSocket::Listener,
                            private FeedConversation::Wire
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
    void retryNow() override;
    void subscribe(const Subscription &subscription) override;
    void unsubscribe(const QString &pattern) override;
    void request(const TopicRequest &request) override;
    void setEventLimit(std::shared_ptr<EventLimit> limit) override;
    void noteDropped(quint64 events) override;

    const ConnectionStatus &status() const override { return m_status; }
    const FeedCounters &counters() const { return m_conversation.outlet().counters(); }
    FeedCounters finalCounters() override;

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
    void limitFilled() override;
    void requestAnswered(const TopicRequest &request, const TopicAnswer &answer) override
    {
        Q_EMIT answered(request, answer);
    }

    void connectTimers();
    void start();
    void openSocket();
    void dropSocket();
    void endHere(const CloseVerdict &verdict, FeedConversation::Closer closer);
    void stopAtLimit();
    void decide(const CloseVerdict &verdict);
    void retryIn(std::chrono::milliseconds pause, ConnectionPhase phase, const QString &cause);
    void setPhase(ConnectionPhase phase, const QString &cause = {});
    void onConversationTimer();
    void onHeartbeatTimer();
    void onFlushTimer();
    void afterInput();
    void scheduleReport();
    void report();
    void reportNow();
    bool isConnected() const
    {
        return m_status.phase == ConnectionPhase::Opening
            || m_status.phase == ConnectionPhase::Live;
    }
    Moment now() const { return Moment(m_clock.elapsed()); }

    const QString m_id;
    const FeedSettings m_settings;
    HandshakeLimiter &m_limiter;
    QElapsedTimer m_clock;
    FeedConversation m_conversation;
    ReconnectPolicy m_policy;
    HeartbeatClock m_heartbeat;
    const Dialect *m_dialect = nullptr;
    ConnectionProfile m_profile;
    OptionValues m_values; ///< with secrets: never told to anyone but the dialect
    Handshake m_handshake;
    QPointer<FeedSocket> m_socket; ///< a child of this; null while there is no attempt
    ConnectionStatus m_status;
    Moment m_readAt{}; ///< when the frames of this read came
    qint64 m_readAtUs = 0; ///< the same by the wall clock
    bool m_framesSinceHeard = false; ///< frames came since the last socketHeard()
    std::optional<Moment> m_timedFor; ///< what m_conversationTimer is set to
    qint64 m_statusReportedAt = 0;
    QTimer m_attemptTimer; ///< to the next attempt, or until an open but silent connection counts
                           ///< as working
    QTimer m_conversationTimer;
    QTimer m_heartbeatTimer;
    QTimer m_healthTimer;
    QTimer m_flushTimer;
    QTimer m_reportTimer;
};

} // namespace eventscope
