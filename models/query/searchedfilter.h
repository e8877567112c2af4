// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/blockscan.h"
#include "models/query/searchedrows.h"

#include <memory>

namespace eventscope {

class KnownParts;
class ThreadBudget;

/// One filter, what is known of it, and what it takes to test what comes: a filter that was too
/// slow for the thread that waits is left to others for a while. FilterSearches owns it and says
/// what is searched for. GUI thread.
class SearchedFilter
{
public:
    /// Nothing is known yet of the rows behind the `front` of the log's first chunk. `lines` are
    /// not owned and outlive it.
    SearchedFilter(std::shared_ptr<const EventPredicate> filter, const LineSource *lines,
                   quint64 front);

    /// Adds the rows [from, to) to `into`, as many of them as there is time for.
    void test(const EventLog::Snapshot &log, quint64 from, quint64 to, SearchedRows &into,
              const ThreadBudget &budget);

    /// Adds the rows up to `to`, as long as `known` is enough for them and there is time.
    void recall(const EventLog::Snapshot &log, quint64 to, const ThreadBudget &budget);

    /// The scan is through: its rows and those that came meanwhile are one.
    void joinTail();
    /// It was stopped: what is decided stays known; what comes behind is searched for when it is
    /// wanted.
    void dropTail();
    size_t memoryBytes() const;

    const std::shared_ptr<const EventPredicate> predicate;
    SearchedRows rows; ///< from the log's first row on
    SearchedRows tail; ///< behind the rows that a scan is still at
    /// What other filters tell, for the search that is about to begin; null: nothing.
    std::shared_ptr<const KnownParts> known;
    bool scanning = false;
    bool used = false; ///< in one of the stacks that are shown or wanted
    double seconds = 0; ///< that searches took which did not come to their end

private:
    quint64 attempts() const { return m_compiled ? m_compiled->attempts() : 0; }

    const CompiledFilter *const m_compiled; ///< the predicate, if it is one
    BlockScan m_scan; ///< of what comes
    int m_leftOut = 0; ///< batches of new events that are left to the workers
    int m_leaveOut = 1; ///< so many the next time
};

} // namespace eventscope
