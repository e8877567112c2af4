// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/windowservices.h"

#include <QObject>

class QDialog;

namespace eventscope {

class ConnectionDialog;
class ConnectionModel;
class RemovalOffer;
class SubscriptionDialog;

/// The dialogs that add and change what the panel shows: opens each for the panel's window, and
/// tells the panel which row it is about once something was saved. What a dialog replaced or added
/// is offered back. Child of the panel; model and offer are not owned and outlive it.
class PanelDialogs final : public QObject
{
    Q_OBJECT
public:
    PanelDialogs(ConnectionModel *connections, WindowServices services, RemovalOffer *offer,
                 QWidget *panel);

    void addConnection();
    /// Nothing is opened for connections and subscriptions that are not there (any more).
    void editConnection(const QString &connectionId);
    void duplicateConnection(const QString &connectionId);
    /// For which the connection was refused, to trust it or not.
    void showCertificate(const QString &connectionId);
    /// To the system that its server seems to speak; asks where that one wants more to be known.
    void switchSystem(const QString &connectionId);
    void showSets(const QString &connectionId);
    /// What the connection's server has, where it can be asked.
    void showTopics(const QString &connectionId);
    void addSubscriptions(const QString &connectionId);
    /// Null if there is no such subscription.
    SubscriptionDialog *editSubscription(const QString &connectionId, const QString &pattern);

Q_SIGNALS:
    /// A new one, whose first subscription is to be the next step.
    void connectionAdded(const QString &connectionId);
    void subscriptionSaved(const QString &connectionId, const QString &pattern);

private:
    ConnectionDialog *openConnection(const QString &from, bool duplicate = false);
    QWidget *window() const;
    void open(QDialog *dialog);

    ConnectionModel *m_connections;
    WindowServices m_services;
    RemovalOffer *m_offer;
    QWidget *m_panel;
};

} // namespace eventscope
