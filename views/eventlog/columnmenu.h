// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QMenu;

namespace eventscope {

class EventTable;

/// One check mark a column, then what else can be done with columns. The caller owns the menu.
void fillColumnMenu(QMenu *menu, EventTable *table);
/// The order of the rows: by arrival, or by any column that is shown.
void fillSortMenu(QMenu *menu, EventTable *table);
/// What belongs to one column of the header (sort, hide), and below it the same; -1: none.
void fillHeaderMenu(QMenu *menu, EventTable *table, int column);

} // namespace eventscope
