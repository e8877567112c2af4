// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// sums.json where it is of another version, damaged, missing, or of very many recordings.
class SumsFileTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anOlderVersionSaysNothing();
    void theyAreOneLine();
    void damagedSumsAreBegunAnew();
    void thoseOfANewerVersionAreLeftAlone();
    void manyRecordingsArePutTogether();
    void largeOnesAreWrittenLessOften();
};
