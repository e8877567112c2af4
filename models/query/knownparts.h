// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/compiledfilter.h"
#include "models/query/rowanswers.h"
#include "models/query/searchedrows.h"

#include <memory>
#include <vector>

namespace eventscope {

/// What is known of a filter before it is searched for, from the sets of filters that were searched
/// for before: of the whole, of a part of it, of some of the conditions that have to hold together,
/// or of the opposite of any of these. Of rows that a set does not have, could not read or had no
/// answer for nothing is known. FilterSearches makes it on the GUI thread and gives it to a scan,
/// whose workers share it and change nothing.
class KnownParts
{
public:
    /// The sets are of a log whose first event has this number, and stay so whatever it retires.
    KnownParts(std::shared_ptr<const EventPredicate> filter, quint64 firstSequence);

    /// Takes from what was found for `known` what it says about the filter, if it does. A copy of
    /// the set shares its memory.
    void add(const EventPredicate &known, const SearchedRows &rows);
    bool isEmpty() const { return m_parts.empty(); }

    /// Answers for the filter as a whole, and for its tests, as far as they are known of `count`
    /// rows from the event `sequence` on; both begin without any. Where only a part is known as a
    /// whole, its conditions are given answers of which the same comes: which of them makes a part
    /// false is all the same to the filter.
    void tell(quint64 sequence, size_t count, RowAnswers &whole,
              std::vector<RowAnswers> &tests) const;

private:
    struct Leaf
    {
        size_t test;
        bool negated; ///< it has to be false for the part to be true
    };
    struct Part
    {
        SearchedRows rows;
        bool negated; ///< the set is of what the part does not let through
        bool isWhole;
        std::vector<Leaf> leaves; ///< of a part that is not the whole
    };
    /// What the set of a filter says, once its leading `not` are taken off.
    struct Known
    {
        const FilterExpression *expression;
        const SearchedRows *rows;
        bool negated;
    };
    using Node = CompiledFilter::Node;

    void look(const Known &known, const FilterExpression &expression, const Node &node);
    static bool isSome(const Known &known, const FilterExpression &expression, const Node &node,
                       std::vector<Leaf> &leaves);
    static void addLeaves(const Node &node, bool negated, std::vector<Leaf> &leaves);
    static void copy(const Part &part, quint64 row, size_t count, RowAnswers &answers);

    std::shared_ptr<const EventPredicate> m_filter;
    const CompiledFilter *m_compiled; ///< the filter, if it is one
    quint64 m_firstSequence;
    std::vector<Part> m_parts;
};

} // namespace eventscope
