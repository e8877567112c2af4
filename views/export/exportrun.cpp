// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/export/exportrun.h"

#include "views/theme.h"

#include <QPromise>
#include <QThreadPool>

#include <algorithm>

namespace eventscope {

namespace {

constexpr int pollMs = 100;

QString remainingText(qint64 seconds)
{
    if (seconds < 60)
        return ExportRun::tr("about %1 s left").arg(std::max<qint64>(1, seconds));
    return ExportRun::tr("about %1 min left").arg((seconds + 30) / 60);
}

} // namespace

QString exportProgressText(quint64 done, quint64 total, qint64 elapsedMs, double fraction)
{
    if (total == 0)
        return ExportRun::tr("Preparing…");
    const bool finishing = done >= total && fraction >= 0 && fraction < 1;
    QString text = finishing
        ? ExportRun::tr("Making the indexes")
        : ExportRun::tr("%1 of %2 events").arg(countText(done), countText(total));
    if (fraction < 0)
        fraction = double(done) / double(total);
    if (fraction <= 0 || fraction >= 1 || elapsedMs < 500) // too early for a guess
        return text;
    const double left = (1 - fraction) / fraction * double(elapsedMs) / 1000.0;
    return text + ExportRun::tr(", ") + remainingText(qint64(std::min(left, 1e7)));
}

ExportRun::ExportRun(QObject *parent) : QObject(parent)
{
    m_poll.setInterval(pollMs);
    connect(&m_poll, &QTimer::timeout, this, &ExportRun::tell);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &ExportRun::end);
}

ExportRun::~ExportRun()
{
    if (!m_progress)
        return;
    m_watcher.disconnect(this);
    m_progress->cancel = true;
    m_watcher.waitForFinished();
}

void ExportRun::start(ExportRequest request)
{
    if (m_progress)
        return;
    m_progress = std::make_shared<ExportProgress>();
    m_elapsed.start();
    const auto job = std::make_shared<const ExportRequest>(std::move(request));
    const auto promise = std::make_shared<QPromise<Result<ExportOutcome>>>();
    m_watcher.setFuture(promise->future());
    promise->start();
    QThreadPool::globalInstance()->start([job, promise, progress = m_progress] {
        promise->addResult(runExport(*job, *progress));
        promise->finish();
    });
    m_poll.start();
    tell();
}

void ExportRun::stop()
{
    if (!m_progress)
        return;
    m_progress->cancel = true;
    tell();
}

void ExportRun::tell()
{
    if (!m_progress)
        return;
    const double fraction = m_progress->fraction();
    Q_EMIT moved(fraction,
                 m_progress->cancel ? tr("Stopping…")
                                    : exportProgressText(m_progress->done, m_progress->total,
                                                         m_elapsed.elapsed(), fraction));
}

void ExportRun::end()
{
    const Result<ExportOutcome> answer = m_watcher.result();
    m_poll.stop();
    m_progress.reset();
    Q_EMIT finished(answer);
}

} // namespace eventscope
