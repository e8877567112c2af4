// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What a connection is subscribed to: in the order of its user, whatever its server says
/// meanwhile.
class ConnectionTopicsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void subscribingTwiceIsRefused();
    void unsubscribingForgetsThePattern();
    void pausingKeepsThePlace();
    void replacingIsUnsubscribingAndSubscribingInOnePlace();
    void statusesKeepTheOrderOfTheUser();
    void staleStatusesDoNotUndoTheUsersWish();
    void manyChangedStatusesAreToldAtOnce();
};
