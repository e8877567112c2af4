// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/windowactions.h"

#include "views/glyphicons.h"
#include "views/theme.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

namespace eventscope {

WindowActions::WindowActions(QWidget *window)
    : QObject(window), m_window(window), m_schemes(new QActionGroup(this))
{
    addConnection = make(tr("&Add Connection…"), QKeySequence::New);
    openCapture = make(tr("&Open Capture…"), QKeySequence::Open);
    openFile = make(tr("Open &JSON Lines…"));
    captures = make(tr("Ca&ptures…"), Qt::CTRL | Qt::SHIFT | Qt::Key_O);
    limits = make(tr("L&imits…"));
    tryDemo = make(tr("Try the &Demo"));
    exportLog = make(tr("&Export…"), Qt::CTRL | Qt::Key_E);
    closeWindow = make(tr("&Close Window"), QKeySequence(Qt::CTRL | Qt::Key_W));
    quit = make(tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);
    makeConnectionActions();
    makeLogActions();
    makeTableActions();
    makeViewActions();
    shortcuts = make(tr("&Keyboard Shortcuts"), QKeySequence::HelpContents);
    about = make(tr("&About Eventscope"));
    about->setMenuRole(QAction::AboutRole);
    refreshIcons();
}

void WindowActions::makeConnectionActions()
{
    editCurrent = make(tr("&Edit…"), Qt::CTRL | Qt::Key_I);
    toggleConnected = make(tr("&Connect"), Qt::CTRL | Qt::Key_K);
    reconnect = make(tr("&Reconnect"), Qt::Key_F5);
    removeCurrent = make(tr("Re&move"));
    addSubscription = make(tr("Add &Subscription…"), Qt::CTRL | Qt::Key_T);
    pauseSubscription = make(tr("&Pause Subscription"));
    duplicateCurrent = make(tr("Dup&licate Connection…"));
    topics = make(tr("&Topics of the Server…"), Qt::CTRL | Qt::SHIFT | Qt::Key_T);
    editFilters = make(tr("Edit &Filters…"));
    subscriptionSets = make(tr("Su&bscription Sets…"));
    undoRemoval = make(tr("&Undo Change of Subscriptions"));
}

void WindowActions::makeLogActions()
{
    pause = make(tr("&Pause"), Qt::CTRL | Qt::Key_P, true);
    pause->setToolTip(tr("Hold the log still; nothing is lost (Space in the log, Ctrl+P)"));
    follow = make(tr("&Follow"), Qt::CTRL | Qt::Key_End, true);
    follow->setToolTip(tr("Keep the newest event in sight (End in the log, Ctrl+End)"));
    filter = make(tr("F&ilter"), QKeySequence::Find);
    clearFilter = make(tr("C&lear Filter"), Qt::CTRL | Qt::SHIFT | Qt::Key_F);
    saveFilter = make(tr("&Save Filter…"));
    importFilters = make(tr("&Import Filters…"));
    exportFilters = make(tr("E&xport Filters…"));
    copyRows = make(tr("&Copy Rows"), QKeySequence::Copy);
    copyJson = make(tr("Copy as &JSON"), Qt::CTRL | Qt::SHIFT | Qt::Key_C);
    // Text fields and lists copy what is theirs; these belong to the table, which the window adds
    // them to.
    copyRows->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    copyJson->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    utc = make(tr("Times in &UTC"), {}, true);
}

void WindowActions::makeTableActions()
{
    copyCsv = make(tr("Copy as CS&V"));
    copyJsonArray = make(tr("Copy as JSON Arra&y"));
    goToTime = make(tr("&Go to Time…"), Qt::CTRL | Qt::Key_G);
    nextError = make(tr("Next &Error"), Qt::Key_F8);
    previousError = make(tr("Previous Er&ror"), Qt::SHIFT | Qt::Key_F8);
    toggleBookmark = make(tr("&Bookmark"), Qt::CTRL | Qt::Key_B);
    editBookmark = make(tr("&Edit Bookmark…"), Qt::CTRL | Qt::ALT | Qt::Key_B);
    nextBookmark = make(tr("&Next Bookmark"), Qt::Key_F7);
    previousBookmark = make(tr("&Previous Bookmark"), Qt::SHIFT | Qt::Key_F7);
    bookmarks = make(tr("&All Bookmarks…"), Qt::CTRL | Qt::SHIFT | Qt::Key_B);
    timeMark = make(tr("Count Times Fr&om Here"), Qt::CTRL | Qt::Key_M);
}

void WindowActions::makeViewActions()
{
    showLog = make(tr("Go to &Log"), Qt::CTRL | Qt::Key_1);
    showFilter = make(tr("Go to &Filter"), Qt::CTRL | Qt::Key_2);
    showConnections = make(tr("Go to &Connections"), Qt::CTRL | Qt::Key_3);
    showWorkflows = make(tr("Go to &Workflows"), Qt::CTRL | Qt::Key_4);
    showNotices = make(tr("Go to &Notices"), Qt::CTRL | Qt::Key_5);
    nextPanel = make(tr("Ne&xt Panel"), Qt::Key_F6);
    previousPanel = make(tr("Pre&vious Panel"), Qt::SHIFT | Qt::Key_F6);
    details = make(tr("Event &Details"), Qt::CTRL | Qt::Key_D, true);
    details->setChecked(true);
    timeline = make(tr("T&imeline"), Qt::CTRL | Qt::Key_L, true);
    timeline->setChecked(true);
    resetLayout = make(tr("&Reset Layout"));
    notifications = make(tr("Desktop No&tifications"), {}, true);
    notifications->setChecked(true);
    schemeSystem = make(tr("Follow the &Desktop"), {}, true);
    schemeLight = make(tr("&Light"), {}, true);
    schemeDark = make(tr("D&ark"), {}, true);
    for (QAction *scheme : {schemeSystem, schemeLight, schemeDark})
        m_schemes->addAction(scheme);
    schemeSystem->setChecked(true);
}

QAction *WindowActions::make(const QString &text, const QKeySequence &key, bool checkable)
{
    auto *action = new QAction(text, this);
    action->setShortcut(key);
    action->setCheckable(checkable);
    // Actions work through their keys even where the menu bar is hidden or belongs to the desktop.
    m_window->addAction(action);
    return action;
}

void WindowActions::buildMenus(QMenuBar *bar)
{
    addMenu(bar, tr("&File"),
            {addConnection, nullptr, captures, openCapture, openFile, limits, nullptr, tryDemo,
             nullptr, exportLog, nullptr, closeWindow, quit});
    addMenu(bar, tr("&Connection"),
            {editCurrent, toggleConnected, reconnect, duplicateCurrent, removeCurrent, nullptr,
             addSubscription, topics, editFilters, pauseSubscription, subscriptionSets,
             undoRemoval});
    addLogMenu(bar);
    addViewMenu(bar);
    addMenu(bar, tr("&Help"), {shortcuts, about});
}

void WindowActions::addLogMenu(QMenuBar *bar)
{
    QMenu *menu = addMenu(bar, tr("&Log"), {pause, follow, nullptr, filter, clearFilter});
    m_savedFilters = menu->addMenu(tr("S&aved Filters"));
    m_savedFilters->addActions({saveFilter, importFilters, exportFilters});
    append(menu,
           {nullptr, goToTime, nextError, previousError, nullptr, copyRows, copyJson, copyJsonArray,
            copyCsv, nullptr});
    QMenu *marks = menu->addMenu(tr("Book&marks"));
    marks->addActions({toggleBookmark, editBookmark, nextBookmark, previousBookmark, bookmarks});
    m_sort = menu->addMenu(tr("&Sort"));
    m_times = menu->addMenu(tr("&Times"));
    menu->addActions({timeMark, utc});
    m_groups.last().second << timeMark << utc;
    m_groups.append({tr("Saved filters"), m_savedFilters->actions()});
    m_groups.append({tr("Bookmarks"), marks->actions()});
}

void WindowActions::addViewMenu(QMenuBar *bar)
{
    const QVector<QAction *> places{showLog, showFilter, showConnections, showWorkflows,
                                    showNotices};
    QMenu *menu = addMenu(bar, tr("&View"), places);
    menu->addSeparator();
    menu->addActions({nextPanel, previousPanel});
    menu->addSeparator();
    m_panels = menu->addMenu(tr("&Panels"));
    m_columns = menu->addMenu(tr("Colu&mns"));
    menu->addActions({timeline, details});
    QMenu *appearance = menu->addMenu(tr("&Appearance"));
    appearance->addActions({schemeSystem, schemeLight, schemeDark});
    menu->addSeparator();
    menu->addActions({notifications, resetLayout});
    m_groups.last().second << nextPanel << previousPanel << timeline << details << notifications
                           << resetLayout;
}

QMenu *WindowActions::addMenu(QMenuBar *bar, const QString &title,
                              const QVector<QAction *> &actions)
{
    QMenu *menu = bar->addMenu(title);
    m_groups.append({title, {}});
    append(menu, actions);
    return menu;
}

/// To the menu that is being made; null: a line between them.
void WindowActions::append(QMenu *menu, const QVector<QAction *> &actions)
{
    for (QAction *action : actions) {
        if (!action) {
            menu->addSeparator();
            continue;
        }
        menu->addAction(action);
        m_groups.last().second.append(action);
    }
}

void WindowActions::refreshIcons()
{
    const QColor color = currentTheme().text;
    pause->setIcon(glyphIcon(Glyph::Pause, color));
    follow->setIcon(glyphIcon(Glyph::Follow, color));
    exportLog->setIcon(glyphIcon(Glyph::Export, color));
    for (QAction *action : {pause, follow, exportLog})
        action->setIconVisibleInMenu(false);
}

} // namespace eventscope
