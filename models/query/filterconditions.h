// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterscanner.h"

namespace eventscope {

/// Reads single conditions of a filter, `field op value`, a word, a phrase, an expression, and
/// keeps the first error. What is put together of them is the parser's.
class FilterConditions
{
public:
    explicit FilterConditions(FilterScanner &scanner) : m_scanner(scanner) { }

    /// The condition that begins here. Everything where there is none yet (an opened quote) or
    /// after an error.
    FilterExpression read();

    void fail(FilterPlace place, const QString &sentence);
    bool failed() const { return m_error.has_value(); }
    const std::optional<FilterRemark> &error() const { return m_error; }
    const std::vector<FilterRemark> &remarks() const { return m_remarks; }

private:
    using Subject = FilterScanner::Subject;

    FilterExpression condition(Subject &subject);
    FilterExpression text(FilterValue value);
    bool lastSpan(FilterExpression &out);
    bool known(Subject &subject, FilterExpression &test);
    bool attribute(const Subject &subject, FilterExpression &test);
    void textWithColon(const Subject &subject, FilterExpression &test);
    bool operatorFits(const Subject &subject, FilterValueKind kind);
    bool values(const Subject &subject, FilterExpression &test);
    bool oneValue(const Subject &subject, FilterExpression &test, bool behindBlank);
    bool value(FilterExpression &test, bool listed = false);
    QString bare(FilterValueKind kind);
    QString zoneBehind(const QString &time);
    bool upperEnd(FilterValueKind kind, FilterValue &value);
    bool splitRange(const FilterExpression &test, FilterValueKind kind, FilterValue &value);
    bool valueFits(FilterValueKind kind, FilterOperator op, const FilterValue &value);
    bool regexFits(const FilterValue &value);
    bool count(FilterPlace place);
    void remark(FilterPlace place, const QString &sentence, bool isGuess = false);
    void remarkOpenQuote(qsizetype from);

    FilterScanner &m_scanner;
    std::optional<FilterRemark> m_error;
    std::vector<FilterRemark> m_remarks;
    int m_tests = 0;
};

} // namespace eventscope
