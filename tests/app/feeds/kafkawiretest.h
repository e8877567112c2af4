// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// C28: what a cluster does to who reads from it: large records, new partitions, deleted ones.
class KafkaWireTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRecordOfManyMegabytesIsKeptWhole();
    void recordsOfAMegabyteWaitForRoomOneByOne();
    void partitionsThatAreAddedAreReadFromTheirBeginning();
    void aPartitionWithoutALeaderIsReadOnceItHasOne();
    void recordsThatTheClusterDeletedBeforeTheyWereReadAreAGap();
    void moreThanCanBeTakenIsToldAsThat();
    void whatIsNoNameOfATopicIsNotRead();
    void headersThatAreDamagedAreSaid();
    void placesThatNoPartitionHasAreAskedForAgain_data();
    void placesThatNoPartitionHasAreAskedForAgain();
};
