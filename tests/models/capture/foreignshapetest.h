// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/capture/foreigntesting.h"

#include <QObject>

/// What is known of the lines of a file that somebody else wrote: of few ones too, and what is odd
/// about them.
class ForeignShapeTest final : public QObject
{
    Q_OBJECT

    capturetesting::ForeignFiles m_files;

private Q_SLOTS:
    void fewLinesAreEnough_data();
    void fewLinesAreEnough();
    void keysThatStandTwiceAreMarked_data();
    void keysThatStandTwiceAreMarked();
    void whatIsMarkedIsNotLookedForAgain();
    void aPlaceWithinAnArrayIsNotThatOfItsNeighbour();
};
