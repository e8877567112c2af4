// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

namespace eventscope {

/// Moves `later` behind everything in `container` that takes the focus by Tab, each behind the one
/// before. Qt puts widgets that are made later at the end of the chain. What is in the container
/// stays in its own order: moving an editable combo box would part it from its line edit.
inline void placeBehindInTabOrder(QWidget *container, const QList<QWidget *> &later)
{
    for (QWidget *widget : later) {
        // A button box hands the focus on to its first button from wherever it stands itself.
        if (QWidget *box = widget->parentWidget(); box && box->focusProxy() == widget)
            box->setFocusProxy(nullptr);
    }
    QWidget *last = nullptr;
    const auto inside = container->findChildren<QWidget *>();
    for (QWidget *widget : inside) {
        if ((widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy())
            last = widget;
    }
    for (QWidget *widget : later) {
        if (last)
            QWidget::setTabOrder(last, widget);
        last = widget;
    }
}

/// Moves the focus to the stop of Tab that is read next in the window, or the one before: through
/// the parts in their order (of parts within each other the later one counts), in each of them in
/// the order that it was given by setTabOrder(), and last to what is in none of them. False: there
/// is no other stop.
bool focusNextStop(QWidget *window, const QList<QWidget *> &parts, bool forward);

} // namespace eventscope
