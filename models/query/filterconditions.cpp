// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterconditions.h"

#include "models/event/displaytext.h"
#include "models/query/decimal.h"
#include "models/query/filternames.h"
#include "models/query/filterregex.h"
#include "models/query/filtervalues.h"

#include <QRegularExpression>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t maxRemarks = 16;
constexpr int maxShown = 60;

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
    return isDecimal(text.toStdString());
}

/// A date, behind whose blank a time of day may stand.
bool isDate(const QString &text)
{
    return text.size() == 10 && text[4] == u'-' && text[7] == u'-';
}

} // namespace

void FilterConditions::fail(FilterPlace place, const QString &sentence)
{
    if (!m_error)
        m_error = FilterRemark{place, sentence};
}

void FilterConditions::remark(FilterPlace place, const QString &sentence)
{
    if (m_remarks.size() < maxRemarks)
        m_remarks.push_back({place, sentence});
}

void FilterConditions::remarkOpenQuote(qsizetype from)
{
    remark({from, 1}, tr("This quote is not closed: it reaches to the end."));
}

bool FilterConditions::count(FilterPlace place)
{
    if (++m_tests > maxFilterTests)
        fail(place, tr("More than %1 conditions: nobody could read that.").arg(maxFilterTests));
    return !failed();
}

FilterExpression FilterConditions::text(FilterValue value)
{
    if (value.form != FilterValue::Form::Regex && value.text.isEmpty())
        return {};
    if (!count(value.place) || (value.form == FilterValue::Form::Regex && !regexFits(value)))
        return {};
    FilterExpression test;
    test.kind = FilterExpression::Kind::Test;
    test.field = value.form == FilterValue::Form::Regex ? FilterField::Regex : FilterField::Text;
    test.place = value.place;
    test.values.push_back(std::move(value));
    return test;
}

/// `last 5m`: two words that are one condition.
bool FilterConditions::lastSpan(FilterExpression &out)
{
    const qsizetype from = m_scanner.at();
    if (!m_scanner.skipKeyword(u"last"))
        return false;
    m_scanner.skipSpace();
    const qsizetype spanFrom = m_scanner.at();
    const QString span = m_scanner.word();
    if (!readFilterDuration(span)) {
        m_scanner.goTo(from);
        return false;
    }
    out.kind = FilterExpression::Kind::Test;
    out.field = FilterField::Recorded;
    out.op = FilterOperator::GreaterOrEqual;
    FilterValue value;
    value.text = u'-' + span;
    value.place = m_scanner.placeFrom(spanFrom);
    out.values.push_back(std::move(value));
    out.place = m_scanner.placeFrom(from);
    if (!count(out.place))
        out = {};
    return true;
}

FilterExpression FilterConditions::read()
{
    FilterValue value;
    const qsizetype from = m_scanner.at();
    if (m_scanner.peek() == u'"') {
        bool closed = false;
        value.form = FilterValue::Form::Quoted;
        value.text = m_scanner.quoted(closed);
        value.place = m_scanner.placeFrom(from);
        if (!closed)
            remarkOpenQuote(from);
        return text(std::move(value));
    }
    if (m_scanner.peek() == u'/' && m_scanner.regex(value))
        return text(std::move(value));
    FilterExpression span;
    if (lastSpan(span))
        return span;
    Subject subject;
    if (m_scanner.subject(subject))
        return condition(subject);
    value.text = m_scanner.word();
    value.place = m_scanner.placeFrom(from);
    static const QStringList operators{u":"_s, u"="_s,  u"=="_s, u"!="_s,
                                       u"<"_s, u"<="_s, u">"_s,  u">="_s};
    if (operators.contains(value.text)) {
        fail(value.place,
             tr("“%1” needs the name of a field before it, as in data.status = \"answered\". To "
                "look for the character itself, put it in quotes.")
                 .arg(value.text));
        return {};
    }
    return text(std::move(value));
}

FilterExpression FilterConditions::condition(Subject &subject)
{
    FilterExpression test;
    test.kind = FilterExpression::Kind::Test;
    test.op = subject.op;
    if (subject.pathBroken) {
        fail({m_scanner.at(), m_scanner.atEnd() ? 0 : 1},
             subject.path.size() >= size_t(maxPathSteps)
                 ? tr("The path has more than %1 steps.").arg(maxPathSteps)
                 : tr("Expected a key, a number or * here, as in data.items[0].name."));
        return {};
    }
    if (!subject.field && !attribute(subject, test)) {
        if (failed() || test.values.empty())
            return {};
        return text(test.values.front()); // text that only looks like a condition
    }
    if (subject.field) {
        test.field = subject.field->field;
        test.path = std::move(subject.path);
    }
    const FilterValueKind kind = filterField(test.field).kind;
    if (!operatorFits(subject, kind) || !values(subject, test))
        return {};
    test.place = m_scanner.placeFrom(subject.name.position);
    return count(test.place) ? test : FilterExpression();
}

/// A name that no field has: an attribute, or a text with a colon in it. False with a value in
/// `test` for the latter.
bool FilterConditions::attribute(const Subject &subject, FilterExpression &test)
{
    const QString shown = displayText(subject.text, maxShown);
    constexpr QStringView explicitly = u"attribute.";
    const bool isExplicit = subject.text.startsWith(explicitly, Qt::CaseInsensitive);
    const QString name = isExplicit ? subject.text.mid(explicitly.size()) : subject.text;
    if (isAttributeName(name)) {
        test.field = FilterField::Attribute;
        test.attribute = name;
        if (isExplicit || isUsualAttribute(name))
            return true;
        if (const QString meant = nearestFieldName(name); !meant.isEmpty()) {
            fail(subject.name,
                 tr("There is no field “%1”. Did you mean “%2”? An attribute of that name is "
                    "attribute.%1.")
                     .arg(shown, meant));
            return false;
        }
        remark(subject.name,
               tr("“%1” is no field, so an attribute of that name is looked for. In the payload it "
                  "is data.%1; text goes in quotes.")
                   .arg(shown));
        return true;
    }
    if (isExplicit || subject.op != FilterOperator::Matches) {
        fail(subject.name,
             isExplicit ? tr("Names of attributes have only lower-case letters and digits.")
                        : tr("There is no field “%1”. In the payload it is data.%1; text goes in "
                             "quotes.")
                              .arg(shown));
        return false;
    }
    m_scanner.goTo(subject.name.position);
    FilterValue value;
    value.text = m_scanner.word();
    value.place = m_scanner.placeFrom(subject.name.position);
    remark(value.place,
           tr("“%1” is no field, so this is looked for as text. In the payload it is data.%1.")
               .arg(shown));
    test.values.push_back(std::move(value));
    return false;
}

bool FilterConditions::operatorFits(const Subject &subject, FilterValueKind kind)
{
    const bool unordered = kind == FilterValueKind::Text || kind == FilterValueKind::Flag
        || kind == FilterValueKind::Path;
    if (isOrdered(subject.op) && unordered) {
        fail(subject.opPlace,
             tr("“%1” has no order: expected “:” or “=” here.")
                 .arg(displayText(subject.text, maxShown)));
        return false;
    }
    const bool onlyMatches = kind == FilterValueKind::Flag || kind == FilterValueKind::Path;
    if (onlyMatches && subject.op != FilterOperator::Matches) {
        fail(subject.opPlace,
             tr("Expected “:” here, as in %1.")
                 .arg(kind == FilterValueKind::Flag ? u"is:gap"_s : u"changed:status"_s));
        return false;
    }
    return true;
}

/// One value, or several in parentheses.
bool FilterConditions::values(const Subject &subject, FilterExpression &test)
{
    const qsizetype before = m_scanner.at();
    m_scanner.skipSpace();
    if (m_scanner.peek() != u'(') {
        const bool keyword = m_scanner.at() > before
            && (m_scanner.isKeyword(u"and") || m_scanner.isKeyword(u"or")
                || m_scanner.isKeyword(u"not"));
        if (keyword || m_scanner.atEnd() || m_scanner.peek() == u')') {
            fail(subject.opPlace,
                 tr("Expected a value after “%1”.").arg(filterOperatorText(subject.op)));
            return false;
        }
        return value(test);
    }
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
        if (!value(test) || !count(test.values.back().place))
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
            return text + u' ' + clock;
        m_scanner.goTo(end);
    }
    return text;
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

bool FilterConditions::value(FilterExpression &test)
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
        value.text = bare(kind);
    }
    value.place = m_scanner.placeFrom(from);
    if (value.form != FilterValue::Form::Regex && !splitRange(test, kind, value))
        return false;
    value.place = m_scanner.placeFrom(from);
    if (!valueFits(kind, value))
        return false;
    test.values.push_back(std::move(value));
    return true;
}

bool FilterConditions::valueFits(FilterValueKind kind, const FilterValue &value)
{
    if (value.form == FilterValue::Form::Regex)
        return regexFits(value);
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
