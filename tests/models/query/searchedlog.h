// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterline.h"
#include "models/query/filtersearches.h"
#include "tests/support/filterof.h"
#include "tests/support/memorylines.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <array>
#include <set>

namespace eventscope {

/// A log, and what was searched for in it: one filter after the other, as from a filter bar.
struct SearchedLog
{
    MemoryLines lines;
    EventLog log;
    FilterSearches searches;
    FilterBinding binding;

    SearchedLog()
    {
        binding.log = &log;
        binding.zone = TimeZoneChoice::Utc;
        searches.setLog(&log, &lines);
    }
    ~SearchedLog() { searches.setLog(nullptr, nullptr); }

    enum class Lines { Readable, Lost };
    void add(const std::vector<TestEvent> &events, std::string_view connection = "0a1b2c3d",
             Lines kind = Lines::Readable)
    {
        const quint64 before = log.size();
        const StoredBatch stored = lines.add(batchOf(events, connection));
        if (kind == Lines::Lost)
            lines.lose(stored.segment);
        log.append(stored);
        searches.test(before, log.size());
    }
    void retire(quint64 rows)
    {
        log.retire(log.firstSequence() + rows);
        searches.dropFront(rows);
    }

    /// A filter that nothing was found for yet.
    FilterStack bound(const QString &text) const { return {{compiledFilter(text, binding)}}; }

    /// How many events were asked about.
    quint64 search(const FilterStack &stack)
    {
        const quint64 before = searches.asked();
        QSignalSpy finished(&searches, &FilterSearches::finished);
        if (!searches.search({}, stack, log.size()) && finished.isEmpty() && !finished.wait(60'000))
            qFatal("the search does not end");
        return searches.asked() - before;
    }
    quint64 search(const QString &text) { return search(bound(text)); }

    /// Sequences of what the stack lets through.
    std::set<quint64> found(const FilterStack &stack) const
    {
        std::set<quint64> sequences;
        std::array<quint64, RowSet::blockWords> bits;
        for (quint64 from = 0; from < log.size(); from += RowSet::blockRows) {
            const quint64 count = std::min<quint64>(RowSet::blockRows, log.size() - from);
            searches.combine(stack, from, count, bits.data());
            for (quint64 i = 0; i < count; ++i) {
                if ((bits[i / 64] >> (i % 64) & 1) != 0)
                    sequences.insert(log.firstSequence() + from + i);
            }
        }
        return sequences;
    }
    /// The same, one by one.
    std::set<quint64> truth(const QString &text) const { return truth(bound(text)); }
    /// Of filters that were not searched for.
    std::set<quint64> truth(const FilterStack &stack) const
    {
        std::set<quint64> sequences;
        FilterLine line;
        for (quint64 row = 0; row < log.size(); ++row) {
            line.reset(log.at(row), log.firstSequence() + row, &lines);
            const bool isShown = std::all_of(stack.begin(), stack.end(), [&](const auto &filter) {
                if (filter.use == StackedFilter::Use::Mark)
                    return true;
                const bool isExcluded = filter.use == StackedFilter::Use::Exclude;
                return static_cast<const CompiledFilter &>(*filter.predicate).evaluate(line)
                    == (isExcluded ? Truth::No : Truth::Yes);
            });
            if (isShown)
                sequences.insert(log.firstSequence() + row);
        }
        return sequences;
    }
};

} // namespace eventscope
