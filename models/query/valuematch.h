// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"
#include "models/query/textmatch.h"

namespace eventscope {

/// Compares one value of a filter with what stands in a payload or an attribute: numbers as exact
/// decimals, texts, true, false and null. Immutable.
///
/// `=` and order keep kinds apart: 5 is the number, "5" the text. `:` looks at how it is written:
/// 5 is either. In an attribute, which is always a text, what looks like a number is one.
class ValueMatch
{
public:
    ValueMatch(FilterOperator op, const FilterValue &value, RegexCounter regexes);

    /// Whether a value is equal, less, in the range, …; `!=` is left to holdsFor().
    Truth matchesJson(JsonRef value, std::string &scratch) const;
    Truth matchesText(std::string_view text) const;
    /// Of several values one has to match; with `!=` none may.
    Truth holdsFor(Truth anyMatches) const { return m_negated ? notOf(anyMatches) : anyMatches; }
    bool isAnything() const { return m_whole.isAnything(); }
    /// As TextMatch::neededText(); empty where it may be written in several ways.
    QString neededText() const;

private:
    bool fitsNumber(std::string_view number) const;
    bool fitsOrder(std::string_view text) const;
    bool fitsLiteral(JsonKind kind) const;
    bool ordered(int order) const;

    FilterOperator m_op;
    bool m_negated;
    bool m_exact;
    bool m_number; ///< what is compared with is a number
    bool m_alsoText = false; ///< written as no JSON number is
    bool m_quoted;
    bool m_range;
    std::string m_from; ///< of a range; else the value
    std::string m_upTo;
    TextMatch m_whole;
};

} // namespace eventscope
