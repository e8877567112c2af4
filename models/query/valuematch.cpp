// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/valuematch.h"

#include "models/event/utf16.h"
#include "models/query/decimal.h"

namespace eventscope {

ValueMatch::ValueMatch(FilterOperator op, const FilterValue &value, RegexCounter regexes)
    : m_op(op), m_negated(op == FilterOperator::NotEqual), m_exact(op != FilterOperator::Matches),
      m_number(false), m_quoted(value.form == FilterValue::Form::Quoted), m_range(value.isRange),
      m_from(toUtf8(value.text)), m_upTo(toUtf8(value.upTo)),
      m_whole(value, m_exact, std::move(regexes))
{
    if (value.form == FilterValue::Form::Regex)
        m_exact = false; // it looks at how something is written
    else if (m_range)
        m_number = (value.form == FilterValue::Form::Bare || m_from.empty())
            && (value.upToForm == FilterValue::Form::Bare || m_upTo.empty())
            && !writtenDecimal(m_from.empty() ? m_upTo : m_from).empty();
    else
        m_number = !m_quoted && !writtenDecimal(m_from).empty();
    if (!m_number)
        return;
    // +5 and .5 are numbers, and may be texts that are written so: +49 is a part of the world.
    m_alsoText = !m_range && !isDecimal(m_from);
    for (std::string *end : {&m_from, &m_upTo}) {
        if (!end->empty())
            *end = writtenDecimal(*end);
    }
}

QString ValueMatch::neededText() const
{
    const bool ordered = m_range || m_op >= FilterOperator::Less;
    return ordered || m_negated || m_number ? QString() : m_whole.neededText();
}

bool ValueMatch::ordered(int order) const
{
    switch (m_op) {
    case FilterOperator::Less:
        return order < 0;
    case FilterOperator::LessOrEqual:
        return order <= 0;
    case FilterOperator::Greater:
        return order > 0;
    case FilterOperator::GreaterOrEqual:
        return order >= 0;
    default:
        return order == 0;
    }
}

bool ValueMatch::fitsNumber(std::string_view number) const
{
    if (!m_range)
        return ordered(compareDecimals(number, m_from));
    return (m_from.empty() || compareDecimals(number, m_from) >= 0)
        && (m_upTo.empty() || compareDecimals(number, m_upTo) <= 0);
}

/// UTF-8 sorts as its characters do.
bool ValueMatch::fitsOrder(std::string_view text) const
{
    if (!m_range)
        return ordered(text.compare(m_from));
    return (m_from.empty() || text >= m_from) && (m_upTo.empty() || text <= m_upTo);
}

bool ValueMatch::fitsLiteral(JsonKind kind) const
{
    return !m_quoted && !m_range
        && ((kind == JsonKind::True && m_from == "true")
            || (kind == JsonKind::False && m_from == "false")
            || (kind == JsonKind::Null && m_from == "null"));
}

Truth ValueMatch::matchesJson(JsonRef value, std::string &scratch) const
{
    if (m_whole.isAnything())
        return Truth::Yes;
    const JsonKind kind = value.kind();
    if (kind == JsonKind::Object || kind == JsonKind::Array)
        return Truth::No;
    const bool byOrder = m_range || m_op >= FilterOperator::Less;
    if (m_number && kind == JsonKind::Number && fitsNumber(value.raw()))
        return Truth::Yes;
    if (byOrder) {
        const bool text = kind == JsonKind::String;
        if (m_number && m_range && text && !m_exact) { // by a colon "5" is in 1..9, as it is 5
            const std::string_view inside = value.string(scratch);
            return truthOf(isDecimal(inside) && fitsNumber(inside));
        }
        return truthOf(!m_number && text && fitsOrder(value.string(scratch)));
    }
    if (!m_exact)
        return m_whole.matches(kind == JsonKind::String ? value.string(scratch) : value.raw());
    if (kind != JsonKind::String)
        return truthOf(fitsLiteral(kind));
    const bool literal = !m_quoted
        && ((m_number && !m_alsoText) || m_from == "true" || m_from == "false" || m_from == "null");
    return literal ? Truth::No : m_whole.matches(value.string(scratch));
}

Truth ValueMatch::matchesText(std::string_view text) const
{
    if (m_number && isDecimal(text))
        return fitsNumber(text)  ? Truth::Yes
            : m_exact || m_range ? Truth::No
                                 : m_whole.matches(text);
    if (m_range || m_op >= FilterOperator::Less)
        return truthOf(!m_number && fitsOrder(text));
    return m_whole.matches(text);
}

} // namespace eventscope
