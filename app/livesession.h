// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/capturefolders.h"
#include "app/commands/recording.h"
#include "app/connectionkeeper.h"
#include "app/cutshortending.h"
#include "app/demo/demohub.h"
#include "app/kafkastops.h"
#include "app/livenotices.h"
#include "app/notify/secretstore.h"
#include "app/retentionkeeper.h"
#include "app/settings.h"
#include "models/connectionmodel.h"
#include "models/eventlogmodel.h"
#include "models/filtersetmodel.h"
#include "models/noticemodel.h"
#include "models/subscriptionmodel.h"
#include "models/workflowmodel.h"
#include "views/mainwindow.h"

#include <QSet>
#include <QTimer>
#include <functional>
#include <memory>

namespace eventscope {

/// The window on live connections: the place where views, models, feeds and the capture meet, and
/// where every connection between them is made. A capture begins with the first connection. GUI
/// thread.
class LiveSession final : public QObject
{
    Q_OBJECT
public:
    LiveSession(Settings *settings, SecretStore *secrets, QObject *parent = nullptr);
    ~LiveSession() override; ///< closes the feeds, syncs the capture

    MainWindow &window() { return *m_window; }
    ConnectionModel &connections() { return m_connections; }
    EventLogModel &eventLog() { return m_eventLog; }
    WorkflowModel &workflows() { return m_workflows; }
    NoticeModel &notices() { return m_notices; }
    /// Reads the saved connections into the list, and opens those that are to be open if `open`.
    /// Nothing is saved before.
    void restoreConnections(bool open = true);
    void setNotifications(bool enabled) { m_said.setNotifications(enabled); }
    /// The limits in the settings hold from now on.
    void applyLimits();
    /// Starts the embedded hub and connects to each of its dialects.
    void startDemo();

    /// Shows in its window what went wrong.
    void trouble(const QString &title, const QString &text, Severity severity = Severity::Error);

Q_SIGNALS:
    void openCaptureRequested(const QStringList &paths);
    void limitsChosen(const RetentionSettings &limits);
    void colorSchemeChosen(const QString &scheme);
    void notificationsChosen(bool enabled);

private:
    bool ensureRecording();
    void endCutShort();
    void wireCommands();
    void wireFeeds();
    void wireWindow();
    void wireNotices();
    void keepDialect(const QString &id);
    void openFeed(const ConnectionProfile &profile);
    void openNow(const QString &id, const OptionValues &secrets);
    void onGrew();
    void tick();
    void updateNames();
    void updateFigures();
    void showProblem(const QString &problem);

    Settings *m_settings;
    SecretStore *m_secrets;
    EventLog m_nothingYet; ///< shown until there is a recording
    ConnectionModel m_connections;
    SubscriptionModel m_subscriptions;
    EventLogModel m_eventLog;
    WorkflowModel m_workflows;
    NoticeModel m_notices;
    FilterSetModel m_filters{Settings::filtersFile()};
    ConnectionKeeper m_keeper;
    LiveNotices m_said{&m_notices};
    std::unique_ptr<DemoHub> m_demo;
    std::unique_ptr<Recording> m_recording;
    CutShortEnding m_cutShort;
    RetentionKeeper m_retention{capturesFolder()};
    QString m_captureProblem;
    bool m_restoring = false; ///< what opens now does so by itself
    QSet<QString> m_opening; ///< connections that wait for their secrets
    KafkaStops m_kafkaStops;
    QTimer m_tick;
    QTimer m_showWorkflows;
    std::unique_ptr<MainWindow> m_window; // last: it shows all of the above
};

} // namespace eventscope
