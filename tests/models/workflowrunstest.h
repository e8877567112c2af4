// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// The life of a run in WorkflowModel: how it ends, stalls, is counted, estimated and forgotten.
class WorkflowRunsTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void errorsComeFirstAndFailTheirRun();
    void moreErrorsThanFitAreCounted();
    void aRunEndsOnceAndSaysSo_data();
    void aRunEndsOnceAndSaysSo();
    void aRunWithErrorsThatCompletesIsFailed();
    void aRunThatGoesOnIsRunningAgain();
    void whatStandsStillIsStalled();
    void partsThatWaitForTheirTurnAreNotStalled();
    void remainingTimeIsEstimated();
    void whatDidNotEndInACaptureIsUnfinished();
    void progressWords_data();
    void progressWords();
    void sumsBeyondWholeNumbersAreRounded();
    void doneRunsAreBounded();
    void otherRunsAreBoundedToo();
    void allRowsTogetherAreBounded();
};
