// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/feedroster.h"

#include "app/feeds/openrequests.h"

#include <algorithm>

namespace eventscope {

FeedRoster::FeedRoster(EventSink &sink, const FeedSettings &settings)
    : m_sink(sink), m_settings(settings), m_shutdownTimer(this)
{
    m_shutdownTimer.setSingleShot(true);
    connect(&m_shutdownTimer, &QTimer::timeout, this, &FeedRoster::finish);
}

FeedRoster::~FeedRoster() = default;

WebSocketFeed *FeedRoster::feed(const QString &id)
{
    WebSocketFeed *&feed = m_feeds[id];
    if (feed)
        return feed;
    feed = new WebSocketFeed(id, m_sink, m_limiter, m_settings, this);
    connect(feed, &WebSocketFeed::statusChanged, this,
            [this, id](const ConnectionStatus &status) { Q_EMIT statusChanged(id, status); });
    connect(feed, &WebSocketFeed::subscriptionsChanged, this,
            [this, id](const QVector<SubscriptionStatus> &all) {
                Q_EMIT subscriptionsChanged(id, all);
            });
    connect(feed, &WebSocketFeed::countersChanged, this,
            [this, id](const FeedCounters &counters) { Q_EMIT countersChanged(id, counters); });
    connect(feed, &WebSocketFeed::limitReached, this, [this, id] { Q_EMIT limitReached(id); });
    connect(feed, &WebSocketFeed::opened, this,
            [this, id](qint64 atUs) { Q_EMIT opened(id, atUs); });
    connect(feed, &WebSocketFeed::answered, this,
            [this, id](const TopicRequest &request, const TopicAnswer &answer) {
                Q_EMIT answered(id, request, answer);
            });
    connect(feed, &WebSocketFeed::settled, this, &FeedRoster::finishIfSettled);
    return feed;
}

void FeedRoster::open(const Dialect &dialect, const ConnectionProfile &profile,
                      const OptionValues &values)
{
    if (!m_shuttingDown)
        feed(profile.id)->open(dialect, profile, values);
}

void FeedRoster::close(const QString &id)
{
    if (m_feeds.contains(id))
        m_feeds[id]->close();
}

void FeedRoster::remove(const QString &id)
{
    WebSocketFeed *gone = m_feeds.take(id);
    if (!gone)
        return;
    // It may take a moment to say good-bye, but nobody wants to hear of it any more.
    gone->disconnect(this);
    connect(gone, &WebSocketFeed::settled, gone, &QObject::deleteLater);
    gone->close();
}

void FeedRoster::subscribe(const QString &id, const Subscription &subscription)
{
    if (m_feeds.contains(id))
        m_feeds[id]->subscribe(subscription);
}

void FeedRoster::unsubscribe(const QString &id, const QString &pattern)
{
    if (m_feeds.contains(id))
        m_feeds[id]->unsubscribe(pattern);
}

void FeedRoster::request(const QString &id, const TopicRequest &request)
{
    if (m_feeds.contains(id)) {
        m_feeds[id]->request(request);
        return;
    }
    Q_EMIT answered(id, request, unanswered(whyNotAsked(request, nullptr)));
}

void FeedRoster::setEventLimit(const QStringList &ids, quint64 limit)
{
    const auto shared = std::make_shared<EventLimit>(EventLimit{limit});
    for (const QString &id : ids)
        feed(id)->setEventLimit(shared);
}

void FeedRoster::noteDropped(const QString &id, quint64 events)
{
    if (m_feeds.contains(id))
        m_feeds[id]->noteDropped(events);
}

void FeedRoster::retryNow()
{
    for (WebSocketFeed *feed : std::as_const(m_feeds))
        feed->retryNow();
}

void FeedRoster::closeAll()
{
    const QList<WebSocketFeed *> feeds = m_feeds.values();
    for (WebSocketFeed *feed : feeds)
        feed->close();
}

void FeedRoster::shutDown(int limitMs)
{
    m_shuttingDown = true;
    m_shutdownTimer.start(limitMs);
    closeAll();
    finishIfSettled();
}

void FeedRoster::finishIfSettled()
{
    const auto isOpen = [](const WebSocketFeed *feed) {
        return feed->status().phase != ConnectionPhase::Idle;
    };
    if (m_shuttingDown && m_shutdownTimer.isActive()
        && std::none_of(m_feeds.begin(), m_feeds.end(), isOpen)) {
        m_shutdownTimer.stop();
        // Queued: a feed may be in the middle of saying that it is settled.
        QMetaObject::invokeMethod(this, &FeedRoster::finish, Qt::QueuedConnection);
    }
}

void FeedRoster::finish()
{
    for (auto it = m_feeds.cbegin(); it != m_feeds.cend(); ++it)
        m_finalCounters.insert(it.key(), it.value()->finalCounters());
    qDeleteAll(findChildren<WebSocketFeed *>(QString(), Qt::FindDirectChildrenOnly));
    m_feeds.clear();
    Q_EMIT finished();
}

} // namespace eventscope
