// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectionmodel.h"
#include "models/subscriptionmodel.h"

#include <QModelIndex>

namespace eventscope {

/// What a row of SubscriptionModel is about, for those who act on rows.

inline bool isConnectionRow(const QModelIndex &index)
{
    return index.isValid() && index.data(SubscriptionRole::IsConnection).toBool();
}

inline QString connectionOf(const QModelIndex &index)
{
    return index.data(SubscriptionRole::ConnectionId).toString();
}

/// Empty on a connection.
inline QString patternOf(const QModelIndex &index)
{
    return isConnectionRow(index) ? QString() : index.data(SubscriptionRole::Pattern).toString();
}

inline const DialectInfo *dialectOfConnection(const ConnectionModel &connections,
                                              const QString &connectionId)
{
    const ConnectionProfile *profile = connections.profile(connectionId);
    return profile ? connections.dialect(profile->dialect) : nullptr;
}

inline const Subscription *findSubscription(const ConnectionModel &connections,
                                            const QString &connectionId, const QString &pattern)
{
    const ConnectionProfile *profile = connections.profile(connectionId);
    if (!profile)
        return nullptr;
    for (const Subscription &candidate : profile->subscriptions) {
        if (candidate.pattern == pattern)
            return &candidate;
    }
    return nullptr;
}

} // namespace eventscope
