// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/capturesession.h"

#include "app/commands/capturefolders.h"
#include "app/troublenotice.h"
#include "models/eventbookmarks.h"

#include <QCoreApplication>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

WindowServices services()
{
    WindowServices given;
    given.capturesFolder = capturesFolder();
    return given;
}

} // namespace

CaptureSession::CaptureSession(const QStringList &folders, Settings *settings, QObject *parent)
    : QObject(parent), m_folders(folders), m_subscriptions(&m_connections),
      m_eventLog(&m_nothingYet, nullptr)
{
    m_window = std::make_unique<MainWindow>(
        WindowModels{&m_connections, &m_subscriptions, &m_eventLog, &m_workflows, &m_notices},
        services());
    m_window->restoreLayout(settings->layout());
    m_window->setWindowTitle(tr("%1 — Eventscope").arg(QDir(folders.value(0)).dirName()));
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

    QThreadPool::globalInstance()->start(
        [folders, stopped = m_stopped, self = QPointer<CaptureSession>(this)] {
            const auto loaded = std::make_shared<Result<std::unique_ptr<CaptureSet>>>(
                CaptureSet::load(folders, [&stopped](int) { return !stopped->load(); }));
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
    m_window.reset();
    m_eventLog.setLog(&m_nothingYet, nullptr);
}

void CaptureSession::onLoaded(Result<std::unique_ptr<CaptureSet>> loaded)
{
    if (!loaded)
        return remark(tr("The capture cannot be opened"), loaded.error(), Severity::Error);
    m_captures = std::move(*loaded);
    m_eventLog.setConnectionNames(m_captures->connectionNames());
    m_eventLog.setMasks(m_captures->masks());
    m_eventLog.setLog(&m_captures->log(), m_captures.get());
    openBookmarks();
    replay();
    // The sums come last. One bar says that something is wrong; the list has it all.
    const QStringList remarks = m_captures->remarks();
    for (const QString &one : remarks)
        remark(tr("The capture is not whole"), one, Severity::Warning, &one == &remarks.last());

    CaptureFigures figures;
    figures.folder = m_folders.value(0);
    figures.bytes = m_captures->bytes();
    figures.gaps = m_gaps;
    figures.freeBytes = freeBytes(figures.folder);
    m_window->setCaptureFigures(figures);
    m_window->updateFirstStart();
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

void CaptureSession::replay()
{
    const EventLog &log = m_captures->log();
    std::vector<bool> workflowTypes(log.types().size());
    for (quint32 id = 0; id < log.types().size(); ++id)
        workflowTypes[id] = WorkflowModel::wants(log.types().text(id));
    const QMap<QString, QString> names = m_captures->connectionNames();
    std::string scratch;
    LineAttributes attributes;
    for (quint64 row = 0; row < log.size(); ++row) {
        const EventRecord &record = log.at(row);
        m_gaps += record.flags & GapEvent ? 1 : 0;
        const bool workflow = record.type < workflowTypes.size() && workflowTypes[record.type];
        const bool notice =
            NoticeModel::wants(log.types().text(record.type), record.severity, record.flags);
        if ((!workflow && !notice)
            || !readLineAttributes(m_captures->line(record, scratch), attributes))
            continue;
        EventView view;
        view.sequence = log.firstSequence() + row;
        view.connection = log.connections().text(record.connection);
        view.type = attributes.type;
        view.topic = attributes.topic;
        view.subject = attributes.subject;
        view.payload = attributes.data;
        view.recordedUs = record.recordedUs;
        view.timeUs = record.timeUs;
        view.severity = record.severity;
        view.flags = record.flags;
        if (workflow)
            m_workflows.consume(view);
        if (notice)
            m_notices.consume(view,
                              names.value(QString::fromUtf8(view.connection.data(),
                                                            qsizetype(view.connection.size()))));
    }
    m_workflows.flush();
    m_workflows.close();
    m_notices.markAllRead();
}

void CaptureSession::remark(const QString &title, const QString &text, Severity severity,
                            bool inBar)
{
    m_notices.add(troubleNotice(title, text, severity, inBar));
}

} // namespace eventscope
