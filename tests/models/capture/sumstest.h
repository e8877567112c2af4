// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// The sums that a recording keeps in its capture, and what verify makes of them.
class SumsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachConnectionAndAllTogetherAddUp();
    void severalRecordingsOfOneCaptureAddUp();
    void oneThatWasCutShortSaysWhatIsKnown();
    void whatContradictsTheSumsIsDamage_data();
    void whatContradictsTheSumsIsDamage();
    void whatLimitsRemovedWasStoredAllTheSame_data();
    void whatLimitsRemovedWasStoredAllTheSame();
    void whatIsLeftInFilesIsStoredLater_data();
    void whatIsLeftInFilesIsStoredLater();
    void aDropThatNoRowTellsOfIsALoss();
    void nothingAtRandomContradictsItself_data();
    void nothingAtRandomContradictsItself();
};
