// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/capturesession.h"

#include "app/capturereplay.h"
#include "app/commands/capturefolders.h"
#include "app/troublenotice.h"
#include "models/eventbookmarks.h"
#include "views/theme.h"

#include <QCoreApplication>
#include <QDir>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int followEveryMs = 500;
/// Read of a growing file at once, on the GUI thread: some milliseconds.
constexpr quint64 followBytes = 4 << 20;
/// Progress is worth showing when it takes so long.
constexpr qint64 tellEveryMs = 80;

WindowServices services(CaptureSession *session, Settings *settings)
{
    WindowServices given;
    given.capturesFolder = capturesFolder();
    given.limits = [settings] { return settings->retention(); };
    given.setLimits = [session](const RetentionSettings &limits) {
        Q_EMIT session->limitsChosen(limits);
    };
    return given;
}

QString titleOf(const QStringList &paths)
{
    const QString first = QFileInfo(QDir::cleanPath(paths.value(0))).fileName();
    return paths.size() > 1
        ? CaptureSession::tr("%1 and %n more", nullptr, int(paths.size()) - 1).arg(first)
        : first;
}

} // namespace

CaptureSession::CaptureSession(const QStringList &folders, Settings *settings, QObject *parent)
    : QObject(parent), m_folders(folders), m_subscriptions(&m_connections),
      m_eventLog(&m_nothingYet, nullptr)
{
    m_window =
        std::make_unique<MainWindow>(WindowModels{&m_connections, &m_subscriptions, &m_eventLog,
                                                  &m_workflows, &m_notices, &m_filters},
                                     services(this, settings));
    m_filters.reload();
    m_window->restoreLayout(settings->layout());
    m_window->setWindowTitle(tr("%1 — Eventscope").arg(titleOf(folders)));
    m_window->showPreferences(settings->colorScheme(), settings->notifications());
    // There is nothing to connect here; the dock can be brought back like any other.
    if (auto *dock = m_window->findChild<QDockWidget *>(u"connectionsDock"_s))
        dock->hide();
    connect(m_window.get(), &MainWindow::openCaptureRequested, this,
            &CaptureSession::openCaptureRequested);
    connect(m_window.get(), &MainWindow::demoRequested, this, &CaptureSession::demoRequested);
    connect(m_window.get(), &MainWindow::addConnectionRequested, this,
            &CaptureSession::addConnectionRequested);
    connect(m_window.get(), &MainWindow::colorSchemeChosen, this,
            &CaptureSession::colorSchemeChosen);
    connect(m_window.get(), &MainWindow::notificationsChosen, this,
            &CaptureSession::notificationsChosen);

    m_follow.setInterval(followEveryMs);
    connect(&m_follow, &QTimer::timeout, this, &CaptureSession::follow);
    connect(m_window.get(), &MainWindow::loadingCancelled, this, [this] {
        m_stopped->store(true);
        m_window->close();
    });
    showProgress(0);
    QThreadPool::globalInstance()->start([folders, stopped = m_stopped,
                                          self = QPointer<CaptureSession>(this)] {
        QElapsedTimer told;
        told.start();
        const auto tell = [&stopped, &told, &self](int done) {
            if (!stopped->load() && told.elapsed() >= tellEveryMs) {
                told.restart();
                QMetaObject::invokeMethod(qApp, [self, done] {
                    if (self)
                        self->showProgress(done);
                });
            }
            return !stopped->load();
        };
        const auto loaded =
            std::make_shared<Result<std::unique_ptr<CaptureSet>>>(CaptureSet::load(folders, tell));
        if (stopped->load())
            return;
        QMetaObject::invokeMethod(qApp, [self, loaded] {
            if (self)
                self->onLoaded(std::move(*loaded));
        });
    });
}

CaptureSession::~CaptureSession()
{
    m_stopped->store(true);
    if (m_captures)
        m_places.keep(PlaceMemory::keyOf(m_folders), m_window->place());
    m_window.reset();
    m_eventLog.setLog(&m_nothingYet, nullptr);
}

void CaptureSession::onLoaded(Result<std::unique_ptr<CaptureSet>> loaded)
{
    m_window->setLoaded();
    if (!loaded)
        return remark(tr("The capture cannot be opened"), loaded.error(), Severity::Error);
    m_captures = std::move(*loaded);
    m_eventLog.setConnectionNames(m_captures->connectionNames());
    m_eventLog.setMasks(m_captures->masks());
    m_eventLog.setLog(&m_captures->log(), m_captures.get());
    openBookmarks();
    if (m_captures->file())
        m_follow.start();
    m_window->updateFirstStart();
    if (const auto place = m_places.find(PlaceMemory::keyOf(m_folders)))
        m_window->goTo(*place);
    auto *replay = new CaptureReplay(m_captures->log(), *m_captures, m_captures->connectionNames(),
                                     m_workflows, m_notices, this);
    connect(replay, &CaptureReplay::finished, this, &CaptureSession::onReplayed);
    replay->start();
}

void CaptureSession::onReplayed(quint64 gaps)
{
    // The sums come last. One bar says that something is wrong; the list has it all.
    const QStringList remarks = m_captures->remarks();
    for (const QString &one : remarks)
        remark(tr("The capture is not whole"), one, Severity::Warning, &one == &remarks.last());

    if (const QString problem = m_captures->indexProblem(); !problem.isEmpty())
        remark(tr("Opening this capture will take as long again"),
               tr("What was learnt of it cannot be kept beside it. %1").arg(problem),
               Severity::Info, false);
    if (const quint64 retired = m_captures->retired(); retired > 0)
        remark(tr("Limits removed older events"),
               tr("%1 older events were removed by the limits of what is kept.")
                   .arg(countText(retired)),
               Severity::Info, false);
    CaptureFigures figures;
    figures.folder = m_folders.value(0);
    figures.bytes = m_captures->bytes();
    figures.gaps = gaps;
    figures.freeBytes = freeBytes(figures.folder);
    m_window->setCaptureFigures(figures);
}

/// They are kept by sequence in the folder of one capture; several that are merged are numbered
/// anew, and a file has no folder of its own.
void CaptureSession::openBookmarks()
{
    EventBookmarks &bookmarks = m_eventLog.bookmarks();
    const QString folder = m_folders.value(0);
    if (m_folders.size() != 1)
        return bookmarks.openWithout(
            tr("Bookmarks of several captures at once are kept until the window is closed."));
    if (!QFileInfo(folder).isDir())
        return bookmarks.openWithout(
            tr("Bookmarks of a file are kept until the window is closed."));
    if (const auto opened = bookmarks.open(folder); !opened)
        remark(tr("Bookmarks are not kept"), opened.error(), Severity::Warning);
}

void CaptureSession::showProgress(int progress)
{
    if (!m_captures)
        m_window->setLoading(tr("Opening %1…").arg(titleOf(m_folders)), progress);
}

/// What programs append to a log file while it is looked at.
void CaptureSession::follow()
{
    ForeignFile *file = m_captures->file();
    if (file->follow(m_captures->log(), followBytes) > 0)
        m_eventLog.logGrew();
    if (file->ended().isEmpty())
        return;
    m_follow.stop();
    remark(tr("The file is not followed any more"), file->ended(), Severity::Warning);
}

void CaptureSession::remark(const QString &title, const QString &text, Severity severity,
                            bool inBar)
{
    m_notices.add(troubleNotice(title, text, severity, inBar));
}

} // namespace eventscope
