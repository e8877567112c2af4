// SPDX-License-Identifier: GPL-3.0-or-later
//
// How a CaptureWriter keeps the limits of its capture.

#include "models/capture/capturewriterstate.h"

namespace eventscope {

namespace {

/// What grows old without anything happening is looked for so often.
constexpr std::chrono::seconds limitsPause{20};
/// Of what is kept, a segment is at most this part, so that a cut takes little.
constexpr quint64 segmentsKept = 8;
constexpr quint64 shortestSegment = 64 << 10;
constexpr quint64 fewestEvents = 500;
constexpr qint64 shortestSpanUs = 1'000'000;

} // namespace

void CaptureWriter::State::rollOver(const RetentionLimits &wanted)
{
    SegmentAppender::Rollover rollover;
    rollover.bytes = std::max<quint64>(settings.segmentBytes, 1);
    if (wanted.bytes > 0)
        rollover.bytes =
            std::min(rollover.bytes, std::max(shortestSegment, wanted.bytes / segmentsKept));
    if (wanted.events > 0)
        rollover.events = std::max(fewestEvents, wanted.events / segmentsKept);
    if (wanted.ageUs > 0)
        rollover.spanUs = std::max(shortestSpanUs, wanted.ageUs / qint64(segmentsKept));
    appender.setRollover(rollover);
}

/// Between two commits: nothing of the segment that is being written is touched.
void CaptureWriter::State::applyLimits()
{
    std::unique_lock guard(infoMutex);
    const RetentionLimits wanted = limits;
    const CaptureInfo::Retired before = info.retired;
    if (std::exchange(limitsChanged, false)) {
        limitsAt = Clock::time_point::min();
        rollOver(wanted);
    }
    guard.unlock();
    if (!wanted.any() || failing || appender.hasUnsynced() || Clock::now() < limitsAt)
        return;
    limitsAt = Clock::now() + limitsPause;
    if (isKept(folder))
        return;
    const qint64 now = ageClock.now();
    // Where nothing comes any more, what is in the last segment grows old too.
    if (wanted.ageUs > 0 && appender.lastUs() > 0 && appender.lastUs() < now - wanted.ageUs)
        appender.sealEarly();
    // With room for the segment that is being written.
    const RetentionLimits target{wanted.events - wanted.events / segmentsKept,
                                 wanted.bytes - wanted.bytes / segmentsKept, wanted.ageUs};
    const RetentionCut cut =
        retirement.plan(before, appender.writingSegment(),
                        {appender.nextSequence(), appender.lastUs()}, target, now);
    if (cut.segments > 0)
        retire(cut, nowUs());
    else if (before.lastSegment > 0)
        setRetentionProblem(Retirement::removeRetired(folder, before));
}

/// `change` writes capture.json, on any disk, so nobody who only looks at `info` waits for it.
bool CaptureWriter::State::changeInfo(const std::function<bool(CaptureInfo &)> &change)
{
    const std::lock_guard writing(infoFileMutex);
    std::unique_lock guard(infoMutex);
    CaptureInfo changed = info;
    guard.unlock();
    if (!change(changed))
        return false;
    guard.lock();
    info = changed;
    return true;
}

void CaptureWriter::State::retire(const RetentionCut &cut, qint64 now)
{
    CaptureInfo::Retired after;
    Result<void> done;
    const bool marked = changeInfo([&](CaptureInfo &changed) {
        done = retirement.mark(cut, changed);
        after = changed.retired;
        return done.has_value();
    });
    if (marked) {
        sums.forgetChecksumsUpTo(after.lastSegment);
        done = Retirement::removeRetired(folder, after);
        auto row = std::make_unique<EventBatch>();
        Retirement::appendRow(*row, cut, after, now);
        queue.add(std::move(row));
        queue.tellListener();
    }
    setRetentionProblem(done);
}

void CaptureWriter::State::setRetentionProblem(const Result<void> &outcome)
{
    const QString problem = outcome ? QString() : outcome.error();
    std::unique_lock guard(infoMutex);
    const bool changed = std::exchange(retentionProblem, problem) != problem;
    guard.unlock();
    if (changed)
        queue.tellListener();
}

void CaptureWriter::setLimits(const RetentionLimits &limits)
{
    {
        const std::lock_guard lock(m_state->infoMutex);
        if (m_state->limits == limits)
            return;
        m_state->limits = limits;
        m_state->limitsChanged = true;
    }
    m_state->queue.wake();
}

CaptureInfo::Retired CaptureWriter::retired() const
{
    const std::lock_guard lock(m_state->infoMutex);
    return m_state->info.retired;
}

QString CaptureWriter::retentionProblem() const
{
    const std::lock_guard lock(m_state->infoMutex);
    return m_state->retentionProblem;
}

} // namespace eventscope
