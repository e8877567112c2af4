// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/application.h"

#include "views/theme.h"

#include <QEvent>
#include <QGuiApplication>
#include <QPixmap>
#include <QTimer>
#include <algorithm>
#include <cstdio>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Says on standard output that the window is painted, for tests/bench/bench_start.
class PaintWatch final : public QObject
{
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint) {
            watched->removeEventFilter(this);
            // The paint event is handled after the filters: say it when the loop comes round again.
            QTimer::singleShot(0, this, [this] {
                std::puts("painted");
                std::fflush(stdout);
                deleteLater();
            });
        }
        return false;
    }
};

} // namespace

Application::Application(const WindowOptions &options, QObject *parent)
    : QObject(parent), m_options(options),
      m_colorScheme(options.colorScheme.isEmpty() ? m_settings.colorScheme() : options.colorScheme)
{
    connect(&m_desktopScheme, &DesktopColorScheme::changed, this, &Application::applyColorScheme);
    applyColorScheme();
}

Application::~Application() = default;

void Application::start()
{
    m_secrets.probe();
    if (m_options.captures.isEmpty()) {
        LiveSession *session =
            live(m_options.demo ? SavedConnections::Shown : SavedConnections::Opened);
        if (m_options.demo)
            session->startDemo();
        show(session->window());
    } else {
        openCaptures(m_options.captures);
    }
    if (qEnvironmentVariableIsSet("EVENTSCOPE_SAY_PAINTED"))
        mainWindow()->installEventFilter(new PaintWatch(this));
    if (!m_options.pictureFile.isEmpty())
        QTimer::singleShot(int(m_options.pictureAfterMs), this, &Application::takePicture);
}

void Application::stop()
{
    if (m_live)
        m_settings.setLayout(m_live->window().saveLayout());
    QGuiApplication::exit(0); // quit() would first ask each window, and a dialog may refuse
}

MainWindow *Application::mainWindow() const
{
    return m_live            ? &m_live->window()
        : m_captures.empty() ? nullptr
                             : &m_captures.front()->window();
}

LiveSession *Application::live(SavedConnections saved)
{
    if (!m_live) {
        m_live = std::make_unique<LiveSession>(&m_settings, &m_secrets);
        connect(m_live.get(), &LiveSession::openCaptureRequested, this, &Application::openCaptures);
        connect(m_live.get(), &LiveSession::limitsChosen, this, &Application::chooseLimits);
        connect(m_live.get(), &LiveSession::colorSchemeChosen, this,
                &Application::chooseColorScheme);
        connect(m_live.get(), &LiveSession::notificationsChosen, this,
                &Application::chooseNotifications);
        connect(&m_live->window(), &MainWindow::closed, this, &Application::endLive);
        m_live->restoreConnections(saved == SavedConnections::Opened);
    }
    return m_live.get();
}

/// Nothing is recorded unseen: what the closed window showed ends with it, also where windows of
/// captures stay open. Queued, because the window says so from within its own event.
void Application::endLive()
{
    if (m_live)
        m_live.release()->deleteLater();
}

void Application::openCaptures(const QStringList &folders)
{
    auto session = std::make_unique<CaptureSession>(folders, &m_settings);
    connect(session.get(), &CaptureSession::openCaptureRequested, this, &Application::openCaptures);
    connect(session.get(), &CaptureSession::limitsChosen, this, &Application::chooseLimits);
    connect(session.get(), &CaptureSession::colorSchemeChosen, this,
            &Application::chooseColorScheme);
    connect(session.get(), &CaptureSession::notificationsChosen, this,
            &Application::chooseNotifications);
    connect(session.get(), &CaptureSession::demoRequested, this,
            [this] { showLive()->startDemo(); });
    connect(session.get(), &CaptureSession::addConnectionRequested, this,
            [this] { showLive()->window().addConnection(); });
    connect(&session->window(), &MainWindow::closed, this,
            [this, closing = session.get()] { forget(closing); });
    show(session->window());
    m_captures.push_back(std::move(session));
}

/// Gives the memory of a capture back whose window was closed.
void Application::forget(CaptureSession *session)
{
    const auto found = std::find_if(m_captures.begin(), m_captures.end(),
                                    [session](const auto &one) { return one.get() == session; });
    if (found == m_captures.end())
        return;
    found->release()->deleteLater();
    m_captures.erase(found);
}

void Application::show(MainWindow &window) const
{
    if (m_options.pictureFile.isEmpty())
        window.fitToScreen();
    window.show();
}

/// For somebody in the window of a capture: nothing is connected to that they did not ask for.
LiveSession *Application::showLive()
{
    LiveSession *session = live(SavedConnections::Shown);
    show(session->window());
    session->window().raise();
    session->window().activateWindow();
    return session;
}

void Application::chooseColorScheme(const QString &scheme)
{
    m_colorScheme = scheme;
    m_settings.setColorScheme(scheme);
    sayWhatIsNotKept();
    applyColorScheme();
    showPreferences();
}

void Application::chooseNotifications(bool enabled)
{
    m_settings.setNotifications(enabled);
    sayWhatIsNotKept();
    if (m_live)
        m_live->setNotifications(enabled);
    showPreferences();
}

void Application::chooseLimits(const RetentionSettings &limits)
{
    m_settings.setRetention(limits);
    sayWhatIsNotKept();
    if (m_live)
        m_live->applyLimits();
}

/// What somebody chose holds all the same, as long as the program runs.
void Application::sayWhatIsNotKept()
{
    const QString &problem = m_settings.problem();
    const QString title = tr("The setting holds only until the program ends");
    if (problem.isEmpty())
        return;
    if (m_live)
        m_live->trouble(title, problem, Severity::Warning);
    for (const auto &session : m_captures)
        session->remark(title, problem, Severity::Warning);
}

/// What is chosen in one window holds for all.
void Application::showPreferences()
{
    const auto tell = [this](MainWindow &window) {
        window.showPreferences(m_colorScheme, m_settings.notifications());
    };
    if (m_live)
        tell(m_live->window());
    for (const auto &session : m_captures)
        tell(session->window());
}

void Application::applyColorScheme()
{
    applyTheme(m_colorScheme == u"dark" || (m_colorScheme != u"light" && m_desktopScheme.isDark()));
}

void Application::takePicture()
{
    MainWindow *window = mainWindow();
    const bool saved = window && window->grab().save(m_options.pictureFile, "PNG");
    if (!saved)
        qCritical("eventscope: cannot save the picture to %s",
                  qUtf8Printable(m_options.pictureFile));
    QGuiApplication::exit(saved ? 0 : 1);
}

} // namespace eventscope
