// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/connectionprofile.h"

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace eventscope {

class WrapLabel;

/// The strip that offers to take a removal, a change or an import of subscriptions back. It keeps
/// what was there, newest last, until it is taken back, dismissed, or nobody wanted it for a while.
/// Hidden while it has nothing to offer.
class RemovalOffer final : public QWidget
{
    Q_OBJECT
public:
    struct Removal
    {
        QString connectionId;
        QVector<Subscription> subscriptions;
        QString replacedBy; ///< the pattern that stands in the place of the only one now
        bool added = false; ///< they came, and would go
    };

    explicit RemovalOffer(QWidget *parent = nullptr);

    void offer(const Removal &removal);
    /// Takes the newest removal out of the list; without subscriptions if there is none.
    Removal take();
    /// Its time begins anew: it stood behind a dialog.
    void renew();
    /// What was removed from a connection that is gone cannot come back.
    void forget(const QString &connectionId);

Q_SIGNALS:
    void undoRequested();
    void offered(bool something);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void clear();
    void refresh();

    QVector<Removal> m_removals;
    WrapLabel *m_text;
    QTimer m_expiry;
};

} // namespace eventscope
