// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/orderedevents.h"
#include "tests/views/logfixture.h"
#include "views/detail/jsontreeview.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/logplaceholder.h"
#include "views/eventlog/payloadview.h"

#include <QScrollBar>
#include <QTest>

namespace eventscope {

using namespace Qt::StringLiterals;

/// A log that is shown, with the places that tests look at.
struct ShownLog
{
    LogFixture fixture;
    EventLogView view{&fixture.model};

    explicit ShownLog(int events = 0)
    {
        view.resize(900, 600);
        fixture.addMany(events);
        view.show();
    }
    EventTable *table() const { return view.table(); }
    QScrollBar *bar() const { return view.table()->verticalScrollBar(); }
    bool atEnd() const { return bar()->value() == bar()->maximum(); }
    LogPlaceholder *placeholder() const { return view.findChild<LogPlaceholder *>(); }
    void click(int row)
    {
        const QRect cell = table()->visualRect(table()->events()->index(row, EventLogColumn::Type));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, cell.center());
    }
    int firstRow() const { return table()->indexAt({5, 2}).row(); }
    /// The rows of the detail's tree, `name: value`.
    QString readable() const
    {
        auto *tree = view.findChild<JsonTreeView *>();
        QStringList rows;
        for (QModelIndex at = tree->model()->index(0, 0); at.isValid(); at = tree->indexBelow(at))
            rows << at.data().toString() + u": "_s + at.siblingAtColumn(1).data().toString();
        return rows.join(u'\n');
    }
};

} // namespace eventscope
