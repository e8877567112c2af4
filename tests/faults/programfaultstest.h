// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// `eventscope record` as its user runs it, on a disk, a clock and a desktop that misbehave.
class ProgramFaultsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCallMayFail_data();
    void everyCallMayFail();
    void aFullDiskIsToldAndGoneOnWithOnceThereIsRoom();
    void aReadOnlyDiskIsToldAtTheStart();
    void aClockThatJumpsChangesNothing_data();
    void aClockThatJumpsChangesNothing();
    void aComputerThatSleptIsAGap();
    void aStoppedProgramGoesOn();
    void aProgramThatWasStoppedHasAGapRow();
    void aSignalEndsItWithEverythingStored_data();
    void aSignalEndsItWithEverythingStored();
    void aClosedPipeIsNoCrash();
    void whatIsStoredOutlivesTheLackOfMemory();
};
