// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/dialectinfo.h"

#include <functional>

class QPlainTextEdit;
class QWidget;

namespace eventscope {

/// Parts of the connection dialog's form that are no plain fields; who asks for them owns them.

/// As high as a few lines; Tab goes on to the next field, as in all others.
QPlainTextEdit *makeLinesEditor(const Option &option);
/// A button for each of the well-known addresses; `take` gets the one that was clicked.
QWidget *makePresets(const Option &option, const std::function<void(const QString &)> &take);

} // namespace eventscope
