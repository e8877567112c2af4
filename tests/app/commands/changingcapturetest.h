// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Captures that are recorded, or lose segments, while they are read part by part.
class ChangingCaptureTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsRecordedMeanwhileIsNotInIt();
    void aSegmentThatGoesAwayMeanwhileIsTold_data();
    void aSegmentThatGoesAwayMeanwhileIsTold();
};
