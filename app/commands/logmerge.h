// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/logparts.h"

#include <deque>
#include <functional>
#include <queue>
#include <vector>

namespace eventscope {

/// Puts the rows of several logs into one, by the time at which they were recorded; of equal times
/// those of the log that was added first, and the order within a log stays. It may be done again
/// and again, as the logs get new rows: what is there at once is in order. Nothing is owned. One
/// thread.
class LogMerge
{
public:
    explicit LogMerge(EventLog &into) : m_into(into) { }

    /// `raise` is what the segment numbers of its rows are raised by. `refill` puts the next rows
    /// into the log where it is empty, with new numbers for texts, or answers false; none: it has
    /// all.
    void add(EventLog &from, quint32 raise, std::function<bool()> refill = {})
    {
        m_from.push_back(From{from, raise, std::move(refill)});
    }
    /// Takes all rows out of the logs. `progress` gets how many by now, and may answer false to
    /// stop; then this does too, and the logs are good for nothing else.
    bool take(const std::function<bool(quint64 done)> &progress = {});
    /// Takes only a part, for which the other log forgot its texts: of logs that are refilled.
    void takePart(const PartSize &size);

private:
    struct From
    {
        EventLog &log;
        quint32 raise;
        std::function<bool()> refill;
        quint64 row = 0;
        /// What its numbers are in the other log.
        std::vector<quint32> types{};
        std::vector<quint32> topics{};
        std::vector<quint32> connections{};

        bool isDone() const { return row == log.size(); }
        qint64 nextUs() const { return log.at(row).recordedUs; }
        EventRecord next();
        void letGo();
    };
    using Head = std::pair<qint64, size_t>; ///< time and log: of equal times, the first log's
    using Heads = std::priority_queue<Head, std::vector<Head>, std::greater<>>;

    void learnTexts(From &from);
    void learnTextsAnew(From &from);
    void putHead(Heads &heads, size_t i);

    EventLog &m_into;
    std::deque<From> m_from;
};

} // namespace eventscope
