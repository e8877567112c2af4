// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/export/exportdialogfixture.h"

/// What stands in the files that ExportDialog writes: which events, in which format, masked and
/// guarded.
class ExportedFilesTest final : public eventscope::ExportDialogFixture
{
    Q_OBJECT
private Q_SLOTS:
    void everyEventIsWritten_data();
    void everyEventIsWritten();
    void secretsAreMaskedUnlessTheUserWantsThem_data();
    void masksOfConnectionsThatNothingIsKnownOfAreSaidTruly();
    void secretsAreMaskedUnlessTheUserWantsThem();
    void onlyWhatIsShownIsWritten();
    void compressionStandsInTheName();
    void formulasAreKeptFromRunningUnlessTold();
    void csvHasTheColumnsOfTheTable_data();
    void csvHasTheColumnsOfTheTable();
    void columnsWithoutRoomAreNamed();
    void everyFormatIsWritten_data();
    void everyFormatIsWritten();
    void lostLinesAreSaid();
};
