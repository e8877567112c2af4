// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturewriter.h"

#include "models/capture/capturelock.h"
#include "models/capture/gonesegment.h"
#include "models/capture/recovery.h"
#include "models/capture/retirement.h"
#include "models/capture/segmentappender.h"
#include "models/capture/settledclock.h"
#include "models/capture/spill.h"
#include "models/capture/writequeue.h"

#include <QDir>
#include <mutex>
#include <pthread.h>
#include <system_error>
#include <thread>

using namespace Qt::StringLiterals;

namespace eventscope {

namespace {

/// How long the disk is left alone after it refused something.
constexpr std::chrono::milliseconds retryPause{500};
/// What grows old without anything happening is looked for so often.
constexpr std::chrono::seconds limitsPause{20};
/// Of what is kept, a segment is at most this part, so that a cut takes little.
constexpr quint64 segmentsKept = 8;
constexpr quint64 shortestSegment = 64 << 10;
constexpr quint64 fewestEvents = 500;
constexpr qint64 shortestSpanUs = 1'000'000;

} // namespace

struct CaptureWriter::State
{
    using Clock = WriteQueue::Clock;

    State(const QString &path, const Settings &wanted, const CaptureInfo &found,
          const SegmentAppender::End &end)
        : folder(path), settings(wanted), info(found), firstFree(end.nextSequence),
          queue(wanted, path), spill(queue, {path, wanted.spillElsewhere, found.id}),
          appender(path, found.id.toStdString(), wanted.segmentBytes, end), retirement(path),
          limits(wanted.limits)
    {
        rollOver(limits);
    }

    // The rest is of the writer thread.
    void run();
    WriteQueue::Writing writing() const;
    bool drain();
    bool commit();
    void settle();
    void tellGone();
    void rollOver(const RetentionLimits &wanted);
    void applyLimits();
    void retire(const RetentionCut &cut, qint64 now);
    void setRetentionProblem(const Result<void> &outcome);
    Clock::time_point wakeAt() const;

    const QString folder;
    const Settings settings;
    mutable std::mutex infoMutex; ///< for `info` (and capture.json), `limits`, `retentionProblem`
    CaptureInfo info;
    const quint64 firstFree;
    QStringList repairs;
    CaptureLock lock;
    WriteQueue queue;
    Spill spill;
    QMap<QString, quint64> recovered;
    std::thread thread;

    SegmentAppender appender;
    WriteQueue::Batches todo;
    std::vector<StoredBatch> stored;
    Clock::time_point commitAt = Clock::time_point::max();
    Clock::time_point retryAt;
    bool failing = false;
    Retirement retirement;
    SettledClock ageClock;
    RetentionLimits limits;
    bool limitsChanged = false;
    QString retentionProblem;
    Clock::time_point limitsAt = Clock::time_point::min(); ///< not looked at again before
};

CaptureWriter::State::Clock::time_point CaptureWriter::State::wakeAt() const
{
    if (failing)
        return retryAt;
    if (appender.hasUnsynced())
        return commitAt;
    const std::lock_guard guard(infoMutex);
    return limits.any() ? std::min(commitAt, limitsAt) : commitAt;
}

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

void CaptureWriter::State::retire(const RetentionCut &cut, qint64 now)
{
    std::unique_lock guard(infoMutex);
    const CaptureInfo::Retired before = info.retired;
    const Result<void> done = retirement.carryOut(cut, info);
    const CaptureInfo::Retired after = info.retired;
    guard.unlock();
    if (after != before) {
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
    while (queue.wait(todo, wakeAt(), writing())) {
        if (failing && Clock::now() < retryAt && !queue.isFlushing())
            continue;
        if (!failing)
            spill.bringBack(todo, appender.nextSequence());
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
    }
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
    queue.setProblem({});
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

/// The disk refused something. What it did take is stored all the same; the rest stays in memory
/// and is tried again, until there is no room for more of it or somebody waits for an answer.
void CaptureWriter::State::settle()
{
    const QString why = appender.error();
    if (appender.hasUnsynced() && !commit())
        appender.giveBack(todo);
    commitAt = Clock::time_point::max();
    retryAt = Clock::now() + retryPause;
    queue.setProblem(why);
}

Result<std::unique_ptr<CaptureWriter>> CaptureWriter::open(const QString &folder,
                                                           const Settings &settings)
{
    if (folder.isEmpty())
        return Error{u"Cannot record: no folder is named"_s};
    const QString path = QDir::cleanPath(QDir(folder).absolutePath());
    QStringList repairs;
    CaptureLock lock;
    if (const Result<void> prepared = prepareFolder(path, repairs); !prepared)
        return Error{prepared.error()};
    if (const Result<void> locked = lock.acquire(path); !locked)
        return Error{locked.error()};
    const Result<CaptureInfo> info = prepareInfo(path, repairs);
    if (!info)
        return Error{info.error()};
    const Result<SegmentAppender::End> end =
        prepareEnd(path, info->retired, settings.segmentBytes, repairs);
    if (!end)
        return Error{end.error()};

    auto state = std::make_unique<State>(path, settings, *info, *end);
    state->repairs = repairs;
    state->lock = std::move(lock);
    state->recovered = state->spill.recover(end->nextSequence, state->repairs);
    try {
        state->thread = std::thread(&State::run, state.get());
    } catch (const std::system_error &error) {
        return Error{u"Cannot record to %1: no thread for it (%2)"_s.arg(
            path, systemError(error.code().value()))};
    }
    if (settings.spillBytes > 0)
        state->spill.start(state->repairs);
    return std::unique_ptr<CaptureWriter>(new CaptureWriter(std::move(state)));
}

CaptureWriter::CaptureWriter(std::unique_ptr<State> state) : m_state(std::move(state)) { }

CaptureWriter::~CaptureWriter()
{
    close();
}

std::unique_ptr<EventBatch> CaptureWriter::takeEmptyBatch()
{
    return m_state->queue.takeEmpty();
}

bool CaptureWriter::submit(std::unique_ptr<EventBatch> batch)
{
    return m_state->queue.submit(std::move(batch));
}

bool CaptureWriter::hasRoom(std::string_view connection) const
{
    return m_state->queue.hasSpareRoom(connection);
}

void CaptureWriter::setListener(std::function<void()> listener)
{
    m_state->queue.setListener(std::move(listener));
}

std::vector<StoredBatch> CaptureWriter::takeStored()
{
    return m_state->queue.takeStored();
}

bool CaptureWriter::hasStored() const
{
    return m_state->queue.hasStored();
}

void CaptureWriter::recycle(std::unique_ptr<EventBatch> batch)
{
    m_state->queue.recycle(std::move(batch));
}

void CaptureWriter::flush()
{
    m_state->queue.flush();
}

void CaptureWriter::close()
{
    if (!m_state->thread.joinable())
        return;
    m_state->queue.stop();
    m_state->thread.join();
    m_state->lock.release();
}

QMap<QString, quint64> CaptureWriter::takeDropped()
{
    return m_state->queue.takeDropped();
}

QString CaptureWriter::problem() const
{
    return m_state->queue.problem();
}

CaptureWriter::Counts CaptureWriter::counts() const
{
    return m_state->queue.counts();
}

QString CaptureWriter::folder() const
{
    return m_state->folder;
}

CaptureInfo CaptureWriter::info() const
{
    const std::lock_guard lock(m_state->infoMutex);
    return m_state->info;
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

quint64 CaptureWriter::firstFreeSequence() const
{
    return m_state->firstFree;
}

QMap<QString, quint64> CaptureWriter::recovered() const
{
    return m_state->recovered;
}

QStringList CaptureWriter::repairs() const
{
    return m_state->repairs;
}

Result<void> CaptureWriter::nameConnection(const QString &id, const QString &name,
                                           const QString &dialect, const QStringList &maskedFields)
{
    const std::lock_guard lock(m_state->infoMutex);
    CaptureInfo changed = m_state->info;
    const auto known = changed.connections.constFind(id);
    const CaptureInfo::Connection connection{name, dialect, maskedFields};
    if (known != changed.connections.constEnd() && *known == connection)
        return {};
    changed.connections.insert(id, connection);
    Result<void> written = changed.write(m_state->folder);
    if (written)
        m_state->info = changed;
    return written;
}

} // namespace eventscope
