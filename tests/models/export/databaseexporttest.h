// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/export/exportfixture.h"

/// Exports to SQLite: whatever is in a capture comes back from the database.
class DatabaseExportTest final : public eventscope::ExportFixture
{
    Q_OBJECT
private Q_SLOTS:
    void aDatabaseHasEveryEvent();
    void numbersAndKeysInADatabaseAreThoseReceived_data();
    void numbersAndKeysInADatabaseAreThoseReceived();
    void whateverALineIsADatabaseCanBeAsked_data();
    void whateverALineIsADatabaseCanBeAsked();
    void aDatabaseHasItsIndexesAndOnlyItsOwnerReadsIt();
    void aDatabaseMasksSecrets();
    void furtherAttributesStandInADatabase();
    void secretsInAttributesStandInNoFile();
    void aDatabaseIsAllOrNothing_data();
    void aDatabaseIsAllOrNothing();
    void aCancelledDatabaseLeavesNothing_data();
    void aCancelledDatabaseLeavesNothing();
    void aDatabaseGoesOnlyWhereAFileCan_data();
    void aDatabaseGoesOnlyWhereAFileCan();
    void progressOfADatabaseReachesItsEnd();
};
