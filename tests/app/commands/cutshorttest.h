// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Recordings that came to no end: what the next one says of them.
class CutShortTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aRecordingThatWasCutShortIsAGapInTheNext();
    void theSentenceSaysHowLongNothingWasRecorded_data();
    void theSentenceSaysHowLongNothingWasRecorded();
    void topicsOfTheCutShortAreNamedAndCounted();
    void eachCutShortRecordingIsTold();
    void capturesThatWereCutShortAreEndedWhereTheyLie();
    void aFeedThatReadsOnWhereItStoppedHasNoGap_data();
    void aFeedThatReadsOnWhereItStoppedHasNoGap();
    void aConnectionThatBeginsNowHasAGapAndOneThatReadsOnHasNone_data();
    void aConnectionThatBeginsNowHasAGapAndOneThatReadsOnHasNone();
    void whatABridgeForwardedOfKafkaIsNotReadOn();
    void whoRecordsOnSaysWhetherItReadsOn_data();
    void whoRecordsOnSaysWhetherItReadsOn();
};
