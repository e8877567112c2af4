// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Each call to the disk that a recording of a thousand events makes fails once, from the first
/// that opens the capture to the last that closes it, and those for events that wait in files.
class RecordingFaultsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCallMayFail_data();
    void everyCallMayFail();
    void everyCallOfLimitsAndDescriptionsMayFail_data();
    void everyCallOfLimitsAndDescriptionsMayFail();
    void whatIsInFilesStaysThereWhereTheDiskTakesNothingAtTheEnd_data();
    void whatIsInFilesStaysThereWhereTheDiskTakesNothingAtTheEnd();
    void everyCallForWhatWaitsInFilesMayFail_data();
    void everyCallForWhatWaitsInFilesMayFail();
};
