// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/capturelock.h"
#include "models/capture/capturewriter.h"
#include "models/capture/retirement.h"
#include "models/capture/segmentappender.h"
#include "models/capture/settledclock.h"
#include "models/capture/spill.h"
#include "models/capture/writequeue.h"

#include <functional>
#include <mutex>
#include <thread>

namespace eventscope {

/// What a CaptureWriter owns, and its thread: capturewriting.cpp is the way of an event to the
/// disk, captureretaining.cpp what the limits take away between two commits.
struct CaptureWriter::State
{
    using Clock = WriteQueue::Clock;

    State(const QString &path, const Settings &wanted, const CaptureInfo &found,
          const SegmentAppender::End &end)
        : folder(path), settings(wanted), info(found), firstFree(end.nextSequence),
          queue(wanted, path), spill(queue, {path, wanted.spillElsewhere, found.id},
                                     std::chrono::milliseconds(wanted.spillPatienceMs)),
          sums(path, std::chrono::milliseconds(wanted.sumsMs)),
          appender(path, found.id.toStdString(), wanted.segmentBytes, end), retirement(path),
          limits(wanted.limits)
    {
        rollOver(limits);
    }

    /// The one way to change `info`; nothing changes where `change` answers false. Any thread.
    bool changeInfo(const std::function<bool(CaptureInfo &)> &change);
    void endSums(); ///< after the thread has ended
    // The rest is of the writer thread.
    void run();
    WriteQueue::Writing writing() const;
    bool drain();
    bool commit();
    void settle();
    void bringBack();
    void tellProblem();
    void tellGone();
    void tellAside();
    void rollOver(const RetentionLimits &wanted);
    void applyLimits();
    void retire(const RetentionCut &cut, qint64 now);
    void setRetentionProblem(const Result<void> &outcome);
    void writeSums();
    void noteThatSumsAreKept();
    Clock::time_point wakeAt() const;

    const QString folder;
    const Settings settings;
    std::mutex infoFileMutex; ///< while capture.json is written; before the other
    mutable std::mutex infoMutex; ///< for `info`, `limits`, `retentionProblem`; never for long
    CaptureInfo info;
    const quint64 firstFree;
    QStringList repairs;
    CaptureLock lock;
    WriteQueue queue;
    Spill spill;
    QMap<QString, quint64> recovered;
    std::thread thread;
    SumLedger sums;
    QString sumsProblem; ///< once the thread has ended

    SegmentAppender appender;
    WriteQueue::Batches todo;
    std::vector<StoredBatch> stored;
    Clock::time_point commitAt = Clock::time_point::max();
    Clock::time_point retryAt;
    bool failing = false;
    QString writeProblem;
    Retirement retirement;
    SettledClock ageClock;
    RetentionLimits limits;
    bool limitsChanged = false;
    QString retentionProblem;
    Clock::time_point limitsAt = Clock::time_point::min(); ///< not looked at again before
};

} // namespace eventscope
