// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterscanner.h"

namespace eventscope {

/// What is being written at the caret of a filter, finished or not.
struct FilterCaret
{
    enum class Where : quint8 {
        Name, ///< the beginning of a condition: a word, or the name of a field
        Value, ///< behind an operator
        Text ///< where nothing can be offered: in quotes, in an expression
    };
    Where where = Where::Name;
    FilterPlace place; ///< of the whole word or value that the caret is in
    QString typed; ///< of it, up to the caret, without an opening quote
    bool quoted = false; ///< it begins with a quote
    bool isFirst = true; ///< no condition stands before it
    FilterScanner::Subject subject; ///< of Value
};

/// Goes over the text as the parser does, but does not mind what is missing.
FilterCaret filterCaret(const QString &text, qsizetype caret);

} // namespace eventscope
