// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/refusedcertificate.h"

#include <QMetaType>
#include <QString>
#include <QVector>
#include <optional>

namespace eventscope {

/// The states of reliability.md §3.2.
enum class ConnectionPhase : quint8 {
    Idle, ///< not asked to be connected
    Connecting, ///< TCP, TLS and handshake, at most 10 s
    Opening, ///< open, waiting for the first proof that it works
    Live,
    Closing, ///< at most 3 s
    Backoff, ///< waiting for the next attempt
    Stopped, ///< the server told us not to come back
    NeedsCredentials
};

/// The code of the row that says what ConnectionStatus::remark says.
inline const QString otherDialectCode = QStringLiteral("OTHER_DIALECT");

/// What a connection is doing; a value that feeds send to the models.
struct ConnectionStatus
{
    ConnectionPhase phase = ConnectionPhase::Idle;
    QString cause; ///< why it is not live, one sentence; empty while all is well
    bool inVain = false; ///< the cause is nothing that waiting could change
    int attempt = 0; ///< since it was last live
    qint64 sinceUs = 0; ///< when this phase began, wall clock
    qint64 retryAtUs = 0; ///< in Backoff: when the next attempt starts
    qint64 lastEventUs = 0; ///< when the last event came
    QString speaks; ///< the system that its server seems to speak, where that is another one
    std::optional<RefusedCertificate> certificate; ///< why it is not connected
    QString remark; ///< a doubt about the settings, for a person: the server speaks another one
};

/// received = stored + duplicate + dropped, per connection, once all queues are empty. `stored` is
/// counted by the log.
struct FeedCounters
{
    quint64 received = 0; ///< events that came, those that could not be read included; not replies,
                          ///< pings and our own rows
    quint64 duplicates = 0; ///< merged because their content came before
    quint64 undecodable = 0; ///< part of received: kept with a reason
    quint64 dropped = 0; ///< lost for want of room or disk, or unread; each in a gap row
    quint64 gaps = 0;
    quint64 unread = 0; ///< part of dropped: Qt ended the connection instead of handing them over
    quint64 protocolErrors =
        0; ///< ends of the connection because its server broke WebSocket's rules

    FeedCounters &operator+=(const FeedCounters &other)
    {
        received += other.received;
        duplicates += other.duplicates;
        undecodable += other.undecodable;
        dropped += other.dropped;
        gaps += other.gaps;
        unread += other.unread;
        protocolErrors += other.protocolErrors;
        return *this;
    }
};

enum class SubscriptionState : quint8 {
    Paused, ///< kept, not asked for
    Waiting, ///< will be asked for once the connection is open
    Requested, ///< sent, no answer yet
    Active, ///< the server confirmed it
    Unconfirmed, ///< sent, and nobody answered; some servers never do
    Delivering, ///< events come on it
    Refused ///< the server said no; `reason` says why
};

/// What one desired subscription is at the moment.
struct SubscriptionStatus
{
    QString pattern;
    SubscriptionState state = SubscriptionState::Waiting;
    QString reason; ///< for Refused and Unconfirmed, one sentence
    QString code; ///< the server's own code, e.g. PERMISSION_DENIED
    quint64 events = 0;
    qint64 lastEventUs = 0;
    qint64 requestedUs = 0;
    qint64 confirmedUs = 0; ///< 0: never
    qint64 retryAtUs = 0; ///< Refused for now only: when it is asked for again
    /// From the time that events say of themselves to when they came: the median of the last ones.
    /// Below 0 where clocks differ.
    qint64 latencyUs = 0;
    int latencySamples = 0; ///< 0: its events have no time of their own
    int partitions = 0; ///< of Kafka: how many are read for it
    qint64 lag = -1; ///< of Kafka: records that are there and were not read yet; -1: not known
    QStringList overlaps; ///< of Kafka: which of its topics come on others too, a line for each
};

QString phaseText(ConnectionPhase phase);
QString subscriptionStateText(SubscriptionState state);

} // namespace eventscope

Q_DECLARE_METATYPE(eventscope::ConnectionStatus)
Q_DECLARE_METATYPE(eventscope::FeedCounters)
Q_DECLARE_METATYPE(eventscope::SubscriptionStatus)
