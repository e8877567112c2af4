// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterexpression.h"

#include <vector>

namespace eventscope {

/// A piece of a filter's text that is shown in its own colour.
struct FilterSpan
{
    enum class Kind : quint8 {
        Field, ///< the name that a condition begins with
        Operator, ///< and parentheses
        Keyword, ///< and, or, not
        Quoted,
        Regex
    };
    Kind kind = Kind::Field;
    FilterPlace place;
};

/// The pieces of a text, whether it is a filter (already) or not.
std::vector<FilterSpan> filterSpans(const QString &text);

} // namespace eventscope
