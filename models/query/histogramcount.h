// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/query/eventhistogram.h"

#include <QFuture>
#include <memory>
#include <vector>

QT_FORWARD_DECLARE_CLASS(QThreadPool)

namespace eventscope {

/// Which rows of a frozen log are to be counted: those of `rows`, or all from `fromRow` on.
struct HistogramRows
{
    EventLog::Snapshot log;
    quint64 fromRow = 0;
    std::shared_ptr<const std::vector<quint32>> rows; ///< null: all
};

/// Adds the rows to `into` on a thread of the pool; only columns are read. Cancelling the future
/// stops it within some thousand rows; then it has no result.
QFuture<EventHistogram> startCount(QThreadPool &pool, HistogramRows rows, EventHistogram into);

} // namespace eventscope
