// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What goes wrong while events wait in files: crashes, damage, full disks. Run by tst_overload.
class TestSpillFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void killedInTheMiddleStoresNothingTwice();
    void whatWaitedIsStoredAfterACrash();
    void damagedFilesAreCountedAsDropped_data();
    void damagedFilesAreCountedAsDropped();
    void whatCannotBeReadForAWhileIsNotLost_data();
    void whatCannotBeReadForAWhileIsNotLost();
    void whatCannotBeReadAtTheEndStaysForTheNext();
    void whatCannotBeReadForGoodIsSetAside();
    void whatCannotBeReadForAMomentIsWaitedForAtTheStart();
    void whatCannotBeReadForGoodHoldsUpNoStart();
    void aFileThatGoesTakesNothingOfTheNextAlong();
    void otherDiskHelpsWhereOneIsFull();
    void refusingDisksLoseWhatWaitsWithItsNumber();
    void recordsSurviveAnything();
};

/// The process that is killed while it brings back what was spilled.
int spillForEver(const QString &folder);
