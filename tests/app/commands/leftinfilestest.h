// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What a recording left in files, because the disk took no more: it is counted, and stored later.
class LeftInFilesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatStayedInFilesIsStoredAtTheNextStart();
    void whatWaitsInFilesStaysThereWhereTheDiskIsFullAtTheStart_data();
    void whatWaitsInFilesStaysThereWhereTheDiskIsFullAtTheStart();
    void whatStaysInFilesIsAMemberOfTheSum();
    void whatIsDamagedOfAnEarlierRecordingIsNoneOfThisOnes();
    void whatWaitsForCapturesThatAreGoneIsRemovedAtTheStart();
};
