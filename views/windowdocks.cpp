// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/windowdocks.h"

#include "views/docktitle.h"
#include "views/notices/noticepanel.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/workflows/workflowpanel.h"

#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>
#include <QTimer>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

WindowDocks::WindowDocks(QMainWindow *window, SubscriptionPanel *subscriptions,
                         WorkflowPanel *workflows, NoticePanel *notices)
    : QObject(window), m_window(window)
{
    // The names are part of saved layouts: never change them.
    m_connections = addDock(u"connectionsDock"_s, tr("Connections"), subscriptions,
                            subscriptions->titleButtons());
    m_notices = addDock(u"noticesDock"_s, tr("Notices"), notices, notices->titleButtons());
    m_workflows =
        addDock(u"workflowsDock"_s, tr("Workflows"), workflows, workflows->titleButtons());
    for (const Qt::Corner corner : {Qt::TopLeftCorner, Qt::BottomLeftCorner})
        window->setCorner(corner, Qt::LeftDockWidgetArea);
    for (const Qt::Corner corner : {Qt::TopRightCorner, Qt::BottomRightCorner})
        window->setCorner(corner, Qt::RightDockWidgetArea);
    window->installEventFilter(this);
    window->setDockOptions(QMainWindow::AllowNestedDocks | QMainWindow::AllowTabbedDocks);
    reset();
}

QDockWidget *WindowDocks::addDock(const QString &name, const QString &title, QWidget *panel,
                                  QWidget *trailing)
{
    auto *dock = new QDockWidget(title, m_window);
    dock->setObjectName(name);
    dock->setWidget(panel);
    dock->setTitleBarWidget(new DockTitle(title, trailing, dock));
    dock->installEventFilter(this);
    connect(dock, &QDockWidget::visibilityChanged, this, &WindowDocks::changed);
    connect(dock, &QDockWidget::dockLocationChanged, this, &WindowDocks::changed);
    connect(dock, &QDockWidget::topLevelChanged, this, [this] { m_widthsChosen = true; });
    return dock;
}

void WindowDocks::reset()
{
    for (QDockWidget *dock : {m_connections, m_notices, m_workflows})
        dock->setFloating(false);
    m_window->addDockWidget(Qt::LeftDockWidgetArea, m_connections);
    m_window->addDockWidget(Qt::LeftDockWidgetArea, m_notices);
    m_window->splitDockWidget(m_connections, m_notices, Qt::Vertical);
    m_window->addDockWidget(Qt::RightDockWidgetArea, m_workflows);
    for (QDockWidget *dock : {m_connections, m_notices, m_workflows})
        dock->show();
    const int unit = m_window->fontMetrics().height();
    setWidthsChosen(false);
    m_window->resizeDocks({m_connections, m_notices}, {unit * 36, unit * 11}, Qt::Vertical);
}

void WindowDocks::setWidthsChosen(bool chosen)
{
    m_widthsChosen = chosen;
    fitWidths();
}

void WindowDocks::fitWidths()
{
    if (m_widthsChosen)
        return;
    const int unit = m_window->fontMetrics().height();
    const int room = m_window->width() - unit * 41; // the log with all but one of its columns
    const auto share = [unit, room](double least, double most) {
        return int(std::clamp(room * most / (17 + 20), unit * least, unit * most));
    };
    m_window->resizeDocks({m_connections, m_workflows}, {share(10.3, 17), share(9.5, 20)},
                          Qt::Horizontal);
}

bool WindowDocks::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window) {
        // The lines between docks are no widgets: who drags them presses on the window.
        if (event->type() == QEvent::MouseButtonPress)
            m_widthsChosen = true;
        else if (event->type() == QEvent::Resize || event->type() == QEvent::Show)
            QTimer::singleShot(0, this, &WindowDocks::fitWidths); // once it is laid out
        return QObject::eventFilter(watched, event);
    }
    if (event->type() == QEvent::Resize)
        Q_EMIT changed();
    return QObject::eventFilter(watched, event);
}

} // namespace eventscope
