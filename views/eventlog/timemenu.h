// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QMenu;

namespace eventscope {

class EventLogModel;

/// Which time the log shows and how: one set of choices for the window's menu, the header's and the
/// cell's. The caller owns the menu; the model is not owned.
void fillTimeMenu(QMenu *menu, EventLogModel *model);

} // namespace eventscope
