// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/writequeue.h"

#include "models/event/timestamp.h"

#include <algorithm>

namespace eventscope {

namespace {

/// What the pool of empty batches may keep, and the largest batch worth keeping.
constexpr quint64 maxFreeBytes = 64U << 20;
constexpr quint64 maxReusedBytes = 4U << 20;
/// Stored batches that hold this much are worth a second call of the listener: taken soon, their
/// memory is used again while it is still in the cache.
constexpr quint64 muchStoredBytes = 8U << 20;

} // namespace

WriteQueue::WriteQueue(const CaptureWriter::Settings &settings) : m_settings(settings) { }

quint64 WriteQueue::costOf(const EventBatch &batch)
{
    return batch.byteSize() + batch.size() * sizeof(BatchEntry);
}

/// Batches that are stored wait for their reader in memory too. A reader that stands still for long
/// may hold up much more than the disk does, but not everything there is.
bool WriteQueue::hasRoom(quint64 cost) const
{
    const quint64 storedLimit = std::max<quint64>(m_settings.queueBytes * 8, 256U << 20);
    return m_storedBytes <= storedLimit
        && (m_waiting.bytes == 0 || m_waiting.bytes + cost <= m_settings.queueBytes);
}

bool WriteQueue::hasSpareRoom() const
{
    const std::lock_guard lock(m_mutex);
    return hasRoom(m_settings.queueBytes / 4);
}

void WriteQueue::countDropped(const EventBatch &batch)
{
    const std::string_view id = batch.connection();
    m_dropped[QString::fromUtf8(id.data(), qsizetype(id.size()))] += batch.receivedCount();
    m_counts.dropped += batch.receivedCount();
}

void WriteQueue::keepForReuse(std::unique_ptr<EventBatch> batch)
{
    const quint64 bytes = batch->memoryBytes();
    if (bytes > maxReusedBytes || m_freeBytes + bytes > maxFreeBytes)
        return;
    m_freeBytes += bytes;
    m_free.push_back(std::move(batch));
}

std::unique_ptr<EventBatch> WriteQueue::takeEmpty()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_free.empty()) {
            std::unique_ptr<EventBatch> batch = std::move(m_free.back());
            m_free.pop_back();
            m_freeBytes -= batch->memoryBytes();
            return batch;
        }
    }
    return std::make_unique<EventBatch>();
}

void WriteQueue::recycle(std::unique_ptr<EventBatch> batch)
{
    if (!batch)
        return;
    batch->clear();
    const std::lock_guard lock(m_mutex);
    keepForReuse(std::move(batch));
}

bool WriteQueue::submit(std::unique_ptr<EventBatch> batch)
{
    if (!batch || batch->isEmpty()) {
        recycle(std::move(batch));
        return true;
    }
    const quint64 cost = costOf(*batch);
    std::unique_lock lock(m_mutex);
    // Where the disk refuses everything there will be no room soon, and waiting would only hold up
    // the feed.
    const auto settled = [this, cost] {
        return m_stopping || hasRoom(cost) || !m_problem.isEmpty();
    };
    if (!settled())
        m_room.wait_for(lock, std::chrono::milliseconds(m_settings.roomWaitMs), settled);
    if (m_stopping || !hasRoom(cost)) {
        countDropped(*batch);
        batch->clear();
        keepForReuse(std::move(batch));
        return false;
    }
    m_waiting.bytes += cost;
    ++m_waiting.batches;
    m_incoming.push_back(std::move(batch));
    lock.unlock();
    m_work.notify_one();
    return true;
}

void WriteQueue::add(std::unique_ptr<EventBatch> batch)
{
    const std::lock_guard lock(m_mutex);
    m_waiting.bytes += costOf(*batch);
    ++m_waiting.batches;
    m_incoming.push_back(std::move(batch));
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
    std::vector<StoredBatch> stored;
    {
        const std::lock_guard lock(m_mutex);
        stored.swap(m_stored);
        m_storedBytes = 0;
    }
    m_room.notify_all();
    return stored;
}

QMap<QString, quint64> WriteQueue::takeDropped()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_dropped, {});
}

QString WriteQueue::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

CaptureWriter::Counts WriteQueue::counts() const
{
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

void WriteQueue::flush()
{
    std::unique_lock lock(m_mutex);
    const quint64 target = m_waiting.batches;
    m_waiting.flushTo = std::max(m_waiting.flushTo, target);
    m_work.notify_one();
    m_idle.wait(lock, [this, target] { return m_waiting.done >= target; });
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
}

bool WriteQueue::isFlushing() const
{
    const std::lock_guard lock(m_mutex);
    return m_waiting.done < m_waiting.flushTo;
}

bool WriteQueue::wait(Batches &todo, Clock::time_point wakeAt, bool paused)
{
    std::unique_lock lock(m_mutex);
    const auto something = [this, paused] {
        return (!paused && !m_incoming.empty()) || m_stopping || m_woken
            || m_waiting.done < m_waiting.flushTo;
    };
    if (wakeAt == Clock::time_point::max())
        m_work.wait(lock, something);
    else
        m_work.wait_until(lock, wakeAt, something);
    m_woken = false;
    std::move(m_incoming.begin(), m_incoming.end(), std::back_inserter(todo));
    m_incoming.clear();
    return !m_stopping || m_waiting.done < m_waiting.batches;
}

void WriteQueue::publish(std::vector<StoredBatch> &batches, quint64 bytes)
{
    bool tell = false;
    const qint64 now = nowUs();
    {
        const std::lock_guard lock(m_mutex);
        tell = m_stored.empty() && !batches.empty();
        const bool wasMuch = m_storedBytes >= muchStoredBytes;
        for (StoredBatch &stored : batches) {
            const quint64 cost = costOf(*stored.batch);
            m_waiting.bytes -= cost;
            m_storedBytes += cost;
            stored.syncedUs = now;
            m_stored.push_back(std::move(stored));
        }
        tell = tell || (!wasMuch && m_storedBytes >= muchStoredBytes);
        m_waiting.done += batches.size();
        ++m_counts.syncs;
        m_counts.bytes += bytes;
    }
    batches.clear();
    m_room.notify_all();
    m_idle.notify_all();
    if (tell)
        tellListener();
}

void WriteQueue::giveUp(Batches &batches)
{
    {
        const std::lock_guard lock(m_mutex);
        for (std::unique_ptr<EventBatch> &batch : batches) {
            m_waiting.bytes -= costOf(*batch);
            countDropped(*batch);
            batch->clear();
            keepForReuse(std::move(batch));
        }
        m_waiting.done += batches.size();
    }
    batches.clear();
    m_room.notify_all();
    m_idle.notify_all();
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
