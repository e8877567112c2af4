// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/websocketfeed.h"
#include "tests/app/feeds/scripteddialect.h"
#include "tests/support/collectingsink.h"
#include "tests/support/feedservers.h"

#include <QSignalSpy>
#include <QTest>

namespace eventscope {

/// One feed on the test's own thread, with times short enough to wait for.
struct FeedFixture
{
    static FeedSettings quick()
    {
        FeedSettings settings;
        settings.seed = 42;
        // ctest runs these tests with each of the two clients.
        if (qgetenv("EVENTSCOPE_TEST_CLIENT") == "qt")
            settings.client = WebSocketClient::Qt;
        settings.connectTimeoutMs = 2'000;
        settings.backoffBaseMs = 10;
        settings.backoffMaxMs = 40;
        settings.healthyAfterMs = 5'000;
        settings.closeTimeoutMs = 200;
        settings.returnJitterMs = 0;
        settings.slowRetryMs = 60'000;
        settings.credentialsRetryMs = 30;
        settings.dropSuspicionMs = 300;
        settings.settleMs = 20;
        settings.rateLimitRetryMs = 30;
        settings.reportMs = 10;
        return settings;
    }

    explicit FeedFixture(const FeedSettings &with = quick())
    {
        feed = std::make_unique<WebSocketFeed>(QStringLiteral("0badcafe"), sink, limiter, with);
        QObject::connect(feed.get(), &WebSocketFeed::statusChanged, feed.get(),
                         [this](const ConnectionStatus &status) {
                             if (phases.isEmpty() || phases.last() != status.phase)
                                 phases.append(status.phase);
                             if (!status.cause.isEmpty()
                                 && (causes.isEmpty() || causes.last() != status.cause))
                                 causes.append(status.cause);
                         });
        QObject::connect(feed.get(), &WebSocketFeed::subscriptionsChanged, feed.get(),
                         [this](const QVector<SubscriptionStatus> &all) { subscriptions = all; });
        QObject::connect(feed.get(), &WebSocketFeed::countersChanged, feed.get(),
                         [this](const FeedCounters &now) { told = now; });
    }

    void open(const QUrl &url, const QStringList &topics = {}, const OptionValues &more = {})
    {
        ConnectionProfile profile;
        profile.id = QStringLiteral("0badcafe");
        profile.name = QStringLiteral("voip");
        for (const QString &topic : topics)
            profile.subscriptions.append({topic, {}, false});
        profile.declinedDialects = declined;
        OptionValues values = more;
        values.insert(QStringLiteral("url"), url.toString());
        if (!values.contains(QStringLiteral("ping")))
            values.insert(QStringLiteral("ping"), QStringLiteral("15000"));
        if (!values.contains(QStringLiteral("dead")))
            values.insert(QStringLiteral("dead"), QStringLiteral("10000"));
        feed->open(dialect, profile, values);
    }
    ConnectionPhase phase() const { return feed->status().phase; }
    QString cause() const { return feed->status().cause; }
    SubscriptionState state(const QString &pattern) const
    {
        for (const SubscriptionStatus &status : subscriptions) {
            if (status.pattern == pattern)
                return status.state;
        }
        return SubscriptionState::Paused;
    }
    bool isAccountedFor() const
    {
        const FeedCounters &counters = feed->counters();
        return counters.received == sink.stored() + counters.duplicates + counters.dropped;
    }

    ScriptedDialect dialect;
    QStringList declined; ///< of the profile
    CollectingSink sink;
    HandshakeLimiter limiter{10'000, 1'000};
    QList<ConnectionPhase> phases;
    QStringList causes;
    QVector<SubscriptionStatus> subscriptions;
    FeedCounters told;
    std::unique_ptr<WebSocketFeed> feed;
};

} // namespace eventscope
