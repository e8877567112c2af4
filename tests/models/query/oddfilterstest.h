// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// What a CompiledFilter knows before it reads a line must agree with the line, however that hides
/// its text.
class OddFiltersTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void whatIsNeededIsInEveryLineThatMatches();
    void columnsNeverContradictTheLine();
};
