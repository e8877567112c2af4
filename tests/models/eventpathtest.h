// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What a path finds in a payload, and what is said of one that cannot be read.
class EventPathTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pathsLeadToValues_data();
    void pathsLeadToValues();
    void pathsMayBeginInThePayloadsOwnData_data();
    void pathsMayBeginInThePayloadsOwnData();
    void badPathsAreRefusedWithAReason_data();
    void badPathsAreRefusedWithAReason();
};
