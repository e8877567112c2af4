// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Bookmarks in the log's table, their list, and the notes that are written there.
class BookmarksTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void bookmarksAreSetVisitedAndListed();
    void notesAreWrittenByKeyboard();
    void deleteTakesTheNextBookmarkAndNotTheFirst();
    void tabGoesFromNoteToNote();
    void aBookmarkThatWaitsIsNotSaidToBeFiltered();
    void aMarkedRowShowsItsRibbon();
};
