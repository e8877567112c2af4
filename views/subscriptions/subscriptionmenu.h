// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionstatus.h"

#include <QModelIndex>
#include <functional>

class QMenu;
class QWidget;

namespace eventscope {

class ConnectionModel;
class SubscriptionPanel;

/// True if the connection is up or on its way, so that *Disconnect* is what one can do to it.
bool isTrying(ConnectionPhase phase);

/// What the context menu of the tree is about.
struct SubscriptionMenuPlace
{
    enum class Row : unsigned char { None, Connection, Subscription };
    Row row = Row::None;
    bool trying = false; ///< the connection is up or on its way
    bool paused = false; ///< the subscription is
    bool canSubscribe = false;
    bool hasCertificate = false; ///< for which the connection was refused
    bool hasFilters = false; ///< the subscription can have some
    std::function<void()> showTopics; ///< empty where the server has no requests about topics
};

/// What can be said of a row of SubscriptionModel; dialogs that it opens belong to the window.
SubscriptionMenuPlace menuPlace(ConnectionModel *connections, const QModelIndex &index,
                                QWidget *window);

/// Fills the menu with what can be done there; its actions call the panel's slots.
void fillSubscriptionMenu(QMenu *menu, SubscriptionPanel *panel,
                          const SubscriptionMenuPlace &place);

} // namespace eventscope
