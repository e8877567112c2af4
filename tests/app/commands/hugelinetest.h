// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What one line of many megabytes takes of memory while the built program exports it.
class HugeLineTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anExportTakesAFewTimesItsLine_data();
    void anExportTakesAFewTimesItsLine();
};
