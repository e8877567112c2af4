// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What EventLogView makes of a layout that was saved.
class LogLayoutTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void whatAnEarlierVersionSavedLeavesTheRestAsItIsAtFirst_data();
    void whatAnEarlierVersionSavedLeavesTheRestAsItIsAtFirst();
};
