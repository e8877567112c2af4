// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <optional>

namespace eventscope {

/// How one node of a workflow moves: when it began, when it last changed, how often. Times are
/// microseconds since 1970, handed in by whoever knows them.
struct ProgressPace
{
    static constexpr qint64 minPatienceUs = 30'000'000;

    qint64 startedUs = 0;
    qint64 changedUs = 0;
    double firstFraction = 0; ///< we may have come late
    quint32 changes = 0; ///< after the first sight

    void start(qint64 us, double fraction);
    void change(qint64 us);
    /// From when on it counts as stalled: after 30 s, or three times its usual interval.
    qint64 stallsAtUs() const;
    /// When it will be done if it goes on as it did since its start; nothing before it has moved.
    std::optional<qint64> endsAtUs(double fraction) const;
};

} // namespace eventscope
