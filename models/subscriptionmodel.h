// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemModel>

namespace eventscope {

class ConnectionModel;

namespace SubscriptionRole {
enum : int {
    ConnectionId = Qt::UserRole, ///< QString, of connections and subscriptions
    IsConnection, ///< bool
    Pattern, ///< QString, subscriptions only
    State, ///< int(SubscriptionState), subscriptions only
    Phase, ///< int(ConnectionPhase), connections only
    Trailing, ///< QString for the right edge: "188 /s", "retry in 7 s"
    TrailingSeverity, ///< int(Severity): colour of the trailing text; -1: dim
    Count, ///< quint64 events
    LastEventUs, ///< qint64
    // The second line of a subscription:
    StateText, ///< QString: "delivering", "refused"
    StateSeverity, ///< int(Severity): colour of the state; -1: dim
    Detail, ///< QString: "1 204 events", "no events yet", the reason of a refusal; of a connection
            ///< what troubles it, or empty
    DetailIsReason, ///< bool: the detail is a sentence and may take more than one line
    LastText, ///< QString: "just now", "4 min ago"; empty: no event yet
    Notes, ///< QStringList, a line each: filters, partitions, who covers it
    OpenHost ///< QString, connections only: as ConnectionRole::OpenHost
};
}

/// The subscription manager: a tree with the connections at the top and what each is subscribed to
/// below. It shows what ConnectionModel knows and follows its signals; it holds no state of its own
/// but the order of rows. GUI thread.
class SubscriptionModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    explicit SubscriptionModel(ConnectionModel *connections, QObject *parent = nullptr);
    ~SubscriptionModel() override;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    QModelIndex indexOf(const QString &connectionId, const QString &pattern = {}) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope
