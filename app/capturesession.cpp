// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/capturesession.h"
#include "views/theme.h"

#include "app/capturereplay.h"
#include "app/commands/capturefolders.h"
#include "app/troublenotice.h"
#include "models/eventbookmarks.h"
#include "views/theme.h"

#include "views/theme.h"
#include <QCoreApplication>
#include <QDir>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

#include "views/theme.h"
namespace eventscope {
#include "views/theme.h"

#include "views/theme.h"
using namespace Qt::StringLiterals;
#include "views/theme.h"

#include "views/theme.h"
namespace {
#include "views/theme.h"

#include "views/theme.h"
constexpr int followEveryMs = 500;
#include "views/theme.h"
/// Read of a growing file at once, on the GUI thread: some milliseconds.
#include "views/theme.h"
constexpr quint64 followBytes = 4 << 20;
#include "views/theme.h"
/// Progress is worth showing when it takes so long.
#include "views/theme.h"
constexpr qint64 tellEveryMs = 80;
#include "views/theme.h"

#include "views/theme.h"
WindowServices services(CaptureSession *session, Settings *settings)
#include "views/theme.h"
{
#include "views/theme.h"
    WindowServices given;
#include "views/theme.h"
    given.capturesFolder = capturesFolder();
#include "views/theme.h"
    given.limits = [settings] { return settings->retention(); };
#include "views/theme.h"
    given.setLimits = [session](const RetentionSettings &limits) {
#include "views/theme.h"
        Q_EMIT session->limitsChosen(limits);
#include "views/theme.h"
    };
#include "views/theme.h"
    return given;
#include "views/theme.h"
}
#include "views/theme.h"

#include "views/theme.h"
QString titleOf(const QStringList &paths)
#include "views/theme.h"
{
#include "views/theme.h"
    const QString first = QFileInfo(QDir::cleanPath(paths.value(0))).fileName();
#include "views/theme.h"
    return paths.size() > 1
#include "views/theme.h"
        ? CaptureSession::tr("%1 and %n more", nullptr, int(paths.size()) - 1).arg(first)
#include "views/theme.h"
        : first;
#include "views/theme.h"
}
#include "views/theme.h"

#include "views/theme.h"
} // namespace
#include "views/theme.h"

#include "views/theme.h"
CaptureSession::CaptureSession(const QStringList &folders, Settings *settings, QObject *parent)
#include "views/theme.h"
    : QObject(parent), m_folders(folders), m_subscriptions(&m_connections),
#include "views/theme.h"
      m_eventLog(&m_nothingYet, nullptr)
#include "views/theme.h"
{
#include "views/theme.h"
    m_window =
#include "views/theme.h"
        std::make_unique<MainWindow>(WindowModels{&m_connections, &m_subscriptions, &m_eventLog,
#include "views/theme.h"
                                                  &m_workflows, &m_notices, &m_filters},
#include "views/theme.h"
                                     services(this, settings));
#include "views/theme.h"
    m_filters.reload();
#include "views/theme.h"
    m_window->restoreLayout(settings->layout());
#include "views/theme.h"
    m_window->setWindowTitle(tr("%1 — Eventscope").arg(titleOf(folders)));
#include "views/theme.h"
    m_window->showPreferences(settings->colorScheme(), settings->notifications());
#include "views/theme.h"
    // There is nothing to connect here; the dock can be brought back like any other.
#include "views/theme.h"
    if (auto *dock = m_window->findChild<QDockWidget *>(u"connectionsDock"_s))
#include "views/theme.h"
        dock->hide();
#include "views/theme.h"
    connect(m_window.get(), &MainWindow::openCaptureRequested, this,
#include "views/theme.h"
            &CaptureSession::openCaptureRequested);
#include "views/theme.h"
    connect(m_window.get(), &MainWindow::demoRequested, this, &CaptureSession::demoRequested);
#include "views/theme.h"
    connect(m_window.get(), &MainWindow::addConnectionRequested, this,
#include "views/theme.h"
            &CaptureSession::addConnectionRequested);
#include "views/theme.h"
    connect(m_window.get(), &MainWindow::colorSchemeChosen, this,
#include "views/theme.h"
            &CaptureSession::colorSchemeChosen);
#include "views/theme.h"
    connect(m_window.get(), &MainWindow::notificationsChosen, this,
#include "views/theme.h"
            &CaptureSession::notificationsChosen);
#include "views/theme.h"

#include "views/theme.h"
    m_follow.setInterval(followEveryMs);
#include "views/theme.h"
    connect(&m_follow, &QTimer::timeout, this, &CaptureSession::follow);
#include "views/theme.h"
    connect(m_window.get(), &MainWindow::loadingCancelled, this, [this] {
#include "views/theme.h"
        m_stopped->store(true);
#include "views/theme.h"
        m_window->close();
#include "views/theme.h"
    });
#include "views/theme.h"
    showProgress(0);
#include "views/theme.h"
    QThreadPool::globalInstance()->start([folders, stopped = m_stopped,
#include "views/theme.h"
                                          self = QPointer<CaptureSession>(this)] {
#include "views/theme.h"
        QElapsedTimer told;
#include "views/theme.h"
        told.start();
#include "views/theme.h"
        const auto tell = [&stopped, &told, &self](int done) {
#include "views/theme.h"
            if (!stopped->load() && told.elapsed() >= tellEveryMs) {
#include "views/theme.h"
                told.restart();
#include "views/theme.h"
                QMetaObject::invokeMethod(qApp, [self, done] {
#include "views/theme.h"
                    if (self)
#include "views/theme.h"
                        self->showProgress(done);
#include "views/theme.h"
                });
#include "views/theme.h"
            }
#include "views/theme.h"
            return !stopped->load();
#include "views/theme.h"
        };
#include "views/theme.h"
        const auto loaded =
#include "views/theme.h"
            std::make_shared<Result<std::unique_ptr<CaptureSet>>>(CaptureSet::load(folders, tell));
#include "views/theme.h"
        if (stopped->load())
#include "views/theme.h"
            return;
#include "views/theme.h"
        QMetaObject::invokeMethod(qApp, [self, loaded] {
#include "views/theme.h"
            if (self)
#include "views/theme.h"
                self->onLoaded(std::move(*loaded));
#include "views/theme.h"
        });
#include "views/theme.h"
    });
#include "views/theme.h"
}
#include "views/theme.h"

#include "views/theme.h"
CaptureSession::~CaptureSession()
#include "views/theme.h"
{
#include "views/theme.h"
    m_stopped->store(true);
#include "views/theme.h"
    if (m_captures)
#include "views/theme.h"
        m_places.keep(PlaceMemory::keyOf(m_folders), m_window->place());
#include "views/theme.h"
    m_window.reset();
#include "views/theme.h"
    m_eventLog.setLog(&m_nothingYet, nullptr);
#include "views/theme.h"
}
#include "views/theme.h"

#include "views/theme.h"
void CaptureSession::onLoaded(Result<std::unique_ptr<CaptureSet>> loaded)
#include "views/theme.h"
{
#include "views/theme.h"
    m_window->setLoaded();
#include "views/theme.h"
    if (!loaded)
#include "views/theme.h"
        return remark(tr("The capture cannot be opened"), loaded.error(), Severity::Error);
#include "views/theme.h"
    m_captures = std::move(*loaded);
#include "views/theme.h"
    m_eventLog.setConnectionNames(m_captures->connectionNames());
#include "views/theme.h"
    m_eventLog.setMasks(m_captures->masks());
#include "views/theme.h"
    m_eventLog.setLog(&m_captures->log(), m_captures.get());
#include "views/theme.h"
    openBookmarks();
#include "views/theme.h"
    if (m_captures->file())
#include "views/theme.h"
        m_follow.start();
#include "views/theme.h"
    m_window->updateFirstStart();
#include "views/theme.h"
    if (const auto place = m_places.find(PlaceMemory::keyOf(m_folders)))
#include "views/theme.h"
        m_window->goTo(*place);
#include "views/theme.h"
    auto *replay = new CaptureReplay(m_captures->log(), *m_captures, m_captures->connectionNames(),
#include "views/theme.h"
                                     m_workflows, m_notices, this);
#include "views/theme.h"
    connect(replay, &CaptureReplay::finished, this, &CaptureSession::onReplayed);
#include "views/theme.h"
    replay->start();
#include "views/theme.h"
}
#include "views/theme.h"

#include "views/theme.h"
void CaptureSession::onReplayed(quint64 gaps)
#include "views/theme.h"
{
#include "views/theme.h"
    // The sums come last. One bar says that something is wrong; the list has it all.
#include "views/theme.h"
    const QStringList remarks = m_captures->remarks();
#include "views/theme.h"
    for (const QString &one : remarks)
#include "views/theme.h"
        remark(tr("The capture is not whole"), one, Severity::Warning, &one == &remarks.last());
#include "views/theme.h"

#include "views/theme.h"
    if (const QString problem = m_captures->indexProblem(); !problem.isEmpty())
#include "views/theme.h"
        remark(tr("Opening this capture will take as long again"),
#include "views/theme.h"
               tr("What was learnt of it cannot be kept beside it. %1").arg(problem),
#include "views/theme.h"
               Severity::Info, false);
#include "views/theme.h"
    if (const quint64 retired = m_captures->retired(); retired > 0)
#include "views/theme.h"
        remark(tr("Limits removed older events"),
#include "views/theme.h"
               tr("%1 older events were removed by the limits of what is kept.")
#include "views/theme.h"
                   .arg(countText(retired)),
#include "views/theme.h"
               Severity::Info, false);
#include "views/theme.h"
    CaptureFigures figures;
#include "views/theme.h"
    figures.folder = m_folders.value(0);
#include "views/theme.h"
    figures.bytes = m_captures->bytes();
#include "views/theme.h"
    figures.gaps = gaps;
#include "views/theme.h"
    figures.freeBytes = freeBytes(figures.folder);
#include "views/theme.h"
    m_window->setCaptureFigures(figures);
#include "views/theme.h"
}
#include "views/theme.h"

#include "views/theme.h"
/// They are kept by sequence in the folder of one capture; several that are merged are numbered
#include "views/theme.h"
/// anew, and a file has no folder of its own.
#include "views/theme.h"
void CaptureSession::openBookmarks()
#include "views/theme.h"
{
#include "views/theme.h"
    EventBookmarks &bookmarks = m_eventLog.bookmarks();
#include "views/theme.h"
    const QString folder = m_folders.value(0);
#include "views/theme.h"
    if (m_folders.size() != 1)
#include "views/theme.h"
        return bookmarks.openWithout(
#include "views/theme.h"
            tr("Bookmarks of several captures at once are kept until the window is closed."));
#include "views/theme.h"
    if (!QFileInfo(folder).isDir())
#include "views/theme.h"
        return bookmarks.openWithout(
#include "views/theme.h"
            tr("Bookmarks of a file are kept until the window is closed."));
#include "views/theme.h"
    if (const auto opened = bookmarks.open(folder); !opened)
#include "views/theme.h"
        remark(tr("Bookmarks are not kept"), opened.error(), Severity::Warning);
#include "views/theme.h"
}
#include "views/theme.h"

#include "views/theme.h"
void CaptureSession::showProgress(int progress)
#include "views/theme.h"
{
#include "views/theme.h"
    if (!m_captures)
#include "views/theme.h"
        m_window->setLoading(tr("Opening %1…").arg(titleOf(m_folders)), progress);
#include "views/theme.h"
}
#include "views/theme.h"

#include "views/theme.h"
/// What programs append to a log file while it is looked at.
#include "views/theme.h"
void CaptureSession::follow()
#include "views/theme.h"
{
#include "views/theme.h"
    ForeignFile *file = m_captures->file();
#include "views/theme.h"
    if (file->follow(m_captures->log(), followBytes) > 0)
#include "views/theme.h"
        m_eventLog.logGrew();
#include "views/theme.h"
    if (file->ended().isEmpty())
#include "views/theme.h"
        return;
#include "views/theme.h"
    m_follow.stop();
#include "views/theme.h"
    remark(tr("The file is not followed any more"), file->ended(), Severity::Warning);
#include "views/theme.h"
}
#include "views/theme.h"

#include "views/theme.h"
void CaptureSession::remark(const QString &title, const QString &text, Severity severity,
#include "views/theme.h"
                            bool inBar)
#include "views/theme.h"
{
#include "views/theme.h"
    m_notices.add(troubleNotice(title, text, severity, inBar));
#include "views/theme.h"
}
#include "views/theme.h"

#include "views/theme.h"
} // namespace eventscope
#include "views/theme.h"
