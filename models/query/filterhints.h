// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterfields.h"

#include <QString>

namespace eventscope {

/// What people bring along from other programs and what means something else here, or nothing: each
/// answers the sentence that says how it is written, or nothing where all is well. The one place of
/// such remarks; the parser asks for them.

/// Of a word that is looked for as text; `behind` is the rest of the filter.
QString hintForWord(const QString &word, QStringView behind);
/// Of a value without quotes; `listed`: it stands in parentheses with others or alone.
QString hintForValue(FilterValueKind kind, FilterOperator op, const QString &value, bool listed);
/// Of `from..upTo`, both there: it may end before it begins.
QString hintForRange(FilterValueKind kind, const QString &from, const QString &upTo);

} // namespace eventscope
