// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/subscriptionmenu.h"

#include "views/connections/certificatedialog.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/subscriptions/subscriptionrows.h"
#include "views/subscriptions/topicsdialog.h"

#include <QMenu>

namespace eventscope {

namespace {

using Row = SubscriptionMenuPlace::Row;

/// The shortcut is for reading only: the tree handles its keys itself.
void add(QMenu *menu, const QString &text, const QKeySequence &key, SubscriptionPanel *panel,
         void (SubscriptionPanel::*slot)(), bool enabled = true)
{
    QAction *action = menu->addAction(text, panel, slot);
    action->setEnabled(enabled);
    action->setShortcut(key);
}

/// Of the menu bar, which acts on it: here it is for reading.
QString topicsKey()
{
    return QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T).toString(QKeySequence::NativeText);
}

} // namespace

bool isTrying(ConnectionPhase phase)
{
    return phase != ConnectionPhase::Idle && phase != ConnectionPhase::Stopped
        && phase != ConnectionPhase::NeedsCredentials && phase != ConnectionPhase::Closing;
}

SubscriptionMenuPlace menuPlace(ConnectionModel *connections, const QModelIndex &index,
                                QWidget *window)
{
    SubscriptionMenuPlace place;
    if (!index.isValid())
        return place;
    const QString id = connectionOf(index);
    const DialectInfo *dialect = dialectOfConnection(*connections, id);
    place.row = isConnectionRow(index) ? Row::Connection : Row::Subscription;
    place.trying = isTrying(connections->status(id).phase);
    place.hasCertificate = hasRefusedCertificate(*connections, id);
    place.canSubscribe = dialect && dialect->canSubscribe;
    place.showTopics = topicsOpener(connections, id, window);
    const Subscription *subscription = findSubscription(*connections, id, patternOf(index));
    place.paused = subscription && subscription->paused;
    place.hasFilters = subscription && dialect && !dialect->filterKeys.isEmpty();
    return place;
}

void fillSubscriptionMenu(QMenu *menu, SubscriptionPanel *panel, const SubscriptionMenuPlace &place)
{
    using Panel = SubscriptionPanel;
    const auto tr = [](const char *text) { return SubscriptionPanel::tr(text); };
    if (place.row == Row::Connection) {
        add(menu, place.trying ? tr("&Disconnect") : tr("&Connect"), {}, panel,
            &Panel::toggleConnected);
        add(menu, tr("Connect &Again"), Qt::Key_F5, panel, &Panel::connectAgain);
        if (place.hasCertificate)
            add(menu, tr("&Certificate of the Server…"), {}, panel, &Panel::showCertificate);
        menu->addSeparator();
    } else if (place.row == Row::Subscription) {
        add(menu, place.paused ? tr("&Resume") : tr("&Pause"), Qt::Key_Space, panel,
            &Panel::toggleSubscriptionPaused);
        add(menu, tr("&Copy Pattern"), QKeySequence::Copy, panel, &Panel::copyCurrent);
        menu->addSeparator();
    }
    if (place.row != Row::None) {
        add(menu, tr("Add &Subscription…"), Qt::Key_Insert, panel, &Panel::addSubscription,
            place.canSubscribe);
        if (place.showTopics)
            menu->addAction(tr("&Topics of the Server…") + u'\t' + topicsKey(), panel,
                            place.showTopics);
        add(menu, tr("Su&bscription Sets…"), {}, panel, &Panel::showSets, place.canSubscribe);
        add(menu, tr("&Edit…"), Qt::Key_Return, panel, &Panel::editCurrent);
        if (place.row == Row::Connection)
            add(menu, tr("D&uplicate…"), {}, panel, &Panel::duplicateCurrent);
        if (place.hasFilters)
            add(menu, tr("Edit &Filters…"), Qt::Key_F2, panel, &Panel::editFilters);
        add(menu, place.row == Row::Connection ? tr("Re&move…") : tr("Re&move"), Qt::Key_Delete,
            panel, &Panel::removeCurrent);
        menu->addSeparator();
    }
    add(menu, tr("Add C&onnection…"), {}, panel, &Panel::addConnection);
}

} // namespace eventscope
