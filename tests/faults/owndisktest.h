// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// The program on a disk that the kernel lets this test change while it records.
class OwnDiskTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aDiskThatBecomesReadOnlyLosesNothing();
};
