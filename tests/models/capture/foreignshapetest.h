// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTemporaryDir>

/// What is known of the lines of a file that somebody else wrote: of few ones too, and what is odd
/// about them.
class ForeignShapeTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    QString make(const QByteArray &bytes);

private Q_SLOTS:
    void fewLinesAreEnough_data();
    void fewLinesAreEnough();
    void aFileThatBeginsEmptyIsLearntFromItsFirstLines();
    void aByteOrderMarkThatComesLateIsSkippedToo_data();
    void aByteOrderMarkThatComesLateIsSkippedToo();
    void aMarkThatIsOnlyBegunIsNone();
    void keysThatStandTwiceAreMarked_data();
    void keysThatStandTwiceAreMarked();
    void whatIsMarkedIsNotLookedForAgain();
    void aPlaceWithinAnArrayIsNotThatOfItsNeighbour();
};
