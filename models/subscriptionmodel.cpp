// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/subscriptionmodel.h"

#include "models/connectionmodel.h"
#include "models/connectiontexts.h"
#include "models/event/displaytext.h"
#include "models/event/timestamp.h"
#include "models/subscriptioncells.h"

#include <QSet>
#include <QStringList>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {
constexpr int longestTrouble = 400;
/// Of a connection, with what stands beside and below its name.
QString spokenConnection(const QModelIndex &connection, const QStringList &besides)
{
    const QString phase = connection.data(ConnectionRole::PhaseText).toString();
    QStringList words = {connection.data().toString(), phase};
    for (const QString &more : besides) {
        if (!more.isEmpty() && !phase.contains(more))
            words << more;
    }
    if (!connection.data(ConnectionRole::OpenHost).toString().isEmpty())
        words << SubscriptionModel::tr("not encrypted");
    return words.join(u", "_s);
}

} // namespace

/// The rows as the view knows them. ConnectionModel is ahead of them while one of its signals is on
/// its way, so they are kept here and followed step by step. An index of a subscription holds the
/// number of its connection, one of a connection holds 0.
struct SubscriptionModel::State
{
    struct Branch
    {
        QString id;
        quintptr number = 0;
        QStringList patterns;
    };

    ConnectionModel *connections = nullptr;
    std::vector<Branch> branches;
    quintptr nextNumber = 1;

    int rowOf(const QString &id) const
    {
        const auto found = std::find_if(branches.begin(), branches.end(),
                                        [&id](const Branch &branch) { return branch.id == id; });
        return found == branches.end() ? -1 : int(found - branches.begin());
    }
    int rowOf(quintptr number) const
    {
        const auto found =
            std::find_if(branches.begin(), branches.end(),
                         [number](const Branch &branch) { return branch.number == number; });
        return found == branches.end() ? -1 : int(found - branches.begin());
    }
    QStringList patternsNow(const QString &id) const
    {
        QStringList patterns;
        if (const ConnectionProfile *profile = connections->profile(id)) {
            for (const Subscription &subscription : profile->subscriptions)
                patterns << subscription.pattern;
        }
        return patterns;
    }
    void follow(SubscriptionModel *model);
    void add(SubscriptionModel *model, const QString &id);
    void remove(SubscriptionModel *model, const QString &id);
    void resetPatterns(SubscriptionModel *model, const QString &id);
    void removeMissing(SubscriptionModel *model, int row, const QStringList &wanted);
    void insertNew(SubscriptionModel *model, int row, const QStringList &wanted);
    void tellTopics(SubscriptionModel *model, const QString &id, int position) const;
    QVariant connectionData(const QString &id, int role) const;
    QVariant topicData(const QString &id, int position, const QString &pattern, int role) const;
};

void SubscriptionModel::State::follow(SubscriptionModel *model)
{
    connect(connections, &ConnectionModel::connectionAdded, model,
            [this, model](const QString &id) { add(model, id); });
    connect(connections, &ConnectionModel::connectionRemoved, model,
            [this, model](const QString &id) { remove(model, id); });
    connect(connections, &ConnectionModel::subscriptionsReset, model,
            [this, model](const QString &id) { resetPatterns(model, id); });
    connect(connections, &ConnectionModel::subscriptionChanged, model,
            [this, model](const QString &id, int position) { tellTopics(model, id, position); });
    connect(connections, &QAbstractItemModel::dataChanged, model,
            [this, model](const QModelIndex &first, const QModelIndex &last) {
                for (int row = first.row(); row <= last.row(); ++row) {
                    const QString id = connections->index(row).data(ConnectionRole::Id).toString();
                    if (const QModelIndex index = model->indexOf(id); index.isValid())
                        Q_EMIT model->dataChanged(index, index);
                }
            });
}

void SubscriptionModel::State::add(SubscriptionModel *model, const QString &id)
{
    if (rowOf(id) >= 0)
        return;
    const int row = int(branches.size());
    model->beginInsertRows({}, row, row);
    branches.push_back({id, nextNumber++, patternsNow(id)});
    model->endInsertRows();
}

void SubscriptionModel::State::remove(SubscriptionModel *model, const QString &id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    model->beginRemoveRows({}, row, row);
    branches.erase(branches.begin() + row);
    model->endRemoveRows();
}

/// Makes the rows agree with the list, in as few steps as possible: selections survive an edit.
void SubscriptionModel::State::resetPatterns(SubscriptionModel *model, const QString &id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    const QStringList wanted = patternsNow(id);
    removeMissing(model, row, wanted);
    const QStringList &left = branches[size_t(row)].patterns;
    const QSet<QString> known(left.begin(), left.end());
    QStringList kept;
    for (const QString &pattern : wanted) {
        if (known.contains(pattern))
            kept << pattern;
    }
    if (kept != left)
        removeMissing(model, row, {}); // another order: all anew
    insertNew(model, row, wanted);
    tellTopics(model, id, -1); // one may have been asked for anew under the same pattern
}

void SubscriptionModel::State::removeMissing(SubscriptionModel *model, int row,
                                             const QStringList &wanted)
{
    QStringList &patterns = branches[size_t(row)].patterns;
    const QSet<QString> staying(wanted.begin(), wanted.end());
    const QModelIndex parent = model->index(row, 0);
    for (int end = int(patterns.size()); end > 0;) {
        int first = end;
        while (first > 0 && !staying.contains(patterns.at(first - 1)))
            --first;
        if (first == end) {
            --end;
            continue;
        }
        model->beginRemoveRows(parent, first, end - 1);
        patterns.erase(patterns.begin() + first, patterns.begin() + end);
        model->endRemoveRows();
        end = first;
    }
}

void SubscriptionModel::State::insertNew(SubscriptionModel *model, int row,
                                         const QStringList &wanted)
{
    QStringList &patterns = branches[size_t(row)].patterns;
    const QModelIndex parent = model->index(row, 0);
    for (int at = 0; at < wanted.size();) {
        if (at < patterns.size() && patterns.at(at) == wanted.at(at)) {
            ++at;
            continue;
        }
        const bool last = at >= patterns.size();
        int end = at + 1;
        while (end < wanted.size() && (last || wanted.at(end) != patterns.at(at)))
            ++end;
        model->beginInsertRows(parent, at, end - 1);
        for (int i = at; i < end; ++i)
            patterns.insert(i, wanted.at(i));
        model->endInsertRows();
        at = end;
    }
}

void SubscriptionModel::State::tellTopics(SubscriptionModel *model, const QString &id,
                                          int position) const
{
    const QModelIndex parent = model->indexOf(id);
    const int count = parent.isValid() ? model->rowCount(parent) : 0;
    if (position >= count || count == 0)
        return;
    const int first = position < 0 ? 0 : position;
    const int last = position < 0 ? count - 1 : position;
    Q_EMIT model->dataChanged(model->index(first, 0, parent), model->index(last, 0, parent));
}

SubscriptionModel::SubscriptionModel(ConnectionModel *connections, QObject *parent)
    : QAbstractItemModel(parent), m_state(std::make_unique<State>())
{
    m_state->connections = connections;
    const QVector<ConnectionProfile> profiles = connections->profiles();
    for (const ConnectionProfile &profile : profiles)
        m_state->add(this, profile.id);
    m_state->follow(this);
}

SubscriptionModel::~SubscriptionModel() = default;

QModelIndex SubscriptionModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const quintptr inside =
        parent.isValid() ? m_state->branches[size_t(parent.row())].number : quintptr(0);
    return createIndex(row, column, inside);
}

QModelIndex SubscriptionModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == 0)
        return {};
    const int row = m_state->rowOf(child.internalId());
    return row < 0 ? QModelIndex() : createIndex(row, 0, quintptr(0));
}

int SubscriptionModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_state->branches.size());
    if (parent.internalId() != 0 || parent.column() != 0)
        return 0;
    return int(m_state->branches[size_t(parent.row())].patterns.size());
}

int SubscriptionModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant SubscriptionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const bool connection = index.internalId() == 0;
    const int row = connection ? index.row() : m_state->rowOf(index.internalId());
    const State::Branch &branch = m_state->branches[size_t(row)];
    if (role == SubscriptionRole::ConnectionId)
        return branch.id;
    if (role == SubscriptionRole::IsConnection)
        return connection;
    if (connection)
        return m_state->connectionData(branch.id, role);
    return m_state->topicData(branch.id, index.row(), branch.patterns.at(index.row()), role);
}

QVariant SubscriptionModel::State::connectionData(const QString &id, int role) const
{
    const QModelIndex source = connections->index(connections->rowOf(id));
    if (!source.isValid())
        return {}; // on its way out
    const auto trailing = [this, &id] {
        const ConnectionStatus status = connections->status(id);
        return connectionTrailing(status, connections->rate(id), status.lastEventUs,
                                  connections->clockUs());
    };
    const auto trouble = [this, &id, &source] {
        const QString cause = withoutHolder(source.data(ConnectionRole::Cause).toString());
        return cause.isEmpty() ? displayText(connections->status(id).remark, longestTrouble)
                               : cause.left(longestTrouble);
    };
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return source.data(role);
    case Qt::AccessibleTextRole:
        return spokenConnection(source, {trailing().text, trouble()});
    case SubscriptionRole::OpenHost:
        return source.data(ConnectionRole::OpenHost);
    case SubscriptionRole::Detail:
        return trouble();
    case SubscriptionRole::Phase:
        return source.data(ConnectionRole::Phase);
    case SubscriptionRole::Trailing:
        return trailing().text;
    case SubscriptionRole::TrailingSeverity:
        return trailing().severity;
    case SubscriptionRole::Count:
        return source.data(ConnectionRole::Received);
    case SubscriptionRole::LastEventUs:
        return source.data(ConnectionRole::LastEventUs);
    default:
        return {};
    }
}

QVariant SubscriptionModel::State::topicData(const QString &id, int position,
                                             const QString &pattern, int role) const
{
    SubscriptionFacts facts;
    facts.nowUs = connections->clockUs();
    facts.status = connections->subscriptionAt(id, position);
    const ConnectionProfile *profile = connections->profile(id);
    if (facts.status.pattern != pattern || !profile) { // the row is on its way out
        facts.status = {};
        facts.status.pattern = pattern;
        return subscriptionCell(facts, role);
    }
    facts.rate = connections->subscriptionRate(id, pattern);
    facts.filters = filtersText(profile->subscriptions.at(position).filters,
                                connections->dialect(profile->dialect));
    facts.covering = connections->coveringPattern(id, position);
    return subscriptionCell(facts, role);
}

QModelIndex SubscriptionModel::indexOf(const QString &connectionId, const QString &pattern) const
{
    const int row = m_state->rowOf(connectionId);
    if (row < 0)
        return {};
    const QModelIndex connection = index(row, 0);
    if (pattern.isEmpty())
        return connection;
    const qsizetype position = m_state->branches[size_t(row)].patterns.indexOf(pattern);
    return position < 0 ? QModelIndex() : index(int(position), 0, connection);
}

} // namespace eventscope
