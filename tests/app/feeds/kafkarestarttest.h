// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What a start "where it stopped" reads of what the capture says: all that came meanwhile, and
/// nothing twice, also where the program was killed.
class KafkaRestartTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void partsThatWaitedWhenItWasKilledAreReadAgainAndNothingComesTwice();
    void whatIsStoredBehindPartsIsKnownAfterASecondKillToo();
    void aRowThatSaysWhereItReadsOnKnowsOfPartsThatWait();
    void whatIsStoredOfATopicThatWasMadeAnewIsOfNoInterest();
    void topicsThatWereMadeMeanwhileAreReadFromTheirBeginning_data();
    void topicsThatWereMadeMeanwhileAreReadFromTheirBeginning();
    void aPatternThatNobodyAskedForBeforeBeginsNow();
    void aSubscriptionThatWasPausedReadsNothingAgain_data();
    void aSubscriptionThatWasPausedReadsNothingAgain();
    void aRestartOfTheProgramGoesOnWhereTheCaptureStopped();
    void aPartitionThatWasAddedMeanwhileIsReadFromItsBeginning();
    void anOffsetThatIsNoLongerThereIsAGap();
    void aTopicThatWasNotAllowedIsReadFromItsBeginningOnceItIs();
    void partsInOtherPartitionsThanTheLastComeAgainAndNothingIsLost();
};
