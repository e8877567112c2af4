// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/subscriptionset.h"
#include "models/event/result.h"

#include <QWidget>

class QPushButton;

namespace eventscope {

class WrapLabel;

/// What came of the last command in the dialog of sets, in a sentence; where subscriptions were
/// added, with a button that takes all of them back. Child of the dialog.
class SetAnswer final : public QWidget
{
    Q_OBJECT
public:
    explicit SetAnswer(QWidget *parent = nullptr);

    void say(const Result<void> &result, const QString &done);
    void say(const SubscriptionImport &plan);

Q_SIGNALS:
    void undoWanted();

private:
    WrapLabel *m_text;
    QPushButton *m_undo;
};

} // namespace eventscope
