// SPDX-License-Identifier: GPL-3.0-or-later
//
// The thread of a CaptureWriter: from the queue and the spill to the disk.

#include "models/capture/capturewriterstate.h"

#include "models/capture/gonesegment.h"

#include <pthread.h>

namespace eventscope {

namespace {

/// How long the disk is left alone after it refused something.
constexpr std::chrono::milliseconds retryPause{500};

} // namespace

CaptureWriter::State::Clock::time_point CaptureWriter::State::wakeAt() const
{
    if (failing)
        return retryAt;
    const Clock::time_point next = std::min({commitAt, spill.retryAt(), sums.dueAt()});
    if (appender.hasUnsynced())
        return next;
    const std::lock_guard guard(infoMutex);
    return limits.any() ? std::min(next, limitsAt) : next;
}

WriteQueue::Writing CaptureWriter::State::writing() const
{
    if (failing)
        return WriteQueue::Writing::Paused;
    return todo.empty() && !appender.hasUnsynced() ? WriteQueue::Writing::Idle
                                                   : WriteQueue::Writing::Busy;
}

void CaptureWriter::State::run()
{
    ::pthread_setname_np(::pthread_self(), "capture");
    tellAside();
    while (queue.wait(todo, wakeAt(), writing())) {
        if (failing && Clock::now() < retryAt && !queue.isFlushing())
            continue;
        if (!failing)
            bringBack();
        failing = !drain();
        if (failing)
            settle();
        // A second try makes good what a new segment file can; whoever waits in flush() then gets
        // an answer.
        if (failing && queue.isFlushing()) {
            failing = !drain();
            if (failing) {
                settle();
                spill.giveUp(todo);
            }
        }
        applyLimits();
        writeSums();
    }
}

/// Between two commits, so that all that was counted is on the disk.
void CaptureWriter::State::writeSums()
{
    if (failing || Clock::now() < sums.dueAt() || !sums.write(queue.allDropped()))
        return;
    noteThatSumsAreKept();
}

void CaptureWriter::State::endSums()
{
    const Result<void> written = sums.end(queue.allDropped(), queue.left());
    if (!written)
        sumsProblem = written.error();
    else
        noteThatSumsAreKept();
}

/// So that it is seen where they are taken away.
void CaptureWriter::State::noteThatSumsAreKept()
{
    changeInfo([this](CaptureInfo &changed) {
        return !std::exchange(changed.keepsSums, true) && changed.write(folder);
    });
}

/// What cannot be read back holds up nothing else.
void CaptureWriter::State::bringBack()
{
    const QString before = spill.problem();
    spill.bringBack(todo, appender.nextSequence());
    tellAside();
    if (spill.problem() != before)
        tellProblem();
}

void CaptureWriter::State::tellProblem()
{
    queue.setProblem(writeProblem.isEmpty() ? spill.problem() : writeProblem);
}

/// Writes everything that waits, and syncs as often as the settings ask for.
bool CaptureWriter::State::drain()
{
    while (!todo.empty()) {
        if (!appender.write(todo))
            return false;
        const Clock::time_point now = Clock::now();
        if (commitAt == Clock::time_point::max())
            commitAt = now + std::chrono::milliseconds(settings.commitMs);
        if ((appender.isFull() || appender.unsyncedBytes() >= settings.commitBytes
             || now >= commitAt)
            && !commit())
            return false;
    }
    if (appender.hasUnsynced()
        && (Clock::now() >= commitAt || queue.isFlushing() || spill.isAwaiting()))
        return commit();
    return true;
}

bool CaptureWriter::State::commit()
{
    const quint64 bytes = appender.unsyncedBytes();
    if (!appender.sync(stored))
        return false;
    commitAt = Clock::time_point::max();
    writeProblem.clear();
    tellProblem();
    sums.count(stored);
    if (const auto checksum = appender.checksum())
        sums.setChecksum(appender.writingSegment(), *checksum);
    queue.publish(stored, bytes);
    if (todo.empty())
        spill.stored();
    tellGone();
    if (appender.isFull()) {
        appender.seal();
        limitsAt = Clock::time_point::min();
    }
    return true;
}

void CaptureWriter::State::tellGone()
{
    for (const SegmentAppender::Gone &gone : appender.takeGone()) {
        auto row = std::make_unique<EventBatch>();
        appendGoneRow(*row, gone, nowUs());
        queue.add(std::move(row));
    }
}

void CaptureWriter::State::tellAside()
{
    const QStringList sentences = spill.takeAside();
    for (const QString &sentence : sentences) {
        auto row = std::make_unique<EventBatch>();
        appendAsideRow(*row, sentence, nowUs());
        queue.add(std::move(row));
    }
}

/// The disk refused something. What it did take is stored all the same; the rest stays in memory
/// and is tried again, until there is no room for more of it or somebody waits for an answer.
void CaptureWriter::State::settle()
{
    const QString why = appender.error();
    if (appender.hasUnsynced() && !commit())
        appender.giveBack(todo);
    commitAt = Clock::time_point::max();
    retryAt = Clock::now() + retryPause;
    writeProblem = why;
    tellProblem();
}

} // namespace eventscope
