// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What the sink drops of a connection, whichever of its feeds handed it in: received = stored +
/// duplicates + dropped.
class HubDropsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatAFeedDroppedBeforeAnotherTookItsPlaceIsCountedOnce_data();
    void whatAFeedDroppedBeforeAnotherTookItsPlaceIsCountedOnce();
    void whatTheSinkDropsOfAConnectionThatIsGoneIsCounted();
    void whatAFeedReceivedIsToldWhileItSaysGoodBye();
};
