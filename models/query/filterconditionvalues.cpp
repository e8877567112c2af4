// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/displaytext.h"
#include "models/query/decimal.h"
#include "models/query/filterconditions.h"
#include "models/query/filterhints.h"
#include "models/query/filterregex.h"
#include "models/query/filtervalues.h"

#include <QRegularExpression>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("FilterParser", text);
}

bool isOrdered(FilterOperator op)
{
    return op >= FilterOperator::Less;
}

bool isNumber(const QString &text)
{
    return !writtenDecimal(text.toStdString()).empty();
}

bool isKeyword(const QString &text)
{
    return QStringList{u"and"_s, u"or"_s, u"not"_s}.contains(text, Qt::CaseInsensitive)
        || text.startsWith(u"&&") || text.startsWith(u"||");
}

/// A date, behind whose blank a time of day may stand.
bool isDate(const QString &text)
{
    return text.size() == 10 && text[4] == u'-' && text[7] == u'-';
}

} // namespace

/// Behind a blank a keyword is one, and no value.
bool FilterConditions::oneValue(const Subject &subject, FilterExpression &test, bool behindBlank)
{
    const bool keyword = behindBlank
        && (m_scanner.isKeyword(u"and") || m_scanner.isKeyword(u"or")
            || m_scanner.isKeywordInLetters(u"not"));
    if (keyword || m_scanner.atEnd() || m_scanner.peek() == u')') {
        fail(subject.opPlace,
             tr("Expected a value after “%1”.").arg(filterOperatorText(subject.op)));
        return false;
    }
    return value(test);
}

/// One value, or several in parentheses.
bool FilterConditions::values(const Subject &subject, FilterExpression &test)
{
    const qsizetype before = m_scanner.at();
    m_scanner.skipSpace();
    if (m_scanner.peek() != u'(')
        return oneValue(subject, test, m_scanner.at() > before);
    const FilterPlace open{m_scanner.at(), 1};
    if (isOrdered(subject.op)) {
        fail(open, tr("Several values go with “:”, “=” or “!=” only."));
        return false;
    }
    m_scanner.goTo(m_scanner.at() + 1);
    for (;;) {
        m_scanner.skipSpace();
        if (m_scanner.atEnd() || m_scanner.peek() == u')' || m_scanner.peek() == u'(') {
            fail(m_scanner.atEnd() ? open : FilterPlace{m_scanner.at(), 1},
                 m_scanner.atEnd() ? tr("This parenthesis is not closed.")
                                   : tr("Expected a value here."));
            return false;
        }
        if (!value(test, true) || !count(test.values.back().place))
            return false;
        m_scanner.skipSpace();
        if (m_scanner.peek() == u')') {
            m_scanner.goTo(m_scanner.at() + 1);
            return true;
        }
        if (m_scanner.atEnd()) {
            fail(open, tr("This parenthesis is not closed."));
            return false;
        }
        const qsizetype here = m_scanner.at();
        if (!m_scanner.skipKeyword(u"or")) {
            fail({here, 1}, tr("Expected “or” and another value, or “)”."));
            return false;
        }
    }
}

/// A time of day takes along the zone that stands behind a blank; of a range it would be the zone
/// of one end.
QString FilterConditions::zoneBehind(const QString &time)
{
    const bool range = time.contains(u"..");
    if (!time.contains(u':') || !time.back().isDigit() || m_scanner.peek() != u' ')
        return {};
    const qsizetype end = m_scanner.at();
    m_scanner.skipSpace();
    const qsizetype from = m_scanner.at();
    const QString zone = m_scanner.word();
    static const QRegularExpression form(u"[+-][0-9]{2}:?[0-9]{2}|Z|UTC"_s);
    const QRegularExpressionMatch match = form.match(zone, 0, QRegularExpression::NormalMatch,
                                                     QRegularExpression::AnchorAtOffsetMatchOption);
    const bool isZone = match.hasMatch() && match.capturedLength() == zone.size();
    if (isZone && !range)
        return zone == u"UTC" ? u"Z"_s : zone;
    if (isZone)
        remark(m_scanner.placeFrom(from),
               tr("A zone stands right behind each time: 10:30+01:00..10:45+01:00."));
    m_scanner.goTo(end);
    return {};
}

/// A value without quotes, in one piece; a date takes the time of day behind its blank along.
QString FilterConditions::bare(FilterValueKind kind)
{
    const qsizetype from = m_scanner.at();
    QString text = m_scanner.word();
    if (kind == FilterValueKind::Path) { // keys in quotes belong to it
        while (m_scanner.peek() == u'"') {
            bool closed = false;
            m_scanner.quoted(closed);
            m_scanner.word();
        }
        return m_scanner.text().mid(from, m_scanner.at() - from);
    }
    if (kind == FilterValueKind::Time && isDate(text) && m_scanner.peek() == u' ') {
        const qsizetype end = m_scanner.at();
        m_scanner.goTo(end + 1);
        const QString clock = m_scanner.word();
        if (clock.size() >= 5 && clock[2] == u':')
            return text + u' ' + clock + zoneBehind(clock);
        m_scanner.goTo(end);
    }
    return kind == FilterValueKind::Time ? text + zoneBehind(text) : text;
}

/// Behind `..` that ended the lower end.
bool FilterConditions::upperEnd(FilterValueKind kind, FilterValue &value)
{
    if (m_scanner.peek() == u'"') {
        const qsizetype from = m_scanner.at();
        bool closed = false;
        value.upToForm = FilterValue::Form::Quoted;
        value.upTo = m_scanner.quoted(closed);
        if (!closed)
            remarkOpenQuote(from);
        return true;
    }
    value.upTo = bare(kind);
    return true;
}

/// Takes `a..b` apart where the field has an order. `a` is in the value; what is no range stays.
bool FilterConditions::splitRange(const FilterExpression &test, FilterValueKind kind,
                                  FilterValue &value)
{
    if (kind == FilterValueKind::Text || kind == FilterValueKind::Flag
        || kind == FilterValueKind::Path)
        return true;
    QString lower = value.text;
    const bool quotedLower = value.form == FilterValue::Form::Quoted;
    QString upper;
    const bool quotedUpper = !quotedLower && lower.endsWith(u"..") && m_scanner.peek() == u'"';
    if (quotedLower) {
        if (m_scanner.peek() != u'.' || m_scanner.peek(1) != u'.')
            return true;
        m_scanner.goTo(m_scanner.at() + 2);
    } else {
        const qsizetype dots = lower.indexOf(u"..");
        if (dots < 0)
            return true;
        upper = lower.mid(dots + 2);
        lower.truncate(dots);
        // Of a payload `a..b` is a text as well; only numbers and quotes make it a range.
        if (kind == FilterValueKind::Any && !quotedUpper
            && ((!lower.isEmpty() && !isNumber(lower)) || (!upper.isEmpty() && !isNumber(upper))
                || (lower.isEmpty() && upper.isEmpty())))
            return true;
    }
    value.isRange = true;
    value.text = lower;
    value.upTo = upper;
    if (quotedLower || quotedUpper)
        upperEnd(kind, value);
    if (isOrdered(test.op)) {
        fail(value.place, tr("A range goes with “:”, “=” or “!=” only."));
        return false;
    }
    return true;
}

bool FilterConditions::value(FilterExpression &test, bool listed)
{
    const FilterValueKind kind = filterField(test.field).kind;
    const qsizetype from = m_scanner.at();
    FilterValue value;
    const bool texts = kind == FilterValueKind::Text || kind == FilterValueKind::Any;
    if (m_scanner.peek() == u'"' && kind != FilterValueKind::Path) {
        bool closed = false;
        value.form = FilterValue::Form::Quoted;
        value.text = m_scanner.quoted(closed);
        if (!closed)
            remarkOpenQuote(from);
    } else if (!(m_scanner.peek() == u'/' && texts && !isOrdered(test.op)
                 && m_scanner.regex(value))) {
        value.text = bareWord(bare(kind));
        if (kind != FilterValueKind::Path && isKeyword(value.text))
            value.form =
                FilterValue::Form::Quoted; // it is no keyword here, and must not become one
    }
    value.place = m_scanner.placeFrom(from);
    if (value.form != FilterValue::Form::Regex && !splitRange(test, kind, value))
        return false;
    value.place = m_scanner.placeFrom(from);
    if (!valueFits(kind, test.op, value))
        return false;
    QString hint;
    if (value.isRange && !value.text.isEmpty() && !value.upTo.isEmpty())
        hint = hintForRange(kind, value.text, value.upTo);
    else if (value.form == FilterValue::Form::Bare && !value.isRange)
        hint = hintForValue(kind, test.op, value.text, listed);
    if (!hint.isEmpty())
        remark(value.place, hint);
    test.values.push_back(std::move(value));
    return true;
}

bool FilterConditions::valueFits(FilterValueKind kind, FilterOperator op, const FilterValue &value)
{
    if (value.form == FilterValue::Form::Regex)
        return regexFits(value);
    if (isAnyFilterValue(op, value) && kind != FilterValueKind::Flag)
        return true;
    if (value.isRange && value.text.isEmpty() && value.upTo.isEmpty()) {
        fail(value.place, tr("Expected a value on at least one side of “..”."));
        return false;
    }
    const auto fits = [&](const QString &end) {
        const QString problem = filterValueProblem(kind, end);
        if (!problem.isEmpty())
            fail(value.place, problem);
        return problem.isEmpty();
    };
    const bool lower = !value.isRange || !value.text.isEmpty();
    const bool upper = value.isRange && !value.upTo.isEmpty();
    if ((lower && !fits(value.text)) || (upper && !fits(value.upTo)))
        return false;
    if (kind == FilterValueKind::Any && lower && upper
        && (value.form == FilterValue::Form::Bare) != (value.upToForm == FilterValue::Form::Bare)) {
        fail(value.place, tr("Both ends of a range are numbers, or both are texts in quotes."));
        return false;
    }
    return true;
}

bool FilterConditions::regexFits(const FilterValue &value)
{
    const QRegularExpression regex = filterRegex(value);
    if (value.text.size() > maxRegexLength) {
        fail(value.place, tr("The expression is longer than %1 characters.").arg(maxRegexLength));
        return false;
    }
    if (regex.isValid())
        return true;
    const qsizetype offset = regex.patternErrorOffset() - filterRegexPrefix().size();
    const FilterPlace place{
        value.place.position + 1 + std::clamp<qsizetype>(offset, 0, value.text.size()), 1};
    fail(place, tr("The expression is wrong here: %1.").arg(regex.errorString()));
    return false;
}

} // namespace eventscope
