// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturesweep.h"

#include "models/capture/capturelock.h"
#include "models/capture/capturesummary.h"
#include "models/capture/segment.h"

#include <QDir>
#include <QFileInfo>
#include <algorithm>

using namespace Qt::StringLiterals;

namespace eventscope {

/// One capture of the folder, as the last look at it found it.
struct CaptureSweep::Known
{
    explicit Known(const QString &path) : folder(path), retirement(path) { }

    const QString folder;
    Retirement retirement;
    CaptureInfo info;
    CaptureEndFacts end;
    bool touchable = false;
    bool own = false;
    size_t chosen = 0; ///< so many of its segments are to go
    RetentionCut::Limit limit = RetentionCut::Limit::None;

    const std::vector<SegmentFacts> &segments() const { return retirement.segments(); }
    bool isAll() const { return chosen == segments().size(); }
    /// When its segment `at` begins; after the last: when its last event came.
    CaptureEnd begin(size_t at) const
    {
        for (; at < segments().size(); ++at) {
            if (segments()[at].firstSequence != 0)
                return {segments()[at].firstSequence, segments()[at].firstUs};
        }
        return {end.end.nextSequence, end.lastEventUs > 0 ? end.lastEventUs : end.end.lastUs};
    }
    quint64 eventsOf(size_t at) const
    {
        const quint64 from = begin(at).nextSequence;
        return std::max(from, begin(at + 1).nextSequence) - from;
    }
};

/// A segment that may go.
struct CaptureSweep::Candidate
{
    Known *capture = nullptr;
    size_t at = 0;
    qint64 fromUs = 0;
    qint64 toUs = 0;
};

void CaptureSweep::look(const QString &ownFolder)
{
    std::vector<std::shared_ptr<Known>> there;
    const QFileInfoList folders = QDir(m_home).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QFileInfo &one : folders) {
        const QString path = one.filePath();
        const Result<CaptureInfo> info = CaptureInfo::read(path);
        if (!info)
            continue; // no capture, or one that a person has to look at
        const auto before =
            std::find_if(m_captures.begin(), m_captures.end(),
                         [&path](const auto &known) { return known->folder == path; });
        there.push_back(before != m_captures.end() ? *before : std::make_shared<Known>(path));
        Known &capture = *there.back();
        capture.info = *info;
        capture.own = path == ownFolder;
        capture.retirement.refresh(info->retired);
        capture.end = readCaptureEnd(path, info->retired);
        capture.touchable = !capture.own && !isKept(path) && !CaptureLock::isHeld(path);
        capture.chosen = 0;
    }
    m_captures = std::move(there);
}

/// Oldest first over all captures, and never one before those of the same capture that precede it.
std::vector<CaptureSweep::Candidate> CaptureSweep::choose(const RetentionLimits &limits,
                                                          qint64 nowUs)
{
    quint64 bytes = 0;
    quint64 events = 0;
    std::vector<Candidate> candidates;
    for (const auto &capture : m_captures) {
        qint64 latest = 0;
        for (size_t at = 0; at < capture->segments().size(); ++at) {
            bytes += capture->segments()[at].bytes;
            events += capture->eventsOf(at);
            latest = std::max(latest, capture->begin(at).lastUs);
            if (capture->touchable)
                candidates.push_back({capture.get(), at, latest, capture->begin(at + 1).lastUs});
        }
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate &a, const Candidate &b) { return a.fromUs < b.fromUs; });
    std::vector<Candidate> chosen;
    for (const Candidate &one : candidates) {
        using Limit = RetentionCut::Limit;
        const Limit limit = limits.bytes > 0 && bytes > limits.bytes ? Limit::Size
            : limits.ageUs > 0 && one.toUs < nowUs - limits.ageUs    ? Limit::Age
            : limits.events > 0 && events > limits.events            ? Limit::Count
                                                                     : Limit::None;
        if (limit == Limit::None || one.capture->chosen != one.at)
            continue;
        if (one.capture->chosen++ == 0)
            one.capture->limit = limit;
        bytes -= one.capture->segments()[one.at].bytes;
        events -= one.capture->eventsOf(one.at);
        chosen.push_back(one);
    }
    return chosen;
}

bool CaptureSweep::carryOut(Known &capture, Outcome &outcome)
{
    const RetentionCut cut =
        cutOf(capture.segments(), capture.chosen, capture.end.end, capture.limit);
    Result<void> done;
    if (capture.isAll()) {
        done = removeCapture(capture.folder);
    } else {
        CaptureLock lock;
        done = lock.acquire(capture.folder, CaptureLock::Purpose::Alone);
        if (done)
            done = capture.retirement.carryOut(cut, capture.info);
    }
    if (!done) {
        outcome.problems += done.error();
        return false;
    }
    (capture.isAll() ? outcome.removed : outcome.cut) += QFileInfo(capture.folder).fileName();
    outcome.events += cut.events();
    outcome.bytes += cut.bytes;
    return true;
}

CaptureSweep::Outcome CaptureSweep::run(const RetentionLimits &limits, const QString &ownFolder,
                                        qint64 nowUs)
{
    Outcome outcome;
    if (!limits.any())
        return outcome;
    look(ownFolder);
    QStringList refused;
    if (!choose(limits, nowUs).empty()) {
        for (const auto &capture : m_captures) {
            if (capture->chosen > 0 && !carryOut(*capture, outcome))
                refused += capture->folder;
        }
        look(ownFolder);
    }
    quint64 bytes = 0;
    quint64 events = 0;
    // What may be cut makes room for what is recorded, next time; only what stays takes room from
    // it.
    for (const auto &capture : m_captures) {
        const bool stays =
            !capture->own && (!capture->touchable || refused.contains(capture->folder));
        for (size_t at = 0; at < capture->segments().size() && stays; ++at) {
            bytes += capture->segments()[at].bytes;
            events += capture->eventsOf(at);
        }
    }
    // At least something: nobody records nothing.
    const auto left = [](quint64 limit, quint64 others) {
        return limit == 0 ? 0 : std::max<quint64>(1, limit - std::min(limit, others));
    };
    outcome.forOwn = {left(limits.events, events), left(limits.bytes, bytes), limits.ageUs};
    return outcome;
}

} // namespace eventscope
