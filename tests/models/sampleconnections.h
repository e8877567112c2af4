// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connectionmodel.h"

namespace eventscope {

/// What tests of ConnectionModel give it, in as few words as possible.

constexpr qint64 second = 1'000'000;
constexpr qint64 noon = 1'700'000'000 * second;

inline ConnectionProfile profile(const QString &id, const QStringList &patterns = {})
{
    ConnectionProfile made;
    made.id = id;
    made.name = QStringLiteral("name of ") + id;
    made.dialect = QStringLiteral("voipbin");
    for (const QString &pattern : patterns)
        made.subscriptions.append({pattern, {}, false});
    return made;
}

inline SubscriptionStatus status(const QString &pattern, SubscriptionState state,
                                 quint64 events = 0)
{
    SubscriptionStatus made;
    made.pattern = pattern;
    made.state = state;
    made.events = events;
    return made;
}

inline ConnectionStatus inPhase(ConnectionPhase phase, const QString &cause = {})
{
    ConnectionStatus made;
    made.phase = phase;
    made.cause = cause;
    return made;
}

inline FeedCounters received(quint64 count)
{
    FeedCounters made;
    made.received = count;
    return made;
}

inline QStringList patternsOf(const ConnectionModel &model, const QString &id)
{
    QStringList all;
    for (const SubscriptionStatus &one : model.subscriptions(id))
        all << one.pattern;
    return all;
}

} // namespace eventscope
