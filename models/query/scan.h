// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/linesource.h"
#include "models/query/eventpredicate.h"
#include "models/query/searchedrows.h"

#include <QFuture>
#include <memory>
#include <vector>

QT_FORWARD_DECLARE_CLASS(QThreadPool)

namespace eventscope {

class KnownParts;

/// Whether one event is shown, by itself. `lines` may be null: then only columns can match.
bool matches(const EventPredicate &predicate, const EventRecord &record, const LineSource *lines,
             std::string &scratch);

using Predicates = std::vector<std::shared_ptr<const EventPredicate>>;

/// Filters that are going over a log on worker threads: every thread of the pool takes the next
/// block of rows, the first rows first, until none is left. What is decided so far can be taken
/// while it runs. The scan is of a frozen log; `lines` and what the predicates refer to must live
/// until it has ended: cancel() and let the pool wait before they go. GUI thread.
class FilterScan
{
public:
    /// What is known of each of the predicates before, in their order: that is not asked again.
    using KnownBefore = std::vector<std::shared_ptr<const KnownParts>>;

    /// Decides the rows of the log from `from` on.
    FilterScan(QThreadPool &pool, EventLog::Snapshot log, quint64 from, const LineSource *lines,
               Predicates predicates, KnownBefore known = {});
    ~FilterScan(); ///< cancel(); each worker stops at the next line

    FilterScan(const FilterScan &) = delete;
    FilterScan &operator=(const FilterScan &) = delete;

    /// Counts the blocks that are decided; finished when there are no more, or after cancel().
    QFuture<void> future() const;
    void cancel();

    quint64 total() const; ///< rows to decide
    quint64 searched() const; ///< in any order
    quint64 matched() const; ///< by the first predicate, among those
    /// Rows that predicates were asked about, each for itself: they were not known before.
    quint64 asked() const;
    /// Appends what was decided since the last call to the sets, which are those of the predicates,
    /// in order and without a hole. Of these rows the first `skip` are left out, and counted down:
    /// the log has retired them meanwhile.
    void takeDecided(const std::vector<SearchedRows *> &sets, quint64 &skip);

private:
    struct Job;
    std::shared_ptr<Job> m_job;
    size_t m_taken = 0; ///< blocks
};

} // namespace eventscope
