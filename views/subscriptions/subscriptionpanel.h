// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/windowservices.h"

#include <QModelIndex>
#include <QWidget>
#include <memory>

namespace eventscope {

class ConnectionModel;
class SubscriptionModel;

/// The tree at the left: every connection, and below it what it is subscribed to, with state in
/// glyph and word. PanelDialogs opens what changes either; the models do the rest. The models are
/// not owned and outlive the panel.
class SubscriptionPanel final : public QWidget
{
    Q_OBJECT
public:
    SubscriptionPanel(ConnectionModel *connections, SubscriptionModel *subscriptions,
                      WindowServices services, QWidget *parent = nullptr);
    ~SubscriptionPanel() override;

    /// What belongs at the right end of the dock's title: the add button. Made at the first call; a
    /// child of the panel until it is put into a layout.
    QWidget *titleButtons();

    /// The connection of the current row; empty if there is none.
    QString currentConnection() const;
    /// The pattern of the current row; empty on a connection.
    QString currentPattern() const;
    void select(const QString &connectionId, const QString &pattern = {});

public Q_SLOTS:
    void addConnection();
    void editCurrent();
    /// The current subscription, at its filters if it can have some.
    void editFilters();
    /// A new connection that begins with the settings and subscriptions of the current one.
    void duplicateCurrent();
    /// The sets of subscriptions that can be put on the current connection.
    void showSets();
    /// What the current connection's server has, where it can be asked.
    void showTopics();
    void removeCurrent();
    void toggleConnected();
    /// Tries at once, whatever the connection is doing.
    void connectAgain();
    void addSubscription();
    void toggleSubscriptionPaused();
    /// The name or the whole pattern to the clipboard.
    void copyCurrent();
    /// Takes back the last removal or change of subscriptions.
    void undoRemoval();
    void editConnection(const QString &connectionId);
    /// For which the current connection was refused, to trust it or not.
    void showCertificate();
    void showCertificateOf(const QString &connectionId);
    /// To the system that its server seems to speak; asks where that one wants more to be known.
    void switchSystem(const QString &connectionId);
    void editSubscription(const QString &connectionId, const QString &pattern);
    /// Removes at once and offers to take it back.
    void removeSubscription(const QString &connectionId, const QString &pattern);

Q_SIGNALS:
    /// This window is for reading: a connection belongs into one that is live.
    void addConnectionElsewhere();
    void currentChanged(const QString &connectionId, const QString &pattern);
    /// Whether there is something that undoRemoval() can take back.
    void undoOffered(bool offered);

private:
    struct State;

    void build();
    void followModel();
    void bindKeys();
    void showMenu(const QPoint &at);
    void removeSubscriptions(const QModelIndexList &rows);

    std::unique_ptr<State> m_state;
};

} // namespace eventscope
