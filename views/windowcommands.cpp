// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/windowcommands.h"

#include "models/connectionmodel.h"
#include "models/eventlogmodel.h"
#include "models/filtersetmodel.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/eventlog/tablecolumns.h"
#include "views/export/exportdialog.h"
#include "views/filters/filteredit.h"
#include "views/notices/noticepanel.h"
#include "views/shortcutsdialog.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/tablecommands.h"
#include "views/timeline/timelineview.h"
#include "views/windowactions.h"
#include "views/windowdocks.h"
#include "views/workflows/workflowpanel.h"

#include <QAction>
#include <QApplication>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

WindowCommands::WindowCommands(const WindowParts &parts) : QObject(parts.window), m_parts(parts)
{
    connectFileActions();
    connectConnectionActions();
    connectLogActions();
    connectPlaces();
    connectAppearance();
    refreshConnectionActions();
}

void WindowCommands::connectFileActions()
{
    const WindowActions &a = *m_parts.actions;
    connect(a.addConnection, &QAction::triggered, m_parts.subscriptions,
            &SubscriptionPanel::addConnection);
    connect(a.tryDemo, &QAction::triggered, this, &WindowCommands::demoWanted);
    connect(a.exportLog, &QAction::triggered, this, &WindowCommands::showExport);
    connect(a.closeWindow, &QAction::triggered, m_parts.window, &QWidget::close);
    connect(a.quit, &QAction::triggered, qApp, &QApplication::closeAllWindows);
    connect(a.shortcuts, &QAction::triggered, this, [this] {
        auto *dialog = new ShortcutsDialog(*m_parts.actions, m_parts.window);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->open();
    });
    connect(a.about, &QAction::triggered, this, &WindowCommands::showAbout);
}

void WindowCommands::connectConnectionActions()
{
    const WindowActions &a = *m_parts.actions;
    SubscriptionPanel *panel = m_parts.subscriptions;
    connect(a.editCurrent, &QAction::triggered, panel, &SubscriptionPanel::editCurrent);
    connect(a.toggleConnected, &QAction::triggered, panel, &SubscriptionPanel::toggleConnected);
    connect(a.reconnect, &QAction::triggered, this, &WindowCommands::reconnect);
    connect(a.removeCurrent, &QAction::triggered, panel, &SubscriptionPanel::removeCurrent);
    connect(a.addSubscription, &QAction::triggered, panel, &SubscriptionPanel::addSubscription);
    connect(a.pauseSubscription, &QAction::triggered, panel,
            &SubscriptionPanel::toggleSubscriptionPaused);
    connect(a.duplicateCurrent, &QAction::triggered, panel, &SubscriptionPanel::duplicateCurrent);
    connect(a.subscriptionSets, &QAction::triggered, panel, &SubscriptionPanel::showSets);
    connect(a.topics, &QAction::triggered, panel, &SubscriptionPanel::showTopics);
    connect(a.editFilters, &QAction::triggered, panel, &SubscriptionPanel::editFilters);
    connect(a.undoRemoval, &QAction::triggered, panel, &SubscriptionPanel::undoRemoval);
    connect(panel, &SubscriptionPanel::undoOffered, a.undoRemoval, &QAction::setEnabled);
    a.undoRemoval->setEnabled(false);
    connect(panel, &SubscriptionPanel::currentChanged, this,
            &WindowCommands::refreshConnectionActions);
    const ConnectionModel *model = m_parts.connections;
    connect(model, &QAbstractItemModel::dataChanged, this,
            &WindowCommands::refreshConnectionActions);
    connect(model, &QAbstractItemModel::rowsInserted, this,
            &WindowCommands::refreshConnectionActions);
    connect(model, &QAbstractItemModel::rowsRemoved, this,
            &WindowCommands::refreshConnectionActions);
    connect(model, &ConnectionModel::subscriptionsReset, this,
            &WindowCommands::refreshConnectionActions);
    connect(model, &ConnectionModel::subscriptionChanged, this,
            &WindowCommands::refreshConnectionActions);
}

void WindowCommands::refreshConnectionActions()
{
    const WindowActions &a = *m_parts.actions;
    const QString id = m_parts.subscriptions->currentConnection();
    const QString pattern = m_parts.subscriptions->currentPattern();
    const bool some = !id.isEmpty();
    const ConnectionPhase phase =
        some ? m_parts.connections->status(id).phase : ConnectionPhase::Idle;
    const bool trying = phase != ConnectionPhase::Idle && phase != ConnectionPhase::Stopped
        && phase != ConnectionPhase::NeedsCredentials;
    a.toggleConnected->setText(trying ? tr("Dis&connect") : tr("&Connect"));
    a.editCurrent->setEnabled(some);
    a.toggleConnected->setEnabled(some);
    a.removeCurrent->setEnabled(some);
    a.reconnect->setEnabled(m_parts.connections->rowCount() > 0);
    const ConnectionProfile *profile = some ? m_parts.connections->profile(id) : nullptr;
    const DialectInfo *dialect = profile ? m_parts.connections->dialect(profile->dialect) : nullptr;
    a.duplicateCurrent->setEnabled(dialect);
    a.addSubscription->setEnabled(dialect && dialect->canSubscribe);
    a.subscriptionSets->setEnabled(dialect && dialect->canSubscribe);
    a.topics->setEnabled(dialect && !dialect->requests.isEmpty());
    a.editFilters->setEnabled(!pattern.isEmpty() && dialect && !dialect->filterKeys.isEmpty());
    a.pauseSubscription->setEnabled(!pattern.isEmpty());
    bool paused = false;
    if (profile) {
        for (const Subscription &subscription : profile->subscriptions)
            paused = paused || (subscription.pattern == pattern && subscription.paused);
    }
    a.pauseSubscription->setText(paused ? tr("Resume Subscri&ption") : tr("&Pause Subscription"));
}

void WindowCommands::reconnect()
{
    if (!m_parts.subscriptions->currentConnection().isEmpty()) {
        m_parts.subscriptions->connectAgain();
        return;
    }
    const auto profiles = m_parts.connections->profiles();
    for (const ConnectionProfile &profile : profiles) {
        if (m_parts.connections->status(profile.id).phase != ConnectionPhase::Live)
            m_parts.connections->connectFeed(profile.id);
    }
}

void WindowCommands::connectLogActions()
{
    const WindowActions &a = *m_parts.actions;
    EventLogView *log = m_parts.log;
    a.follow->setChecked(log->isFollowing());
    a.pause->setChecked(log->isPaused());
    connect(a.pause, &QAction::triggered, log, &EventLogView::setPaused);
    connect(log, &EventLogView::pausedChanged, a.pause, &QAction::setChecked);
    connect(a.follow, &QAction::triggered, log, &EventLogView::setFollowing);
    connect(log, &EventLogView::followingChanged, a.follow, &QAction::setChecked);
    connect(a.filter, &QAction::triggered, this, [this] { m_parts.log->filterBar()->focusEdit(); });
    connect(a.clearFilter, &QAction::triggered, log, &EventLogView::clearFilters);
    connectSavedFilters();
    new TableCommands(a, log->table());
    a.utc->setChecked(m_parts.eventLog->timeZone() == TimeZoneChoice::Utc);
    connect(a.utc, &QAction::toggled, this, [this](bool utc) {
        m_parts.eventLog->setTimeZone(utc ? TimeZoneChoice::Utc : TimeZoneChoice::Local);
        Q_EMIT layoutChanged();
    });
}

void WindowCommands::connectSavedFilters()
{
    const WindowActions &a = *m_parts.actions;
    const FilterSetModel *filters = m_parts.log->savedFilters();
    a.savedFiltersMenu()->menuAction()->setVisible(filters);
    if (!filters)
        return;
    FilterBar *bar = m_parts.log->filterBar();
    connect(a.saveFilter, &QAction::triggered, bar, &FilterBar::saveFilter);
    connect(a.importFilters, &QAction::triggered, bar, &FilterBar::askForImport);
    connect(a.exportFilters, &QAction::triggered, bar, &FilterBar::askForExport);
    bar->setSharingActions({a.importFilters, a.exportFilters});
    const auto refresh = [exporting = a.exportFilters, filters] {
        exporting->setEnabled(filters->rowCount() > 0);
    };
    connect(filters, &QAbstractItemModel::rowsInserted, this, refresh);
    connect(filters, &QAbstractItemModel::rowsRemoved, this, refresh);
    connect(filters, &QAbstractItemModel::modelReset, this, refresh);
    refresh();
}

void WindowCommands::connectPlaces()
{
    const WindowActions &a = *m_parts.actions;
    connect(a.showLog, &QAction::triggered, this, [this] { goTo(m_parts.log->table()); });
    connect(a.showFilter, &QAction::triggered, this,
            [this] { m_parts.log->filterBar()->focusEdit(); });
    connect(a.showConnections, &QAction::triggered, this, [this] { goTo(m_parts.subscriptions); });
    connect(a.showWorkflows, &QAction::triggered, this, [this] { goTo(m_parts.workflows); });
    connect(a.showNotices, &QAction::triggered, this, [this] { goTo(m_parts.notices); });
    connect(a.nextPanel, &QAction::triggered, this, [this] { cyclePlaces(1); });
    connect(a.previousPanel, &QAction::triggered, this, [this] { cyclePlaces(-1); });
    connect(a.details, &QAction::triggered, m_parts.log, &EventLogView::setDetailsShown);
    connect(a.timeline, &QAction::triggered, m_parts.log, &EventLogView::setTimelineShown);
    connect(m_parts.log, &EventLogView::timelineShown, a.timeline, &QAction::setChecked);
    for (QDockWidget *dock :
         {m_parts.docks->connections(), m_parts.docks->workflows(), m_parts.docks->notices()})
        a.panelsMenu()->addAction(dock->toggleViewAction());
    connect(a.columnsMenu(), &QMenu::aboutToShow, this, &WindowCommands::showColumns);
    connect(a.resetLayout, &QAction::triggered, this, &WindowCommands::layoutResetWanted);
}

void WindowCommands::connectAppearance()
{
    const WindowActions &a = *m_parts.actions;
    connect(a.schemeSystem, &QAction::triggered, this,
            [this] { Q_EMIT colorSchemeChosen(u"system"_s); });
    connect(a.schemeLight, &QAction::triggered, this,
            [this] { Q_EMIT colorSchemeChosen(u"light"_s); });
    connect(a.schemeDark, &QAction::triggered, this,
            [this] { Q_EMIT colorSchemeChosen(u"dark"_s); });
    connect(a.notifications, &QAction::triggered, this, &WindowCommands::notificationsChosen);
}

void WindowCommands::showColumns()
{
    QMenu *menu = m_parts.actions->columnsMenu();
    menu->clear();
    m_parts.log->table()->fillColumnMenu(menu);
}

void WindowCommands::showExport()
{
    const TableColumns &columns = *m_parts.log->table()->columns();
    auto *dialog = new ExportDialog(m_parts.eventLog, m_parts.window, columns.shown(),
                                    columns.withoutRoom());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void WindowCommands::showAbout()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Eventscope"),
                                tr("Eventscope %1").arg(QCoreApplication::applicationVersion()),
                                QMessageBox::Close, m_parts.window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(
        tr("Watches event feeds live and keeps what arrives.\n"
           "Free software under the GNU General Public License, version 3 or later.\nQt %1")
            .arg(QLatin1String(qVersion())));
    box->open();
}

void WindowCommands::goTo(QWidget *place)
{
    for (QWidget *widget = place; widget; widget = widget->parentWidget()) {
        if (auto *dock = qobject_cast<QDockWidget *>(widget)) {
            dock->show();
            dock->raise();
        }
    }
    QWidget *target = place->focusProxy() ? place->focusProxy() : place;
    if (target->focusPolicy() == Qt::NoFocus) {
        const auto children = place->findChildren<QAbstractScrollArea *>();
        if (!children.isEmpty())
            target = children.first();
    }
    target->setFocus(Qt::ShortcutFocusReason);
}

QVector<QWidget *> WindowCommands::places() const
{
    QVector<QWidget *> all{m_parts.log->filterBar()->edit(),
                           m_parts.log->timeline(),
                           m_parts.log->table(),
                           m_parts.log->details(),
                           m_parts.workflows,
                           m_parts.subscriptions,
                           m_parts.notices};
    all.removeIf([](const QWidget *place) { return !place->isVisible(); });
    const QList<QWidget *> parts = m_parts.docks->inReadingOrder(m_parts.log);
    // What floats is in no part, and comes last.
    const auto partOf = [&parts](const QWidget *place) {
        return std::find_if(parts.begin(), parts.end(), [place](const QWidget *part) {
            return part == place || part->isAncestorOf(place);
        });
    };
    std::stable_sort(all.begin(), all.end(), [&partOf](const QWidget *one, const QWidget *other) {
        return partOf(one) < partOf(other);
    });
    return all;
}

void WindowCommands::cyclePlaces(int step)
{
    const QVector<QWidget *> all = places();
    if (all.isEmpty())
        return;
    const QWidget *focus = QApplication::focusWidget();
    qsizetype here = step > 0 ? -1 : 0;
    for (qsizetype i = 0; focus && i < all.size(); ++i) {
        if (all[i] == focus || all[i]->isAncestorOf(focus))
            here = i;
    }
    QWidget *next = all[(here + step + all.size()) % all.size()];
    if (next == m_parts.log->details())
        m_parts.log->details()->focusText();
    else
        goTo(next);
}

} // namespace eventscope
