// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QKeySequence>
#include <QObject>
#include <functional>

class QKeyEvent;
class QWidget;

namespace eventscope {

/// The keys of the tree of subscriptions, also where the menu bar has the same ones. Owned by the
/// widget that it listens to.
class SubscriptionKeys final : public QObject
{
    Q_OBJECT
public:
    explicit SubscriptionKeys(QWidget *tree);

    /// A key without modifiers.
    void bind(Qt::Key key, const std::function<void()> &act) { m_plain.insert(key, act); }
    /// What the desktop has a key for.
    void bind(QKeySequence::StandardKey key, const std::function<void()> &act)
    {
        m_standard.insert(key, act);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    const std::function<void()> *actionOf(const QKeyEvent &key) const;

    QHash<int, std::function<void()>> m_plain;
    QHash<QKeySequence::StandardKey, std::function<void()>> m_standard;
};

} // namespace eventscope
