// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"

#include <QMetaType>
#include <vector>

namespace eventscope {

/// How much of a capture is kept; 0: no limit. Whole segments are removed, oldest first, and never
/// the one that is being written, so a capture may be over a limit by what is in that one.
struct RetentionLimits
{
    quint64 events = 0;
    quint64 bytes = 0;
    qint64 ageUs = 0;

    bool any() const { return events > 0 || bytes > 0 || ageUs > 0; }
    bool operator==(const RetentionLimits &) const = default;
};

/// What the user set: of each capture, and of all that are kept together.
struct RetentionSettings
{
    RetentionLimits each;
    RetentionLimits all;

    bool operator==(const RetentionSettings &) const = default;
};

/// The stricter of two in each respect.
RetentionLimits stricter(const RetentionLimits &a, const RetentionLimits &b);

/// What retention knows of a segment: what its first good line says, and its length on the disk,
/// index included. Its end is where the next one begins, so nothing else of it is read.
struct SegmentFacts
{
    quint32 segment = 0;
    quint64 bytes = 0;
    quint64 firstSequence = 0; ///< 0: it has no good line
    qint64 firstUs = 0; ///< when its first event was recorded
};

/// Of one segment; `firstSequence` is 0 if it cannot be read.
SegmentFacts readSegmentFacts(const QString &folder, quint32 segment);

/// Where a capture ends: behind its last segment.
struct CaptureEnd
{
    quint64 nextSequence = 1;
    qint64 lastUs = 0; ///< when its last event was recorded
};

/// What one cut removes.
struct RetentionCut
{
    enum class Limit : quint8 { None, Size, Age, Count };

    size_t segments = 0; ///< so many of the oldest
    Limit limit = Limit::None; ///< that asked for it (the first one that did)
    quint64 first = 0;
    quint64 last = 0;
    quint64 bytes = 0;
    qint64 fromUs = 0;
    qint64 toUs = 0; ///< no later than this

    quint64 events() const { return last + 1 - first; }
};

/// Decides what goes: the oldest of the first `removable` segments, as far as a limit is passed.
/// Segments are in order, and there is no clock here but `nowUs`.
RetentionCut planRetention(const std::vector<SegmentFacts> &segments, size_t removable,
                           const CaptureEnd &end, const RetentionLimits &limits, qint64 nowUs);

/// The cut that takes the first `count` segments.
RetentionCut cutOf(const std::vector<SegmentFacts> &segments, size_t count, const CaptureEnd &end,
                   RetentionCut::Limit limit);

/// "size", "age", "count".
const char *limitName(RetentionCut::Limit limit);

/// Limits remove nothing of a capture that is marked to be kept: a file `.keep` in it, which the
/// user's own scripts can make too.
bool isKept(const QString &folder);
Result<void> setKept(const QString &folder, bool kept);

} // namespace eventscope
