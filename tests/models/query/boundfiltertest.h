// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// How a CompiledFilter comes to its answer: what it asks of columns, lines and context, and what
/// it does without them.
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
    void aPayloadIsFoundHoweverFarBehind();
    void theSizeOfLinesThatAreMadeIsThatOfWhatIsStored();
    void anHourThatComesTwiceIsBoth();
    void changesAreThoseThatTheColumnTells_data();
    void changesAreThoseThatTheColumnTells();
};
