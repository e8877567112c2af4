// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/captureset.h"
#include "app/placememory.h"
#include "app/settings.h"
#include "models/connectionmodel.h"
#include "models/event/maskedlines.h"
#include "models/eventlogmodel.h"
#include "models/filtersetmodel.h"
#include "models/noticemodel.h"
#include "models/subscriptionmodel.h"
#include "models/workflowmodel.h"
#include "views/mainwindow.h"

#include <memory>
#include <optional>

namespace eventscope {

class CaptureFollowing;
class CaptureLoading;
class CaptureReplay;

/// A window on captures that were recorded earlier: the same log, workflows and notices, nothing
/// live. They are read by a worker, and are shown while they are. What other programs go on to
/// record in them is followed; nothing of it is ever written. GUI thread.
class CaptureSession final : public QObject
{
    Q_OBJECT
public:
    CaptureSession(const QStringList &folders, Settings *settings, QObject *parent = nullptr);
    ~CaptureSession() override;

    MainWindow &window() { return *m_window; }

    /// Shows in its window what there is to know.
    void remark(const QString &title, const QString &text, Severity severity, bool inBar = true);

Q_SIGNALS:
    void openCaptureRequested(const QStringList &paths);
    void limitsChosen(const RetentionSettings &limits);
    void demoRequested();
    void addConnectionRequested();
    void colorSchemeChosen(const QString &scheme);
    void notificationsChosen(bool enabled);

private:
    void wireWindow(Settings *settings);
    void showProgress();
    void onOpened(const std::shared_ptr<CaptureSet> &captures);
    void onFailed(const QString &error);
    void onLoaded();
    void goToPlace(bool whole);
    void openBookmarks();
    void showFindings();
    void onReplayed(quint64 gaps);
    void showConnections(const QMap<QString, CaptureInfo::Connection> &connections);
    void takeFollowed(CaptureSet::Followed &followed);
    void retire();
    void showRecorded(const QStringList &names);

    const QStringList m_folders;
    EventLog m_nothingYet;
    ConnectionModel m_connections; // empty: a capture has no live connection
    SubscriptionModel m_subscriptions;
    EventLogModel m_eventLog;
    WorkflowModel m_workflows;
    NoticeModel m_notices;
    FilterSetModel m_filters{Settings::filtersFile()};
    std::shared_ptr<CaptureSet> m_captures;
    MaskedLines m_maskedLines; ///< of them, for notices and workflows
    PlaceMemory m_places{Settings::placesFile()};
    std::optional<LogPlace> m_place; ///< where it was left; gone to once that is read
    CaptureFigures m_figures;
    bool m_told = false; ///< what was found in it
    CaptureInfo::Retired m_retired; ///< as it was found last
    std::vector<std::pair<quint32, quint32>> m_gone; ///< the same of several
    CaptureLoading *m_loading = nullptr; ///< child, while it reads
    CaptureFollowing *m_following = nullptr; ///< child, after that
    CaptureReplay *m_replay = nullptr; ///< child
    std::unique_ptr<MainWindow> m_window;
};

} // namespace eventscope
