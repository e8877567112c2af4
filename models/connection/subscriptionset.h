// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"

#include <QByteArray>

namespace eventscope {

/// Subscriptions under a name, to be used on another connection or given to somebody else: what is
/// asked for, and nothing about the server or who asks.
///
///     {"eventscope":"subscriptions","version":1,"name":"Calls","dialect":"voipbin",
///      "subscriptions":[{"pattern":"…","filters":{"EventType":"update"},"paused":true}]}
struct SubscriptionSet
{
    static constexpr int version = 1;
    static constexpr int maxSubscriptions = 1000;
    static constexpr int maxName = 80;

    QString name;
    QString dialect; ///< DialectInfo::id
    QVector<Subscription> subscriptions;

    bool operator==(const SubscriptionSet &) const = default;
};

/// Without the subscriptions that hold a secret: a filter on a column whose name says that it is
/// one. Their patterns go to `leftOut`.
SubscriptionSet withoutSecrets(SubscriptionSet set, QStringList *leftOut = nullptr);
QByteArray writeSubscriptionSet(const SubscriptionSet &set);
/// An error says what is wrong with the bytes; one that has a secret is refused, because whoever
/// gave it does not know that it is in it.
Result<SubscriptionSet> readSubscriptionSet(const QByteArray &bytes);

/// What would come of it on a connection.
struct SubscriptionImport
{
    QVector<Subscription> added;
    QStringList known; ///< patterns that the connection has already
    QStringList knownWithOtherFilters; ///< those too, but it asks for something else there
    QStringList refused; ///< "pattern: why it cannot be sent"

    /// "3 subscriptions added. Skipped, because they are there already: a, b."
    QString text() const;
};
SubscriptionImport planImport(const SubscriptionSet &set, const ConnectionProfile &into,
                              const DialectInfo &dialect);

} // namespace eventscope
