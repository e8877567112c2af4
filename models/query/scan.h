// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/textfilter.h"

#include <QFuture>
#include <atomic>
#include <memory>
#include <vector>

QT_FORWARD_DECLARE_CLASS(QThreadPool)

namespace eventscope {

/// Whether one event is shown. `lines` may be null: then only columns can match.
bool matches(const EventPredicate &predicate, const EventRecord &record, const LineSource *lines,
             std::string &scratch);

/// A filter that is going over the whole log on worker threads.
struct RunningScan
{
    QFuture<std::vector<quint32>> future; ///< its progress counts blocks of `blockRows`
    std::shared_ptr<const std::atomic<quint64>> searched;
    std::shared_ptr<const std::atomic<quint64>> matches;
};

/// Starts a scan of a frozen prefix of the log: every thread of the pool takes the next block until
/// none is left. The result are the matching rows, ascending. Cancelling the future stops it within
/// a few rows. `lines` and what the predicate refers to must live until the scan has ended: cancel
/// it and let the pool wait before they go.
RunningScan startScan(QThreadPool &pool, EventLog::Snapshot log, const LineSource *lines,
                      std::shared_ptr<const EventPredicate> predicate);

} // namespace eventscope
