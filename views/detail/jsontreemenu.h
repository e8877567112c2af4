// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndex>

class QMenu;

namespace eventscope {

class JsonTreeView;

/// What can be done with one value of an event. The caller owns and shows the menu.
void fillJsonTreeMenu(QMenu *menu, JsonTreeView *view, const QModelIndex &index);

} // namespace eventscope
