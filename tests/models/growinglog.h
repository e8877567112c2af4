// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventlogmodel.h"
#include "tests/support/filterof.h"
#include "tests/support/memorylines.h"

namespace eventscope {

/// A capture that grows: log and lines together.
struct GrowingLog
{
    MemoryLines lines;
    EventLog log;

    void add(const std::vector<TestEvent> &events, std::string_view connection = "0a1b2c3d")
    {
        log.append(lines.add(batchOf(events, connection)));
    }
    /// `count` events, of which those with a number divisible by `every` contain "needle".
    void addNumbered(int count, int every)
    {
        std::vector<TestEvent> events;
        for (int i = 0; i < count; ++i) {
            const quint64 row = log.size() + quint64(i);
            events.push_back({.payload = "{\"n\":" + std::to_string(row)
                                  + (row % quint64(every) == 0 ? ",\"mark\":\"Needle\"}" : "}")});
        }
        add(events);
    }
    std::shared_ptr<const CompiledFilter> filter(const QString &text) const
    {
        return filterOf(text, log);
    }
};

inline QString cell(const EventLogModel &model, int row, int column, int role = Qt::DisplayRole)
{
    return model.index(row, column).data(role).toString();
}

} // namespace eventscope
