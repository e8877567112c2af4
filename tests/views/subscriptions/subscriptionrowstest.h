// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/subscriptions/subscriptionpanelfixture.h"

/// How SubscriptionPanel paints its rows: what is said, where it goes, and what is left out.
class SubscriptionRowsTest final : public eventscope::SubscriptionPanelFixture
{
    Q_OBJECT
private Q_SLOTS:
    void rowShowsStateCountAndLastEvent();
    void reasonOfARefusalIsShownWholeAtAnyWidth();
    void longestSentenceIsWholeInTheFirstWidth();
    void connectionSaysBelowItsNameWhatTroublesIt();
    void whatIsNotEncryptedHasItsMarkBehindTheName();
    void stateGoesBelowWhereItWouldTakeTheRoomOfTheName();
    void doubtAboutTheSettingsStandsBelowTheName();
    void notesTakeLinesOfTheirOwn();
    void patternsAreShortenedInTheMiddle();
    void narrowPatternKeepsWhatTellsItFromThoseBesideIt_data();
    void narrowPatternKeepsWhatTellsItFromThoseBesideIt();
    void hostileTextsArePaintedOnlyAsFarAsTheyAreSeen();
    void twoSubscriptionsAreComparedOnce();

private:
    QImage rowImage(const eventscope::SubscriptionStatus &status);
};
