// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What a Kafka feed reads while there is no room for what it has read, and whether any of it is
/// lost.
class KafkaRoomTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatGrowsOnItsWayToALineWaitsForRoom_data();
    void whatGrowsOnItsWayToALineWaitsForRoom();
    void aWholeThatIsLargerThanItsPartsWaitsForRoom();
    void timeWithoutRoomIsNoTimeInWhichTheRestOfAnEventCouldCome();
    void whatWaitsForRoomOutlastsItsConnection();
    void whatFindsNoRoomAtTheEndIsReadAgainByTheNextStart();
    void aBrokerThatIsGoneIsNoticedWhereThereIsNoRoom();
    void noMoreIsFetchedWhileWhatWasFetchedHasNoRoom();
};
