// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedhub.h"
#include "tests/support/collectingsink.h"

#include <algorithm>

namespace eventscope {

/// One connection of the program, through its hub.
class ZaikioConnection
{
public:
    explicit ZaikioConnection(const QString &url, const QStringList &topics = {},
                              const OptionValues &options = {},
                              const QString &token = QStringLiteral("org:A"),
                              const FeedSettings &with = settings())
        : m_hub(&sink, with)
    {
        QObject::connect(&m_hub, &FeedHub::statusChanged, &m_hub,
                         [this](const QString &, const ConnectionStatus &now) {
                             status = now;
                             if (!now.cause.isEmpty())
                                 causes += now.cause;
                         });
        QObject::connect(
            &m_hub, &FeedHub::subscriptionsChanged, &m_hub,
            [this](const QString &, const QVector<SubscriptionStatus> &all) { states = all; });
        QObject::connect(&m_hub, &FeedHub::countersChanged, &m_hub,
                         [this](const QString &, const FeedCounters &now) { counters = now; });
        ConnectionProfile profile;
        profile.id = id;
        profile.name = QStringLiteral("loom");
        profile.dialect = QStringLiteral("zaikio");
        profile.options = options;
        profile.options.insert(QStringLiteral("url"), url);
        for (const QString &topic : topics)
            profile.subscriptions.append({topic, {}, false});
        m_hub.open(profile, {{QStringLiteral("token"), token}});
    }

    static FeedSettings settings()
    {
        FeedSettings settings;
        settings.seed = 7;
        settings.backoffBaseMs = 50;
        settings.backoffMaxMs = 400;
        settings.reportMs = 10;
        return settings;
    }
    void subscribe(const QString &pattern) { m_hub.subscribe(id, {pattern, {}, false}); }
    void unsubscribe(const QString &pattern) { m_hub.unsubscribe(id, pattern); }
    SubscriptionState state(int index) const { return states.value(index).state; }
    bool isActive(int count) const
    {
        return states.size() == count
            && std::all_of(states.begin(), states.end(), [](const SubscriptionStatus &one) {
                   return one.state == SubscriptionState::Active
                       || one.state == SubscriptionState::Delivering;
               });
    }
    int events(const QString &name) const { return sink.count(name.toLatin1().constData()); }

    static inline const QString id = QStringLiteral("0badcafe");
    CollectingSink sink;
    ConnectionStatus status;
    QStringList causes;
    QVector<SubscriptionStatus> states;
    FeedCounters counters;

private:
    FeedHub m_hub;
};

} // namespace eventscope
