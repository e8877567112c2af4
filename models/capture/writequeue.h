// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturewriter.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace eventscope {

/// Where the threads of a CaptureWriter meet: batches go in from feed threads, are taken by the
/// writer thread, and come out as stored or dropped for the owner. Everything in here is behind one
/// mutex that is held for moves of pointers only.
class WriteQueue
{
public:
    using Clock = std::chrono::steady_clock;
    using Batches = std::deque<std::unique_ptr<EventBatch>>;

    explicit WriteQueue(const CaptureWriter::Settings &settings);

    // Feed threads.
    std::unique_ptr<EventBatch> takeEmpty();
    bool submit(std::unique_ptr<EventBatch> batch);
    /// A quarter of the queue is free: who can read its events again later waits until it is.
    bool hasSpareRoom() const;

    // Owner.
    void setListener(std::function<void()> listener);
    std::vector<StoredBatch> takeStored();
    void recycle(std::unique_ptr<EventBatch> batch);
    QMap<QString, quint64> takeDropped();
    QString problem() const;
    CaptureWriter::Counts counts() const;
    /// Waits until everything submitted so far is published or given up.
    void flush();
    /// No batch gets in any more; the writer thread ends once it has dealt with those that did.
    void stop();
    /// Makes wait() return, because something else is to be done.
    void wake();

    // Writer thread.
    /// Appends what was submitted to `todo` and returns as soon as there is something to do: new
    /// batches (unless `paused`), `wakeAt` reached, or a flush. False once it is over.
    bool wait(Batches &todo, Clock::time_point wakeAt, bool paused);
    /// True while somebody waits in flush(), or for the end.
    bool isFlushing() const;
    /// These batches are on the disk.
    void publish(std::vector<StoredBatch> &batches, quint64 bytes);
    /// These never will be: counts their events as dropped.
    void giveUp(Batches &batches);
    void setProblem(const QString &problem);
    /// A batch of the writer's own: there is always room for it.
    void add(std::unique_ptr<EventBatch> batch);
    /// The owner has something to see besides batches.
    void tellListener();

private:
    struct Waiting
    {
        quint64 batches = 0; ///< ever let in
        quint64 done = 0; ///< of them published or given up
        quint64 flushTo = 0; ///< what flush() waits for
        quint64 bytes = 0; ///< of batches that are neither
    };
    static quint64 costOf(const EventBatch &batch);
    bool hasRoom(quint64 cost) const;
    void countDropped(const EventBatch &batch);
    void keepForReuse(std::unique_ptr<EventBatch> batch);

    const CaptureWriter::Settings m_settings;
    mutable std::mutex m_mutex;
    std::condition_variable m_work; ///< for the writer thread
    std::condition_variable m_room; ///< for submit()
    std::condition_variable m_idle; ///< for flush()
    Batches m_incoming;
    std::vector<StoredBatch> m_stored;
    std::vector<std::unique_ptr<EventBatch>> m_free;
    quint64 m_freeBytes = 0;
    quint64 m_storedBytes = 0; ///< published and not taken yet
    Waiting m_waiting;
    QMap<QString, quint64> m_dropped;
    CaptureWriter::Counts m_counts;
    QString m_problem;
    bool m_stopping = false;
    bool m_woken = false;

    std::mutex m_listenerMutex; ///< held while the listener runs, so that a removed one is never
                                ///< called again
    std::function<void()> m_listener;
};

} // namespace eventscope
