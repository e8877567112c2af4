// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"

#include <QModelIndex>

class QWidget;

namespace eventscope {

class ConnectionModel;
class RemovalOffer;

/// How something leaves the tree of subscriptions.

/// Removes subscriptions at once; what was removed is offered back. Rows of connections are passed
/// over.
void removeSubscriptionRows(ConnectionModel *connections, const QModelIndexList &rows,
                            RemovalOffer *offer);
/// Removes those that still are as they were added; how many were.
qsizetype removeAdded(ConnectionModel *connections, const QString &connectionId,
                      const QVector<Subscription> &added);
/// Asks first: a connection takes its settings and secrets with it.
void askToRemoveConnection(ConnectionModel *connections, const QString &connectionId,
                           QWidget *window);

} // namespace eventscope
