// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/rowkeys.h"

#include <QApplication>
#include <QKeyEvent>

namespace eventscope {

RowKeys::RowKeys(QAbstractItemView *view) : QObject(view), m_view(view)
{
    view->installEventFilter(this);
}

bool RowKeys::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride)
        return QObject::eventFilter(watched, event);
    // What an editor in a row does not take comes to the view, too.
    const QWidget *focus = QApplication::focusWidget();
    if (focus && focus != m_view && m_view->isAncestorOf(focus))
        return QObject::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool enter = (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter)
        && !(key->modifiers() & ~Qt::KeypadModifier);
    const bool copy = key->matches(QKeySequence::Copy);
    if (!enter && !copy)
        return QObject::eventFilter(watched, event);
    if (event->type() == QEvent::ShortcutOverride)
        event->accept();
    else if (enter)
        Q_EMIT activated(m_view->currentIndex());
    else
        Q_EMIT copyWanted();
    return true;
}

} // namespace eventscope
