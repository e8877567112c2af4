// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connectionmodel.h"

#include "models/connectioncells.h"
#include "models/connectionentries.h"
#include "models/event/displaytext.h"
#include "models/event/timestamp.h"

#include <algorithm>

namespace eventscope {

struct ConnectionModel::State
{
    QVector<DialectInfo> dialects;
    ConnectionEntries entries;
    qint64 clockUs = 0;

    ConnectionEntry *find(const QString &id) const { return entries.find(id); }
};

ConnectionModel::ConnectionModel(QObject *parent)
    : QAbstractListModel(parent), m_state(std::make_unique<State>())
{ }

ConnectionModel::~ConnectionModel() = default;

int ConnectionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_state->entries.count();
}

QVariant ConnectionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ConnectionEntry &entry = m_state->entries.at(index.row());
    return connectionCell(entry, dialect(entry.profile.dialect), role, clockUs());
}

void ConnectionModel::setDialects(const QVector<DialectInfo> &dialects)
{
    m_state->dialects = dialects;
    std::stable_partition(m_state->dialects.begin(), m_state->dialects.end(),
                          [](const DialectInfo &dialect) { return !dialect.catchAll; });
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

const QVector<DialectInfo> &ConnectionModel::dialects() const
{
    return m_state->dialects;
}

const DialectInfo *ConnectionModel::dialect(const QString &id) const
{
    const auto found = std::find_if(m_state->dialects.cbegin(), m_state->dialects.cend(),
                                    [&id](const DialectInfo &info) { return info.id == id; });
    return found == m_state->dialects.cend() ? nullptr : &*found;
}

int ConnectionModel::rowOf(const QString &id) const
{
    return m_state->entries.rowOf(id);
}

const ConnectionProfile *ConnectionModel::profile(const QString &id) const
{
    const ConnectionEntry *entry = m_state->find(id);
    return entry ? &entry->profile : nullptr;
}

ConnectionStatus ConnectionModel::status(const QString &id) const
{
    const ConnectionEntry *entry = m_state->find(id);
    if (!entry)
        return {};
    ConnectionStatus status = entry->status;
    status.lastEventUs = entry->lastEventUs();
    return status;
}

FeedCounters ConnectionModel::counters(const QString &id) const
{
    const ConnectionEntry *entry = m_state->find(id);
    return entry ? entry->counters : FeedCounters();
}

quint64 ConnectionModel::stored(const QString &id) const
{
    const ConnectionEntry *entry = m_state->find(id);
    return entry ? entry->stored : 0;
}

QVector<ConnectionProfile> ConnectionModel::profiles() const
{
    return m_state->entries.profiles();
}

FeedCounters ConnectionModel::totals() const
{
    return m_state->entries.totals();
}

quint64 ConnectionModel::totalStored() const
{
    return m_state->entries.totalStored();
}

QVector<SubscriptionStatus> ConnectionModel::subscriptions(const QString &id) const
{
    const ConnectionEntry *entry = m_state->find(id);
    return entry ? entry->statuses() : QVector<SubscriptionStatus>();
}

SubscriptionStatus ConnectionModel::subscriptionAt(const QString &id, int position) const
{
    const ConnectionEntry *entry = m_state->find(id);
    return entry ? entry->statusAt(position) : SubscriptionStatus();
}

double ConnectionModel::rate(const QString &id) const
{
    const ConnectionEntry *entry = m_state->find(id);
    return entry ? entry->meter.rate() : 0;
}

double ConnectionModel::totalRate() const
{
    return m_state->entries.totalRate();
}

double ConnectionModel::subscriptionRate(const QString &id, const QString &pattern) const
{
    const ConnectionEntry *entry = m_state->find(id);
    return entry ? entry->rateOf(pattern) : 0;
}

QString ConnectionModel::coveringPattern(const QString &id, int position) const
{
    const ConnectionEntry *entry = m_state->find(id);
    const DialectInfo *info = entry ? dialect(entry->profile.dialect) : nullptr;
    return info ? entry->coveringPattern(position, *info) : QString();
}

qint64 ConnectionModel::clockUs() const
{
    return m_state->clockUs > 0 ? m_state->clockUs : nowUs();
}

void ConnectionModel::addConnection(const ConnectionProfile &profile, const OptionValues &secrets,
                                    bool keepSecrets, bool connectNow)
{
    if (m_state->find(profile.id)) {
        editConnection(profile, secrets, keepSecrets);
        if (connectNow && !m_state->find(profile.id)->isAskedFor())
            connectFeed(profile.id);
        return;
    }
    auto entry = std::make_unique<ConnectionEntry>(profile);
    if (profile.id.isEmpty())
        entry->profile.id = ConnectionProfile::newId();
    entry->profile.noteGiven(secrets);
    const QString id = entry->profile.id;
    beginInsertRows({}, rowCount(), rowCount());
    m_state->entries.append(std::move(entry));
    endInsertRows();
    Q_EMIT connectionAdded(id);
    Q_EMIT profilesChanged();
    if (!secrets.isEmpty())
        Q_EMIT secretsGiven(id, secrets, keepSecrets);
    if (connectNow)
        connectFeed(id);
}

void ConnectionModel::editConnection(const ConnectionProfile &edited, const OptionValues &secrets,
                                     bool keepSecrets)
{
    ConnectionEntry *entry = m_state->find(edited.id);
    if (!entry)
        return;
    ConnectionProfile profile = edited;
    profile.noteGiven(secrets);
    if (profile.dialect != entry->profile.dialect
        || profile.options.value(QStringLiteral("url"))
            != entry->profile.options.value(QStringLiteral("url")))
        profile.declinedDialects.clear(); // it was about something else
    const QString id = profile.id;
    const bool changed = entry->profile != profile;
    const bool topicsChanged = entry->profile.subscriptions != profile.subscriptions;
    const bool patternsChanged = entry->setProfile(profile);
    const bool reopen = entry->isAskedFor() && (changed || !secrets.isEmpty());
    const QModelIndex row = index(rowOf(id));
    Q_EMIT dataChanged(row, row);
    if (patternsChanged)
        Q_EMIT subscriptionsReset(id);
    else if (topicsChanged)
        Q_EMIT subscriptionChanged(id, -1);
    if (changed)
        Q_EMIT profilesChanged();
    if (!secrets.isEmpty())
        Q_EMIT secretsGiven(id, secrets, keepSecrets);
    if (reopen)
        connectFeed(id);
}

void ConnectionModel::giveSecrets(const QString &id, const OptionValues &secrets, bool keep)
{
    ConnectionEntry *entry = m_state->find(id);
    if (!entry || secrets.isEmpty())
        return;
    entry->profile.noteGiven(secrets);
    Q_EMIT profilesChanged();
    Q_EMIT secretsGiven(QString(id), secrets, keep);
}

void ConnectionModel::removeConnection(const QString &id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    const bool open = m_state->entries.at(row).isAskedFor();
    const QString removed = m_state->entries.at(row).profile.id; // `id` may be part of what goes
    beginRemoveRows({}, row, row);
    m_state->entries.removeAt(row);
    endRemoveRows();
    Q_EMIT connectionRemoved(removed);
    if (open)
        Q_EMIT closeRequested(removed);
    Q_EMIT forgetRequested(removed);
    Q_EMIT profilesChanged();
}

void ConnectionModel::connectFeed(const QString &id)
{
    if (const ConnectionEntry *entry = m_state->find(id)) {
        const ConnectionProfile copy = entry->profile; // whoever hears of it may change the model
        Q_EMIT openRequested(copy);
    }
}

void ConnectionModel::disconnectFeed(const QString &id)
{
    if (m_state->find(id))
        Q_EMIT closeRequested(QString(id));
}

bool ConnectionModel::subscribe(const QString &id, const Subscription &subscription)
{
    ConnectionEntry *entry = m_state->find(id);
    if (!entry || subscription.pattern.isEmpty() || entry->positionOf(subscription.pattern) >= 0)
        return false;
    entry->append(subscription);
    Q_EMIT subscriptionsReset(id);
    Q_EMIT profilesChanged();
    Q_EMIT subscribeRequested(id, subscription);
    return true;
}

void ConnectionModel::unsubscribe(const QString &id, const QString &pattern)
{
    ConnectionEntry *entry = m_state->find(id);
    const int position = entry ? entry->positionOf(pattern) : -1;
    if (position < 0)
        return;
    // It may be part of what goes.
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
    const QString removed = pattern;
    entry->removeAt(position);
    Q_EMIT subscriptionsReset(id);
    Q_EMIT profilesChanged();
    Q_EMIT unsubscribeRequested(id, removed);
}

void ConnectionModel::setSubscriptionPaused(const QString &id, const QString &pattern, bool paused)
{
    ConnectionEntry *entry = m_state->find(id);
    const int position = entry ? entry->positionOf(pattern) : -1;
    if (position < 0 || entry->profile.subscriptions.at(position).paused == paused)
        return;
    entry->setPaused(position, paused);
    const Subscription subscription = entry->profile.subscriptions.at(position);
    const DialectInfo *info = dialect(entry->profile.dialect);
    // Others may be covered by it, or not any more.
    Q_EMIT subscriptionChanged(id, info && info->covers ? -1 : position);
    Q_EMIT profilesChanged();
    // The feed keeps a paused one too, so that its place and its count stay.
    Q_EMIT subscribeRequested(id, subscription);
}

void ConnectionModel::replaceSubscription(const QString &id, const QString &pattern,
                                          const Subscription &by)
{
    ConnectionEntry *entry = m_state->find(id);
    const int position = entry ? entry->positionOf(pattern) : -1;
    if (position < 0 || by.pattern.isEmpty()
        || (by.pattern != pattern && entry->positionOf(by.pattern) >= 0))
        return;
    // It may be part of what goes.
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization)
    const QString replaced = pattern;
    const Subscription wanted = by;
    if (entry->profile.subscriptions.at(position) == wanted)
        return;
    entry->replaceAt(position, wanted);
    Q_EMIT subscriptionsReset(id);
    Q_EMIT profilesChanged();
    // Under the same pattern the feed asks anew in one go, and keeps its place and its count.
    if (wanted.pattern != replaced)
        Q_EMIT unsubscribeRequested(id, replaced);
    Q_EMIT subscribeRequested(id, wanted);
}

void ConnectionModel::request(const QString &id, const TopicRequest &request)
{
    if (m_state->find(id))
        Q_EMIT requestMade(id, request);
}

void ConnectionModel::setAnswer(const QString &id, const TopicRequest &request,
                                const TopicAnswer &answer)
{
    if (m_state->find(id))
        Q_EMIT answered(id, request, answer);
}

void ConnectionModel::setStatus(const QString &id, const ConnectionStatus &status)
{
    ConnectionEntry *entry = m_state->find(id);
    if (!entry || entry->status == status)
        return;
    entry->noteStatus(status);
    const QModelIndex row = index(rowOf(id));
    Q_EMIT dataChanged(row, row);
}

void ConnectionModel::setSubscriptionStatuses(const QString &id,
                                              const QVector<SubscriptionStatus> &statuses)
{
    constexpr size_t fewEnough = 8;
    ConnectionEntry *entry = m_state->find(id);
    if (!entry)
        return;
    const std::vector<int> changed = entry->mergeStatuses(statuses);
    if (changed.size() > fewEnough) {
        Q_EMIT subscriptionChanged(id, -1);
        return;
    }
    for (const int position : changed)
        Q_EMIT subscriptionChanged(id, position);
}

void ConnectionModel::setCounters(const QString &id, const FeedCounters &counters)
{
    ConnectionEntry *entry = m_state->find(id);
    if (!entry || entry->counters == counters)
        return;
    entry->noteCounters(counters, clockUs());
    const QModelIndex row = index(rowOf(id));
    Q_EMIT dataChanged(row, row,
                       {Qt::ToolTipRole, ConnectionRole::Received, ConnectionRole::Duplicates,
                        ConnectionRole::Dropped, ConnectionRole::Undecodable, ConnectionRole::Gaps,
                        ConnectionRole::LastEventUs});
}

void ConnectionModel::setStored(const QString &id, quint64 stored)
{
    ConnectionEntry *entry = m_state->find(id);
    if (!entry || entry->stored == stored)
        return;
    entry->stored = stored;
    const QModelIndex row = index(rowOf(id));
    Q_EMIT dataChanged(row, row, {Qt::ToolTipRole, ConnectionRole::Stored});
}

void ConnectionModel::tick(qint64 nowUs)
{
    m_state->clockUs = nowUs;
    const QStringList ids = m_state->entries.ids();
    for (const QString &id : ids) { // whoever hears of a change may remove one
        ConnectionEntry *entry = m_state->find(id);
        if (entry && entry->tick(nowUs)) {
            const QModelIndex row = index(rowOf(id));
            Q_EMIT dataChanged(row, row);
        }
        entry = m_state->find(id);
        if (!entry)
            continue;
        const std::vector<int> changed = entry->tickTopics(nowUs);
        if (changed.size() == 1)
            Q_EMIT subscriptionChanged(id, changed.front());
        else if (!changed.empty())
            Q_EMIT subscriptionChanged(id, -1);
    }
}

} // namespace eventscope
