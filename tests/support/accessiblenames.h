// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QScrollBar>
#include <QWidget>

namespace eventscope {

/// The controls below `root` that the keyboard reaches and that a screen reader could not name.
inline QStringList unnamedControls(QWidget *root)
{
    QStringList unnamed;
    const auto widgets = root->findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy()
            || qobject_cast<QScrollBar *>(widget))
            continue;
        const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
        if (!interface || interface->text(QAccessible::Name).trimmed().isEmpty())
            unnamed += QString::fromLatin1(widget->metaObject()->className()) + u'/'
                + widget->objectName();
    }
    return unnamed;
}

} // namespace eventscope
