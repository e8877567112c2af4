// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/timestamp.h"
#include "models/query/eventpredicate.h"
#include "models/query/filterexpression.h"
#include "models/query/regexpatience.h"
#include "models/query/rowtest.h"

#include <QMap>
#include <memory>
#include <vector>

namespace eventscope {

class RowContext;

class CompiledFilter;

/// What a filter is bound to. Nothing here is owned; it must outlive the filter's use.
struct FilterBinding
{
    const EventLog *log = nullptr; ///< for its tables of types, topics and connections
    QMap<quint32, QString> connectionNames; ///< by number; one without a name matches by its id
    qint64 nowUs = eventscope::nowUs(); ///< what relative times and times of day count from
    TimeZoneChoice zone = TimeZoneChoice::Local; ///< of times without a zone
    const RowContext *context = nullptr; ///< null: nothing is bookmarked, nothing has changed
    /// The same expression, bound to what came before: what is counted, and the patience with
    /// regular expressions, goes on. Nobody may be asking it any more. Null: there is none.
    const CompiledFilter *after = nullptr;
};

/// A filter bound to a log: the truth about every row, which faster ways have to equal. Immutable
/// once made (but for counters), so that workers and the GUI thread may share it.
///
/// To go over many rows: ask the tests for their columns, block by block; search the raw lines of
/// the open rows for what the tests need; then evaluate() what is left.
class CompiledFilter final : public EventPredicate
{
public:
    /// A node of the tree, as deep as the expression.
    struct Node
    {
        FilterExpression::Kind kind = FilterExpression::Kind::All;
        std::vector<Node> children;
        size_t test = 0; ///< of a Test: its place in tests()
    };

    /// The expression is one of parseFilter().
    static std::shared_ptr<const CompiledFilter> make(const FilterExpression &expression,
                                                      const FilterBinding &binding);

    const Node &root() const { return m_root; }
    /// What it was made from: the same tree, but that a Test with several values is one node.
    const FilterExpression &expression() const { return m_expression; }
    const std::vector<std::unique_ptr<const RowTest>> &tests() const { return m_tests; }
    /// True if it lets every row through, whatever is in it.
    bool isEverything() const;

    /// True if what it means changes as time goes: `last 5m`, `time:today`. Then compile it anew
    /// after refreshMs() with the time of then.
    bool isRelative() const { return m_refreshMs > 0; }
    qint64 refreshMs() const { return m_refreshMs; }
    /// True if it asks the RowContext: what it says changes with bookmarks, too.
    bool usesBookmarks() const { return m_usesBookmarks; }

    /// True if what it said of an event holds as long as the event is there: it asks for no time
    /// that moves on, no bookmark, and no event before, which may be retired.
    bool isLasting() const { return m_isLasting; }
    /// True if its expression means the same where `other` is bound.
    bool isBoundLike(const CompiledFilter &other) const;

    /// What is known of the tree when that is known of the tests, in the order of tests().
    Truth combined(const Truth *ofTests) const { return combined(m_root, ofTests); }
    /// The truth about a row; its line is read only where the columns do not decide. Unknown: an
    /// expression was given up on, and it matters.
    Truth evaluate(FilterLine &line) const;
    /// The same, where that is known of the tests already; what is read of the line is added.
    Truth evaluate(FilterLine &line, Truth *ofTests) const;
    Truth byColumns(const EventRecord &record, quint64 sequence) const;

    bool decidedByColumns(const EventRecord &record, bool &matches) const override;
    bool matchesLine(const EventRecord &record, std::string_view line) const override;

    /// How many events a regular expression was given up on: it took too many steps, and the event
    /// is neither among what matches nor, with a `not` before it, among what does not. To be told.
    quint64 givenUp() const { return m_regexes->givenUp; }
    /// The same, because the expression would have had to see more text in one piece than it may.
    quint64 tooLong() const { return m_regexes->tooLong; }
    /// How often one was not tried any more, because it had been given up on again and again.
    quint64 leftOut() const { return m_regexes->leftOut; }
    /// How often too many steps were really taken: what costs time.
    quint64 attempts() const { return m_regexes->attempts; }
    ~CompiledFilter() override;

private:
    CompiledFilter();
    Node add(const FilterExpression &expression, const FilterBinding &binding);
    static Truth combined(const Node &node, const Truth *ofTests);
    Truth decide(const Node &node, Truth *ofTests, FilterLine &line) const;

    FilterExpression m_expression;
    const EventLog *m_log = nullptr; ///< that it is bound to
    QMap<quint32, QString> m_names; ///< that connections had, if it asks for any
    TimeZoneChoice m_zone = TimeZoneChoice::Local;
    Node m_root;
    std::vector<std::unique_ptr<const RowTest>> m_tests;
    qint64 m_refreshMs = 0;
    bool m_usesBookmarks = false;
    bool m_isLasting = true;
    RegexCounter m_regexes;
};

} // namespace eventscope
