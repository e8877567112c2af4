// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What comes into the filter's line from elsewhere: pasted by keys or mouse, or dropped.
class FilterPasteTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aMegabyteIsCutBeforeTheLineHasItAndSaidToBeTooLong_data();
    void aMegabyteIsCutBeforeTheLineHasItAndSaidToBeTooLong();
    void whatFitsIsTakenWhole_data();
    void whatFitsIsTakenWhole();
    void undoTakesWhatWasPastedAndNotWhatWasTyped_data();
    void undoTakesWhatWasPastedAndNotWhatWasTyped();
};
