// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

/// Filters that nobody typed: expressions that were printed, values of any text, and noise.
class PrintedFilterTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void anExpressionPrintedIsReadBackTheSame();
    void anyTextStandsInOneLineAsAValue_data();
    void anyTextStandsInOneLineAsAValue();
    void escapesMeanWhatTheySay_data();
    void escapesMeanWhatTheySay();
    void anyTextEndsInAFilterOrASentence();
};
