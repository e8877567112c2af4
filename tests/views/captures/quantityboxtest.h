// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Sizes, ages and numbers as people type them.
class QuantityBoxTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsTypedIsRead_data();
    void whatIsTypedIsRead();
    void everyLanguageWritesNumbersItsWay_data();
    void everyLanguageWritesNumbersItsWay();
    void aNumberAloneIsInTheUnitThatWasShownLast();
    void whatIsShownIsReadAgainToTheLastByte();
    void keysStepByWhatIsShown_data();
    void keysStepByWhatIsShown();
};
