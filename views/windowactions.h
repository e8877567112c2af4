// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QObject>
#include <QString>
#include <QVector>

#include <utility>

class QAction;
class QActionGroup;
class QMenu;
class QMenuBar;
class QWidget;

namespace eventscope {

/// Every command of the window: its words, its key, its place in the menus. What they do is
/// connected by the window; the overview of keys is made from them. Child of the window.
class WindowActions final : public QObject
{
    Q_OBJECT
public:
    explicit WindowActions(QWidget *window);

    /// Fills the menu bar.
    void buildMenus(QMenuBar *bar);
    /// Fresh icons in the colour of the text.
    void refreshIcons();
    /// Menu titles with their actions, for the overview of keys.
    const QVector<std::pair<QString, QVector<QAction *>>> &groups() const { return m_groups; }

    // File
    QAction *addConnection, *openCapture, *openFile, *captures, *limits, *tryDemo, *exportLog,
        *closeWindow, *quit;
    // Connection
    QAction *editCurrent, *toggleConnected, *reconnect, *removeCurrent, *addSubscription,
        *pauseSubscription, *undoRemoval, *duplicateCurrent, *subscriptionSets, *topics,
        *editFilters;
    // Log
    QAction *pause, *follow, *filter, *clearFilter, *copyRows, *copyJson, *copyCsv, *copyJsonArray,
        *utc;
    QAction *saveFilter, *importFilters, *exportFilters;
    QAction *goToTime, *nextError, *previousError, *toggleBookmark, *editBookmark, *nextBookmark,
        *previousBookmark, *bookmarks, *timeMark;
    // View
    QAction *showLog, *showFilter, *showConnections, *showWorkflows, *showNotices, *nextPanel,
        *previousPanel;
    QAction *details, *timeline, *resetLayout, *notifications;
    QAction *schemeSystem, *schemeLight, *schemeDark;
    // Help
    QAction *shortcuts, *about;

    QMenu *savedFiltersMenu() const { return m_savedFilters; }
    /// Filled by the window when they are about to open.
    QMenu *timesMenu() const { return m_times; }
    QMenu *sortMenu() const { return m_sort; }
    QMenu *panelsMenu() const { return m_panels; } ///< the window puts its docks in
    QMenu *columnsMenu() const
    {
        return m_columns;
    } ///< filled by the window when it is about to open

private:
    QAction *make(const QString &text, const QKeySequence &key = {}, bool checkable = false);
    void makeConnectionActions();
    void makeLogActions();
    void makeTableActions();
    void addLogMenu(QMenuBar *bar);
    void makeViewActions();
    QMenu *addMenu(QMenuBar *bar, const QString &title, const QVector<QAction *> &actions);
    void addViewMenu(QMenuBar *bar);
    void append(QMenu *menu, const QVector<QAction *> &actions);

    QWidget *m_window;
    QActionGroup *m_schemes;
    QMenu *m_savedFilters = nullptr;
    QMenu *m_times = nullptr;
    QMenu *m_sort = nullptr;
    QMenu *m_panels = nullptr;
    QMenu *m_columns = nullptr;
    QVector<std::pair<QString, QVector<QAction *>>> m_groups;
};

} // namespace eventscope
