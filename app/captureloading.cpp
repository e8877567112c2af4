// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/captureloading.h"

#include <QThreadPool>
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace eventscope {

namespace {

constexpr int lookEveryMs = 20;
constexpr int tellEveryMs = 80;
constexpr int pauseMs = 1; ///< between two slices: what waits for the GUI thread is done
constexpr qint64 shortSliceMs = 2;
constexpr qint64 longSliceMs = 5;
constexpr quint64 leastRows = 1U << 10;
constexpr quint64 mostRows = 1U << 18;
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

/// True if more is waiting.
bool CaptureLoading::appendSlice()
{
    QElapsedTimer clock;
    clock.start();
    quint64 room = m_sliceRows;
    bool more = true;
    while (room > 0 && more) {
        LogPart part;
        {
            const std::lock_guard lock(m_shared->mutex);
            more = !m_shared->parts.empty();
            if (!more)
                break;
            part = std::move(m_shared->parts.front());
            m_shared->parts.pop_front();
        }
        const quint64 rows = std::min(room, part.size());
        part.appendTo(m_captures->log(), rows);
        room -= rows;
        const std::lock_guard lock(m_shared->mutex);
        m_shared->waiting -= rows;
        if (part.size() > 0 && !m_stopped)
            m_shared->parts.push_front(std::move(part));
        m_shared->room.notify_one();
    }
    if (room < m_sliceRows)
        Q_EMIT grew();
    if (clock.elapsed() > longSliceMs)
        m_sliceRows = std::max(leastRows, m_sliceRows / 2);
    else if (clock.elapsed() < shortSliceMs && room == 0)
        m_sliceRows = std::min(mostRows, m_sliceRows * 2);
    return more;
}

} // namespace eventscope
