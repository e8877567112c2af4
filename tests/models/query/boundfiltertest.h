// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// How a CompiledFilter comes to its answer: what it asks of columns, lines and context, what it does
/// without them, and when it gives up.
class BoundFilterTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textsInternedLaterAreTestedToo();
    void textsThatWereNotInternedAreReadFromTheLine();
    void numbersOfEventsComeFromTheLineWhereNobodyKnowsThem();
    void relativeTimesSayWhenTheyChange_data();
    void relativeTimesSayWhenTheyChange();
    void bookmarksAndChangesAreAskedOfTheContext();
    void nothingIsBookmarkedWithoutAContext();
    void aLineThatCannotBeReadMatchesByItsColumns();
    void linesThatCannotBeReadAreCountedOnceASearch();
    void aCatastrophicExpressionEndsAndIsCounted();
    void anExpressionIsNotTriedForEver();
    void anExpressionThatAnswersNowAndThenIsTriedOn();
    void topicsAreNotAllLookedAtBeforeTheSearch_data();
    void topicsAreNotAllLookedAtBeforeTheSearch();
};
