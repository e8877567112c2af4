// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "models/connection/connectionstatus.h"
#include "models/connection/topicrequest.h"

#include <QAbstractListModel>
#include <memory>

namespace eventscope {

namespace ConnectionRole {
enum : int {
    Id = Qt::UserRole, ///< QString
    Name,
    DialectTitle,
    Phase, ///< int(ConnectionPhase)
    PhaseText, ///< "live", "retry in 7 s", "stopped: …"
    Cause, ///< one sentence or empty
    Rate, ///< double, events a second over the last 5 s
    Received,
    Stored,
    Duplicates,
    Dropped,
    Undecodable,
    Gaps, ///< quint64 each
    LastEventUs, ///< qint64
    RetryAtUs,
    OpenHost ///< QString, who is reached without encryption; empty: nobody beyond this computer
};
}

/// All connections: what the user wants (profiles) and what is (status, counters), in one place.
/// GUI thread. Views ask for changes through its commands; the model keeps the profile right and
/// tells the feeds by signals.
class ConnectionModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit ConnectionModel(QObject *parent = nullptr);
    ~ConnectionModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    // What can be connected to; what takes anything comes last.
    void setDialects(const QVector<DialectInfo> &dialects);
    const QVector<DialectInfo> &dialects() const;
    const DialectInfo *dialect(const QString &id) const;

    // What there is.
    int rowOf(const QString &id) const;
    const ConnectionProfile *profile(const QString &id) const;
    ConnectionStatus status(const QString &id) const;
    FeedCounters counters(const QString &id) const;
    quint64 stored(const QString &id) const;
    QVector<ConnectionProfile> profiles() const;
    FeedCounters totals() const;
    quint64 totalStored() const;
    QVector<SubscriptionStatus> subscriptions(const QString &id) const;
    /// One of them, in the user's order; an empty status where there is none.
    SubscriptionStatus subscriptionAt(const QString &id, int position) const;
    double rate(const QString &id) const;
    double totalRate() const;
    double subscriptionRate(const QString &id, const QString &pattern) const;
    /// Another pattern that brings all its events too; empty: none.
    QString coveringPattern(const QString &id, int position) const;
    /// The moment that all times of this model are shown for: the last tick.
    qint64 clockUs() const;

    // Commands of the user. Secrets pass through to whoever keeps them; they never stay in the
    // model.
    void addConnection(const ConnectionProfile &profile, const OptionValues &secrets,
                       bool keepSecrets, bool connectNow);
    void editConnection(const ConnectionProfile &edited, const OptionValues &secrets,
                        bool keepSecrets);
    /// Secrets that belong to it and do not come from its user.
    void giveSecrets(const QString &id, const OptionValues &secrets, bool keep);
    void removeConnection(const QString &id);
    void connectFeed(const QString &id);
    void disconnectFeed(const QString &id);
    /// False (and nothing is sent) if the pattern is there already.
    bool subscribe(const QString &id, const Subscription &subscription);
    void unsubscribe(const QString &id, const QString &pattern);
    void setSubscriptionPaused(const QString &id, const QString &pattern, bool paused);
    /// Something about topics, once; what becomes of it comes by answered().
    void request(const QString &id, const TopicRequest &request);
    void replaceSubscription(const QString &id, const QString &pattern, const Subscription &by);

    // News from the feeds and the log.
    void setStatus(const QString &id, const ConnectionStatus &status);
    void setSubscriptionStatuses(const QString &id, const QVector<SubscriptionStatus> &statuses);
    void setCounters(const QString &id, const FeedCounters &counters);
    void setStored(const QString &id, quint64 stored);
    void setAnswer(const QString &id, const TopicRequest &request, const TopicAnswer &answer);
    /// Once a second: rates and "retry in 7 s" move on.
    void tick(qint64 nowUs);

Q_SIGNALS:
    void profilesChanged(); ///< something to save
    void connectionAdded(const QString &id);
    void connectionRemoved(const QString &id);
    void subscriptionsReset(const QString &id); ///< the list of patterns changed
    void subscriptionChanged(const QString &id,
                             int position); ///< one status changed; -1: any of them
    void answered(const QString &id, const eventscope::TopicRequest &request,
                  const eventscope::TopicAnswer &answer);
    // To the feeds (wired in application.cpp):
    void openRequested(const eventscope::ConnectionProfile &profile);
    void closeRequested(const QString &id);
    void forgetRequested(const QString &id);
    void subscribeRequested(const QString &id, const eventscope::Subscription &subscription);
    void unsubscribeRequested(const QString &id, const QString &pattern);
    void requestMade(const QString &id, const eventscope::TopicRequest &request);
    /// Secrets to keep (keychain if `keep`, else for this session) before the connection is opened.
    void secretsGiven(const QString &id, const eventscope::OptionValues &secrets, bool keep);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope
