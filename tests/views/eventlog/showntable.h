// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/logfixture.h"
#include "views/eventlog/eventtable.h"

#include <QSignalSpy>

namespace eventscope {

/// The log's table, shown with times in UTC, and what it says for the status bar.
struct ShownTable
{
    LogFixture fixture;
    EventTable table{&fixture.model};
    QSignalSpy remarks{&table, &EventTable::remark};

    ShownTable()
    {
        table.resize(900, 400);
        fixture.model.setTimeZone(TimeZoneChoice::Utc);
        table.show();
    }
    /// One event a second, from the given time on.
    void addSeconds(int count, qint64 fromUs)
    {
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection("0a1b2c3d");
        for (int i = 0; i < count; ++i)
            TestEvent().appendTo(*batch, fromUs + i * 1'000'000LL);
        fixture.log.append(fixture.lines.add(std::move(batch)));
        fixture.model.logGrew();
    }
    quint64 current() const { return table.currentSequence(); }
    QString remark() const { return remarks.isEmpty() ? QString() : remarks.last()[0].toString(); }
};

} // namespace eventscope
