// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What ConnectionModel says of connections and subscriptions: counts, rates and words.
class ConnectionCellsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void countersAddUp();
    void ratesMoveWithTheLastFiveSeconds();
    void ratesSurviveCountersThatBeginAnew();
    void tickTellsOnlyWhatLooksDifferent();
    void phasesInWords_data();
    void phasesInWords();
    void trailingWordsOfConnections_data();
    void trailingWordsOfConnections();
    void everyStateOfASubscriptionIsAWordWithCountAndLastEvent_data();
    void everyStateOfASubscriptionIsAWordWithCountAndLastEvent();
    void codeOfARefusalIsNotSaidTwice();
    void namesArePlainText();
};
