// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What KafkaFeed says of brokers and topics that are not there, refuse it, or are no Kafka.
class KafkaRefusalsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void patternsThatFindNothingSaySo();
    void nobodyWaitsForABrokerThatDoesNotAnswer();
    void noBrokerIsASentence_data();
    void noBrokerIsASentence();
    void aServerOfAnotherKindIsToldByWhatItIs_data();
    void aServerOfAnotherKindIsToldByWhatItIs();
    void aTopicThatIsNotThereIsToldAndNotMade();
    void aTopicThatIsDeletedIsToldAndReadAgainOnceItIsBack();
    void aPartitionWithoutLeaderBeginsWhereTheOthersDo_data();
    void aPartitionWithoutLeaderBeginsWhereTheOthersDo();
    void theKeyOfAClientIsReadWithItsPassword_data();
    void theKeyOfAClientIsReadWithItsPassword();
};
