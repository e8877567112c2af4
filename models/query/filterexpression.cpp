// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterexpression.h"

#include "models/query/filterescapes.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString formText(const QString &text, FilterValue::Form form, const QString &flags)
{
    switch (form) {
    case FilterValue::Form::Quoted:
        return quotedFilterValue(text);
    case FilterValue::Form::Regex:
        return u'/' + text + u'/' + flags;
    case FilterValue::Form::Bare:
        break;
    }
    return text.startsWith(u'/') ? u'\\' + text : text; // or it could begin an expression
}

/// A phrase is looked for in the bytes as they came, where a line break is `\n` in JSON.
QString phraseText(const QString &text)
{
    QString phrase = text;
    return u'"' + phrase.replace(u'\\', u"\\\\"_s).replace(u'"', u"\\\""_s) + u'"';
}

QString valueText(const FilterValue &value)
{
    if (!value.isRange)
        return formText(value.text, value.form, value.flags);
    return formText(value.text, value.form, {}) + u".."_s
        + formText(value.upTo, value.upToForm, {});
}

QString testText(const FilterExpression &test)
{
    const FilterValue &first = test.values.front();
    if (test.field == FilterField::Text && first.form == FilterValue::Form::Quoted)
        return phraseText(first.text);
    QString values = valueText(test.values.front());
    if (test.values.size() > 1) {
        for (size_t i = 1; i < test.values.size(); ++i)
            values += u" or "_s + valueText(test.values[i]);
        values = u'(' + values + u')';
    }
    if (test.field == FilterField::Text || test.field == FilterField::Regex)
        return values;
    const QString name = test.field == FilterField::Data ? filterPathText(test.path)
        : test.field == FilterField::Attribute           ? u"attribute."_s + test.attribute
                                                         : filterField(test.field).name;
    return test.op == FilterOperator::Matches
        ? name + u':' + values
        : name + u' ' + filterOperatorText(test.op) + u' ' + values;
}

QString nodeText(const FilterExpression &node);

/// A child where only a condition or a group in parentheses may stand.
QString groupedText(const FilterExpression &child, bool mayBeAll)
{
    using Kind = FilterExpression::Kind;
    const bool open = child.kind == Kind::Any || (child.kind == Kind::All && !mayBeAll);
    return open && !child.isEverything() ? u'(' + nodeText(child) + u')' : nodeText(child);
}

QString nodeText(const FilterExpression &node)
{
    using Kind = FilterExpression::Kind;
    switch (node.kind) {
    case Kind::Test:
        return testText(node);
    case Kind::Not:
        return u"not "_s + groupedText(node.children.front(), false);
    case Kind::All:
    case Kind::Any:
        break;
    }
    QString text;
    const bool any = node.kind == Kind::Any;
    for (const FilterExpression &child : node.children) {
        if (!text.isEmpty())
            text += any ? u" or "_s : u" and "_s;
        text += groupedText(child, any);
    }
    return text;
}

} // namespace

bool FilterValue::operator==(const FilterValue &other) const
{
    return text == other.text && form == other.form && flags == other.flags
        && isRange == other.isRange && upTo == other.upTo && upToForm == other.upToForm;
}

/// Recurses as deep as the expression, which is bounded.
bool FilterExpression::asksFor(FilterField wanted) const
{
    return kind == Kind::Test
        ? field == wanted
        : std::any_of(children.begin(), children.end(),
                      [wanted](const FilterExpression &child) { return child.asksFor(wanted); });
}

bool FilterExpression::operator==(const FilterExpression &other) const
{
    if (kind != other.kind || children != other.children)
        return false;
    return kind != Kind::Test
        || (field == other.field && attribute == other.attribute && path == other.path
            && op == other.op && values == other.values);
}

QString filterText(const FilterExpression &expression)
{
    return nodeText(expression);
}

bool isAnyFilterValue(FilterOperator op, const FilterValue &value)
{
    return op == FilterOperator::Matches && value.form == FilterValue::Form::Bare && !value.isRange
        && value.text == u"*";
}

QString quotedFilterValue(const QString &text)
{
    return u'"' + escapedFilterText(text) + u'"';
}

} // namespace eventscope
