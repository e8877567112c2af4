// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/columnmenu.h"

#include "models/eventlogmodel.h"
#include "models/orderedevents.h"
#include "views/eventlog/columnsdialog.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/tablecolumns.h"
#include "views/eventlog/timemenu.h"

#include <QMenu>

namespace eventscope {

namespace {

/// A title may have an ampersand, which is no mnemonic.
QString menuText(QString title)
{
    return title.replace(u'&', QStringLiteral("&&"));
}

void addSorting(QMenu *menu, EventTable *table, int column)
{
    OrderedEvents *events = table->events();
    const bool arrival = OrderedEvents::isArrival(column);
    const auto add = [&](const QString &text, Qt::SortOrder order) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(events->sortColumn() == column && events->sortOrder() == order);
        QObject::connect(action, &QAction::triggered, events,
                         [events, column, order] { events->sort(column, order); });
    };
    add(arrival ? EventTable::tr("&Oldest First") : EventTable::tr("Sort &Ascending"),
        Qt::AscendingOrder);
    add(arrival ? EventTable::tr("&Newest First") : EventTable::tr("Sort &Descending"),
        Qt::DescendingOrder);
    if (!events->isByArrival() && events->sortColumn() == column) {
        QObject::connect(menu->addAction(EventTable::tr("Sort A&gain")), &QAction::triggered,
                         events, &OrderedEvents::sortAgain);
        QObject::connect(menu->addAction(EventTable::tr("In Order of Arri&val")),
                         &QAction::triggered, events,
                         [events] { events->sort(EventLogColumn::Time); });
    }
}

} // namespace

void fillColumnMenu(QMenu *menu, EventTable *table)
{
    TableColumns *columns = table->columns();
    const int count = table->eventModel()->columnCount();
    for (int column = 0; column < count; ++column) {
        QAction *action = menu->addAction(menuText(columns->title(column)));
        action->setCheckable(true);
        action->setChecked(columns->isInSight(column));
        action->setEnabled(columns->canHide(column));
        QObject::connect(action, &QAction::toggled, columns,
                         [columns, column](bool shown) { columns->setShown(column, shown); });
    }
    menu->addSeparator();
    QObject::connect(menu->addAction(EventTable::tr("&Choose Columns…")), &QAction::triggered,
                     table, [table] {
                         auto *dialog = new ColumnsDialog(table->columns(), table);
                         dialog->setAttribute(Qt::WA_DeleteOnClose);
                         dialog->open();
                     });
    QObject::connect(menu->addAction(EventTable::tr("&Reset Columns")), &QAction::triggered, table,
                     &EventTable::resetColumns);
}

void fillSortMenu(QMenu *menu, EventTable *table)
{
    addSorting(menu, table, EventLogColumn::Time);
    menu->addSeparator();
    for (const int column : table->columns()->shown()) {
        if (!OrderedEvents::isArrival(column))
            addSorting(menu->addMenu(menuText(table->columns()->title(column))), table, column);
    }
}

void fillHeaderMenu(QMenu *menu, EventTable *table, int column)
{
    if (column >= 0) {
        TableColumns *columns = table->columns();
        addSorting(menu, table, column);
        QAction *hide = menu->addAction(EventTable::tr("&Hide This Column"));
        hide->setEnabled(columns->canHide(column));
        QObject::connect(hide, &QAction::triggered, columns,
                         [columns, column] { columns->setShown(column, false); });
        if (columns->isPath(column)) {
            QObject::connect(menu->addAction(EventTable::tr("Re&move This Column")),
                             &QAction::triggered, columns,
                             [columns, column] { columns->removePath(column); });
        }
        if (column == EventLogColumn::Time)
            fillTimeMenu(menu->addMenu(EventTable::tr("Show &Times As")), table->eventModel());
        menu->addSeparator();
    }
    fillColumnMenu(column >= 0 ? menu->addMenu(EventTable::tr("&Columns")) : menu, table);
}

} // namespace eventscope
