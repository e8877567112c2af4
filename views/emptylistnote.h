// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>

namespace eventscope {

class WrapLabel;

/// What the list of a dock shows while it has no rows: why it is empty, and one way on. It lies
/// over the view's viewport, is owned by it, and comes and goes with the rows of the view's model,
/// which must be set before.
class EmptyListNote final : public QWidget
{
    Q_OBJECT
public:
    /// Without an action if `action` is empty.
    EmptyListNote(QAbstractItemView *view, const QString &reason, const QString &action = {});

    /// Another reason, from now on.
    void setReason(const QString &reason);

Q_SIGNALS:
    void actionTriggered();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow();

    QAbstractItemView *m_view;
    WrapLabel *m_reason;
};

} // namespace eventscope
