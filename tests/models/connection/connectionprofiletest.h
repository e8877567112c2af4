// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What is kept of a connection, without any secret, and comes back.
class ConnectionProfileTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void profilesComeBackFromJson();
    void profilesAreWrittenWithoutTheSecretsOfTheirUrl_data();
    void profilesAreWrittenWithoutTheSecretsOfTheirUrl();
    void whatTheUserDidNotWantToSwitchToIsRemembered();
    void damagedProfilesAreRefusedWithASentence();
};
