// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tablecommands.h"

#include "models/eventbookmarks.h"
#include "models/eventlogmodel.h"
#include "views/eventlog/columnmenu.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/rowjumps.h"
#include "views/eventlog/rowmarks.h"
#include "views/eventlog/timemenu.h"
#include "views/windowactions.h"

#include <QAction>
#include <QMenu>

namespace eventscope {

TableCommands::TableCommands(const WindowActions &actions, EventTable *table)
    : QObject(table), m_table(table)
{
    connectCopies(actions);
    connectJumps(actions);
    connectTimes(actions);
}

void TableCommands::connectCopies(const WindowActions &actions)
{
    m_table->addActions({actions.copyRows, actions.copyJson});
    for (const auto &[action, form] : {std::pair(actions.copyRows, CopyForm::Text),
                                       {actions.copyJson, CopyForm::JsonLines},
                                       {actions.copyJsonArray, CopyForm::JsonArray},
                                       {actions.copyCsv, CopyForm::Csv}})
        connect(action, &QAction::triggered, m_table,
                [table = m_table, wanted = form] { table->copyAs(wanted); });
}

void TableCommands::connectJumps(const WindowActions &actions)
{
    RowJumps *jumps = m_table->jumps();
    RowMarks *marks = m_table->marks();
    connect(actions.goToTime, &QAction::triggered, jumps, &RowJumps::showGoToTime);
    connect(actions.nextError, &QAction::triggered, jumps, &RowJumps::nextError);
    connect(actions.previousError, &QAction::triggered, jumps, &RowJumps::previousError);
    connect(actions.toggleBookmark, &QAction::triggered, marks, [marks] { marks->toggle(); });
    connect(actions.editBookmark, &QAction::triggered, marks, [marks] { marks->editNote(); });
    connect(actions.nextBookmark, &QAction::triggered, marks, &RowMarks::next);
    connect(actions.previousBookmark, &QAction::triggered, marks, &RowMarks::previous);
    connect(actions.bookmarks, &QAction::triggered, marks, &RowMarks::showList);
    connect(actions.timeMark, &QAction::triggered, marks, [marks] { marks->measureFrom(); });
}

void TableCommands::connectTimes(const WindowActions &actions)
{
    connect(actions.timesMenu(), &QMenu::aboutToShow, this, [this, menu = actions.timesMenu()] {
        menu->clear();
        fillTimeMenu(menu, m_table->eventModel());
    });
    connect(actions.sortMenu(), &QMenu::aboutToShow, this, [this, menu = actions.sortMenu()] {
        menu->clear();
        fillSortMenu(menu, m_table);
    });
}

} // namespace eventscope
