// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/feedhub.h"
#include "tests/support/collectingsink.h"

#include <QTest>

namespace eventscope {

/// How long the demo may take to come to a point of its story, in milliseconds.
inline constexpr int patience = 20'000;

/// Feeds on a thread of their own, as in the program, and what they say.
struct FeedListener
{
    FeedListener()
    {
        FeedSettings settings;
        settings.seed = 42;
        settings.backoffBaseMs = 50;
        settings.backoffMaxMs = 200;
        settings.topicRefreshMs = 200;
        feeds = std::make_unique<FeedHub>(&sink, settings);
        QObject::connect(
            feeds.get(), &FeedHub::statusChanged, feeds.get(),
            [this](const QString &id, const ConnectionStatus &now) { statuses.insert(id, now); });
        QObject::connect(feeds.get(), &FeedHub::subscriptionsChanged, feeds.get(),
                         [this](const QString &id, const QVector<SubscriptionStatus> &all) {
                             subscriptions.insert(id, all);
                         });
        QObject::connect(feeds.get(), &FeedHub::answered, feeds.get(),
                         [this](const QString &, const TopicRequest &, const TopicAnswer &answer) {
                             answers << answer;
                         });
    }

    QString open(const QString &dialect, const QString &url, const QStringList &topics,
                 const OptionValues &secrets = {}, const QMap<QString, QString> &filters = {})
    {
        ConnectionProfile profile;
        profile.id = ConnectionProfile::newId();
        profile.name = dialect;
        profile.dialect = dialect;
        profile.options = {{QStringLiteral("url"), url}};
        for (const QString &topic : topics)
            profile.subscriptions.append({topic, filters, false});
        feeds->open(profile, secrets);
        return profile.id;
    }
    ConnectionPhase phase(const QString &id) const { return statuses.value(id).phase; }
    SubscriptionStatus subscription(const QString &id, const QString &pattern) const
    {
        for (const SubscriptionStatus &one : subscriptions.value(id)) {
            if (one.pattern == pattern)
                return one;
        }
        return {};
    }
    bool delivers(const QString &id, const QString &pattern) const
    {
        return subscription(id, pattern).state == SubscriptionState::Delivering;
    }
    QList<CollectingSink::Row> rowsOf(const QString &id) const
    {
        QList<CollectingSink::Row> rows = sink.rows();
        rows.removeIf([&id](const CollectingSink::Row &row) {
            return row.connection != id.toUtf8() || row.type.startsWith("eventscope.");
        });
        return rows;
    }
    QString ask(const QString &id, TopicRequest::Kind kind, const QString &topic,
                const QByteArray &message = {})
    {
        answers.clear();
        TopicRequest request;
        request.kind = kind;
        request.topic = topic;
        request.message = message;
        feeds->request(id, request);
        [this] { QTRY_COMPARE_WITH_TIMEOUT(answers.size(), 1, patience); }();
        if (answers.isEmpty())
            return QStringLiteral("nothing");
        const TopicAnswer &answer = answers.first();
        return answer.outcome == TopicAnswer::Outcome::Done ? QStringLiteral("done")
                                                            : answer.reason;
    }

    CollectingSink sink;
    QMap<QString, ConnectionStatus> statuses;
    QMap<QString, QVector<SubscriptionStatus>> subscriptions;
    QList<TopicAnswer> answers;
    std::unique_ptr<FeedHub> feeds; ///< ends before what it talks to
};

} // namespace eventscope
