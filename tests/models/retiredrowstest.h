// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What EventLogModel does when the log forgets its oldest events, whatever it is about to do.
class RetiredRowsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void retiredRowsGoAtTheTop();
    void retiringDuringASearchLosesNothing_data();
    void retiringDuringASearchLosesNothing();
    void retiringAllLeavesAnEmptyLogThatGrows();
    void retiringWhilePausedKeepsTheRestHidden();
    void whatIsLeftToWorkersIsRetiredLikeTheRest();
};
