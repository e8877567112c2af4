// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/captureset.h"
#include "app/placememory.h"
#include "app/settings.h"
#include "models/connectionmodel.h"
#include "models/eventlogmodel.h"
#include "models/filtersetmodel.h"
#include "models/noticemodel.h"
#include "models/subscriptionmodel.h"
#include "models/workflowmodel.h"
#include "views/mainwindow.h"

#include <QTimer>
#include <atomic>
#include <memory>

namespace eventscope {

/// A window on captures that were recorded earlier: the same log, workflows and notices, nothing
/// live. It loads them on a worker thread. GUI thread.
class CaptureSession final : public QObject
{
    Q_OBJECT
public:
    CaptureSession(const QStringList &folders, Settings *settings, QObject *parent = nullptr);
    ~CaptureSession() override;

    MainWindow &window() { return *m_window; }

Q_SIGNALS:
    void openCaptureRequested(const QStringList &paths);
    void limitsChosen(const RetentionSettings &limits);
    void demoRequested();
    void addConnectionRequested();
    void colorSchemeChosen(const QString &scheme);
    void notificationsChosen(bool enabled);

private:
    void showProgress(int progress);
    void follow();
    void onLoaded(Result<std::unique_ptr<CaptureSet>> loaded);
    void openBookmarks();
    void onReplayed(quint64 gaps);
    void remark(const QString &title, const QString &text, Severity severity, bool inBar = true);

    const QStringList m_folders;
    EventLog m_nothingYet;
    ConnectionModel m_connections; // empty: a capture has no live connection
    SubscriptionModel m_subscriptions;
    EventLogModel m_eventLog;
    WorkflowModel m_workflows;
    NoticeModel m_notices;
    FilterSetModel m_filters{Settings::filtersFile()};
    std::shared_ptr<CaptureSet> m_captures;
    PlaceMemory m_places{Settings::placesFile()};
    QTimer m_follow; ///< a file may grow
    /// Of the task that loads; nobody waits for it once the window is gone.
    std::shared_ptr<std::atomic_bool> m_stopped = std::make_shared<std::atomic_bool>(false);
    std::unique_ptr<MainWindow> m_window;
};

} // namespace eventscope
