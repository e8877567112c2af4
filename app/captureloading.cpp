// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/captureloading.h"

#include <QThreadPool>
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <limits>
#include <mutex>

namespace eventscope {

namespace {

constexpr int lookEveryMs = 20;
constexpr int tellEveryMs = 80;
constexpr int pauseMs = 1; ///< between two slices: what waits for the GUI thread is done
constexpr qint64 sliceMs = 6; ///< of a frame of 16
constexpr quint64 firstRows = 1U << 15; ///< shown at once, however fast more come
constexpr quint64 blockRows = 1U << 13; ///< between two looks at the clock
/// Rows that were read and not taken; then the worker waits.
constexpr quint64 mostWaiting = 2'000'000;
constexpr std::chrono::milliseconds waitMs{20};
/// A rate that is worth telling has been so long, and has come so far.
constexpr qint64 leastMs = 1'500;
constexpr int leastProgress = 10;

} // namespace

/// Between the worker and the window, either of which may be gone first.
struct CaptureLoading::Shared
{
    bool put(LogPart part, int done)
    {
        std::unique_lock lock(mutex);
        while (waiting > mostWaiting && !stopped)
            room.wait_for(lock, waitMs);
        progress = done;
        waiting += part.size();
        if (!stopped)
            parts.push_back(std::move(part));
        return !stopped;
    }

    std::atomic<bool> stopped = false;
    std::mutex mutex; ///< of everything below
    std::condition_variable room;
    std::deque<LogPart> parts;
    quint64 waiting = 0; ///< rows of them
    int progress = 0;
    bool ended = false;
    QString error;
    std::shared_ptr<CaptureSet> captures; ///< until they are handed over
};

CaptureLoading::CaptureLoading(const QStringList &paths, QObject *parent)
    : QObject(parent), m_shared(std::make_shared<Shared>())
{
    connect(&m_look, &QTimer::timeout, this, &CaptureLoading::take);
    m_look.start(lookEveryMs);
    m_clock.start();
    QThreadPool::globalInstance()->start([paths, shared = m_shared] {
        auto opened = CaptureSet::open(paths);
        std::shared_ptr<CaptureSet> captures;
        {
            const std::lock_guard lock(shared->mutex);
            if (opened)
                shared->captures = captures = std::move(*opened);
            else
                shared->error = opened.error();
        }
        if (captures)
            captures->readParts(
                [&shared](LogPart part, int done) { return shared->put(std::move(part), done); });
        const std::lock_guard lock(shared->mutex);
        shared->ended = true;
    });
}

CaptureLoading::~CaptureLoading()
{
    m_shared->stopped = true;
}

void CaptureLoading::stop()
{
    m_stopped = true;
    m_shared->stopped = true;
    const std::lock_guard lock(m_shared->mutex);
    m_shared->parts.clear();
}

int CaptureLoading::secondsLeft() const
{
    const qint64 ms = m_clock.elapsed();
    if (ms < leastMs || m_progress < leastProgress)
        return 0;
    return int(std::max<qint64>(1, ms * (1000 - m_progress) / m_progress / 1000));
}

/// What is waiting, a slice of it.
void CaptureLoading::take()
{
    bool ended = false;
    QString error;
    std::shared_ptr<CaptureSet> captures;
    {
        const std::lock_guard lock(m_shared->mutex);
        ended = m_shared->ended; // before the parts: there are no others then
        error = m_shared->error;
        captures = std::move(m_shared->captures);
        m_progress = m_shared->progress;
    }
    if (captures) {
        m_captures = captures;
        Q_EMIT opened(captures);
    }
    const bool more = m_captures && appendSlice();
    m_look.start(more ? pauseMs : lookEveryMs);
    if (!ended || more) {
        if (m_told.isValid() && m_told.elapsed() < tellEveryMs)
            return;
        m_told.start();
        return Q_EMIT progressed();
    }
    m_look.stop();
    if (m_captures)
        Q_EMIT finished();
    else
        Q_EMIT failed(error);
}

/// True if more is waiting. The clock is for what is done here: who looks at the new rows may take
/// his time without that the slices become smaller and smaller.
bool CaptureLoading::appendSlice()
{
    QElapsedTimer clock;
    clock.start();
    EventLog &log = m_captures->log();
    const quint64 before = log.size();
    const quint64 most = before == 0 ? firstRows : std::numeric_limits<quint64>::max();
    LogPart part;
    bool more = takePart(part);
    while (more) {
        if (const LogPart::Connections came = part.takeConnections())
            Q_EMIT connectionsCame(*came);
        const quint64 from = log.size();
        part.appendTo(log, std::min(blockRows, most - (from - before)));
        const bool over = clock.elapsed() >= sliceMs || log.size() - before >= most;
        putBack(std::move(part), log.size() - from);
        if (over)
            break;
        part = LogPart();
        more = takePart(part);
    }
    if (m_steps.take(log.size(), m_clock.elapsed()))
        Q_EMIT grew();
    return more;
}

bool CaptureLoading::takePart(LogPart &part)
{
    const std::lock_guard lock(m_shared->mutex);
    if (m_shared->parts.empty())
        return false;
    part = std::move(m_shared->parts.front());
    m_shared->parts.pop_front();
    return true;
}

void CaptureLoading::putBack(LogPart part, quint64 appended)
{
    const std::lock_guard lock(m_shared->mutex);
    m_shared->waiting -= appended;
    if (part.size() > 0 && !m_stopped)
        m_shared->parts.push_front(std::move(part));
    m_shared->room.notify_one();
}

} // namespace eventscope
