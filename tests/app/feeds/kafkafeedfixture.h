// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialectregistry.h"
#include "app/feeds/kafka/kafkafeed.h"
#include "tests/support/kafkabroker.h"
#include "tests/support/narrowsink.h"

namespace eventscope {

using namespace Qt::StringLiterals;

inline constexpr int patience = 15'000;

/// One feed on the test's own thread, with times short enough to wait for, and a sink to fill.
struct KafkaFeedFixture
{
    static FeedSettings quick()
    {
        FeedSettings settings;
        settings.seed = 42;
        settings.connectTimeoutMs = 4'000;
        settings.backoffBaseMs = 50;
        settings.backoffMaxMs = 200;
        settings.topicRefreshMs = 100;
        settings.reportMs = 10;
        settings.slowRetryMs = 60'000;
        settings.credentialsRetryMs = 60'000;
        return settings;
    }
    explicit KafkaFeedFixture(const FeedSettings &settings = quick())
    {
        feed = std::make_unique<KafkaFeed>(u"0badcafe"_s, sink, settings);
        QObject::connect(feed.get(), &Feed::subscriptionsChanged, feed.get(),
                         [this](const QVector<SubscriptionStatus> &all) { subscriptions = all; });
    }
    void open(const QString &url, const QStringList &topics, const OptionValues &more = {})
    {
        ConnectionProfile profile;
        profile.id = u"0badcafe"_s;
        profile.name = u"hub"_s;
        for (const QString &topic : topics)
            profile.subscriptions.append({topic, {}, false});
        OptionValues values = more;
        const Dialect &dialect = *dialectById(u"acm"_s);
        for (const Option &option : dialect.info().options) {
            if (!values.contains(option.key))
                values.insert(option.key, option.defaultValue);
        }
        values.insert(u"url"_s, url);
        feed->open(dialect, profile, values);
    }
    CollectingSink &rows() { return sink.m_sink; }
    QStringList data(const char *type = "x")
    {
        QStringList all;
        const auto found = rows().rows(type);
        for (const CollectingSink::Row &row : found)
            all += QString::fromUtf8(row.data);
        return all;
    }
    SubscriptionStatus state(const QString &pattern) const
    {
        for (const SubscriptionStatus &one : subscriptions) {
            if (one.pattern == pattern)
                return one;
        }
        return {};
    }
    bool hasGivenUp() const
    {
        return phase() == ConnectionPhase::Backoff || phase() == ConnectionPhase::NeedsCredentials;
    }
    ConnectionPhase phase() const { return feed->status().phase; }

    NarrowSink sink;
    QVector<SubscriptionStatus> subscriptions;
    std::unique_ptr<KafkaFeed> feed;
};

/// An event in binary mode: all of it but its data is in headers.
inline const KafkaBroker::Headers binaryMode{{"ce_specversion", "1.0"},
                                             {"ce_type", "x"},
                                             {"ce_id", "17"},
                                             {"ce_source", "hub1"},
                                             {"content-type", "application/json"}};

inline const OptionValues fromBeginning{{u"start"_s, u"beginning"_s}};

inline QStringList numbers(int from, int to)
{
    QStringList all;
    for (int i = from; i < to; ++i)
        all += QString::number(i);
    return all;
}

} // namespace eventscope
