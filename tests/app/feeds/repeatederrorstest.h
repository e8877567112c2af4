// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Which of the errors that a broker repeats get a row; in virtual time.
class RepeatedErrorsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatGoesOnIsToldOnceAMinute();
    void whatWasOverIsToldAtOnce_data();
    void whatWasOverIsToldAtOnce();
    void theSameElsewhereIsAnother();
    void whatComesAndGoesFillsNoLog();
    void ofTooManyDifferentOnesTheNumberIsKept();
    void whatNobodySaidForLongLeavesItsPlaceToOthers();
};
