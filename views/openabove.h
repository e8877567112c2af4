// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDialog>
#include <QTimer>

namespace eventscope {

/// Opens a dialog above another one, which gets the keys back when it is closed: some window
/// managers (xfwm4) give them to the main window instead, which takes none while a dialog is open.
/// They do so at their leisure, so they are told again. The dialog is gone once it is closed.
inline void openAbove(QWidget *below, QDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    constexpr int againMs = 120;
    const auto giveKeys = [below] {
        const QWidget *modal = QApplication::activeModalWidget();
        if (below->isVisible() && (!modal || modal == below->window()))
            below->activateWindow();
    };
    QObject::connect(dialog, &QDialog::finished, below, [below, giveKeys] {
        giveKeys();
        QTimer::singleShot(againMs, below, [giveKeys] {
            if (QGuiApplication::applicationState() == Qt::ApplicationActive)
                giveKeys(); // unless the user went elsewhere
        });
    });
    dialog->open();
}

} // namespace eventscope
