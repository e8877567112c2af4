// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/connections/connectiondialogfixture.h"

/// What ConnectionDialog does with what a server was found to speak.
class DetectSystemTest final : public eventscope::ConnectionDialogFixture
{
    Q_OBJECT
private Q_SLOTS:
    void detectNeedsNoMoreThanTheUrl();
    void detectedSystemIsOffered_data();
    void detectedSystemIsOffered();
    void switchingKeepsUrlAndSecretAndTakesOptions();
    void switchingAnEditedConnectionChangesItsSystem();
    void editTakesTheProposalBack();
    void lateDetectionsAreForNobody();
};
