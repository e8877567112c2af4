// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/orderedevents.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/tablecolumns.h"

namespace eventscope {

/// The log's table with room for its usual columns, and one event.
struct ShownColumns
{
    LogFixture fixture;
    EventTable table{&fixture.model};

    ShownColumns()
    {
        table.resize(1'600, 400);
        fixture.add({{.payload = R"({"status":"ringing","n":{"m":7}})"}});
        table.show();
    }
    TableColumns *columns() const { return table.columns(); }
    QStringList titles() const
    {
        QStringList all;
        for (const int column : columns()->shown())
            all += columns()->title(column);
        return all;
    }
    QString cell(int column) const { return table.events()->index(0, column).data().toString(); }
};

} // namespace eventscope
