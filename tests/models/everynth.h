// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventlogmodel.h"
#include "models/query/threadbudget.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <vector>

namespace eventscope {

using Use = StackedFilter::Use;

/// Events that know their number; no lines.
inline void add(EventLog &log, quint64 count)
{
    std::vector<EventRecord> records(count);
    for (quint64 i = 0; i < count; ++i)
        records[i].recordedUs = qint64(log.firstSequence() + log.size() + i);
    log.append(records.data(), count);
}

/// Matches every n-th event, and counts how many it was asked about. Past the gate it goes only
/// while that is open.
class EveryNth final : public EventPredicate
{
public:
    explicit EveryNth(quint64 n) : m_n(n) { }
    bool decidedByColumns(const EventRecord &record, bool &matches) const override
    {
        ++asked;
        askedHere += QThread::currentThread() == QCoreApplication::instance()->thread();
        for (const ThreadBudget work(std::chrono::microseconds{costUs}); !work.isSpent();) { }
        while (quint64(record.recordedUs) > gate)
            QThread::yieldCurrentThread();
        matches = matchesNumber(quint64(record.recordedUs));
        return true;
    }
    bool matchesLine(const EventRecord &, std::string_view) const override { return false; }
    bool matchesNumber(quint64 sequence) const { return sequence % m_n == 0; }

    mutable std::atomic<quint64> asked = 0;
    mutable std::atomic<quint64> askedHere = 0; ///< by the thread that has the window
    std::atomic<int> costUs = 0; ///< of one answer
    std::atomic<quint64> gate = ~quint64(0);

private:
    quint64 m_n;
};

inline bool lets(const FilterStack &stack, quint64 sequence)
{
    return std::all_of(stack.begin(), stack.end(), [sequence](const StackedFilter &filter) {
        const bool matches =
            static_cast<const EveryNth &>(*filter.predicate).matchesNumber(sequence);
        return filter.use == Use::Mark || matches == (filter.use == Use::Include);
    });
}

inline std::vector<quint64> truth(const EventLog &log, const FilterStack &stack, quint64 upTo)
{
    std::vector<quint64> sequences;
    for (quint64 row = 0; row < std::min(log.size(), upTo); ++row) {
        if (lets(stack, log.firstSequence() + row))
            sequences.push_back(log.firstSequence() + row);
    }
    return sequences;
}

inline std::vector<quint64> shown(const EventLogModel &model)
{
    std::vector<quint64> sequences;
    for (int row = 0; row < model.rowCount(); ++row)
        sequences.push_back(model.sequenceAt(row));
    return sequences;
}

} // namespace eventscope
