// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndex>
#include <QString>

class QMenu;

namespace eventscope {

class EventTable;

/// The filter that says the same as a cell: `type:"call.status"`; empty for a cell that none can
/// say. In the language of filters, so what it holds is quoted.
QString cellFilter(const EventTable &table, const QModelIndex &cell);
/// All events of what this event is about, on every connection; empty if it is about nothing.
QString subjectFilter(const EventTable &table, const QModelIndex &cell);

/// What can be done with one cell and with the rows that are selected. The caller owns and shows
/// the menu.
void fillCellMenu(QMenu *menu, EventTable *table, const QModelIndex &cell);

} // namespace eventscope
