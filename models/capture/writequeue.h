// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/batchpool.h"
#include "models/capture/capturewriter.h"
#include "models/capture/lanes.h"
#include "models/capture/storedpile.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>

namespace eventscope {

/// Where the threads of a CaptureWriter meet: batches go in from feed threads, are taken by the
/// writer thread (what there is no memory for by way of the spill), and come out as stored or
/// dropped for the owner. Everything in here is behind one mutex that is held for moves of pointers
/// only.
class WriteQueue
{
public:
    using Clock = std::chrono::steady_clock;
    using Batches = Lanes::Batches;

    WriteQueue(const CaptureWriter::Settings &settings, const QString &folder);

    // Feed threads.
    std::unique_ptr<EventBatch> takeEmpty();
    bool submit(std::unique_ptr<EventBatch> batch);
    /// Who can read its events again later waits until there is.
    bool hasSpareRoom(std::string_view connection, quint64 bytes) const;

    // Owner.
    void setListener(std::function<void()> listener);
    std::vector<StoredBatch> takeStored();
    bool hasStored() const;
    void recycle(std::unique_ptr<EventBatch> batch);
    QMap<QString, quint64> takeDropped();
    /// Ever, whether they were taken or not.
    QMap<QString, quint64> allDropped() const;
    QMap<QString, quint64> left() const;
    QString problem() const;
    CaptureWriter::Counts counts() const;
    /// Waits until everything submitted so far is published or given up.
    void flush(const std::function<void(quint64 waiting)> &tell = {});
    /// No batch gets in any more; the writer thread ends once it has dealt with those that did.
    void stop();
    /// Makes wait() return, because something else is to be done.
    void wake();

    // Writer thread.
    enum class Writing : quint8 {
        Idle, ///< all that was taken is stored
        Busy, ///< something is to be written or synced yet
        Paused ///< the disk refuses it: nothing more is taken
    };
    /// Appends some of what waits to `todo` and returns as soon as there is something to do: new
    /// batches, the spill, `wakeAt` reached, or a flush. False once it is over.
    bool wait(Batches &todo, Clock::time_point wakeAt, Writing writing);
    /// True while somebody waits in flush(), or for the end.
    bool isFlushing() const;
    /// These batches are on the disk.
    void publish(std::vector<StoredBatch> &batches, quint64 bytes);
    void setProblem(const QString &problem);
    /// A batch of the writer's own: there is always room for it.
    void add(std::unique_ptr<EventBatch> batch);
    /// The owner has something to see besides batches.
    void tellListener();

    // The spill, on the writer's thread.
    /// So many bytes may be in files; before any feed begins.
    void setSpill(quint64 bytes);
    void addFound(const QString &connection, const Lanes::Amount &amount);
    /// True: what is in files has its turn, up to where `mark` is called.
    bool mayReadSpill(const std::function<void()> &mark) const;
    void cameBack(const Batches &batches);
    /// False: nothing in files is to be waited for, until it is said again or somebody waits in
    /// flush().
    void setFilesReadable(bool readable);
    /// What is in files stays there, and nothing more comes to it: nobody waits for it any more.
    void leaveFiles();
    /// Counts as dropped what should be in files, if there is nothing in them.
    void loseSpilledIf(const std::function<bool()> &isAtEnd);
    /// True: no file is needed, and none is begun before endClearing().
    bool beginClearing();
    void endClearing();
    /// Nothing that waits in memory will ever be stored, nor these: counts their events as dropped;
    /// but the last `fromFiles` of them are in files yet, and stay there with all that is. In one
    /// go, because whoever waits in flush() may submit the next as soon as the last of them is.
    /// True: something stays, as after leaveFiles(). False: there is nothing in files, as after
    /// beginClearing().
    bool giveUpAll(Batches &todo, size_t fromFiles);

    // The spill's own thread.
    /// Waits for batches that there is no memory for; false once it is over.
    bool takeToSpill(Batches &batches);
    /// They are in files and may be read after `publish`; or they go on waiting.
    void spilled(Batches &batches, bool written, const std::function<void()> &publish);

private:
    struct Waiting
    {
        quint64 batches = 0; ///< ever let in
        quint64 done = 0; ///< of them published or given up
        quint64 flushTo = 0; ///< what flush() waits for
    };
    bool hasWork() const;
    bool place(std::unique_ptr<EventBatch> &batch);
    bool placeInstead(std::unique_ptr<EventBatch> &batch, BatchPool::Batches &surplus);
    void putInto(Lanes::Place place, std::unique_ptr<EventBatch> batch);
    void countDropped(const QString &connection, quint64 events);
    void countLeft(const QString &connection, quint64 events);
    void loseFiles();
    void forgetLeft();
    void drop(Batches &batches, BatchPool::Batches &surplus);

    const CaptureWriter::Settings m_settings;
    const QString m_folder;
    mutable std::mutex m_mutex;
    std::condition_variable m_work; ///< for the writer thread
    std::condition_variable m_room; ///< for submit()
    std::condition_variable m_idle; ///< for flush()
    std::condition_variable m_toSpill; ///< for the thread of the spill, and who waits for it
    Lanes m_lanes;
    StoredPile m_stored;
    BatchPool m_free;
    Waiting m_waiting;
    QMap<QString, quint64> m_dropped;
    QMap<QString, quint64> m_allDropped;
    QMap<QString, quint64> m_left;
    CaptureWriter::Counts m_counts;
    QString m_problem;
    Clock::time_point m_nextRoomWait = Clock::time_point::min();
    Clock::time_point m_nextSpill = Clock::time_point::min(); ///< its disk refused the last
    bool m_stopping = false;
    bool m_woken = false;
    bool m_clearing = false;
    bool m_filesReadable = true;

    std::mutex m_listenerMutex; ///< held while the listener runs, so that a removed one is never
                                ///< called again
    std::function<void()> m_listener;
};

} // namespace eventscope
