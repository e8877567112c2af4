// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/connections/connectiondialogfixture.h"

/// What ConnectionDialog makes of a URL: what is wrong or unencrypted is said at it, secrets leave
/// it.
class ConnectionUrlTest final : public eventscope::ConnectionDialogFixture
{
    Q_OBJECT
private Q_SLOTS:
    void badUrlIsSaidAtItsField_data();
    void badUrlIsSaidAtItsField();
    void httpUrlIsChangedByOneButton();
    void unencryptedConnectionNeedsASwitch();
    void encryptedConnectionForgetsTheSwitch();
    void refusedCertificateIsTrustedOnlyOnRequest_data();
    void refusedCertificateIsTrustedOnlyOnRequest();
    void unencryptedUrlWarnsAndIsAccepted_data();
    void unencryptedUrlWarnsAndIsAccepted();
    void secretInAPastedUrlMovesToItsField();
    void secretWithoutAFieldIsKeptApartFromTheUrl();
    void secretInATypedUrlMovesWhenItIsUsed();
    void secretOfAUrlGoesAlongToAnotherSystem();
};
