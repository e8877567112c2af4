// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/subscriptionkeys.h"

#include <QKeyEvent>
#include <QWidget>

namespace eventscope {

SubscriptionKeys::SubscriptionKeys(QWidget *tree) : QObject(tree)
{
    tree->installEventFilter(this);
}

const std::function<void()> *SubscriptionKeys::actionOf(const QKeyEvent &key) const
{
    for (auto it = m_standard.cbegin(); it != m_standard.cend(); ++it) {
        if (key.matches(it.key()))
            return &it.value();
    }
    const auto plain = m_plain.constFind(key.key());
    return plain == m_plain.cend() || (key.modifiers() & ~Qt::KeypadModifier) ? nullptr
                                                                              : &plain.value();
}

bool SubscriptionKeys::eventFilter(QObject *watched, QEvent *event)
{
    const bool press = event->type() == QEvent::KeyPress;
    if (!press && event->type() != QEvent::ShortcutOverride)
        return QObject::eventFilter(watched, event);
    const std::function<void()> *act = actionOf(*static_cast<QKeyEvent *>(event));
    if (!act)
        return QObject::eventFilter(watched, event);
    if (press)
        (*act)();
    else
        event->accept(); // ours even where the menu bar has the same key
    return true;
}

} // namespace eventscope
