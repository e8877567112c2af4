// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/feedroster.h"

#ifdef EVENTSCOPE_HAS_KAFKA
#include "app/feeds/kafka/kafkafeed.h"
#endif
#include "app/feeds/openrequests.h"
#include "app/feeds/websocketfeed.h"
#include "models/connection/maskoptions.h"

#include <QPointer>
#include <algorithm>

namespace eventscope {

FeedRoster::FeedRoster(EventSink &sink, const FeedSettings &settings)
    : m_sink(sink), m_settings(settings), m_owed(sink, this), m_shutdownTimer(this)
{
    m_shutdownTimer.setSingleShot(true);
    connect(&m_shutdownTimer, &QTimer::timeout, this, &FeedRoster::finish);
}

FeedRoster::~FeedRoster() = default;

/// A connection that was edited may travel over something else than before.
Feed *FeedRoster::feedFor(const QString &id, Transport transport)
{
    const auto known = m_feeds.constFind(id);
    if (known != m_feeds.cend() && known->transport == transport)
        return known->feed;
    if (known != m_feeds.cend())
        remove(id);
    Feed *feed = makeFeed(id, transport);
    m_feeds.insert(id, {feed, transport});
    connectFeed(id, feed);
    feed->setDropAccount(dropsOf(id));
    if (const auto owed = m_owed.giveBack(id))
        feed->takeOver(*owed);
    if (m_limits.contains(id))
        feed->setEventLimit(m_limits.value(id));
    return feed;
}

Feed *FeedRoster::makeFeed(const QString &id, Transport transport)
{
#ifdef EVENTSCOPE_HAS_KAFKA
    if (transport == Transport::Kafka)
        return new KafkaFeed(id, m_sink, m_settings, this);
#else
    Q_UNUSED(transport)
#endif
    return new WebSocketFeed(id, m_sink, m_limiter, m_settings, this);
}

void FeedRoster::connectFeed(const QString &id, Feed *feed)
{
    connect(feed, &Feed::statusChanged, this,
            [this, id](const ConnectionStatus &status) { Q_EMIT statusChanged(id, status); });
    connect(feed, &Feed::subscriptionsChanged, this,
            [this, id](const QVector<SubscriptionStatus> &all) {
                Q_EMIT subscriptionsChanged(id, all);
            });
    connect(feed, &Feed::countersChanged, this, [this, id](const FeedCounters &counters) {
        Q_EMIT countersChanged(id, withBefore(id, counters));
    });
    connect(feed, &Feed::limitReached, this, [this, id] { Q_EMIT limitReached(id); });
    connect(feed, &Feed::opened, this, [this, id](qint64 atUs) { Q_EMIT opened(id, atUs); });
    connect(feed, &Feed::answered, this,
            [this, id](const TopicRequest &request, const TopicAnswer &answer) {
                Q_EMIT answered(id, request, answer);
            });
    connect(feed, &Feed::settled, this, &FeedRoster::finishIfSettled);
}

void FeedRoster::open(const Dialect &dialect, const ConnectionProfile &profile,
                      const OptionValues &values)
{
    if (m_shuttingDown)
        return;
    Feed *feed = feedFor(profile.id, dialect.info().transportFor(values));
    feed->setStoredMask(FieldMask(fieldsMaskedInStore(dialect.info(), profile.options)));
    feed->open(dialect, profile, values);
}

void FeedRoster::close(const QString &id)
{
    if (m_feeds.contains(id))
        m_feeds[id].feed->close();
}

void FeedRoster::remove(const QString &id)
{
    Feed *gone = m_feeds.take(id).feed;
    if (!gone)
        return;
    // It may take a moment to say good-bye, but nobody wants to hear of it any more.
    gone->disconnect(this);
    m_leaving.insert(gone, id);
    // Queued: it may be in the middle of saying that it is settled.
    connect(
        gone, &Feed::settled, this, [this, feed = QPointer(gone)] { countGone(feed); },
        Qt::QueuedConnection);
    gone->close();
}

/// What it received was received, whoever has its connection now.
void FeedRoster::countGone(Feed *feed)
{
    const QString id = m_leaving.take(feed);
    if (id.isEmpty())
        return;
    m_before[id] += feed->finalCounters();
    if (m_feeds.contains(id))
        m_feeds[id].feed->takeOver(feed->outlet());
    else
        m_owed.take(id, feed->outlet());
    delete feed;
}

FeedCounters FeedRoster::withBefore(const QString &id, FeedCounters counters) const
{
    for (auto it = m_leaving.cbegin(); it != m_leaving.cend(); ++it) {
        if (it.value() == id)
            counters += it.key()->counters();
    }
    counters += m_owed.counters().value(id);
    return counters += m_before.value(id);
}

const std::shared_ptr<DropAccount> &FeedRoster::dropsOf(const QString &id)
{
    std::shared_ptr<DropAccount> &drops = m_drops[id];
    if (!drops)
        drops = std::make_shared<DropAccount>();
    return drops;
}

void FeedRoster::subscribe(const QString &id, const Subscription &subscription)
{
    if (m_feeds.contains(id))
        m_feeds[id].feed->subscribe(subscription);
}

void FeedRoster::unsubscribe(const QString &id, const QString &pattern)
{
    if (m_feeds.contains(id))
        m_feeds[id].feed->unsubscribe(pattern);
}

void FeedRoster::request(const QString &id, const TopicRequest &request)
{
    if (m_feeds.contains(id)) {
        m_feeds[id].feed->request(request);
        return;
    }
    Q_EMIT answered(id, request, unanswered(whyNotAsked(request, nullptr)));
}

void FeedRoster::setEventLimit(const QStringList &ids, quint64 limit)
{
    const auto shared = std::make_shared<EventLimit>(EventLimit{limit});
    for (const QString &id : ids) {
        m_limits.insert(id, shared);
        if (m_feeds.contains(id))
            m_feeds[id].feed->setEventLimit(shared);
    }
}

void FeedRoster::noteDropped(const QString &id, quint64 events)
{
    Feed *const feed = m_feeds.contains(id) ? m_feeds[id].feed : m_leaving.key(id);
    if (feed) {
        feed->noteDropped(events);
    } else if (m_drops.contains(id)) {
        m_before[id].dropped += m_drops[id]->told(events);
        m_owed.tell(id, m_drops[id]);
    }
}

void FeedRoster::retryNow(std::chrono::milliseconds slept, Standstill of)
{
    for (const Entry &entry : std::as_const(m_feeds))
        entry.feed->retryNow(slept, of);
}

void FeedRoster::closeAll()
{
    const QList<Entry> entries = m_feeds.values();
    for (const Entry &entry : entries)
        entry.feed->close();
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
    const auto isOpen = [](const Entry &entry) {
        return entry.feed->status().phase != ConnectionPhase::Idle;
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
    const QList<Feed *> leaving = m_leaving.keys();
    for (Feed *feed : leaving)
        countGone(feed);
    m_owed.finish();
    m_finalCounters = m_before;
    const QMap<QString, FeedCounters> owed = m_owed.counters();
    for (auto it = owed.cbegin(); it != owed.cend(); ++it)
        m_finalCounters[it.key()] += it.value();
    for (auto it = m_feeds.cbegin(); it != m_feeds.cend(); ++it)
        m_finalCounters[it.key()] += it.value().feed->finalCounters();
    qDeleteAll(findChildren<Feed *>(QString(), Qt::FindDirectChildrenOnly));
    m_feeds.clear();
    Q_EMIT finished();
}

} // namespace eventscope
