// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What a process keeps to itself: its memory, and its ports.
class ProcessPrivacyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noCoreFileIsLeft_data();
    void noCoreFileIsLeft();
    void demoListensOnThisMachineOnly();
};
