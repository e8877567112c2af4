// SPDX-License-Identifier: GPL-3.0-or-later
//
// Of KafkaFeed: which places it knows, and of which cluster they are.
#include "app/feeds/kafka/kafkafeed.h"
#include "app/feeds/kafkatopicpattern.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString whereItBegins(KafkaStart::Kind kind)
{
    switch (kind) {
    case KafkaStart::Kind::Beginning:
        return u"at the oldest record"_s;
    case KafkaStart::Kind::Time:
        return u"at the time that was chosen"_s;
    case KafkaStart::Kind::Now:
        break;
    }
    return u"now, and what it had before that is not read"_s;
}

} // namespace

void KafkaFeed::begin(const KafkaPosition &position)
{
    m_cluster = position.cluster;
    m_offsets = position.offsets;
    m_stored = position.stored;
    m_known = QStringList(position.patterns.begin(), position.patterns.end());
    m_unplaced.clear();
    m_slot = nullptr;
    m_slotTopic.clear();
    m_clusterLeft.clear();
}

/// What nobody wants any more begins anew when it is asked for again; one that starts where it
/// stopped goes on with that as well.
void KafkaFeed::keepPlacesOf(const QVector<Subscription> &subscriptions)
{
    if (m_values.value(u"start"_s) == u"resume")
        return;
    QStringList patterns;
    std::vector<KafkaTopicPattern> wanted;
    for (const Subscription &one : subscriptions) {
        if (one.paused)
            continue;
        patterns += one.pattern;
        wanted.emplace_back(one.pattern);
    }
    m_known.removeIf([&patterns](const QString &one) { return !patterns.contains(one); });
    QSet<QString> left;
    m_offsets.forEach([&](const QString &topic, qint32, qint64) {
        if (std::none_of(wanted.begin(), wanted.end(),
                         [&topic](const KafkaTopicPattern &one) { return one.matches(topic); }))
            left.insert(topic);
    });
    for (const QString &topic : std::as_const(left))
        m_offsets.forget(topic);
    m_slot = nullptr;
    m_slotTopic.clear();
}

/// Another cluster may have topics of the same names, where the places that are known are those of
/// other records. False: it is another one than a moment ago, so that all begins anew.
bool KafkaFeed::takeCluster(const QString &cluster)
{
    if (cluster.isEmpty() || cluster == m_cluster)
        return true;
    const QString before = m_cluster;
    if (!before.isEmpty()) {
        begin({});
        m_waiting = {};
        m_clusterLeft = before;
    }
    m_cluster = cluster;
    if (before.isEmpty() || !isConnected())
        return true;
    endConnection(CloseTreatment::Retry, u"its brokers are those of another cluster now"_s);
    return false;
}

/// Once in each connection, before anything is read.
void KafkaFeed::tellCluster(const QString &cluster)
{
    if (const QString before = std::exchange(m_clusterLeft, {}); !before.isEmpty()) {
        const KafkaStart::Kind start = kafkaStart(m_values).kind;
        const QString words =
            u"its brokers are of another cluster (%1) than the one that was read "
            "before (%2), so nothing is known of where to go on: reading begins %3"_s.arg(
                cluster, before, whereItBegins(start));
        if (start == KafkaStart::Kind::Now)
            m_conversation.gap(words);
        else
            m_conversation.remark(u"OTHER_CLUSTER"_s, words);
    } else if (cluster.isEmpty() && !m_cluster.isEmpty() && !m_offsets.isEmpty()
               && !std::exchange(m_toldUnknownCluster, true)) {
        m_conversation.remark(u"UNKNOWN_CLUSTER"_s,
                              u"its brokers do not say of which cluster they are: they are taken "
                              u"for those of %1, and "
                              "reading goes on where that was left"_s.arg(m_cluster));
    }
}

} // namespace eventscope
