// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/compiledfilter.h"

#include "models/query/filterline.h"
#include "models/query/filtertimes.h"
#include "models/query/filtervalues.h"
#include "models/query/rowtests.h"

#include <algorithm>

namespace eventscope {

namespace {

using Kind = FilterExpression::Kind;
using Node = CompiledFilter::Node;

bool isBookmarked(const FilterExpression &test, const FilterValue &value)
{
    return test.field == FilterField::Is && readFilterFlag(value.text) == FilterFlag::Bookmarked;
}

std::unique_ptr<const RowTest> testOf(const FilterExpression &test, const FilterValue &value,
                                      const TestMaking &making)
{
    switch (test.field) {
    case FilterField::Text:
    case FilterField::Regex:
        return makeFreeTest(test, value, making);
    case FilterField::Type:
    case FilterField::Topic:
    case FilterField::Connection:
        return makeInternedTest(test, value, making);
    case FilterField::Subject:
    case FilterField::Id:
    case FilterField::Reason:
    case FilterField::Attribute:
        return makeTextTest(test, value, making);
    case FilterField::Data:
        return makeDataTest(test, value, making);
    case FilterField::Changed:
        return makeContextTest(test, value, making);
    case FilterField::Is:
        return isBookmarked(test, value) ? makeContextTest(test, value, making)
                                         : makeMeasuredTest(test, value, making);
    default:
        return makeMeasuredTest(test, value, making);
    }
}

/// A word is looked for in the names of connections, too.
bool asksForNames(const FilterExpression &expression)
{
    return expression.asksFor(FilterField::Connection) || expression.asksFor(FilterField::Text);
}

bool asksForTimes(const FilterExpression &expression)
{
    return expression.asksFor(FilterField::Time) || expression.asksFor(FilterField::Recorded);
}

/// How long what a value means holds; 0: for good.
qint64 refreshOf(const FilterExpression &test, const FilterValue &value,
                 const FilterBinding &binding)
{
    if (filterField(test.field).kind != FilterValueKind::Time)
        return 0;
    if (value.isRange) {
        const auto span = readFilterTimeSpan(value.text, value.upTo, binding.nowUs, binding.zone);
        return span ? span->refreshMs : 0;
    }
    qint64 soonest = 0;
    for (const QString &text : {value.text, value.upTo}) {
        const auto time = readFilterTime(text, binding.nowUs, binding.zone);
        if (time && time->refreshMs > 0)
            soonest = soonest == 0 ? time->refreshMs : std::min(soonest, time->refreshMs);
    }
    return soonest;
}

} // namespace

CompiledFilter::CompiledFilter() : m_regexes(std::make_shared<RegexCounts>()) { }
CompiledFilter::~CompiledFilter() = default;

std::shared_ptr<const CompiledFilter> CompiledFilter::make(const FilterExpression &expression,
                                                           const FilterBinding &binding)
{
    const std::shared_ptr<CompiledFilter> filter(new CompiledFilter);
    if (binding.after) {
        filter->m_regexes = binding.after->m_regexes;
        filter->m_regexes->startAgain();
    }
    filter->m_expression = expression;
    filter->m_log = binding.log;
    filter->m_zone = binding.zone;
    if (asksForNames(expression))
        filter->m_names = binding.connectionNames;
    filter->m_root = filter->add(expression, binding);
    filter->m_isLasting = !filter->isRelative() && !filter->m_usesBookmarks
        && !expression.asksFor(FilterField::Changed);
    return filter;
}

bool CompiledFilter::isBoundLike(const CompiledFilter &other) const
{
    return m_log == other.m_log && (m_zone == other.m_zone || !asksForTimes(m_expression))
        && (m_names == other.m_names || !asksForNames(m_expression));
}

Node CompiledFilter::add(const FilterExpression &expression, const FilterBinding &binding)
{
    Node node;
    node.kind = expression.kind;
    if (expression.kind != Kind::Test) {
        for (const FilterExpression &child : expression.children)
            node.children.push_back(add(child, binding));
        return node;
    }
    const TestMaking making{binding, m_regexes};
    for (const FilterValue &value : expression.values) {
        Node leaf;
        leaf.kind = Kind::Test;
        leaf.test = m_tests.size();
        m_tests.push_back(testOf(expression, value, making));
        m_usesBookmarks |= isBookmarked(expression, value);
        if (const qint64 refresh = refreshOf(expression, value, binding); refresh > 0)
            m_refreshMs = m_refreshMs == 0 ? refresh : std::min(m_refreshMs, refresh);
        node.children.push_back(std::move(leaf));
    }
    if (node.children.size() == 1) {
        Node only = std::move(node.children.front());
        return only;
    }
    node.kind = expression.op == FilterOperator::NotEqual ? Kind::All : Kind::Any;
    return node;
}

bool CompiledFilter::isEverything() const
{
    return m_root.kind == Kind::All && m_root.children.empty();
}

Truth CompiledFilter::combined(const Node &node, const Truth *ofTests)
{
    switch (node.kind) {
    case Kind::Test:
        return ofTests[node.test];
    case Kind::Not:
        return notOf(combined(node.children.front(), ofTests));
    case Kind::All:
    case Kind::Any:
        break;
    }
    const Truth decisive = node.kind == Kind::All ? Truth::No : Truth::Yes;
    Truth truth = notOf(decisive);
    for (const Node &child : node.children) {
        const Truth ofChild = combined(child, ofTests);
        if (ofChild == decisive)
            return decisive;
        if (ofChild == Truth::Unknown)
            truth = Truth::Unknown;
    }
    return truth;
}

/// What the columns left open is asked of the line, and only as far as it matters.
Truth CompiledFilter::decide(const Node &node, Truth *ofTests, FilterLine &line) const
{
    switch (node.kind) {
    case Kind::Test:
        if (ofTests[node.test] == Truth::Unknown)
            ofTests[node.test] = m_tests[node.test]->byLine(line);
        return ofTests[node.test];
    case Kind::Not:
        return notOf(decide(node.children.front(), ofTests, line));
    case Kind::All:
    case Kind::Any:
        break;
    }
    const Truth known = combined(node, ofTests);
    if (known != Truth::Unknown)
        return known;
    const Truth decisive = truthOf(node.kind == Kind::Any);
    Truth truth = notOf(decisive);
    for (const Node &child : node.children) {
        const Truth ofChild = decide(child, ofTests, line);
        if (ofChild == decisive)
            return decisive;
        if (ofChild == Truth::Unknown)
            truth = Truth::Unknown;
    }
    return truth;
}

namespace {

/// Memory for what is known of the tests of one row.
std::vector<Truth> &truths(size_t count)
{
    static thread_local std::vector<Truth> memory;
    memory.assign(count, Truth::Unknown);
    return memory;
}

} // namespace

Truth CompiledFilter::evaluate(FilterLine &line) const
{
    std::vector<Truth> &ofTests = truths(m_tests.size());
    for (size_t i = 0; i < m_tests.size(); ++i)
        ofTests[i] = m_tests[i]->byColumns(line.record(), line.knownSequence());
    return decide(m_root, ofTests.data(), line);
}

Truth CompiledFilter::evaluate(FilterLine &line, Truth *ofTests) const
{
    return decide(m_root, ofTests, line);
}

Truth CompiledFilter::byColumns(const EventRecord &record, quint64 sequence) const
{
    std::vector<Truth> &ofTests = truths(m_tests.size());
    for (size_t i = 0; i < m_tests.size(); ++i)
        ofTests[i] = m_tests[i]->byColumns(record, sequence);
    return combined(ofTests.data());
}

bool CompiledFilter::decidedByColumns(const EventRecord &record, bool &matches) const
{
    const Truth truth = byColumns(record, 0);
    if (truth != Truth::Unknown)
        matches = truth == Truth::Yes;
    return truth != Truth::Unknown;
}

bool CompiledFilter::matchesLine(const EventRecord &record, std::string_view line) const
{
    static thread_local FilterLine parts; // keeps its memory from row to row
    parts.reset(record, 0, line);
    return evaluate(parts) == Truth::Yes;
}

} // namespace eventscope
