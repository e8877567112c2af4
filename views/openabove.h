// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace eventscope {

/// Opens a dialog above another one, which gets the keys back when it is closed: some window
/// managers (xfwm4) give them to the main window instead, which takes none while a dialog is open.
/// The dialog is gone once it is closed.
inline void openAbove(QWidget *below, QDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::finished, below, [below] {
        if (below->isVisible())
            below->activateWindow();
    });
    dialog->open();
}

} // namespace eventscope
