// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// The sweep over raw bytes, which lets lines pass that have nothing to mask.
class MaskSweepTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sweepPassesNothingThatIsMasked();
    void sweepFindsItWhereverItStands_data();
    void sweepFindsItWhereverItStands();
    void sweepPassesWhatNeedsNoLook_data();
    void sweepPassesWhatNeedsNoLook();
    void sweepIsOnlyForNamesThatItKnows();
};
