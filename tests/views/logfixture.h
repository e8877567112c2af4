// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/eventlogmodel.h"
#include "tests/support/memorylines.h"

namespace eventscope {

/// A log with its model, filled without a feed or a disk.
struct LogFixture
{
    MemoryLines lines;
    EventLog log;
    EventLogModel model{&log, &lines};

    void add(const std::vector<TestEvent> &events, std::string_view connection = "0a1b2c3d")
    {
        log.append(lines.add(batchOf(events, connection)));
        model.logGrew();
    }
    /// `count` events whose subject is their number.
    void addMany(int count)
    {
        std::vector<TestEvent> events(static_cast<size_t>(count));
        for (int i = 0; i < count; ++i)
            events[static_cast<size_t>(i)].subject = "call " + std::to_string(++m_number);
        add(events);
    }

private:
    int m_number = 0;
};

} // namespace eventscope
