// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/capturesession.h"
#include "app/commands/commandline.h"
#include "app/livesession.h"
#include "app/notify/desktopcolorscheme.h"

#include <memory>
#include <vector>

namespace eventscope {

/// The program with windows: one live session and any number of captures opened to be read. GUI
/// thread.
class Application final : public QObject
{
    Q_OBJECT
public:
    explicit Application(const WindowOptions &options, QObject *parent = nullptr);
    ~Application() override;

    void start();
    /// For a signal, which comes at the end of a desktop's session, too: all windows end, also
    /// where a dialog would first finish its work. What was recorded is stored by their
    /// destructors.
    void stop();
    MainWindow *mainWindow() const;

private:
    /// They are in the list in any case: what is not there would not be saved again.
    enum class SavedConnections { Opened, Shown };

    LiveSession *live(SavedConnections saved);
    void endLive();
    void openCaptures(const QStringList &folders);
    void forget(CaptureSession *session);
    void show(MainWindow &window) const;
    LiveSession *showLive();
    void chooseColorScheme(const QString &scheme);
    void chooseNotifications(bool enabled);
    void chooseLimits(const RetentionSettings &limits);
    void sayWhatIsNotKept();
    void showPreferences();
    void applyColorScheme();
    void takePicture();

    const WindowOptions m_options;
    Settings m_settings;
    SecretStore m_secrets;
    DesktopColorScheme m_desktopScheme;
    QString m_colorScheme;
    std::unique_ptr<LiveSession> m_live;
    std::vector<std::unique_ptr<CaptureSession>> m_captures;
};

} // namespace eventscope
