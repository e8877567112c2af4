// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/retirement.h"

#include <QMap>
#include <QStringList>
#include <memory>

namespace eventscope {

/// Keeps the limits for all captures of a folder together: the oldest segments of captures that
/// nobody has open go first, whole captures where all of their segments go. What is marked to be
/// kept, or open anywhere, counts but is not touched. The capture that this process is writing is
/// left to its writer, which is told what is left for it.
///
/// It knows the segments from sweep to sweep, so that only new ones are read. One thread at a time.
class CaptureSweep
{
public:
    struct Outcome
    {
        RetentionLimits forOwn; ///< what the own capture may take; others are cut for it next time
        quint64 events = 0; ///< removed, over all captures
        quint64 bytes = 0;
        QStringList cut; ///< captures that lost their beginning
        QStringList removed; ///< captures that are gone
        QStringList problems; ///< one sentence each
    };

    explicit CaptureSweep(const QString &capturesFolder) : m_home(capturesFolder) { }

    /// `ownFolder` is the capture that this process writes; empty: none.
    Outcome run(const RetentionLimits &limits, const QString &ownFolder, qint64 nowUs);

private:
    struct Known;
    struct Candidate;

    void look(const QString &ownFolder);
    std::vector<Candidate> choose(const RetentionLimits &limits, qint64 nowUs);
    bool carryOut(Known &capture, Outcome &outcome);

    const QString m_home;
    std::vector<std::shared_ptr<Known>> m_captures;
};

} // namespace eventscope
