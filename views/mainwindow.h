// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/eventlog/logplace.h"
#include "views/windowservices.h"

#include <QMainWindow>
#include <memory>
#include <optional>

namespace eventscope {

class ConnectionModel;
class SubscriptionModel;
class EventLogModel;
class FilterSetModel;
class WorkflowModel;
class NoticeModel;

/// The models the window shows. Not owned; they outlive the window.
struct WindowModels
{
    ConnectionModel *connections = nullptr;
    SubscriptionModel *subscriptions = nullptr;
    EventLogModel *eventLog = nullptr;
    WorkflowModel *workflows = nullptr;
    NoticeModel *notices = nullptr;
    FilterSetModel *filters = nullptr; ///< saved ones; null: none can be saved
};

/// The figures of the capture that is shown, for the status bar.
struct CaptureFigures
{
    QString folder;
    quint64 bytes = 0;
    quint64 freeBytes = 0;
    /// Of a capture that was opened to be read; nothing until all of it was looked through.
    std::optional<quint64> gaps;
    bool live = false; ///< it is being written; false: opened to be read
    bool recordedElsewhere = false; ///< it is opened to be read, and another program writes it
    QString problem; ///< writing fails: one sentence; empty while all is well
};

/// The window: the log in the middle, docks around it, nothing of its own to decide. It builds the
/// panels from the models, gives them menus and shortcuts, and remembers the layout.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(const WindowModels &models, WindowServices services, QWidget *parent = nullptr);
    ~MainWindow() override;

    void setCaptureFigures(const CaptureFigures &figures);
    /// Shows the first-start page in place of the log while there is neither a connection nor an
    /// event.
    void updateFirstStart();
    /// Shows how far the reading of a capture is, 0 to 1000, in place of the log, or above it once
    /// it has events; until setLoaded().
    void setLoading(const QString &what, int progress);
    void setLoaded();
    /// Opens the dialog for a new connection.
    void addConnection();
    /// Puts the row with this sequence in sight and selects it.
    void showEvent(quint64 sequence);
    void setDark(bool dark);
    /// What the menus show as chosen; says nothing back.
    void showPreferences(const QString &colorScheme, bool notifications);

    /// Window geometry, docks, columns, splitters; opaque, with a version.
    QByteArray saveLayout() const;
    bool restoreLayout(const QByteArray &layout);

    /// Where the user is in the log, to be found again there.
    LogPlace place() const;
    void goTo(const LogPlace &place);

    /// Makes it smaller where the screen has less room than it would like. To be called before it
    /// is shown; pictures are taken in full size.
    void fitToScreen();

Q_SIGNALS:
    void demoRequested();
    void addConnectionRequested(); ///< there is nothing to connect to in this window
    /// Folders of captures or files; several are to be one log.
    void openCaptureRequested(const QStringList &paths);
    void loadingCancelled(); ///< nothing of it is there yet
    void loadingStopped(); ///< what is there is enough
    void colorSchemeChosen(const QString &scheme); ///< "system", "light", "dark"
    void notificationsChosen(bool enabled);
    void windowActivated(bool active);
    void layoutChanged(); ///< something to save; debounced
    void closed(); ///< by the user; the program may go on with other windows

protected:
    using QMainWindow::showEvent;
    bool focusNextPrevChild(bool next) override;
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void tellActivation();
    struct State;

    void build();
    void connectNotices();
    void connectPanels();
    void connectLayout();

    std::unique_ptr<State> m_state;
};

} // namespace eventscope
