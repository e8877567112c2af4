// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/livesessionfixture.h"

/// Where LiveSession keeps the secrets of connections, asks for them, and lets none of them out.
class SessionSecretsTest final : public eventscope::LiveSessionFixture
{
    Q_OBJECT
private Q_SLOTS:
    void aSecretOfTheSessionBeforeIsAskedForAgain();
    void aDuplicateTakesTheSecretsAlongWhereTheUserSaysSo();
    void disconnectBeforeTheKeychainAnsweredMeansNoConnection();
    void credentialsThatAreRefusedNeedAnAnswer();
    void nothingSecretIsSaved();
    void secretsInSavedUrlsAreTakenOutAndStillSent_data();
    void secretsInSavedUrlsAreTakenOutAndStillSent();
    void theCaptureKnowsWhatAConnectionMasks();
    void nothingThatTheDesktopGetsHasASecret();
};
