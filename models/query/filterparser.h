// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterexpression.h"

namespace eventscope {

/// Something to say about a place in a filter.
struct FilterRemark
{
    FilterPlace place;
    QString sentence; ///< what was expected there, or what was made of it; plain text
    bool isGuess = false; ///< what was found shows that it was meant so
};

/// What became of the text of a filter: an expression, or the first error in it.
struct ParsedFilter
{
    FilterExpression expression; ///< everything, if there is an error
    std::optional<FilterRemark> error;
    /// Of a filter without an error: what is perhaps not what was meant (a name that is no field
    /// was taken for an attribute; a quote is not closed).
    std::vector<FilterRemark> remarks;

    explicit operator bool() const { return !error; }
};

/// Reads a filter. Never slow, however hostile the text: the time is linear in its length, and what
/// is beyond the bounds of filterexpression.h is an error. Any thread.
ParsedFilter parseFilter(const QString &text);

/// For a terminal: the part of the text around the error with `^` under it, and the sentence.
QString markedFilterError(const QString &text, const FilterRemark &error);

} // namespace eventscope
