// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedhub.h"
#include "tests/app/feeds/feedfixture.h"

#include <QThread>

namespace eventscope {

/// The hub as the application has it, with what it said last, and on which thread.
struct HubFixture
{
    explicit HubFixture(const FeedSettings &settings = FeedFixture::quick())
        : hub(std::make_unique<FeedHub>(&sink, settings, nullptr, resolver()))
    {
        QObject::connect(hub.get(), &FeedHub::statusChanged, hub.get(),
                         [this](const QString &id, const ConnectionStatus &status) {
                             statuses[id] = status;
                             ownThread = ownThread && QThread::currentThread() == hub->thread();
                         });
        QObject::connect(hub.get(), &FeedHub::subscriptionsChanged, hub.get(),
                         [this](const QString &id, const QVector<SubscriptionStatus> &all) {
                             subscriptions[id] = all;
                         });
        QObject::connect(
            hub.get(), &FeedHub::countersChanged, hub.get(),
            [this](const QString &id, const FeedCounters &now) { counters[id] = now; });
    }
    FeedHub::DialectResolver resolver()
    {
        return [this](const QString &id) { return id == u"scripted" ? &dialect : nullptr; };
    }
    static ConnectionProfile profile(const QString &id, const QUrl &url,
                                     const QStringList &topics = {})
    {
        ConnectionProfile profile;
        profile.id = id;
        profile.name = QStringLiteral("name of ") + id;
        profile.dialect = QStringLiteral("scripted");
        profile.options.insert(QStringLiteral("url"), url.toString());
        for (const QString &topic : topics)
            profile.subscriptions.append({topic, {}, false});
        return profile;
    }
    QStringList patterns(const QString &id) const
    {
        QStringList found;
        for (const SubscriptionStatus &status : subscriptions.value(id))
            found += status.pattern;
        return found;
    }

    ScriptedDialect dialect{{Transport::WebSocket, Transport::Kafka}};
    CollectingSink sink;
    std::unique_ptr<FeedHub> hub;
    QMap<QString, ConnectionStatus> statuses;
    QMap<QString, QVector<SubscriptionStatus>> subscriptions;
    QMap<QString, FeedCounters> counters;
    bool ownThread = true;
};

} // namespace eventscope
