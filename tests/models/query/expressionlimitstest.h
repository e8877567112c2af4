// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Expressions that take too long or would have to see too much: when they are given up on, what is
/// then said of the event, and how often they are tried.
class ExpressionLimitsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aCatastrophicExpressionEndsAndIsCounted();
    void whatAnExpressionGaveUpOnIsInNeitherSet_data();
    void whatAnExpressionGaveUpOnIsInNeitherSet();
    void longTextsAreSearchedToTheirEnd_data();
    void longTextsAreSearchedToTheirEnd();
    void anExpressionIsNotTriedForEver();
    void anExpressionThatAnswersNowAndThenIsTriedOn();
    void topicsAreNotAllLookedAtBeforeTheSearch_data();
    void topicsAreNotAllLookedAtBeforeTheSearch();
};
