// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the spill and its thread ask of the queue.

#include "models/capture/writequeue.h"

namespace eventscope {

namespace {

/// What is written to files in one go.
constexpr quint64 spillBytes = 4U << 20;
/// How soon a disk that refused the spill is asked again.
constexpr std::chrono::milliseconds spillPause{500};

QString textOf(std::string_view id)
{
    return QString::fromUtf8(id.data(), qsizetype(id.size()));
}

} // namespace

void WriteQueue::setSpill(quint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_lanes.setSpill(bytes);
}

void WriteQueue::addFound(const QString &connection, const Lanes::Amount &amount)
{
    const std::lock_guard lock(m_mutex);
    m_waiting.batches += amount.batches;
    m_lanes.addFound(connection.toStdString(), amount);
}

bool WriteQueue::mayReadSpill(const std::function<void()> &mark) const
{
    const std::lock_guard lock(m_mutex);
    if (!m_lanes.mayReplay() || m_lanes.inFiles() == 0)
        return false;
    mark();
    return true;
}

void WriteQueue::cameBack(const Batches &batches)
{
    const std::lock_guard lock(m_mutex);
    m_lanes.cameBack(batches);
}

void WriteQueue::setFilesReadable(bool readable)
{
    const std::lock_guard lock(m_mutex);
    m_filesReadable = readable;
}

void WriteQueue::leaveFiles()
{
    {
        std::unique_lock lock(m_mutex);
        m_clearing = true;
        m_lanes.setSpill(0);
        m_toSpill.wait(lock, [this] { return m_lanes.beingWritten() == 0; });
        forgetLeft();
        m_filesReadable = true;
    }
    m_room.notify_all();
    m_idle.notify_all();
    m_toSpill.notify_all();
    tellListener();
}

/// Under the mutex.
void WriteQueue::forgetLeft()
{
    const QMap<QString, Lanes::Amount> left = m_lanes.forgetFiles();
    for (auto it = left.cbegin(); it != left.cend(); ++it) {
        countLeft(it.key(), it->events);
        m_waiting.done += it->batches;
    }
}

/// Under the mutex.
void WriteQueue::loseFiles()
{
    const QMap<QString, Lanes::Amount> lost = m_lanes.forgetFiles();
    for (auto it = lost.cbegin(); it != lost.cend(); ++it) {
        countDropped(it.key(), it->events);
        m_waiting.done += it->batches;
    }
}

void WriteQueue::loseSpilledIf(const std::function<bool()> &isAtEnd)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!isAtEnd())
            return;
        loseFiles();
    }
    m_room.notify_all();
    m_idle.notify_all();
    m_toSpill.notify_all(); // at the end it waits for these too
    tellListener();
}

bool WriteQueue::beginClearing()
{
    const std::lock_guard lock(m_mutex);
    m_clearing = m_lanes.inFiles() == 0 && m_lanes.beingWritten() == 0;
    return m_clearing;
}

void WriteQueue::endClearing()
{
    {
        const std::lock_guard lock(m_mutex);
        m_clearing = false;
    }
    m_toSpill.notify_all();
}

bool WriteQueue::giveUpAll(Batches &todo, size_t fromFiles)
{
    BatchPool::Batches surplus;
    bool stays = false;
    {
        std::unique_lock lock(m_mutex);
        m_clearing = true;
        m_toSpill.wait(lock, [this] { return m_lanes.beingWritten() == 0; });
        Batches batches;
        m_lanes.takeAll(batches);
        stays = fromFiles > 0 || m_lanes.inFiles() > 0;
        for (; fromFiles > 0; --fromFiles) {
            countLeft(textOf(todo.back()->connection()), todo.back()->receivedCount());
            m_lanes.left(*todo.back());
            ++m_waiting.done;
            todo.pop_back();
        }
        drop(todo, surplus);
        drop(batches, surplus);
        forgetLeft();
        if (stays) {
            m_lanes.setSpill(0);
            m_filesReadable = true;
        }
    }
    m_room.notify_all();
    m_idle.notify_all();
    m_toSpill.notify_all();
    return stays;
}

bool WriteQueue::takeToSpill(Batches &batches)
{
    std::unique_lock lock(m_mutex);
    const auto over = [this] { return m_stopping && m_waiting.done >= m_waiting.batches; };
    const auto wanted = [this] { return !m_clearing && m_lanes.hasUnwritten(); };
    while (!over() && (!wanted() || Clock::now() < m_nextSpill)) {
        if (wanted())
            m_toSpill.wait_until(lock, m_nextSpill, over);
        else
            m_toSpill.wait(lock);
    }
    if (over())
        return false;
    m_lanes.takeToWrite(batches, spillBytes);
    return true;
}

void WriteQueue::spilled(Batches &batches, bool written, const std::function<void()> &publish)
{
    BatchPool::Batches surplus;
    {
        const std::lock_guard lock(m_mutex);
        if (written) {
            m_lanes.written(batches);
            publish();
            for (std::unique_ptr<EventBatch> &batch : batches) {
                batch->clear();
                m_free.keep(std::move(batch), surplus);
            }
            batches.clear();
        } else {
            m_lanes.notWritten(batches);
            m_nextSpill = Clock::now() + spillPause;
        }
    }
    m_work.notify_one();
    m_room.notify_all();
    m_toSpill.notify_all();
}

} // namespace eventscope
