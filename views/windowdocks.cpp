// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/windowdocks.h"

#include "views/docktitle.h"
#include "views/notices/noticepanel.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/workflows/workflowpanel.h"

#include <QDockWidget>
#include <QEvent>
#include <QMainWindow>
#include <QStyle>
#include <QTimer>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {
constexpr Qt::DockWidgetArea sides[] = {Qt::LeftDockWidgetArea, Qt::RightDockWidgetArea};
constexpr double leastDock = 10.0; ///< lines of text wide
} // namespace

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
    connect(dock, &QDockWidget::topLevelChanged, this, [this] {
        m_widthsChosen = true;
        forgetWidths();
    });
    connect(dock, &QDockWidget::dockLocationChanged, this, [this] {
        forgetWidths();
        fitSoon();
    });
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
    forgetWidths();
    if (chosen)
        fitSoon();
    else
        fitWidths();
}

void WindowDocks::fitSoon()
{
    QTimer::singleShot(0, this, &WindowDocks::fitWidths); // once it is laid out
}

QList<QDockWidget *> WindowDocks::docksAt(Qt::DockWidgetArea side) const
{
    QList<QDockWidget *> docks;
    for (QDockWidget *dock : {m_connections, m_notices, m_workflows}) {
        if (dock->isVisible() && !dock->isFloating() && m_window->dockWidgetArea(dock) == side)
            docks.append(dock);
    }
    return docks;
}

QList<QWidget *> WindowDocks::inReadingOrder(QWidget *middle) const
{
    QList<QWidget *> parts;
    const auto add = [this, &parts](Qt::DockWidgetArea side) {
        QList<QDockWidget *> docks{m_connections, m_notices, m_workflows};
        docks.removeIf([this, side](QDockWidget *dock) {
            return dock->isFloating() || m_window->dockWidgetArea(dock) != side;
        });
        std::sort(docks.begin(), docks.end(), [](const QDockWidget *one, const QDockWidget *other) {
            return std::pair(one->y(), one->x()) < std::pair(other->y(), other->x());
        });
        for (const QDockWidget *dock : std::as_const(docks))
            parts << dock->titleBarWidget() << dock->widget();
    };
    add(Qt::LeftDockWidgetArea); // left and right have the corners
    add(Qt::TopDockWidgetArea);
    parts << middle;
    add(Qt::BottomDockWidgetArea);
    add(Qt::RightDockWidgetArea);
    return parts;
}

void WindowDocks::forgetWidths()
{
    m_gaveWay = false;
    m_unknown = true;
}

int WindowDocks::widthAt(Qt::DockWidgetArea side) const
{
    QRect taken;
    for (const QDockWidget *dock : docksAt(side))
        taken |= dock->geometry();
    return taken.width();
}

QList<int> WindowDocks::widths() const
{
    if (m_gaveWay)
        return {m_chosen[0], m_chosen[1]};
    return {widthAt(sides[0]), widthAt(sides[1])};
}

void WindowDocks::setWidths(const QList<int> &widths)
{
    constexpr int most = 16'384; // of a file, which may say anything
    if (!m_widthsChosen || widths.size() != 2)
        return;
    for (int i = 0; i < 2; ++i)
        m_chosen[i] = std::clamp(widths.at(i), 0, most);
    m_unknown = false;
    m_gaveWay = true; // to whatever the window has now
    fitSoon();
}

void WindowDocks::rememberWidths()
{
    if (m_gaveWay)
        return;
    m_unknown = false;
    const int separator =
        m_window->style()->pixelMetric(QStyle::PM_DockWidgetSeparatorExtent, nullptr, m_window);
    for (int i = 0; i < 2; ++i) {
        const int taken = widthAt(sides[i]);
        // Qt gives a side back its width but for a line between docks: that is no choice.
        if (std::abs(taken - m_chosen[i]) > separator)
            m_chosen[i] = taken;
    }
}

void WindowDocks::leaveRoomForTheLog(int room)
{
    for (int i = 0; i < 2; ++i) {
        if (m_chosen[i] == 0) // brought back since
            m_chosen[i] = widthAt(sides[i]);
    }
    const int least = int(m_window->fontMetrics().height() * leastDock);
    const int spare[2] = {std::max(m_chosen[0] - least, 0), std::max(m_chosen[1] - least, 0)};
    const int most = spare[0] + spare[1];
    const int missing = std::clamp(m_chosen[0] + m_chosen[1] - room, 0, most);
    if (missing == 0 && !m_gaveWay)
        return;
    QList<QDockWidget *> docks;
    QList<int> widths;
    for (int i = 0; i < 2; ++i) {
        const QList<QDockWidget *> all = docksAt(sides[i]);
        if (all.isEmpty())
            continue;
        docks.append(all.constFirst()); // those above and below it follow
        widths.append(m_chosen[i] - (most > 0 ? missing * spare[i] / most : 0));
    }
    m_gaveWay = missing > 0;
    m_window->resizeDocks(docks, widths, Qt::Horizontal);
}

void WindowDocks::fitWidths()
{
    const int unit = m_window->fontMetrics().height();
    const int room = m_window->width() - unit * 41; // the log with all but one of its columns
    const bool inFirstPlaces = m_window->dockWidgetArea(m_connections) == Qt::LeftDockWidgetArea
        && m_window->dockWidgetArea(m_workflows) == Qt::RightDockWidgetArea;
    if (m_widthsChosen || !inFirstPlaces) {
        if (m_unknown)
            rememberWidths();
        return leaveRoomForTheLog(room);
    }
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
            m_widthsChosen = true, forgetWidths();
        else if (event->type() == QEvent::Resize && m_window->isVisible())
            rememberWidths(), fitSoon(); // the docks still have their old places
        else if (event->type() == QEvent::Resize || event->type() == QEvent::Show)
            fitSoon();
        return QObject::eventFilter(watched, event);
    }
    if (event->type() == QEvent::Resize)
        Q_EMIT changed();
    return QObject::eventFilter(watched, event);
}

} // namespace eventscope
