// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mainwindow.h"

#include "models/connectionmodel.h"
#include "models/eventlogmodel.h"
#include "models/noticemodel.h"
#include "models/subscriptionmodel.h"
#include "models/workflowmodel.h"
#include "views/captures/capturecommands.h"
#include "views/captures/loadingpage.h"
#include "views/captures/loadingstrip.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/firststartpage.h"
#include "views/notices/noticebar.h"
#include "views/notices/noticepanel.h"
#include "views/statusbar/figuresbar.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/taborder.h"
#include "views/theme.h"
#include "views/windowactions.h"
#include "views/windowcommands.h"
#include "views/windowdocks.h"
#include "views/windowtop.h"
#include "views/workflows/workflowpanel.h"

#include <QAction>
#include <QApplication>
#include <QCloseEvent>
#include <QDataStream>
#include <QIODevice>
#include <QScreen>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {
constexpr quint32 layoutMagic = 0x45534c59; // "ESLY"
constexpr int layoutVersion = 1;
constexpr int saveDelayMs = 800;
} // namespace

struct MainWindow::State
{
    WindowModels models;
    WindowServices services;
    WindowActions *actions = nullptr;
    WindowCommands *commands = nullptr;
    CaptureCommands *captures = nullptr;
    WindowDocks *docks = nullptr;
    SubscriptionPanel *subscriptions = nullptr;
    WorkflowPanel *workflows = nullptr;
    NoticePanel *notices = nullptr;
    NoticeBar *noticeBar = nullptr;
    QStackedWidget *centre = nullptr;
    EventLogView *log = nullptr;
    FirstStartPage *firstStart = nullptr;
    LoadingPage *loading = nullptr;
    LoadingStrip *loadingRest = nullptr;
    bool isLoading = false;
    FiguresBar *figures = nullptr;
    QTimer saveSoon;
    bool restoring = false;
    bool active = false; ///< what was told last
    QTimer activation; ///< between two windows nothing is active for a moment
};

MainWindow::MainWindow(const WindowModels &models, WindowServices services, QWidget *parent)
    : QMainWindow(parent), m_state(std::make_unique<State>())
{
    m_state->models = models;
    m_state->services = std::move(services);
    build();
    connectNotices();
    connectPanels();
    connectLayout();
    updateFirstStart();
}

MainWindow::~MainWindow()
{
    // Children still speak while the base class takes them down, and then this is no MainWindow any
    // more.
    const auto children = findChildren<QObject *>();
    for (QObject *child : children)
        child->disconnect(this);
}

void MainWindow::build()
{
    State &s = *m_state;
    setObjectName(u"mainWindow"_s);
    setWindowTitle(u"Eventscope"_s);
    const int unit = fontMetrics().height();
    resize(unit * 90, unit * 56);

    s.actions = new WindowActions(this);
    s.subscriptions =
        new SubscriptionPanel(s.models.connections, s.models.subscriptions, s.services, this);
    s.workflows = new WorkflowPanel(s.models.workflows, this);
    s.notices = new NoticePanel(s.models.notices, this);
    s.noticeBar = new NoticeBar(s.models.notices, s.models.connections, this);
    auto *middle = new QWidget(this);
    s.loadingRest = new LoadingStrip(middle);
    s.loadingRest->hide();
    s.centre = new QStackedWidget(middle);
    auto *rows = new QVBoxLayout(middle);
    rows->setContentsMargins({});
    rows->setSpacing(0);
    rows->addWidget(s.loadingRest);
    rows->addWidget(s.centre, 1);
    s.log = new EventLogView(s.models.eventLog, s.centre);
    s.log->setSavedFilters(s.models.filters);
    s.firstStart = new FirstStartPage(s.centre);
    s.centre->addWidget(s.log);
    s.centre->addWidget(s.firstStart);
    s.loading = new LoadingPage(s.centre);
    s.centre->addWidget(s.loading);
    s.figures = new FiguresBar(s.models.connections, s.models.eventLog, this);

    setMenuWidget(new WindowTop(s.actions, s.noticeBar, this));
    setCentralWidget(middle);
    setStatusBar(s.figures);
    s.docks = new WindowDocks(this, s.subscriptions, s.workflows, s.notices);
    s.commands = new WindowCommands({this, s.actions, s.docks, s.log, s.subscriptions, s.workflows,
                                     s.notices, s.models.connections, s.models.eventLog});
    s.captures = new CaptureCommands(this, s.actions, s.services);
    s.log->table()->setFocus();
}

void MainWindow::connectNotices()
{
    State &s = *m_state;
    const auto jump = [this](quint64 sequence) { showEvent(sequence); };
    connect(s.notices, &NoticePanel::eventWanted, this, jump);
    connect(s.noticeBar, &NoticeBar::eventWanted, this, jump);
    connect(s.noticeBar, &NoticeBar::editTopicRequested, s.subscriptions,
            &SubscriptionPanel::editSubscription);
    connect(s.noticeBar, &NoticeBar::removeTopicRequested, s.subscriptions,
            &SubscriptionPanel::removeSubscription);
    connect(s.noticeBar, &NoticeBar::editConnectionRequested, s.subscriptions,
            &SubscriptionPanel::editConnection);
    connect(s.noticeBar, &NoticeBar::certificateWanted, s.subscriptions,
            &SubscriptionPanel::showCertificateOf);
    connect(s.noticeBar, &NoticeBar::switchSystemRequested, s.subscriptions,
            &SubscriptionPanel::switchSystem);
    connect(s.noticeBar, &NoticeBar::reconnectRequested, s.models.connections,
            &ConnectionModel::connectFeed);
}

void MainWindow::connectPanels()
{
    State &s = *m_state;
    connect(s.workflows, &WorkflowPanel::eventWanted, this,
            [this](quint64 sequence) { showEvent(sequence); });
    connect(s.log, &EventLogView::remark, s.figures, &FiguresBar::remark);
    connect(s.log, &EventLogView::addConnectionWanted, s.subscriptions,
            &SubscriptionPanel::addConnection);

    connect(s.subscriptions, &SubscriptionPanel::addConnectionElsewhere, this,
            &MainWindow::addConnectionRequested);
    connect(s.firstStart, &FirstStartPage::addConnectionWanted, s.subscriptions,
            &SubscriptionPanel::addConnection);
    connect(s.firstStart, &FirstStartPage::openCaptureWanted, s.captures,
            &CaptureCommands::showOpen);
    connect(s.firstStart, &FirstStartPage::demoWanted, this, &MainWindow::demoRequested);
    connect(s.commands, &WindowCommands::demoWanted, this, &MainWindow::demoRequested);
    connect(s.captures, &CaptureCommands::chosen, this, &MainWindow::openCaptureRequested);
    connect(s.loading, &LoadingPage::cancelled, this, &MainWindow::loadingCancelled);
    connect(s.loadingRest, &LoadingStrip::stopWanted, this, &MainWindow::loadingStopped);
    connect(s.commands, &WindowCommands::colorSchemeChosen, this, &MainWindow::colorSchemeChosen);
    connect(s.commands, &WindowCommands::notificationsChosen, this,
            &MainWindow::notificationsChosen);

    for (const QAbstractItemModel *model : {static_cast<QAbstractItemModel *>(s.models.connections),
                                            static_cast<QAbstractItemModel *>(s.models.eventLog)}) {
        connect(model, &QAbstractItemModel::rowsInserted, this, &MainWindow::updateFirstStart);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &MainWindow::updateFirstStart);
        connect(model, &QAbstractItemModel::modelReset, this, &MainWindow::updateFirstStart);
    }
}

void MainWindow::connectLayout()
{
    State &s = *m_state;
    s.activation.setSingleShot(true);
    connect(&s.activation, &QTimer::timeout, this, &MainWindow::tellActivation);
    connect(qApp, &QGuiApplication::focusWindowChanged, &s.activation, qOverload<>(&QTimer::start));
    s.saveSoon.setSingleShot(true);
    s.saveSoon.setInterval(saveDelayMs);
    connect(&s.saveSoon, &QTimer::timeout, this, &MainWindow::layoutChanged);
    const auto changed = [this] {
        if (!m_state->restoring)
            m_state->saveSoon.start();
    };
    connect(s.docks, &WindowDocks::changed, this, changed);
    connect(s.log, &EventLogView::layoutChanged, this, changed);
    connect(s.commands, &WindowCommands::layoutChanged, this, changed);
    connect(s.commands, &WindowCommands::layoutResetWanted, this, [this, changed] {
        m_state->docks->reset();
        m_state->log->resetLayout();
        m_state->actions->details->setChecked(true);
        changed();
    });
}

void MainWindow::setCaptureFigures(const CaptureFigures &figures)
{
    m_state->figures->setCapture(figures);
}

void MainWindow::updateFirstStart()
{
    State &s = *m_state;
    const bool connections = s.models.connections->rowCount() > 0;
    const bool events = s.models.eventLog->logSize() > 0;
    QWidget *wanted = s.log;
    if (s.isLoading && !events) {
        wanted = s.loading;
    } else if (!connections && !events) {
        QStringList systems;
        for (const DialectInfo &dialect : s.models.connections->dialects())
            systems.append(dialect.title);
        s.firstStart->setSystems(systems);
        wanted = s.firstStart;
    }
    s.loadingRest->setVisible(s.isLoading && events);
    if (s.centre->currentWidget() != wanted) {
        s.centre->setCurrentWidget(wanted);
        (wanted == s.log ? s.log->table() : wanted)->setFocus();
    }
    s.log->setHasConnections(connections);
    s.actions->exportLog->setEnabled(events && !s.isLoading);
    for (QAction *action : {s.actions->pause, s.actions->follow, s.actions->filter,
                            s.actions->clearFilter, s.actions->saveFilter, s.actions->showFilter})
        action->setEnabled(wanted == s.log);
}

void MainWindow::setLoading(const QString &what, int progress)
{
    State &s = *m_state;
    s.loading->setTitle(what);
    s.loading->setProgress(progress);
    s.loadingRest->setText(what);
    s.loadingRest->setProgress(progress);
    if (!std::exchange(s.isLoading, true))
        updateFirstStart();
}

void MainWindow::setLoaded()
{
    m_state->isLoading = false;
    updateFirstStart();
}

void MainWindow::addConnection()
{
    m_state->subscriptions->addConnection();
}

void MainWindow::showEvent(quint64 sequence)
{
    if (!m_state->log->showSequence(sequence)) {
        m_state->figures->remark(tr("Event %1 is not in the log.").arg(countText(sequence)));
        return;
    }
    m_state->log->table()->setFocus(Qt::OtherFocusReason);
}

void MainWindow::setDark(bool dark)
{
    applyTheme(dark);
    m_state->actions->refreshIcons();
}

void MainWindow::showPreferences(const QString &colorScheme, bool notifications)
{
    const WindowActions &a = *m_state->actions;
    (colorScheme == "dark"_L1        ? a.schemeDark
         : colorScheme == "light"_L1 ? a.schemeLight
                                     : a.schemeSystem)
        ->setChecked(true);
    a.notifications->setChecked(notifications);
}

QByteArray MainWindow::saveLayout() const
{
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << layoutMagic << layoutVersion << saveGeometry() << saveState(layoutVersion)
           << m_state->log->saveLayout() << m_state->actions->utc->isChecked()
           << m_state->docks->areWidthsChosen() << m_state->docks->widths();
    return bytes;
}

bool MainWindow::restoreLayout(const QByteArray &layout)
{
    QDataStream stream(layout);
    stream.setVersion(QDataStream::Qt_6_4);
    quint32 magic = 0;
    int version = 0;
    QByteArray geometry;
    QByteArray state;
    QByteArray log;
    bool utc = false;
    stream >> magic >> version;
    if (magic != layoutMagic || version != layoutVersion)
        return false;
    stream >> geometry >> state >> log >> utc;
    if (stream.status() != QDataStream::Ok)
        return false;
    bool widthsChosen = true;
    QList<int> widths;
    if (!stream.atEnd()) // what the first versions saved ends here
        stream >> widthsChosen;
    if (!stream.atEnd())
        stream >> widths;
    if (stream.status() != QDataStream::Ok)
        widths.clear();
    m_state->restoring = true;
    const bool known = restoreGeometry(geometry) && restoreState(state, layoutVersion)
        && m_state->log->restoreLayout(log);
    m_state->docks->setWidthsChosen(widthsChosen);
    m_state->docks->setWidths(widths);
    m_state->actions->utc->setChecked(utc);
    m_state->actions->details->setChecked(m_state->log->areDetailsShown());
    m_state->restoring = false;
    return known;
}

LogPlace MainWindow::place() const
{
    return placeIn(*m_state->log);
}

void MainWindow::goTo(const LogPlace &place)
{
    eventscope::goTo(*m_state->log, place);
}

/// The user is here while one of the window's dialogs has the keys, too.
void MainWindow::tellActivation()
{
    const QWidget *active = QApplication::activeWindow();
    while (active && active != this)
        active = active->parentWidget();
    const bool now = active == this;
    if (std::exchange(m_state->active, now) != now)
        Q_EMIT windowActivated(now);
}

/// Qt goes in the order in which widgets were made, and last to a dock that floated once.
bool MainWindow::focusNextPrevChild(bool next)
{
    const State &s = *m_state;
    if (!s.docks)
        return QMainWindow::focusNextPrevChild(next);
    const QList<QWidget *> above{menuWidget(), s.noticeBar};
    return focusNextStop(this, above + s.docks->inReadingOrder(centralWidget()), next);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ActivationChange)
        m_state->activation.start();
    if (event->type() == QEvent::PaletteChange && m_state->actions)
        m_state->actions->refreshIcons();
}

void MainWindow::fitToScreen()
{
    if (!screen() || isMaximized() || isFullScreen())
        return;
    const QSize room = screen()->availableGeometry().size() * 0.95; // it gets a frame besides
    const QSize fitting = size().boundedTo(room);
    if (fitting != size())
        resize(fitting);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_state->saveSoon.stop();
    Q_EMIT layoutChanged();
    QMainWindow::closeEvent(event);
    if (event->isAccepted())
        Q_EMIT closed();
}

} // namespace eventscope
