// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Each call to the disk fails once while a file takes the place of an older one: there is the
/// whole new one, or the whole old one, and what is said to be saved outlives a power cut.
class WholeFileFaultsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theOldFileOrTheNewOne_data();
    void theOldFileOrTheNewOne();
};
