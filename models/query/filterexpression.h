// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterfields.h"

#include <QString>
#include <optional>
#include <vector>

namespace eventscope {

/// Where something stands in the text of a filter, in UTF-16 units: for marks in the bar.
struct FilterPlace
{
    qsizetype position = 0;
    qsizetype length = 0;
};

/// One value of a condition as it was written; what it means depends on the field.
struct FilterValue
{
    enum class Form : quint8 { Bare, Quoted, Regex };

    QString text; ///< without quotes or slashes, their escapes undone
    Form form = Form::Bare;
    QString flags; ///< behind a regular expression: `i`, `m`, `s`
    /// `text..upTo`, either of them empty where the range is open. Both ends belong to it.
    bool isRange = false;
    QString upTo;
    Form upToForm = Form::Bare;
    FilterPlace place;

    /// The places do not count: two texts can mean the same.
    bool operator==(const FilterValue &other) const;
};

/// One step of a path into the payload.
struct PathStep
{
    enum class Kind : quint8 {
        Key, ///< a member; in an array the element of that number
        Index, ///< `[3]`: the element of an array
        Every ///< `[*]`: every element
    };
    Kind kind = Kind::Key;
    QString key; ///< of Key
    quint32 index = 0; ///< of Index
    bool operator==(const PathStep &) const = default;
};

/// What a filter says, as a tree: the result of parseFilter(). A value; nothing in it depends on a
/// log or on the time of day. It is at most 2 × maxFilterDepth + 3 deep, so walking it may recurse.
struct FilterExpression
{
    enum class Kind : quint8 {
        All, ///< of the children; without children: everything
        Any, ///< of the children
        Not, ///< of the only child
        Test ///< a condition
    };
    Kind kind = Kind::All;
    std::vector<FilterExpression> children;

    FilterField field = FilterField::Text; ///< of a Test, as everything below
    QString attribute; ///< of FilterField::Attribute: its name
    std::vector<PathStep> path; ///< of FilterField::Data, behind `data`; empty: the payload itself
    FilterOperator op = FilterOperator::Matches;
    /// At least one. Of several, one must hold; with NotEqual none may.
    std::vector<FilterValue> values;
    FilterPlace place;

    bool isEverything() const { return kind == Kind::All && children.empty(); }
    bool asksFor(FilterField wanted) const; ///< some condition of it
    bool operator==(const FilterExpression &other) const; ///< without the places
};

/// The expression as text, which parseFilter() reads back to the same expression.
QString filterText(const FilterExpression &expression);
/// A text as a value: in quotes, which switch wildcards off, and in one line. For whoever makes
/// filters from cells.
/// `*` behind a colon: whatever it is, if it is there.
bool isAnyFilterValue(FilterOperator op, const FilterValue &value);
QString quotedFilterValue(const QString &text);
/// `data.items[*]."odd key"`
QString filterPathText(const std::vector<PathStep> &path);

/// Bounds of the language: beyond them a sentence is the answer, not a filter.
inline constexpr qsizetype maxFilterLength = 65'536;
inline constexpr int maxFilterTests = 1000;
inline constexpr int maxFilterDepth = 64;
inline constexpr int maxPathSteps = 64;

} // namespace eventscope
