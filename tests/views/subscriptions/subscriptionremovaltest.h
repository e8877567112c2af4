// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/subscriptions/subscriptionpanelfixture.h"

/// What SubscriptionPanel removes, at once or after a question, and how it is taken back.
class SubscriptionRemovalTest final : public eventscope::SubscriptionPanelFixture
{
    Q_OBJECT
private Q_SLOTS:
    void deleteRemovesSubscriptionsAtOnceAndUndoBringsThemBack();
    void deleteAgainRemovesTheNextOne();
    void undoOfAConnectionThatIsGoneIsHarmless();
    void undoIsOfferedWhileThereIsSomethingToUndo();
    void deleteOfAConnectionAsksFirst();
    void importIsTakenBackInOneStep();
    void whatCameFromAnImportAndWasEditedSinceStays();
};
