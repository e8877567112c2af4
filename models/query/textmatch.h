// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterexpression.h"
#include "models/query/regexpatience.h"
#include "models/query/truth.h"

#include <QRegularExpression>
#include <optional>
#include <string>
#include <string_view>

namespace eventscope {

/// One regular expression that cannot run away. What takes too many steps, or would have to be seen
/// in more than `longest` characters at once, has no answer, and is counted once for each call; and
/// after too many of the first kind it is not tried any more. Safe from several threads.
class BoundedRegex
{
public:
    BoundedRegex(const FilterValue &value, RegexCounter regexes);
    /// Unknown: it was given up on. Not counted.
    Truth foundIn(std::string_view utf8) const;
    /// The same in several texts of one event, so that it is counted once.
    Truth foundInAny(std::initializer_list<std::string_view> texts) const;
    /// Of one more event that has a text that it was given up on before.
    void countGivenUp() const;

    static constexpr qsizetype longest = 1 << 20;

private:
    enum class Outcome : quint8 { Found, NotFound, GaveUp, TooLong };
    Outcome tried(std::string_view utf8) const;
    Outcome triedByWindows(const QString &text) const;

    QRegularExpression m_regex;
    RegexCounter m_counts;
    std::shared_ptr<RegexPatience> m_patience;
};

/// Compares whole texts with one value, as `:` and `=` do: exactly, in any case, with wildcards or
/// by an expression. Immutable. Its time is at most the product of the lengths.
class TextMatch
{
public:
    /// `exact`: of `=`, where wildcards and cases mean themselves.
    TextMatch(const FilterValue &value, bool exact, RegexCounter regexes);

    /// Unknown: an expression was given up on.
    Truth matches(std::string_view utf8) const;
    /// Of an expression: one more event has a text that has no answer.
    void countGivenUp() const { m_regex->countGivenUp(); }
    /// True if a text may take a millisecond.
    bool isSlow() const { return m_way == Way::Regex; }
    bool isAnything() const { return m_way == Way::Anything; }
    /// A piece of plain ASCII without which no text matches; empty if there is none.
    const QString &neededText() const { return m_needed; }

private:
    enum class Way : quint8 { Exact, Folded, Wildcard, Anything, Regex };

    Way m_way = Way::Exact;
    std::string m_text; ///< of Exact
    std::u32string m_pattern; ///< of Folded and Wildcard: lower case, with the marks below
    std::optional<BoundedRegex> m_regex;
    QString m_needed;
};

/// The longest run of characters in a text that every producer of JSON writes as they are.
QString longestPlainRun(const QString &text);

} // namespace eventscope
