// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filterjoin.h"

#include "models/query/filterparser.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using ExpressionKind = FilterExpression::Kind;

/// What must all hold.
std::vector<FilterExpression> conditionsOf(const FilterExpression &expression)
{
    if (expression.kind == ExpressionKind::All)
        return expression.children;
    return {expression};
}

bool isTimeRange(const FilterExpression &one)
{
    return one.kind == ExpressionKind::Test
        && (one.field == FilterField::Recorded || one.field == FilterField::Time)
        && one.op == FilterOperator::Matches && one.values.size() == 1
        && one.values.front().isRange;
}

QString grouped(const QString &text, const FilterExpression &expression)
{
    return expression.kind == ExpressionKind::Any ? u'(' + text + u')' : text;
}

} // namespace

QString joinedFilter(const QString &text, const QString &condition)
{
    const FilterExpression had = parseFilter(text).expression;
    const FilterExpression wanted = parseFilter(condition).expression;
    const QString old = text.trimmed();
    if (had.isEverything())
        return condition;
    if (wanted.isEverything())
        return old;
    const std::vector<FilterExpression> conditions = conditionsOf(had);
    if (std::find(conditions.begin(), conditions.end(), wanted) != conditions.end())
        return old;
    if (isTimeRange(wanted)) {
        for (const FilterExpression &one : conditions) {
            if (!isTimeRange(one) || one.field != wanted.field)
                continue;
            QString replaced = text;
            return replaced.replace(one.place.position, one.place.length, condition).trimmed();
        }
    }
    return grouped(old, had) + u" and "_s + grouped(condition, wanted);
}

} // namespace eventscope
