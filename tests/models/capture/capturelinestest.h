// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Lines that CaptureReader reads when they are wanted, from segments that grow, shrink or are
/// replaced.
class CaptureLinesTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void linesOfTheGrowingSegmentAreRead();
    void shortenedAndRemovedSegmentsGiveNothing();
    void replacedSegmentGivesNothing();
    void linesAreReadByManyThreads();
    void tellsWhichLinesAreAtHand();
};
