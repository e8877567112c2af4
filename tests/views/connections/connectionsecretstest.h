// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/connections/connectiondialogfixture.h"

/// What ConnectionDialog does with secrets: they are handed over apart, and shown only when asked
/// for.
class ConnectionSecretsTest final : public eventscope::ConnectionDialogFixture
{
    Q_OBJECT
private Q_SLOTS:
    void addingHandsSecretsOverApartFromTheProfile();
    void secretWithABlankNamesThePosition();
    void secretCanBeLookedAt();
    void editingNeverShowsTheSecretAndKeepsIt();
    void withoutKeychainOnlyTheSessionIsOffered();
    void settingsGoToAFileAndBackWithoutSecrets();
};
