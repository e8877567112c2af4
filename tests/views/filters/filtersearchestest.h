// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Searches of a filter that take long, or find what cannot be read: the window goes on meanwhile.
class FilterSearchesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void tellsWhatARegularExpressionGaveUp();
    void stoppingASearchShowsWhatWasShown();
    void whatIsKnownFromAFilterBeforeIsNotSearchedFor();
    void aSearchThatGoesOnCountsAllThatWasSearched();
    void whatSeveralFiltersLetThroughIsCountedWhileTheySearch();
    void anEmptyTableSaysWhichFilterLetsNothingThrough();
    void filtersThatHideEverythingAreNamedAndSwitchedOffOneByOne();
    void switchesStayWhileTheSameFiltersAreSearchedAgain();
    void oneFilterThatHidesEverythingIsNamed();
    void anEmptyTableThatIsPausedSaysThatEventsWait();
    void whatIsNotSearchedYetIsNotCalledHidden();
    void hitsOfASearchAreNoNewEvents();
    void saysWhatCanNoLongerBeRead();
    void aCatastrophicExpressionDoesNotHoldTheWindowUp();
    void longEventsAreLookedIntoByWorkers();
};
