// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/writequeue.h"

#include "models/event/timestamp.h"

#include <algorithm>

namespace eventscope {

namespace {

/// Stored batches that hold this much are worth a second call of the listener: taken soon, their
/// memory is used again while it is still in the cache.
constexpr quint64 muchStoredBytes = 8U << 20;
/// What the owner is given at once.
constexpr quint64 takenBytes = 32U << 20;
/// What the writer takes at once, so that who is quiet never waits behind all that one has sent.
constexpr quint64 turnBytes = 4U << 20;
/// Who waits for the disk is told so often that it takes its time.
constexpr std::chrono::seconds tellPause{1};
/// Where nothing comes for so long, nothing is kept for what may.
constexpr std::chrono::milliseconds restPause{500};
/// A feed that waits answers no pings: at most a fifth of the time.
constexpr int roomWaitPause = 4;

Lanes::Limits limitsOf(const CaptureWriter::Settings &settings)
{
    return {settings.queueBytes - settings.queueBytes / 4, settings.queueBytes / 4,
            settings.spillBytes};
}

QString idText(std::string_view id)
{
    return QString::fromUtf8(id.data(), qsizetype(id.size()));
}

} // namespace

WriteQueue::WriteQueue(const CaptureWriter::Settings &settings, const QString &folder)
    : m_settings(settings), m_folder(folder), m_lanes(limitsOf(settings))
{ }

bool WriteQueue::hasSpareRoom(std::string_view connection, quint64 bytes) const
{
    const std::lock_guard lock(m_mutex);
    return m_lanes.hasSpareRoom(connection, bytes);
}

void WriteQueue::countDropped(const QString &connection, quint64 events)
{
    if (events > 0) {
        m_dropped[connection] += events;
        m_allDropped[connection] += events;
    }
    m_counts.dropped += events;
}

void WriteQueue::countLeft(const QString &connection, quint64 events)
{
    if (events > 0)
        m_left[connection] += events;
    m_counts.left += events;
}

/// True, and `batch` is gone, if there is room for it.
bool WriteQueue::place(std::unique_ptr<EventBatch> &batch)
{
    const Lanes::Place place = m_stopping ? Lanes::Place::Nowhere : m_lanes.placeFor(*batch);
    if (place == Lanes::Place::Nowhere)
        return false;
    putInto(place, std::move(batch));
    return true;
}

/// The same, at the cost of those who hold most.
bool WriteQueue::placeInstead(std::unique_ptr<EventBatch> &batch, BatchPool::Batches &surplus)
{
    if (m_stopping)
        return false;
    Batches taken;
    const Lanes::Place place = m_lanes.makeRoom(*batch, taken);
    for (std::unique_ptr<EventBatch> &one : taken) {
        countDropped(idText(one->connection()), one->receivedCount());
        one->clear();
        m_free.keep(std::move(one), surplus);
    }
    m_waiting.done += taken.size();
    if (place == Lanes::Place::Nowhere)
        return false;
    putInto(place, std::move(batch));
    return true;
}

void WriteQueue::putInto(Lanes::Place place, std::unique_ptr<EventBatch> batch)
{
    ++m_waiting.batches;
    if (place == Lanes::Place::Memory)
        m_lanes.addToMemory(std::move(batch));
    else
        m_lanes.addToSpill(std::move(batch));
}

std::unique_ptr<EventBatch> WriteQueue::takeEmpty()
{
    {
        const std::lock_guard lock(m_mutex);
        if (std::unique_ptr<EventBatch> batch = m_free.take())
            return batch;
    }
    return std::make_unique<EventBatch>();
}

void WriteQueue::recycle(std::unique_ptr<EventBatch> batch)
{
    if (!batch)
        return;
    batch->clear();
    BatchPool::Batches surplus; // goes behind the lock
    const std::lock_guard lock(m_mutex);
    m_free.keep(std::move(batch), surplus);
}

bool WriteQueue::submit(std::unique_ptr<EventBatch> batch)
{
    if (!batch || batch->isEmpty()) {
        recycle(std::move(batch));
        return true;
    }
    BatchPool::Batches surplus;
    std::unique_lock lock(m_mutex);
    bool placed = place(batch);
    // Where the disk refuses everything there will be no room soon, and waiting would only hold up
    // the feed.
    if (const Clock::time_point now = Clock::now();
        !placed && !m_stopping && m_problem.isEmpty() && now >= m_nextRoomWait) {
        m_room.wait_for(lock, std::chrono::milliseconds(m_settings.roomWaitMs), [&] {
            placed = place(batch);
            return placed || m_stopping || !m_problem.isEmpty();
        });
        m_nextRoomWait = Clock::now() + roomWaitPause * (Clock::now() - now);
    }
    if (!placed && !placeInstead(batch, surplus)) {
        countDropped(idText(batch->connection()), batch->receivedCount());
        batch->clear();
        m_free.keep(std::move(batch), surplus);
        return false;
    }
    const bool spills = m_lanes.hasUnwritten();
    lock.unlock();
    m_work.notify_one();
    if (spills)
        m_toSpill.notify_all();
    return true;
}

void WriteQueue::add(std::unique_ptr<EventBatch> batch)
{
    const std::lock_guard lock(m_mutex);
    ++m_waiting.batches;
    if (m_stopping)
        m_waiting.flushTo = m_waiting.batches; // nobody else asks for it any more
    m_lanes.addToMemory(std::move(batch));
}

void WriteQueue::wake()
{
    {
        const std::lock_guard lock(m_mutex);
        m_woken = true;
    }
    m_work.notify_one();
}

void WriteQueue::setListener(std::function<void()> listener)
{
    const std::lock_guard lock(m_listenerMutex);
    m_listener = std::move(listener);
}

void WriteQueue::tellListener()
{
    const std::lock_guard lock(m_listenerMutex);
    if (m_listener)
        m_listener();
}

std::vector<StoredBatch> WriteQueue::takeStored()
{
    std::vector<StoredPile::Item> items;
    bool more = false;
    {
        const std::lock_guard lock(m_mutex);
        items = m_stored.take(takenBytes);
        more = !m_stored.isEmpty();
    }
    std::vector<StoredBatch> stored = StoredPile::resolve(std::move(items), m_folder);
    if (more)
        tellListener();
    return stored;
}

bool WriteQueue::hasStored() const
{
    const std::lock_guard lock(m_mutex);
    return !m_stored.isEmpty();
}

QMap<QString, quint64> WriteQueue::takeDropped()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_dropped, {});
}

QMap<QString, quint64> WriteQueue::allDropped() const
{
    const std::lock_guard lock(m_mutex);
    return m_allDropped;
}

QMap<QString, quint64> WriteQueue::left() const
{
    const std::lock_guard lock(m_mutex);
    return m_left;
}

QString WriteQueue::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

CaptureWriter::Counts WriteQueue::counts() const
{
    const std::lock_guard lock(m_mutex);
    CaptureWriter::Counts counts = m_counts;
    counts.spilled = m_lanes.spilled().events;
    counts.unwritten = m_lanes.unwrittenBytes();
    counts.pooled = m_free.bytes();
    return counts;
}

void WriteQueue::flush(const std::function<void(quint64 waiting)> &tell)
{
    std::unique_lock lock(m_mutex);
    const quint64 target = m_waiting.batches;
    m_waiting.flushTo = std::max(m_waiting.flushTo, target);
    m_work.notify_one();
    const auto over = [this, target] { return m_waiting.done >= target; };
    while (!m_idle.wait_for(lock, tellPause, over)) {
        const quint64 waiting = m_lanes.spilled().events;
        lock.unlock();
        if (tell)
            tell(waiting);
        lock.lock();
    }
}

void WriteQueue::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_waiting.flushTo = m_waiting.batches;
    }
    m_work.notify_one();
    m_room.notify_all();
    m_toSpill.notify_all();
}

bool WriteQueue::isFlushing() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting.done < m_waiting.flushTo;
}

bool WriteQueue::hasWork() const
{
    const bool files = m_lanes.inFiles() > 0 && m_filesReadable;
    return m_lanes.hasTurn() || (m_lanes.mayReplay() && (files || m_lanes.canSkipFiles()));
}

bool WriteQueue::wait(Batches &todo, Clock::time_point wakeAt, Writing writing)
{
    std::unique_lock lock(m_mutex);
    const auto something = [this, writing] {
        const bool flushing = m_waiting.done < m_waiting.flushTo;
        return m_woken || (writing != Writing::Paused && hasWork())
            || ((writing != Writing::Idle || !m_filesReadable) && flushing)
            || (m_stopping && !flushing);
    };
    if (const auto rest = Clock::now() + restPause;
        writing == Writing::Idle && rest < wakeAt && !m_work.wait_until(lock, rest, something)) {
        BatchPool::Batches idle = m_free.takeAll();
        lock.unlock();
        idle.clear();
        lock.lock();
    }
    if (wakeAt == Clock::time_point::max())
        m_work.wait(lock, something);
    else
        m_work.wait_until(lock, wakeAt, something);
    m_woken = false;
    if (writing != Writing::Paused) {
        m_lanes.take(todo, turnBytes);
        if (m_lanes.canSkipFiles())
            m_lanes.takeUnwritten(todo, turnBytes);
    }
    return !m_stopping || m_waiting.done < m_waiting.batches;
}

void WriteQueue::publish(std::vector<StoredBatch> &batches, quint64 bytes)
{
    bool tell = false;
    const qint64 now = nowUs();
    BatchPool::Batches surplus;
    {
        const std::lock_guard lock(m_mutex);
        tell = m_stored.isEmpty() && !batches.empty();
        const bool wasMuch = m_stored.bytes() >= muchStoredBytes;
        for (StoredBatch &stored : batches) {
            m_lanes.left(*stored.batch);
            stored.syncedUs = now;
            const quint64 cost = Lanes::costOf(*stored.batch);
            if (std::unique_ptr<EventBatch> batch = m_stored.add(std::move(stored), cost)) {
                batch->clear();
                m_free.keep(std::move(batch), surplus);
            }
        }
        tell = tell || (!wasMuch && m_stored.bytes() >= muchStoredBytes);
        m_waiting.done += batches.size();
        ++m_counts.syncs;
        m_counts.bytes += bytes;
    }
    batches.clear();
    m_room.notify_all();
    m_idle.notify_all();
    m_toSpill.notify_all(); // at the end it waits for the last of them
    if (tell)
        tellListener();
}

/// Under the mutex.
void WriteQueue::drop(Batches &batches, BatchPool::Batches &surplus)
{
    for (std::unique_ptr<EventBatch> &batch : batches) {
        m_lanes.left(*batch);
        countDropped(idText(batch->connection()), batch->receivedCount());
        batch->clear();
        m_free.keep(std::move(batch), surplus);
    }
    m_waiting.done += batches.size();
    batches.clear();
}

void WriteQueue::setProblem(const QString &problem)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_problem == problem)
            return;
        m_problem = problem;
    }
    m_room.notify_all();
    tellListener();
}

} // namespace eventscope
