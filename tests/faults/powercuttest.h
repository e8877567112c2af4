// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/faults/disklog.h"

#include <QObject>

/// The power goes while a capture is written: what was told to be stored is there afterwards, what
/// is shown is what came, and whoever goes on with the capture makes it sound.
class PowerCutTest final : public QObject
{
    Q_OBJECT
public:
    explicit PowerCutTest(int cuts) : m_cuts(cuts) { }

private Q_SLOTS:
    void nothingStoredIsLost_data();
    void nothingStoredIsLost();

private:
    const int m_cuts;
};
