// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/capturesession.h"

#include "app/capturefollowing.h"
#include "app/captureloading.h"
#include "app/capturereplay.h"
#include "app/commands/capturefolders.h"
#include "app/troublenotice.h"
#include "models/event/displaytext.h"
#include "models/eventbookmarks.h"
#include "views/theme.h"

#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

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
    const QString first = displayText(QFileInfo(QDir::cleanPath(paths.value(0))).fileName(), 120);
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
    wireWindow(settings);
    m_loading = new CaptureLoading(folders, this);
    connect(m_loading, &CaptureLoading::opened, this, &CaptureSession::onOpened);
    connect(m_loading, &CaptureLoading::failed, this, &CaptureSession::onFailed);
    connect(m_loading, &CaptureLoading::connectionsCame, this, &CaptureSession::showConnections);
    connect(m_loading, &CaptureLoading::grew, this, [this] {
        m_eventLog.logGrew();
        goToPlace(false);
    });
    connect(m_loading, &CaptureLoading::progressed, this, &CaptureSession::showProgress);
    connect(m_loading, &CaptureLoading::finished, this, &CaptureSession::onLoaded);
    showProgress();
}

void CaptureSession::wireWindow(Settings *settings)
{
    const MainWindow *window = m_window.get();
    m_window->restoreLayout(settings->layout());
    m_window->setWindowTitle(titleText(tr("%1 — Eventscope").arg(titleOf(m_folders))));
    m_window->showPreferences(settings->colorScheme(), settings->notifications());
    m_window->setCaptureFigures(m_figures); // none of a live one, while it is read too
    // There is nothing to connect here; the dock can be brought back like any other.
    if (auto *dock = m_window->findChild<QDockWidget *>(u"connectionsDock"_s))
        dock->hide();
    connect(window, &MainWindow::openCaptureRequested, this, &CaptureSession::openCaptureRequested);
    connect(window, &MainWindow::demoRequested, this, &CaptureSession::demoRequested);
    connect(window, &MainWindow::addConnectionRequested, this,
            &CaptureSession::addConnectionRequested);
    connect(window, &MainWindow::colorSchemeChosen, this, &CaptureSession::colorSchemeChosen);
    connect(window, &MainWindow::notificationsChosen, this, &CaptureSession::notificationsChosen);
    connect(window, &MainWindow::loadingCancelled, this, [this] {
        if (m_loading)
            m_loading->stop();
        m_window->close();
    });
    connect(window, &MainWindow::loadingStopped, this, [this] {
        if (m_loading)
            m_loading->stop();
    });
}

CaptureSession::~CaptureSession()
{
    delete m_loading; // what it reads for goes
    if (m_captures && !m_place)
        m_places.keep(PlaceMemory::keyOf(m_folders), m_window->place());
    m_window.reset();
    m_eventLog.setLog(&m_nothingYet, nullptr);
}

void CaptureSession::onFailed(const QString &error)
{
    std::exchange(m_loading, nullptr)->deleteLater();
    m_window->setLoaded();
    m_figures.gaps = 0; // of nothing
    m_window->setCaptureFigures(m_figures);
    remark(tr("The capture cannot be opened"), error, Severity::Error);
}

/// Nothing is read yet, but what is will be shown as it comes.
void CaptureSession::onOpened(const std::shared_ptr<CaptureSet> &captures)
{
    m_captures = captures;
    m_eventLog.setConnectionNames(m_captures->connectionNames());
    m_eventLog.setMasks(m_captures->masks());
    m_maskedLines.setSource(m_captures.get());
    m_maskedLines.setMasks(m_captures->masks());
    m_eventLog.setLog(&m_captures->log(), m_captures.get());
    openBookmarks();
    m_place = m_places.find(PlaceMemory::keyOf(m_folders));
}

/// Where it was left, once that is read; unless somebody has gone elsewhere meanwhile.
void CaptureSession::goToPlace(bool whole)
{
    if (!m_place || (!whole && (m_place->sequence == 0 || !m_eventLog.recordOf(m_place->sequence))))
        return;
    const LogPlace now = m_window->place();
    const LogPlace place = *std::exchange(m_place, std::nullopt);
    if (now.sequence == 0 && now.filter.isEmpty())
        m_window->goTo(place);
}

void CaptureSession::onLoaded()
{
    const bool stopped = m_loading->isStopped();
    std::exchange(m_loading, nullptr)->deleteLater();
    m_eventLog.logGrew();
    m_window->setLoaded();
    goToPlace(true);
    m_replay = new CaptureReplay(m_captures->log(), m_maskedLines, m_eventLog.connectionNames(),
                                 m_workflows, m_notices, this);
    connect(m_replay, &CaptureReplay::finished, this, &CaptureSession::onReplayed);
    m_figures.folder = m_folders.value(0);
    m_figures.bytes = m_captures->findings().bytes;
    m_figures.freeBytes = freeBytes(m_figures.folder);
    m_retired = m_captures->retiredThen();
    m_gone = m_captures->goneThen();
    if (stopped)
        remark(tr("Not all of it was read"),
               tr("Reading was stopped after %1 events. Open it again for the rest.")
                   .arg(countText(m_eventLog.logSize())),
               Severity::Info);
    else
        m_replay->setOpen(!m_captures->recordedNow().isEmpty());
    m_replay->start();
    if (stopped)
        return;
    m_following = new CaptureFollowing(m_captures, this);
    connect(m_following, &CaptureFollowing::found, this, &CaptureSession::takeFollowed);
    m_following->start();
}

void CaptureSession::showConnections(const QMap<QString, CaptureInfo::Connection> &connections)
{
    QMap<QString, QString> names;
    for (auto it = connections.cbegin(); it != connections.cend(); ++it)
        names.insert(it.key(), it->name);
    if (names != m_eventLog.connectionNames())
        m_eventLog.setConnectionNames(names);
    const FieldMasks masks = CaptureSet::masksWith(connections);
    m_eventLog.setMasks(masks);
    m_maskedLines.setMasks(masks);
}

/// First what is gone, then what came: the numbers of the log have no hole.
void CaptureSession::takeFollowed(CaptureSet::Followed &followed)
{
    if (!followed.connections.isEmpty())
        showConnections(followed.connections);
    const bool cut =
        followed.retired.lastSequence > m_retired.lastSequence || followed.gone != m_gone;
    m_retired = followed.retired;
    m_gone = followed.gone;
    if (cut)
        retire();
    if (followed.part.size() > 0) {
        followed.part.appendTo(m_captures->log(), followed.part.size());
        m_eventLog.logGrew();
        m_replay->logGrew();
    }
    if (cut)
        retire(); // of what just came, too
    if (followed.recorded.isEmpty() == m_figures.recordedElsewhere)
        showRecorded(followed.recorded);
    if (m_figures.bytes != followed.bytes) {
        m_figures.bytes = followed.bytes;
        m_window->setCaptureFigures(m_figures);
    }
    for (const QString &what : std::as_const(followed.damaged))
        remark(tr("The capture was damaged while it was open"), what, Severity::Warning);
    for (const QString &why : std::as_const(followed.ended))
        remark(m_folders.size() > 1                   ? tr("One of them is not followed any more")
                   : QFileInfo(m_folders[0]).isFile() ? tr("The file is not followed any more")
                                                      : tr("The capture is not followed any more"),
               why, Severity::Warning);
}

/// Whoever records it removed its oldest events. Of several captures that may be a row between
/// those of others, where it stays, and says that it can no longer be read.
void CaptureSession::retire()
{
    const EventLog &log = m_captures->log();
    const quint64 before = log.size();
    quint64 gone = 0;
    const auto isGone = [this](quint32 segment) {
        return std::any_of(m_gone.begin(), m_gone.end(), [segment](const auto &one) {
            return segment >= one.first && segment <= one.second;
        });
    };
    while (!m_gone.empty() && gone < before && isGone(log.at(gone).segment()))
        ++gone;
    m_eventLog.retire(m_gone.empty() ? m_retired.lastSequence + 1 : log.firstSequence() + gone);
    m_replay->logRetired(before - log.size());
}

void CaptureSession::showRecorded(const QStringList &names)
{
    const bool recorded = !names.isEmpty();
    m_figures.recordedElsewhere = recorded;
    m_window->setCaptureFigures(m_figures);
    m_replay->setOpen(recorded);
    if (recorded && m_folders.size() > 1)
        remark(tr("Captures are being recorded"),
               tr("Recorded elsewhere: %1. What comes appears here, what limits remove goes or can "
                  "no longer be read, and this window only reads.")
                   .arg(names.join(u", "_s)),
               Severity::Info, false);
    else if (recorded)
        remark(
            tr("This capture is being recorded"),
            tr("This capture is being recorded elsewhere: what comes appears here, what its limits "
               "remove goes, and this window only reads."),
            Severity::Info, false);
    else
        remark(tr("The recording has ended"),
               m_folders.size() > 1 ? tr("None of these captures is being recorded any more.")
                                    : tr("The recording of this capture has ended."),
               Severity::Info, false);
}

void CaptureSession::onReplayed(quint64 gaps)
{
    m_figures.gaps = gaps;
    if (!std::exchange(m_told, true))
        showFindings(); // the sums come last
    m_window->setCaptureFigures(m_figures);
}

/// One bar says that something is wrong; the list has it all.
void CaptureSession::showFindings()
{
    const CaptureSet::Findings &found = m_captures->findings();
    for (const QString &one : found.remarks)
        remark(tr("The capture is not whole"), one, Severity::Warning,
               &one == &found.remarks.last());
    if (!found.indexProblem.isEmpty())
        remark(tr("Opening this capture will take as long again"),
               tr("What was learnt of it cannot be kept beside it. %1").arg(found.indexProblem),
               Severity::Info, false);
    if (found.retired > 0)
        remark(tr("Limits removed older events"),
               tr("%1 older events were removed by the limits of what is kept.")
                   .arg(countText(found.retired)),
               Severity::Info, false);
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

void CaptureSession::showProgress()
{
    const quint64 events = m_captures ? m_captures->log().size() : 0;
    QStringList parts{events > 0 ? tr("Reading: %1 events so far").arg(countText(events))
                                 : tr("Opening %1…").arg(titleOf(m_folders))};
    if (const int seconds = m_loading ? m_loading->secondsLeft() : 0; seconds > 0)
        parts << tr("about %1 s left").arg(seconds);
    if (m_captures && m_captures->isIndexing())
        parts << tr("indexes are made again");
    m_window->setLoading(parts.join(tr(" · ")), m_loading ? m_loading->progress() : 0);
}

void CaptureSession::remark(const QString &title, const QString &text, Severity severity,
                            bool inBar)
{
    m_notices.add(troubleNotice(title, text, severity, inBar));
}

} // namespace eventscope
