// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/windowkeys.h"

#include <QAbstractButton>
#include <QApplication>
#include <QContextMenuEvent>
#include <QDialog>
#include <QKeyEvent>
#include <QToolButton>

#include <utility>

namespace eventscope {

namespace {

/// A dialog gives Return to its default button; a window has none, and there Return would do
/// nothing on the button that has the focus.
QAbstractButton *buttonForReturn(QObject *watched, const QKeyEvent &key)
{
    if ((key.key() != Qt::Key_Return && key.key() != Qt::Key_Enter) || key.isAutoRepeat()
        || (key.modifiers() & ~Qt::KeypadModifier) != Qt::NoModifier)
        return nullptr;
    auto *button = qobject_cast<QAbstractButton *>(watched);
    if (!button || !button->isEnabled() || qobject_cast<QDialog *>(button->window()))
        return nullptr;
    return button->isCheckable() && !qobject_cast<QToolButton *>(button) ? nullptr : button;
}

void press(QAbstractButton *button)
{
    auto *tool = qobject_cast<QToolButton *>(button);
    if (tool && tool->menu() && tool->popupMode() == QToolButton::InstantPopup)
        tool->showMenu();
    else
        button->click();
}

/// Qt asks for a context menu with the Menu key, which many keyboards lack, and on X11 and Wayland
/// not with Shift+F10.
bool opensContextMenu(QObject *watched, const QKeyEvent &event)
{
    auto *widget = qobject_cast<QWidget *>(watched);
    if (!widget || event.keyCombination() != (Qt::SHIFT | Qt::Key_F10))
        return false;
    const QPoint at = widget->inputMethodQuery(Qt::ImCursorRectangle).toRect().center();
    QContextMenuEvent asked(QContextMenuEvent::Keyboard, at, widget->mapToGlobal(at));
    QCoreApplication::sendEvent(widget, &asked);
    return true;
}

} // namespace

bool WindowKeys::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
        if (QAbstractButton *button = buttonForReturn(watched, *static_cast<QKeyEvent *>(event))) {
            press(button);
            return true;
        }
        if (opensContextMenu(watched, *static_cast<QKeyEvent *>(event)))
            return true;
        [[fallthrough]];
    case QEvent::KeyRelease:
        if (static_cast<QKeyEvent *>(event)->key() == Qt::Key_Alt)
            setUnderlines(event->type() == QEvent::KeyPress);
        break;
    case QEvent::ApplicationDeactivate:
    case QEvent::WindowDeactivate:
        setUnderlines(false);
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

void WindowKeys::setUnderlines(bool shown)
{
    if (std::exchange(m_underlines, shown) == shown)
        return;
    const auto widgets = QApplication::allWidgets();
    for (QWidget *widget : widgets) {
        if (widget->isVisible())
            widget->update();
    }
}

} // namespace eventscope
