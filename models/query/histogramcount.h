// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/query/eventhistogram.h"
#include "models/query/rowset.h"

#include <QFuture>
#include <optional>

QT_FORWARD_DECLARE_CLASS(QThreadPool)

namespace eventscope {

/// Rows that are no longer in the log, of which a snapshot of before has the first `count`.
struct RetiredRows
{
    EventLog::Snapshot log;
    std::optional<RowSet> rows; ///< those that were counted; none: all
    quint64 count = 0;
};

/// Which rows of a frozen log are to be counted: those from `fromRow` on, all or those of a set.
struct HistogramRows
{
    EventLog::Snapshot log;
    quint64 fromRow = 0;
    std::optional<RowSet> rows; ///< of the same log; none: all
    RetiredRows gone = {}; ///< taken out first
};

/// Adds the rows to `into` on a thread of the pool; only columns are read. Cancelling the future
/// stops it within some thousand rows; then it has no result.
QFuture<EventHistogram> startCount(QThreadPool &pool, HistogramRows rows, EventHistogram into);

} // namespace eventscope
