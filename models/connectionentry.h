// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "models/connection/connectionstatus.h"
#include "models/connectiontexts.h"
#include "models/ratemeter.h"

#include <optional>
#include <vector>

namespace eventscope {

/// One connection of ConnectionModel: its profile, what the feed told of it, and what its row shows
/// at the moment, so that the model can tell whether anything visible changed. The statuses stand
/// in the order of the profile's subscriptions, one for each, whatever the feed sends.
class ConnectionEntry
{
public:
    struct Topic
    {
        SubscriptionStatus status;
        RateMeter meter;
        TrailingText shownTrailing;
        SubscriptionWords shown;
    };

    explicit ConnectionEntry(ConnectionProfile wanted);

    ConnectionProfile profile;
    ConnectionStatus status;
    FeedCounters counters;
    quint64 stored = 0;
    std::vector<Topic> topics;
    RateMeter meter;

    int positionOf(const QString &pattern) const;
    QVector<SubscriptionStatus> statuses() const; ///< of the topics
    SubscriptionStatus statusAt(int position) const; ///< an empty one where there is none
    double rateOf(const QString &pattern) const;
    bool isAskedFor() const { return status.phase != ConnectionPhase::Idle; }
    qint64 lastEventUs() const;
    void noteStatus(const ConnectionStatus &news);
    /// Why it is not live; while it is tried again, why it was not the last time.
    const QString &cause() const { return m_cause; }
    void noteCounters(const FeedCounters &news, qint64 nowUs);

    /// Takes another profile over; what stays subscribed keeps its status. True if the patterns or
    /// their order are others.
    bool setProfile(const ConnectionProfile &wanted);
    void append(const Subscription &subscription);
    void removeAt(int position);
    void replaceAt(int position, const Subscription &by);
    void setPaused(int position, bool paused);
    /// Positions of the statuses that are others now.
    std::vector<int> mergeStatuses(const QVector<SubscriptionStatus> &news);

    /// The pattern of another subscription that brings all of this one's events too; empty: none.
    QString coveringPattern(int position, const DialectInfo &dialect) const;

    /// Rates move on. True if the row of the connection shows something else now.
    bool tick(qint64 nowUs);
    /// The same for the subscriptions: positions of those that show something else.
    std::vector<int> tickTopics(qint64 nowUs);

private:
    static Topic topicFor(const Subscription &subscription);
    static void dropDuplicates(ConnectionProfile &profile);

    qint64 m_lastGrowthUs = 0;
    QString m_cause;
    TrailingText m_shown;
    QString m_shownPhase;
    mutable std::vector<std::optional<QString>> m_covers; ///< by position, as far as asked for
};

bool operator==(const FeedCounters &a, const FeedCounters &b);
bool operator==(const ConnectionStatus &a, const ConnectionStatus &b);
bool operator==(const SubscriptionStatus &a, const SubscriptionStatus &b);

} // namespace eventscope
