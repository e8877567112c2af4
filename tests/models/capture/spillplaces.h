// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Whose files of the spill are that stand elsewhere than the capture. Run by tst_overload.
class TestSpillPlaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void copiesOfACaptureNeverMeet();
    void whatAnEarlierRunLeftIsFound_data();
    void whatAnEarlierRunLeftIsFound();
    void whatIsUsedIsNobodyElses();
    void whatIsDamagedAtTheStartIsCounted_data();
    void whatIsDamagedAtTheStartIsCounted();
    void onlyWhatIsProvenToBeGoneIsRemoved_data();
    void onlyWhatIsProvenToBeGoneIsRemoved();
};
