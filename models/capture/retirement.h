// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/captureinfo.h"
#include "models/capture/retention.h"
#include "models/event/eventbatch.h"

namespace eventscope {

/// Takes the oldest segments out of a capture, in an order in which a crash at any point leaves a
/// sound capture: first their indexes, which are caches and make room where the disk is full; then
/// `capture.json` says that they do not count any more; then their files. What a crash left of them
/// is removed the next time. Only for who holds the capture's lock; one thread.
class Retirement
{
public:
    explicit Retirement(const QString &folder) : m_folder(folder) { }

    /// Looks at the segments that it does not know yet, and says what is to go. `writing` is the
    /// number of the segment that is being written, or comes next: it stays.
    RetentionCut plan(const CaptureInfo::Retired &before, quint32 writing, const CaptureEnd &end,
                      const RetentionLimits &limits, qint64 nowUs);
    /// The segments that plan() last saw.
    const std::vector<SegmentFacts> &segments() const { return m_segments; }
    /// The first part of carryOut(): their indexes go, and `info` and capture.json say what goes.
    /// What is left to do is removeRetired().
    Result<void> mark(const RetentionCut &cut, CaptureInfo &info);
    /// Removes it, and says so in `info`. On an error nothing is lost that `info` does not say.
    Result<void> carryOut(const RetentionCut &cut, CaptureInfo &info);

    /// Removes the segments that do not count any more; the error names the first that stays.
    static Result<void> removeRetired(const QString &folder, const CaptureInfo::Retired &retired);
    /// The row that marks a cut, and that tells of all cuts together.
    static void appendRow(EventBatch &batch, const RetentionCut &cut,
                          const CaptureInfo::Retired &retired, qint64 nowUs);
    /// Looks at the segments; plan() does it by itself.
    void refresh(const CaptureInfo::Retired &before);

private:
    const QString m_folder;
    std::vector<SegmentFacts> m_segments;
};

/// The segments of a capture that count, ascending.
std::vector<quint32> keptSegments(const QString &folder, const CaptureInfo::Retired &retired);

} // namespace eventscope
