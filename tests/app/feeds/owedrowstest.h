// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Rows that a feed owed when it was closed, or went, because there was no room: nothing is lost
/// without a word.
class OwedRowsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rowsOfAConnectionThatIsClosedAreStoredOnceThereIsRoom();
    void rowsOfAFeedThatIsReplacedAreStoredOnceThereIsRoom();
    void rowsOfAConnectionThatIsRemovedAreStoredOnceThereIsRoom();
    void rowsOfAConnectionThatIsOpenedAgainStandBeforeItsNewOnes();
    void whatTheSinkDropsOfARemovedConnectionIsToldInARow();
};
