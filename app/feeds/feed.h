// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "app/feeds/eventlimit.h"
#include "app/feeds/feedconversation.h"
#include "app/feeds/feedsettings.h"
#include "app/feeds/reconnectpolicy.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <memory>

namespace eventscope {

/// One live connection, whatever its bytes travel over: what FeedRoster knows of it, and what is
/// the same for all of them: the conversation, when it is told to the window how things stand, and
/// what follows on an end. What connects, and what is an attempt, the derived feeds know. Lives on
/// the feed thread. Its signals carry values only, and never a secret.
class Feed : public QObject, protected FeedConversation::Wire
{
    Q_OBJECT
public:
    /// `sink` is not owned.
    Feed(const QString &id, EventSink &sink, const FeedSettings &settings, QObject *parent);

    /// What is masked before it is stored. No reason to connect anew.
    void setStoredMask(const FieldMask &mask) { m_conversation.outlet().setMask(mask); }
    /// Connects, or connects anew where something but the name and the subscriptions changed.
    /// `values` has every option.
    virtual void open(const Dialect &dialect, const ConnectionProfile &profile,
                      const OptionValues &values) = 0;
    virtual void close() = 0;
    /// The network has changed, or the computer slept: an attempt that waits for its time is made
    /// now, and a connection is asked whether it is still there. `slept`: how long the computer
    /// did, or how long this program was stopped.
    virtual void retryNow(std::chrono::milliseconds slept, Standstill of) = 0;
    void subscribe(const Subscription &subscription);
    virtual void unsubscribe(const QString &pattern);
    /// Answered once by answered(): at once where there is no connection to ask.
    void request(const TopicRequest &request);
    void setEventLimit(std::shared_ptr<EventLimit> limit);
    /// See EventOutlet.
    void setDropAccount(std::shared_ptr<DropAccount> account);
    void noteDropped(quint64 events);
    /// The feed that its connection had before is gone: what rows and reports that owed, it owes.
    void takeOver(EventOutlet &gone);

    const ConnectionStatus &status() const { return m_status; }
    const FeedCounters &counters() const { return m_conversation.outlet().counters(); }
    EventOutlet &outlet() { return m_conversation.outlet(); }
    /// Hands in what is still in the batch first.
    FeedCounters finalCounters();

Q_SIGNALS:
    void statusChanged(const eventscope::ConnectionStatus &status);
    void subscriptionsChanged(const QVector<eventscope::SubscriptionStatus> &subscriptions);
    void countersChanged(const eventscope::FeedCounters &counters);
    void limitReached();
    void opened(qint64 atUs);
    void answered(const eventscope::TopicRequest &request, const eventscope::TopicAnswer &answer);
    /// It is Idle, Stopped or without credentials now, with nothing left open: it may be deleted.
    void settled();

protected:
    virtual void start() = 0; ///< the next attempt
    virtual bool hasAttempt() const = 0; ///< there is one, open or on its way
    /// What is subscribed to may have changed by what was just done.
    virtual void subscriptionsTouched() { }

    // FeedConversation::Wire
    void connectionProven() override;
    void limitFilled() override;
    void requestAnswered(const TopicRequest &request, const TopicAnswer &answer) override
    {
        Q_EMIT answered(request, answer);
    }

    /// The first attempt after the user asked for the connection, or changed it.
    void startAnew(const ConnectionProfile &profile);
    /// An attempt has ended: what to do now.
    /// `spent`: see ReconnectPolicy.
    void decide(const CloseVerdict &verdict, Moment spent = {});
    /// What the next attempt waited for may be over. No attempt that the server itself put off.
    void tryEarlier();
    /// For the end of an attempt: nothing of it rings any more.
    void stopTimers();
    void setPhase(ConnectionPhase phase, const QString &cause = {});
    /// After everything that came in: hands in, reports and ticks when it is time.
    void afterInput();
    void scheduleReport();
    void reportNow();
    bool isConnected() const
    {
        return m_status.phase == ConnectionPhase::Opening
            || m_status.phase == ConnectionPhase::Live;
    }
    Moment now() const { return Moment(m_clock.elapsed()); }

    const QString m_id;
    const FeedSettings m_settings;
    FeedConversation m_conversation;
    ReconnectPolicy m_policy;
    const Dialect *m_dialect = nullptr;
    OptionValues m_values; ///< with secrets: never told to anyone but the dialect
    ConnectionStatus m_status;
    QTimer m_attemptTimer; ///< to the next attempt
    bool m_putOff = false; ///< the server said for how long

private:
    void stopAtLimit();
    void scheduleFlush();
    void onConversationTimer();
    void report();

    QElapsedTimer m_clock;
    std::optional<Moment> m_timedFor; ///< what m_conversationTimer is set to
    qint64 m_statusReportedAt = 0;
    QTimer m_conversationTimer;
    QTimer m_healthTimer;
    QTimer m_flushTimer;
    QTimer m_reportTimer;
};

} // namespace eventscope
