// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionentry.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <tuple>
#include <utility>

namespace eventscope {

bool operator==(const FeedCounters &a, const FeedCounters &b)
{
    return std::tie(a.received, a.duplicates, a.undecodable, a.dropped, a.gaps, a.protocolErrors)
        == std::tie(b.received, b.duplicates, b.undecodable, b.dropped, b.gaps, b.protocolErrors);
}

bool operator==(const ConnectionStatus &a, const ConnectionStatus &b)
{
    const auto parts = [](const ConnectionStatus &of) {
        return std::tie(of.phase, of.cause, of.inVain, of.attempt, of.sinceUs, of.retryAtUs,
                        of.lastEventUs, of.speaks, of.remark, of.certificate);
    };
    return parts(a) == parts(b);
}

bool operator==(const SubscriptionStatus &a, const SubscriptionStatus &b)
{
    const auto parts = [](const SubscriptionStatus &of) {
        return std::tie(of.pattern, of.state, of.reason, of.code, of.events, of.lastEventUs,
                        of.requestedUs, of.confirmedUs, of.retryAtUs, of.latencyUs,
                        of.latencySamples, of.partitions, of.lag, of.overlaps);
    };
    return parts(a) == parts(b);
}

ConnectionEntry::ConnectionEntry(ConnectionProfile wanted) : profile(std::move(wanted))
{
    dropDuplicates(profile);
    for (const Subscription &subscription : std::as_const(profile.subscriptions))
        topics.push_back(topicFor(subscription));
}

/// A profile from a file may name a pattern twice; the first counts.
void ConnectionEntry::dropDuplicates(ConnectionProfile &profile)
{
    QSet<QString> seen;
    profile.subscriptions.removeIf([&seen](const Subscription &subscription) {
        const bool again = seen.contains(subscription.pattern);
        seen.insert(subscription.pattern);
        return again;
    });
}

ConnectionEntry::Topic ConnectionEntry::topicFor(const Subscription &subscription)
{
    Topic topic;
    topic.status.pattern = subscription.pattern;
    topic.status.state =
        subscription.paused ? SubscriptionState::Paused : SubscriptionState::Waiting;
    return topic;
}

int ConnectionEntry::positionOf(const QString &pattern) const
{
    const auto found = std::find_if(topics.begin(), topics.end(), [&pattern](const Topic &topic) {
        return topic.status.pattern == pattern;
    });
    return found == topics.end() ? -1 : int(found - topics.begin());
}

qint64 ConnectionEntry::lastEventUs() const
{
    return std::max(status.lastEventUs, m_lastGrowthUs);
}

void ConnectionEntry::noteStatus(const ConnectionStatus &news)
{
    const bool tried =
        news.phase == ConnectionPhase::Connecting || news.phase == ConnectionPhase::Opening;
    if (!tried || !news.cause.isEmpty())
        m_cause = news.cause;
    status = news;
}

void ConnectionEntry::noteCounters(const FeedCounters &news, qint64 nowUs)
{
    if (news.received > counters.received)
        m_lastGrowthUs = nowUs;
    counters = news;
}

bool ConnectionEntry::setProfile(const ConnectionProfile &wanted)
{
    m_covers.clear();
    QHash<QString, Topic> before;
    QStringList patternsBefore;
    for (Topic &topic : topics) {
        patternsBefore << topic.status.pattern;
        before.insert(topic.status.pattern, topic);
    }
    const QVector<Subscription> wantedBefore = profile.subscriptions;
    profile = wanted;
    dropDuplicates(profile);
    topics.clear();
    QStringList patterns;
    for (const Subscription &subscription : std::as_const(profile.subscriptions)) {
        patterns << subscription.pattern;
        const bool same = wantedBefore.contains(subscription);
        topics.push_back(same ? before.value(subscription.pattern) : topicFor(subscription));
    }
    return patterns != patternsBefore;
}

void ConnectionEntry::append(const Subscription &subscription)
{
    m_covers.clear();
    profile.subscriptions.append(subscription);
    topics.push_back(topicFor(subscription));
}

void ConnectionEntry::removeAt(int position)
{
    m_covers.clear();
    profile.subscriptions.removeAt(position);
    topics.erase(topics.begin() + position);
}

void ConnectionEntry::replaceAt(int position, const Subscription &by)
{
    m_covers.clear();
    const bool same = profile.subscriptions.at(position).pattern == by.pattern;
    profile.subscriptions[position] = by;
    Topic &topic = topics[size_t(position)];
    if (!same) {
        topic = topicFor(by);
        return;
    }
    const SubscriptionStatus before = std::exchange(topic.status, topicFor(by).status);
    topic.status.events = before.events; // what came counts on
    topic.status.lastEventUs = before.lastEventUs;
}

void ConnectionEntry::setPaused(int position, bool paused)
{
    m_covers.clear();
    profile.subscriptions[position].paused = paused;
    SubscriptionStatus &changed = topics[size_t(position)].status;
    changed.state = paused ? SubscriptionState::Paused : SubscriptionState::Waiting;
    changed.reason.clear();
    changed.code.clear();
}

std::vector<int> ConnectionEntry::mergeStatuses(const QVector<SubscriptionStatus> &news)
{
    QHash<QString, const SubscriptionStatus *> byPattern;
    byPattern.reserve(news.size());
    for (const SubscriptionStatus &told : news)
        byPattern.insert(told.pattern, &told);
    std::vector<int> changed;
    for (size_t i = 0; i < topics.size(); ++i) {
        SubscriptionStatus &known = topics[i].status;
        const SubscriptionStatus *told = byPattern.value(known.pattern);
        if (!told)
            continue; // the feed does not know of it yet
        SubscriptionStatus merged = *told;
        // News that left the feed before the user's last word reached it.
        const bool paused = profile.subscriptions.at(qsizetype(i)).paused;
        if (paused != (merged.state == SubscriptionState::Paused))
            merged.state = paused ? SubscriptionState::Paused : SubscriptionState::Waiting;
        if (merged == known)
            continue;
        known = merged;
        changed.push_back(int(i));
    }
    return changed;
}

bool ConnectionEntry::tick(qint64 nowUs)
{
    meter.sample(nowUs, counters.received);
    TrailingText text = connectionTrailing(status, meter.rate(), lastEventUs(), nowUs);
    QString phase = connectionPhaseText(status, nowUs);
    const bool changed = text != m_shown || phase != m_shownPhase;
    m_shown = std::move(text);
    m_shownPhase = std::move(phase);
    return changed;
}

std::vector<int> ConnectionEntry::tickTopics(qint64 nowUs)
{
    std::vector<int> changed;
    for (size_t i = 0; i < topics.size(); ++i) {
        Topic &topic = topics[i];
        topic.meter.sample(nowUs, topic.status.events);
        TrailingText trailing = subscriptionTrailing(topic.status, topic.meter.rate(), nowUs);
        SubscriptionWords words = subscriptionWords(topic.status, nowUs);
        if (trailing != topic.shownTrailing || words != topic.shown)
            changed.push_back(int(i));
        topic.shownTrailing = std::move(trailing);
        topic.shown = std::move(words);
    }
    return changed;
}

QVector<SubscriptionStatus> ConnectionEntry::statuses() const
{
    QVector<SubscriptionStatus> all;
    for (const Topic &topic : topics)
        all << topic.status;
    return all;
}

SubscriptionStatus ConnectionEntry::statusAt(int position) const
{
    const bool there = position >= 0 && size_t(position) < topics.size();
    return there ? topics[size_t(position)].status : SubscriptionStatus();
}

double ConnectionEntry::rateOf(const QString &pattern) const
{
    const int position = positionOf(pattern);
    return position < 0 ? 0 : topics[size_t(position)].meter.rate();
}

QString ConnectionEntry::coveringPattern(int position, const DialectInfo &dialect) const
{
    const QVector<Subscription> &all = profile.subscriptions;
    if (!dialect.covers || position < 0 || position >= all.size())
        return {};
    m_covers.resize(size_t(all.size()));
    std::optional<QString> &known = m_covers[size_t(position)];
    if (known)
        return *known;
    known = QString();
    const Subscription &narrow = all.at(position);
    for (qsizetype i = 0; i < all.size() && !narrow.paused; ++i) {
        const Subscription &wide = all.at(i);
        if (i == position || wide.paused || !dialect.covers(wide.pattern, narrow.pattern))
            continue;
        // Two that mean the same: it is said of the later one.
        if (i > position && dialect.covers(narrow.pattern, wide.pattern))
            continue;
        if (!wide.filters.isEmpty() && wide.filters != narrow.filters)
            continue;
        known = wide.pattern;
        break;
    }
    return *known;
}

} // namespace eventscope
