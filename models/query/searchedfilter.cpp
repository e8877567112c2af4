// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/searchedfilter.h"

#include "models/query/threadbudget.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

/// How long a line is taken apart at all of those that are tested at once.
constexpr quint64 longestTailLine = 1U << 16;
/// A filter that took longer is left to the workers for this many batches of new events; twice as
/// many each time, up to a minute or so.
constexpr int mostLeftOut = 1'024;
/// What stops in the middle is done again: no more rows of it than this.
constexpr size_t mostDoneAgain = 1'024;

} // namespace

SearchedFilter::SearchedFilter(std::shared_ptr<const EventPredicate> filter,
                               const LineSource *lines, quint64 front)
    : predicate(std::move(filter)), rows(front),
      m_compiled(dynamic_cast<const CompiledFilter *>(predicate.get())), m_scan(*predicate, lines)
{
    m_scan.setLongestLine(longestTailLine);
}

void SearchedFilter::test(const EventLog::Snapshot &log, quint64 from, quint64 to,
                          SearchedRows &into, const ThreadBudget &budget)
{
    if (m_leftOut > 0) {
        --m_leftOut;
        return;
    }
    const quint64 before = attempts();
    const auto stop = [&] { return budget.isSpent() || attempts() != before; };
    std::array<quint64, BlockScan::maxWords> bits;
    while (from < to) {
        const auto most = std::min<quint64>(to - from, mostDoneAgain);
        const auto records = log.run(from, size_t(most));
        if (stop() || !m_scan.scan(records, log.firstSequence() + from, bits.data(), stop)) {
            m_leftOut = std::exchange(m_leaveOut, std::min(m_leaveOut * 2, mostLeftOut));
            return;
        }
        into.append(bits.data(), {m_scan.unreadable(), m_scan.undecided()}, records.size());
        from += records.size();
    }
    m_leaveOut = 1;
}

void SearchedFilter::recall(const EventLog::Snapshot &log, quint64 to, const ThreadBudget &budget)
{
    if (!known)
        return;
    BlockScan scan(*predicate, nullptr); // which asks for no lines
    scan.setKnown(known);
    std::array<quint64, BlockScan::maxWords> bits;
    while (rows.rows() < to && !budget.isSpent()) {
        const quint64 from = rows.rows();
        const auto records = log.run(from, size_t(std::min<quint64>(to - from, scan.maxRows)));
        if (!scan.recall(records, log.firstSequence() + from, bits.data()))
            return;
        rows.append(bits.data(), {}, records.size());
    }
}

void SearchedFilter::joinTail()
{
    if (!std::exchange(scanning, false))
        return;
    rows.append(tail);
    tail = SearchedRows();
}

void SearchedFilter::dropTail()
{
    scanning = false;
    tail = SearchedRows();
}

size_t SearchedFilter::memoryBytes() const
{
    return rows.memoryBytes() + tail.memoryBytes() + m_scan.memoryBytes() + sizeof(SearchedFilter);
}

} // namespace eventscope
