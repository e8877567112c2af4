// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feed.h"
#include "app/feeds/feedsettings.h"
#include "app/feeds/handshakelimiter.h"
#include "app/feeds/owedrows.h"
#include "models/event/eventsink.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace eventscope {

/// The feeds of one thread, by connection id: FeedHub's other half, on the far side of the thread.
/// Called only by queued calls, answers only by signals. Owns the feeds; made on the GUI thread and
/// moved to its own before anything is asked.
class FeedRoster final : public QObject
{
    Q_OBJECT
public:
    FeedRoster(EventSink &sink, const FeedSettings &settings);
    ~FeedRoster() override;

    void open(const Dialect &dialect, const ConnectionProfile &profile, const OptionValues &values);
    void close(const QString &id);
    void remove(const QString &id);
    void subscribe(const QString &id, const Subscription &subscription);
    void unsubscribe(const QString &id, const QString &pattern);
    void request(const QString &id, const TopicRequest &request);
    void setEventLimit(const QStringList &ids, quint64 limit);
    void noteDropped(const QString &id, quint64 events);
    void retryNow(std::chrono::milliseconds slept, Standstill of);
    void closeAll();
    /// closeAll(), delete the feeds, and say finished(); cuts off what takes longer than `limitMs`.
    void shutDown(int limitMs);
    /// The counters of each connection at its end, whichever feeds it had; to be asked after the
    /// thread has ended.
    QMap<QString, FeedCounters> finalCounters() const { return m_finalCounters; }

Q_SIGNALS:
    void statusChanged(const QString &id, const eventscope::ConnectionStatus &status);
    void subscriptionsChanged(const QString &id,
                              const QVector<eventscope::SubscriptionStatus> &subscriptions);
    void countersChanged(const QString &id, const eventscope::FeedCounters &counters);
    void limitReached(const QString &id);
    void opened(const QString &id, qint64 atUs);
    void answered(const QString &id, const eventscope::TopicRequest &request,
                  const eventscope::TopicAnswer &answer);
    void finished();

private:
    Feed *feedFor(const QString &id, Transport transport);
    Feed *makeFeed(const QString &id, Transport transport);
    void connectFeed(const QString &id, Feed *feed);
    FeedCounters withBefore(const QString &id, FeedCounters counters) const;
    const std::shared_ptr<DropAccount> &dropsOf(const QString &id);
    void countGone(Feed *feed);
    void finishIfSettled();
    void finish();

    EventSink &m_sink;
    const FeedSettings m_settings;
    HandshakeLimiter m_limiter;
    struct Entry
    {
        Feed *feed = nullptr; ///< a child of this
        Transport transport = Transport::WebSocket;
    };
    QHash<QString, Entry> m_feeds;
    QHash<QString, std::shared_ptr<EventLimit>> m_limits; ///< also of feeds that are not open yet
    QHash<QString, std::shared_ptr<DropAccount>> m_drops; ///< of each connection that had a feed
    QHash<Feed *, QString> m_leaving; ///< removed, and saying good-bye yet
    OwedRows m_owed; ///< of connections without a feed
    QMap<QString, FeedCounters> m_before; ///< of feeds that are gone, by the connections they had
    QMap<QString, FeedCounters> m_finalCounters;
    QTimer m_shutdownTimer;
    bool m_shuttingDown = false;
};

} // namespace eventscope
