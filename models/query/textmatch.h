// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterexpression.h"

#include <QRegularExpression>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>

namespace eventscope {

/// How often an expression was given up on, shared by the tests of one filter.
using GivenUpCounter = std::shared_ptr<std::atomic<quint64>>;

/// One regular expression that cannot run away: what takes too many steps, or is longer than
/// `longest`, counts as not matching, once for each call. Safe from several threads.
class BoundedRegex
{
public:
    BoundedRegex(const FilterValue &value, GivenUpCounter givenUp);
    /// Nothing: it was given up on.
    std::optional<bool> foundIn(std::string_view utf8) const;
    /// The same in several texts of one event, so that it is counted once.
    bool foundInAny(std::initializer_list<std::string_view> texts) const;

    static constexpr size_t longest = 1 << 20;

private:
    QRegularExpression m_regex;
    GivenUpCounter m_givenUp;
};

/// Compares whole texts with one value, as `:` and `=` do: exactly, in any case, with wildcards or
/// by an expression. Immutable. Its time is at most the product of the lengths.
class TextMatch
{
public:
    /// `exact`: of `=`, where wildcards and cases mean themselves.
    TextMatch(const FilterValue &value, bool exact, GivenUpCounter givenUp);

    bool matches(std::string_view utf8) const;
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
