// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QVector>

class QDockWidget;

namespace eventscope {

class ConnectionModel;
class EventLogModel;
class EventLogView;
class NoticePanel;
class SubscriptionPanel;
class WindowActions;
class WindowDocks;
class WorkflowPanel;

/// What the commands of a window work on. Not owned.
struct WindowParts
{
    QWidget *window = nullptr;
    WindowActions *actions = nullptr;
    WindowDocks *docks = nullptr;
    EventLogView *log = nullptr;
    SubscriptionPanel *subscriptions = nullptr;
    WorkflowPanel *workflows = nullptr;
    NoticePanel *notices = nullptr;
    ConnectionModel *connections = nullptr;
    EventLogModel *eventLog = nullptr;
};

/// Connects every action of the window to what it does, and keeps its words and its state right.
/// Child of the window.
class WindowCommands final : public QObject
{
    Q_OBJECT
public:
    explicit WindowCommands(const WindowParts &parts);

    void showExport();
    void showColumns();

Q_SIGNALS:
    void demoWanted();
    void colorSchemeChosen(const QString &scheme);
    void notificationsChosen(bool enabled);
    void layoutResetWanted();
    void layoutChanged();

private:
    void connectFileActions();
    void connectConnectionActions();
    void connectLogActions();
    void connectSavedFilters();
    void connectPlaces();
    void connectAppearance();
    void refreshConnectionActions();
    void reconnect();
    void showAbout();
    void goTo(QWidget *place);
    void cyclePlaces(int step);
    QVector<QWidget *> places() const;

    WindowParts m_parts;
};

} // namespace eventscope
