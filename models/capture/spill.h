// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/spillstore.h"

#include <chrono>
#include <thread>
#include <utility>

namespace eventscope {

class WriteQueue;

/// Takes what the queue has no memory for to files, on a thread of its own, and brings it back when
/// the writer has caught up. No feed ever waits for a disk because of it. Owned by the
/// CaptureWriter.
class Spill
{
public:
    /// `queue` is not owned, and has to be stopped before this ends.
    Spill(WriteQueue &queue, const SpillStore::Places &places, std::chrono::milliseconds patience);
    ~Spill();

    /// Hands the queue what an earlier run left; before start(). Answers its events by connection.
    /// What cannot be read for want of descriptors or memory is not passed over; a file that is bad
    /// itself is set aside, which `repairs` says.
    Result<QMap<QString, quint64>> recover(quint64 nextSequence, QStringList &repairs);
    /// Where there is no thread to be had nothing more will be in files.
    void start(QStringList &repairs);

    // The writer's thread.
    /// Appends to `todo` what is to be stored next, the first of which gets this number. Nothing
    /// more comes before it is stored. Where a file cannot be read there is a problem(), and it is
    /// tried again a little later; where somebody waits for an answer and it fails twice, all that
    /// is in files stays there for whoever goes on with the capture.
    void bringBack(SpillStore::Batches &todo, quint64 nextSequence);
    /// What was set aside since the last call, because it could not be read for so long: a sentence
    /// each.
    QStringList takeAside() { return std::exchange(m_aside, {}); }
    /// Why files cannot be read: one sentence, or empty.
    const QString &problem() const { return m_problem; }
    /// When it is to be called again although nothing new has come.
    std::chrono::steady_clock::time_point retryAt() const;
    /// Something that it brought is not stored yet.
    bool isAwaiting() const { return m_awaiting; }
    /// All that it brought is stored: what is not needed any more goes.
    void stored();
    /// The disk takes nothing: these batches will not be stored, nor what waits in memory. What is
    /// in files stays there for whoever goes on with the capture, as if the program had been
    /// killed.
    void giveUp(SpillStore::Batches &todo);

private:
    void run();
    void cannotRead();
    void setAside();

    WriteQueue &m_queue;
    const std::chrono::milliseconds m_patience; ///< with a file that cannot be read
    SpillStore m_store;
    std::thread m_thread;
    bool m_used = false; ///< there may be files
    bool m_awaiting = false;
    size_t m_brought = 0; ///< batches that came from files last: the end of what the writer has
    bool m_left = false; ///< what is in files stays there
    QString m_problem;
    QStringList m_aside;
    std::chrono::steady_clock::time_point m_failingSince;
    std::chrono::steady_clock::time_point m_retryAt;
};

} // namespace eventscope
