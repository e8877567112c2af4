// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/removefromtree.h"

#include "models/connectionmodel.h"
#include "models/event/displaytext.h"
#include "views/subscriptions/removaloffer.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/subscriptions/subscriptionrows.h"

#include <QMap>
#include <QMessageBox>
#include <QPushButton>

namespace eventscope {

void removeSubscriptionRows(ConnectionModel *connections, const QModelIndexList &rows,
                            RemovalOffer *offer)
{
    QMap<QString, QVector<Subscription>> removed;
    for (const QModelIndex &index : rows) {
        if (const Subscription *kept =
                findSubscription(*connections, connectionOf(index), patternOf(index)))
            removed[connectionOf(index)].append(*kept);
    }
    for (auto it = removed.cbegin(); it != removed.cend(); ++it) {
        for (const Subscription &subscription : it.value())
            connections->unsubscribe(it.key(), subscription.pattern);
        offer->offer({it.key(), it.value(), {}, false});
    }
}

qsizetype removeAdded(ConnectionModel *connections, const QString &connectionId,
                      const QVector<Subscription> &added)
{
    qsizetype removed = 0;
    for (const Subscription &one : added) {
        const Subscription *now = findSubscription(*connections, connectionId, one.pattern);
        if (!now || now->filters != one.filters)
            continue;
        connections->unsubscribe(connectionId, one.pattern);
        ++removed;
    }
    return removed;
}

void takeBack(ConnectionModel *connections, const RemovalOffer::Removal &removal)
{
    if (removal.added) {
        removeAdded(connections, removal.connectionId, removal.subscriptions);
        return;
    }
    for (const Subscription &subscription : removal.subscriptions) {
        if (removal.replacedBy.isEmpty())
            connections->subscribe(removal.connectionId, subscription);
        else
            connections->replaceSubscription(removal.connectionId, removal.replacedBy,
                                             subscription);
    }
}

void pauseSubscriptionRows(ConnectionModel *connections, const QModelIndexList &rows, bool paused)
{
    QVector<QPair<QString, QString>> chosen; // rows may move with the first of them
    for (const QModelIndex &index : rows) {
        if (!isConnectionRow(index))
            chosen.append({connectionOf(index), patternOf(index)});
    }
    for (const auto &[id, pattern] : std::as_const(chosen))
        connections->setSubscriptionPaused(id, pattern, paused);
}

void askToRemoveConnection(ConnectionModel *connections, const QString &connectionId,
                           QWidget *window)
{
    const ConnectionProfile *profile = connections->profile(connectionId);
    if (!profile)
        return;
    auto *box = new QMessageBox(
        QMessageBox::Question, SubscriptionPanel::tr("Remove Connection"),
        SubscriptionPanel::tr("Remove the connection “%1”?").arg(displayText(profile->name, 80)),
        QMessageBox::Cancel, window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        SubscriptionPanel::tr("Its settings, its subscriptions and its secrets are forgotten. "
                              "Events that it brought stay in the log."));
    const QPushButton *remove =
        box->addButton(SubscriptionPanel::tr("&Remove"), QMessageBox::DestructiveRole);
    box->setDefaultButton(QMessageBox::Cancel);
    QObject::connect(remove, &QPushButton::clicked, connections,
                     [connections, connectionId] { connections->removeConnection(connectionId); });
    box->open();
}

} // namespace eventscope
