// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// ColumnsDialog: what it does to the table's columns, and all of it by keyboard.
class ColumnsDialogTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everythingCanBeDoneInTheDialogByKeyboard();
    void widthsAreChosenByKeyboard();
    void whatHasNoWidthOfItsOwnIsGivenNone();
    void theWidthKeepsTheKeysWhileItsColumnMoves();
    void aWiderColumnLeavesAnotherOneNoRoom();
    void filesAndTitlesGiveTheKeysBackToTheDialog_data();
    void filesAndTitlesGiveTheKeysBackToTheDialog();
    void tabGoesThroughTheDialogAsItIsRead();
    void whatIsSortedByStaysSortedWhileColumnsAreChosen();
    void theLastColumnStays();
    void columnsAreHandedOnAsAFile();
    void everythingHasAName();
};
