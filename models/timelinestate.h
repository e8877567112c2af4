// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventlogmodel.h"
#include "models/gaplengths.h"
#include "models/timelinecount.h"
#include "models/timelinemodel.h"

#include <QThreadPool>
#include <QTimer>

#include <optional>

namespace eventscope {

/// What the timeline knows: for the two files that are its model, one that keeps the counts and one
/// that looks at a part of them.
struct TimelineModel::State
{
    EventLogModel *model = nullptr;
    const EventLog *log = nullptr;
    quint64 first = 0; ///< sequence of the log's first row when it was counted
    QThreadPool pool;
    TimelineCount all{&pool};
    TimelineCount matching{&pool};
    TimelineCount fineAll{&pool}; ///< of the zoomed span and a little around it
    TimelineCount fineMatching{&pool};
    TimelineSpan fine; ///< empty: none
    TimelineSpan zoom; ///< empty: the whole log is shown
    bool followsEnd = false;
    bool otherRows = false; ///< are shown than those that were counted
    bool anew = true;
    int mostBars = 100;
    QTimer soon;
    GapLengths gapLengths;
    bool awake = true; ///< somebody looks
    bool thinned = false; ///< what is left may deserve finer counts
    bool unchecked = false; ///< the zoom is from before anything was counted
    std::optional<EventLog::Snapshot> before; ///< the log with what retires now
    std::optional<RowSet> shownBefore; ///< of its rows; none: all

    static constexpr int mostBarsEver =
        400; ///< what the counts of a zoomed span can always tell apart

    bool isCounted() const
    {
        return awake && !anew && (!all.isBusy() || all.histogram().total() > 0);
    }

    bool fineIsUsed() const
    {
        return !fine.isEmpty() && !fineAll.isBusy() && !fineMatching.isBusy();
    }
};

} // namespace eventscope
