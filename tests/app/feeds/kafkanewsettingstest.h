// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// A connection that is opened again with other settings, in one run of the program: what it reads
/// on, and what it begins anew.
class KafkaNewSettingsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anotherPasswordReadsNothingAgainAndSkipsNothing_data();
    void anotherPasswordReadsNothingAgainAndSkipsNothing();
    void aNewPasswordReadsOnWhereverItBegan_data();
    void aNewPasswordReadsOnWhereverItBegan();
    void aNewPasswordOfAConnectionThatIsAwayMissesNothing();
    void whoClosesAConnectionFromNowOnBeginsNowAgain_data();
    void whoClosesAConnectionFromNowOnBeginsNowAgain();
    void whatTheNewSettingsLeaveOutBeginsNowAgain();
};
