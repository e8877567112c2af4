// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

#include <functional>

class QWidget;

namespace eventscope {

/// Parts of the connection dialog's form; who asks for them owns them.

/// What an option of this kind is edited by, with its default; `edited` is called at each change.
QWidget *makeOptionEditor(const Option &option, const std::function<void()> &edited);
/// A button for each of the well-known addresses; `take` gets the one that was clicked.
QWidget *makePresets(const Option &option, const std::function<void(const QString &)> &take);

} // namespace eventscope
