// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/knownparts.h"

#include "models/query/rowbits.h"

#include <algorithm>

namespace eventscope {

namespace {

using Kind = FilterExpression::Kind;

/// Comparisons of conditions that nobody notices.
constexpr size_t mostComparisons = 4'096;

} // namespace

KnownParts::KnownParts(std::shared_ptr<const EventPredicate> filter, quint64 firstSequence)
    : m_filter(std::move(filter)), m_compiled(dynamic_cast<const CompiledFilter *>(m_filter.get())),
      m_firstSequence(firstSequence)
{ }

void KnownParts::add(const EventPredicate &known, const SearchedRows &rows)
{
    if (rows.rows() == 0)
        return;
    if (&known == m_filter.get()) {
        m_parts.push_back({rows, false, true, {}});
        return;
    }
    const auto *const compiled = dynamic_cast<const CompiledFilter *>(&known);
    if (!m_compiled || !compiled || !compiled->isLasting() || !compiled->isBoundLike(*m_compiled))
        return;
    Known what{&compiled->expression(), &rows, false};
    for (; what.expression->kind == Kind::Not; what.negated = !what.negated)
        what.expression = &what.expression->children.front();
    look(what, m_compiled->expression(), m_compiled->root());
}

/// Recurses as deep as the expression, which is bounded.
void KnownParts::look(const Known &known, const FilterExpression &expression, const Node &node)
{
    const bool isSame = expression == *known.expression;
    std::vector<Leaf> leaves;
    if (isSame && &node == &m_compiled->root()) {
        m_parts.push_back({*known.rows, known.negated, true, {}});
    } else if (isSame || isSome(known, expression, node, leaves)) {
        if (isSame)
            addLeaves(node, false, leaves);
        m_parts.push_back({*known.rows, known.negated, false, std::move(leaves)});
    } else if (expression.kind != Kind::Test) {
        for (size_t i = 0; i < node.children.size(); ++i)
            look(known, expression.children[i], node.children[i]);
    }
}

/// `a and c` of `a and b and c`: false makes all of it false, true leaves only the others to ask.
/// With `or` it is the other way round.
bool KnownParts::isSome(const Known &known, const FilterExpression &expression, const Node &node,
                        std::vector<Leaf> &leaves)
{
    const auto &some = known.expression->children;
    const auto &all = expression.children;
    if (expression.kind != known.expression->kind || expression.kind == Kind::Test
        || expression.kind == Kind::Not || some.empty() || some.size() > all.size()
        || some.size() * all.size() > mostComparisons)
        return false;
    for (const FilterExpression &one : some) {
        const auto found = std::find(all.begin(), all.end(), one);
        if (found == all.end())
            return false;
        addLeaves(node.children[size_t(found - all.begin())], false, leaves);
    }
    return true;
}

void KnownParts::addLeaves(const Node &node, bool negated, std::vector<Leaf> &leaves)
{
    if (node.kind == Kind::Test)
        leaves.push_back({node.test, negated});
    for (const Node &child : node.children)
        addLeaves(child, negated != (node.kind == Kind::Not), leaves);
}

/// What the set of the part knows of `count` rows from `row` on.
void KnownParts::copy(const Part &part, quint64 row, size_t count, RowAnswers &answers)
{
    const SearchedRows &rows = part.rows;
    answers.clear(wordsOf(count));
    if (row >= rows.rows())
        return;
    const auto have = size_t(std::min<quint64>(count, rows.rows() - row));
    rows.matching().copyTo(answers.yes.data(), row, have);
    for (size_t word = 0; word < wordsOf(have); ++word)
        answers.no[word] = ~answers.yes[word];
    answers.no[wordsOf(have) - 1] &= rowsOf(wordsOf(have) - 1, 0, have);
    std::array<quint64, RowAnswers::maxWords> rare;
    for (const auto *set : {&rows.unreadable(), &rows.undecided()}) {
        if (!*set)
            continue;
        (*set)->copyTo(rare.data(), row, have);
        for (size_t word = 0; word < wordsOf(have); ++word) {
            answers.yes[word] &= ~rare[word];
            answers.no[word] &= ~rare[word];
        }
    }
}

void KnownParts::tell(quint64 sequence, size_t count, RowAnswers &whole,
                      std::vector<RowAnswers> &tests) const
{
    Q_ASSERT(sequence >= m_firstSequence);
    RowAnswers answers;
    for (const Part &part : m_parts) {
        copy(part, sequence - m_firstSequence, count, answers);
        const auto tellOne = [&](RowAnswers &to, bool negated) {
            const auto &yes = negated != part.negated ? answers.no : answers.yes;
            const auto &no = negated != part.negated ? answers.yes : answers.no;
            for (size_t word = 0; word < wordsOf(count); ++word)
                to.learn(word, yes[word], no[word]);
        };
        if (part.isWhole)
            tellOne(whole, false);
        for (const Leaf &leaf : part.leaves)
            tellOne(tests[leaf.test], leaf.negated);
    }
}

} // namespace eventscope
