// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Captures that others write, limit, cut or remove while CaptureSession has them open.
class FollowedCaptureTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void whatLimitsRemovedIsSaidAndIsNoDamage();
    void whatAnotherProgramRecordsIsFollowed();
    void whatItsRecorderRemovesGoesFromTheWindowToo();
    void severalThatOthersRecordAreFollowed();
    void whatIsCutOrGoneWhileItIsOpenIsSaid_data();
    void whatIsCutOrGoneWhileItIsOpenIsSaid();
};
