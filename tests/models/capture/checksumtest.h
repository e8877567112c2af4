// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What verify finds that no line tells of itself: bytes that are others than were written.
class ChecksumTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aLineThatIsStillAnEventIsFoundToBeChanged_data();
    void aLineThatIsStillAnEventIsFoundToBeChanged();
    void whatIsGoneOnWithKeepsItsChecksum();
    void whatWasKilledIsKnownUpToItsLastWord();
    void whatHadNoChecksumGetsOneFromWhoGoesOn();
    void whatLimitsRemoveNeedsNoChecksum();
    void aCaptureWithoutChecksumsIsSound();
};
