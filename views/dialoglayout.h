// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme.h"

#include <QDialog>
#include <QPushButton>
#include <QVBoxLayout>

namespace eventscope {

/// The column in which a dialog stands, with the margins that all dialogs have.
inline QVBoxLayout *dialogLayout(QDialog *dialog)
{
    const int edge = margin(dialog->fontMetrics());
    auto *layout = new QVBoxLayout(dialog);
    layout->setContentsMargins(2 * edge, 2 * edge, 2 * edge, 2 * edge);
    layout->setSpacing(edge);
    return layout;
}

/// A button that Enter in a field does not press.
template<typename Dialog, typename Slot>
QPushButton *addQuietButton(QBoxLayout *row, const QString &text, Dialog *dialog, Slot slot)
{
    auto *button = new QPushButton(text);
    button->setAutoDefault(false);
    QObject::connect(button, &QPushButton::clicked, dialog, slot);
    row->addWidget(button);
    return button;
}

} // namespace eventscope
