// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterexpression.h"

#include <QRegularExpression>
#include <optional>

namespace eventscope {

inline constexpr qsizetype maxRegexLength = 4096;

/// What stands before every expression: limits that end a catastrophic one.
const QString &filterRegexPrefix();
/// The expression of a value, with limits, compiled; perhaps not valid.
QRegularExpression filterRegex(const FilterValue &value);

/// A text of plain ASCII that is part of everything the expression matches, in some case; empty if
/// none is found.
QString regexNeededText(const FilterValue &value);

} // namespace eventscope
