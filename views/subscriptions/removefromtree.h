// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"
#include "views/subscriptions/removaloffer.h"

#include <QModelIndex>

class QWidget;

namespace eventscope {

class ConnectionModel;

/// What is done to several rows of the tree of subscriptions at once, and how something leaves it.

/// Rows of connections are passed over.
void pauseSubscriptionRows(ConnectionModel *connections, const QModelIndexList &rows, bool paused);

/// Removes subscriptions at once; what was removed is offered back. Rows of connections are passed
/// over.
void removeSubscriptionRows(ConnectionModel *connections, const QModelIndexList &rows,
                            RemovalOffer *offer);
/// Removes those that still are as they were added; how many were.
qsizetype removeAdded(ConnectionModel *connections, const QString &connectionId,
                      const QVector<Subscription> &added);
/// Undoes it, whatever it was.
void takeBack(ConnectionModel *connections, const RemovalOffer::Removal &removal);
/// Asks first: a connection takes its settings and secrets with it.
void askToRemoveConnection(ConnectionModel *connections, const QString &connectionId,
                           QWidget *window);

} // namespace eventscope
