// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/subscriptionpanel.h"

#include "models/connectionmodel.h"
#include "models/subscriptionmodel.h"
#include "views/emptylistnote.h"
#include "views/paneltree.h"
#include "views/subscriptions/paneldialogs.h"
#include "views/subscriptions/removaloffer.h"
#include "views/subscriptions/removefromtree.h"
#include "views/subscriptions/subscribehint.h"
#include "views/subscriptions/subscriptiondelegate.h"
#include "views/subscriptions/subscriptiondialog.h"
#include "views/subscriptions/subscriptionkeys.h"
#include "views/subscriptions/subscriptionmenu.h"
#include "views/subscriptions/subscriptionrows.h"
#include "views/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QSet>
#include <QToolButton>
#include <QVBoxLayout>

namespace eventscope {

using namespace Qt::StringLiterals;

struct SubscriptionPanel::State
{
    ConnectionModel *connections = nullptr;
    SubscriptionModel *subscriptions = nullptr;
    PanelTree *tree = nullptr;
    RemovalOffer *removed = nullptr;
    PanelDialogs *dialogs = nullptr;
    QWidget *titleButtons = nullptr;
    QSet<QString> folded; ///< connections that the user closed
    QString currentConnection; ///< survives a reset of the model
    QString currentPattern;

    const Subscription *subscription(const QString &connectionId, const QString &pattern) const
    {
        return findSubscription(*connections, connectionId, pattern);
    }

    bool canSubscribe(const QString &connectionId) const
    {
        const DialectInfo *dialect = dialectOfConnection(*connections, connectionId);
        return dialect && dialect->canSubscribe;
    }
};

SubscriptionPanel::SubscriptionPanel(ConnectionModel *connections, SubscriptionModel *subscriptions,
                                     WindowServices services, QWidget *parent)
    : QWidget(parent), m_state(std::make_unique<State>())
{
    m_state->connections = connections;
    m_state->subscriptions = subscriptions;
    build();
    m_state->dialogs = new PanelDialogs(connections, std::move(services), m_state->removed, this);
    connect(m_state->dialogs, &PanelDialogs::subscriptionSaved, this, &SubscriptionPanel::select);
    connect(m_state->dialogs, &PanelDialogs::connectionAdded, this, [this](const QString &id) {
        select(id);
        m_state->tree->setFocus(Qt::OtherFocusReason); // Ins subscribes to its first topic
    });
    followModel();
}

SubscriptionPanel::~SubscriptionPanel() = default;

void SubscriptionPanel::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *tree = new PanelTree;
    tree->setAccessibleName(tr("Connections and subscriptions"));
    tree->setModel(m_state->subscriptions);
    tree->setItemDelegate(new SubscriptionDelegate(tree));
    tree->setHeightsFollowWidth(true);
    tree->setRootIsDecorated(false);
    tree->setIndentation(0);
    tree->setSelectionMode(QAbstractItemView::ExtendedSelection);
    connect(tree, &QWidget::customContextMenuRequested, this, &SubscriptionPanel::showMenu);
    connect(tree, &QAbstractItemView::doubleClicked, this, &SubscriptionPanel::editCurrent);
    m_state->tree = tree;
    bindKeys();
    layout->addWidget(tree, 1);
    setFocusProxy(tree);

    auto *empty = new EmptyListNote(
        tree, tr("Nothing is connected yet. Add an event system to see its events here."),
        tr("Add Connection…"));
    connect(empty, &EmptyListNote::actionTriggered, this, &SubscriptionPanel::addConnection);

    auto *hint = new SubscribeHint(m_state->connections);
    connect(hint, &SubscribeHint::subscribeWanted, this, &SubscriptionPanel::addSubscription);
    connect(this, &SubscriptionPanel::currentChanged, hint, &SubscribeHint::follow);
    layout->addWidget(hint);

    m_state->removed = new RemovalOffer;
    connect(m_state->removed, &RemovalOffer::undoRequested, this, &SubscriptionPanel::undoRemoval);
    connect(m_state->removed, &RemovalOffer::offered, this, &SubscriptionPanel::undoOffered);
    layout->addWidget(m_state->removed);
}

void SubscriptionPanel::bindKeys()
{
    auto *keys = new SubscriptionKeys(m_state->tree);
    for (const Qt::Key enter : {Qt::Key_Return, Qt::Key_Enter})
        keys->bind(enter, [this] { editCurrent(); });
    keys->bind(Qt::Key_F2, [this] { editFilters(); });
    keys->bind(Qt::Key_Delete, [this] { removeCurrent(); });
    keys->bind(Qt::Key_Space, [this] { toggleSubscriptionPaused(); });
    keys->bind(Qt::Key_Insert, [this] { addSubscription(); });
    keys->bind(Qt::Key_F5, [this] { connectAgain(); });
    keys->bind(QKeySequence::Undo, [this] { undoRemoval(); });
    keys->bind(QKeySequence::Copy, [this] { copyCurrent(); });
}

void SubscriptionPanel::followModel()
{
    PanelTree *tree = m_state->tree;
    const auto unfold = [this, tree] {
        for (int row = 0; row < m_state->subscriptions->rowCount(); ++row) {
            const QModelIndex index = m_state->subscriptions->index(row, 0);
            tree->setExpanded(index, !m_state->folded.contains(connectionOf(index)));
        }
    };
    const auto restore = [this, unfold] {
        unfold();
        const QString pattern = m_state->currentPattern; // select() changes both
        const QString connection = m_state->currentConnection;
        select(connection, pattern);
    };
    connect(m_state->subscriptions, &QAbstractItemModel::rowsInserted, this, unfold);
    connect(m_state->subscriptions, &QAbstractItemModel::modelReset, this, restore);
    connect(tree, &QTreeView::collapsed, this,
            [this](const QModelIndex &index) { m_state->folded.insert(connectionOf(index)); });
    connect(tree, &QTreeView::expanded, this,
            [this](const QModelIndex &index) { m_state->folded.remove(connectionOf(index)); });
    connect(tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index) {
                if (!index.isValid() && m_state->subscriptions->rowCount() > 0)
                    return; // in the middle of a reset
                m_state->currentConnection = connectionOf(index);
                m_state->currentPattern = patternOf(index);
                Q_EMIT currentChanged(m_state->currentConnection, m_state->currentPattern);
            });
    connect(m_state->connections, &ConnectionModel::connectionRemoved, this,
            [this](const QString &id) {
                m_state->folded.remove(id);
                m_state->removed->forget(id);
            });
    unfold();
}

QWidget *SubscriptionPanel::titleButtons()
{
    if (m_state->titleButtons)
        return m_state->titleButtons;
    auto *holder = new QWidget(this);
    auto *layout = new QHBoxLayout(holder);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *add = new QToolButton;
    add->setText(u"+"_s);
    add->setAutoRaise(true);
    add->setAccessibleName(tr("Add connection"));
    add->setToolTip(tr("Add a connection"));
    connect(add, &QToolButton::clicked, this, &SubscriptionPanel::addConnection);
    layout->addWidget(add);
    m_state->titleButtons = holder;
    return holder;
}

QString SubscriptionPanel::currentConnection() const
{
    return connectionOf(m_state->tree->currentIndex());
}

QString SubscriptionPanel::currentPattern() const
{
    return patternOf(m_state->tree->currentIndex());
}

void SubscriptionPanel::select(const QString &connectionId, const QString &pattern)
{
    QModelIndex index = m_state->subscriptions->indexOf(connectionId, pattern);
    if (!index.isValid())
        index = m_state->subscriptions->indexOf(connectionId);
    if (!index.isValid())
        return;
    // The view's own way asks which keys are down, and with Ctrl it would toggle the row.
    m_state->tree->selectionModel()->setCurrentIndex(
        index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_state->tree->scrollTo(index);
}

void SubscriptionPanel::addConnection()
{
    if (m_state->connections->dialects().isEmpty())
        return Q_EMIT addConnectionElsewhere();
    m_state->dialogs->addConnection();
}

void SubscriptionPanel::editConnection(const QString &connectionId)
{
    m_state->dialogs->editConnection(connectionId);
}

void SubscriptionPanel::showCertificate()
{
    showCertificateOf(currentConnection());
}

void SubscriptionPanel::showCertificateOf(const QString &connectionId)
{
    m_state->dialogs->showCertificate(connectionId);
}

void SubscriptionPanel::switchSystem(const QString &connectionId)
{
    m_state->dialogs->switchSystem(connectionId);
}

void SubscriptionPanel::duplicateCurrent()
{
    m_state->dialogs->duplicateConnection(currentConnection());
}

void SubscriptionPanel::showSets()
{
    if (m_state->canSubscribe(currentConnection()))
        m_state->dialogs->showSets(currentConnection());
}

void SubscriptionPanel::showTopics()
{
    m_state->dialogs->showTopics(currentConnection());
}

void SubscriptionPanel::editSubscription(const QString &connectionId, const QString &pattern)
{
    m_state->dialogs->editSubscription(connectionId, pattern);
}

void SubscriptionPanel::editFilters()
{
    if (auto *dialog = m_state->dialogs->editSubscription(currentConnection(), currentPattern()))
        dialog->focusFilters();
}

void SubscriptionPanel::editCurrent()
{
    const QModelIndex index = m_state->tree->currentIndex();
    if (isConnectionRow(index))
        editConnection(connectionOf(index));
    else if (index.isValid())
        editSubscription(connectionOf(index), patternOf(index));
}

void SubscriptionPanel::addSubscription()
{
    QString id = currentConnection();
    for (int row = 0; !m_state->canSubscribe(id) && row < m_state->subscriptions->rowCount(); ++row)
        id = connectionOf(m_state->subscriptions->index(row, 0));
    if (m_state->canSubscribe(id))
        m_state->dialogs->addSubscriptions(id);
}

void SubscriptionPanel::toggleConnected()
{
    const QString id = currentConnection();
    if (!m_state->connections->profile(id))
        return;
    if (isTrying(m_state->connections->status(id).phase))
        m_state->connections->disconnectFeed(id);
    else
        m_state->connections->connectFeed(id);
}

void SubscriptionPanel::connectAgain()
{
    const QString id = currentConnection();
    if (isTrying(m_state->connections->status(id).phase))
        m_state->connections->disconnectFeed(
            id); // opening what is open already would change nothing
    m_state->connections->connectFeed(id);
}

void SubscriptionPanel::toggleSubscriptionPaused()
{
    const Subscription *current = m_state->subscription(currentConnection(), currentPattern());
    if (current) // which the others follow
        pauseSubscriptionRows(m_state->connections, m_state->tree->selectionModel()->selectedRows(),
                              !current->paused);
}

void SubscriptionPanel::removeCurrent()
{
    const QModelIndex current = m_state->tree->currentIndex();
    if (isConnectionRow(current))
        askToRemoveConnection(m_state->connections, connectionOf(current), window());
    else if (current.isValid())
        removeSubscriptions(m_state->tree->selectionModel()->selectedRows());
}

void SubscriptionPanel::removeSubscription(const QString &connectionId, const QString &pattern)
{
    const QModelIndex index = m_state->subscriptions->indexOf(connectionId, pattern);
    if (index.isValid() && !pattern.isEmpty())
        removeSubscriptions({index});
}

void SubscriptionPanel::removeSubscriptions(const QModelIndexList &rows)
{
    removeSubscriptionRows(m_state->connections, rows, m_state->removed);
    select(currentConnection(),
           currentPattern()); // the next key is for the row that took its place
}

void SubscriptionPanel::undoRemoval()
{
    const RemovalOffer::Removal removal = m_state->removed->take();
    takeBack(m_state->connections, removal);
    if (removal.added)
        select(removal.connectionId);
    else if (!removal.subscriptions.isEmpty())
        select(removal.connectionId, removal.subscriptions.first().pattern);
}

void SubscriptionPanel::copyCurrent()
{
    const QModelIndex index = m_state->tree->currentIndex();
    if (!index.isValid())
        return;
    QGuiApplication::clipboard()->setText(isConnectionRow(index) ? index.data().toString()
                                                                 : patternOf(index));
}

void SubscriptionPanel::showMenu(const QPoint &at)
{
    const SubscriptionMenuPlace place =
        menuPlace(m_state->connections, m_state->tree->currentIndex(), window());
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillSubscriptionMenu(menu, this, place);
    menu->popup(m_state->tree->viewport()->mapToGlobal(at));
}

} // namespace eventscope
