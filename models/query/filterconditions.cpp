// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterconditions.h"

#include "models/event/displaytext.h"
#include "models/query/filterhints.h"
#include "models/query/filternames.h"
#include "models/query/filtervalues.h"

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

} // namespace

void FilterConditions::fail(FilterPlace place, const QString &sentence)
{
    if (!m_error)
        m_error = FilterRemark{place, sentence};
}

void FilterConditions::remark(FilterPlace place, const QString &sentence, bool isGuess)
{
    if (m_remarks.size() < maxRemarks)
        m_remarks.push_back({place, sentence, isGuess});
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
        value.text = m_scanner.phrase(closed);
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
    value.text = bareWord(m_scanner.word());
    value.place = m_scanner.placeFrom(from);
    static const QStringList operators{u":"_s, u"="_s,  u"=="_s, u"!="_s, u"<"_s, u"<="_s,
                                       u">"_s, u">="_s, u"≤"_s,  u"≥"_s,  u"≠"_s};
    if (operators.contains(value.text)) {
        fail(value.place,
             tr("“%1” needs the name of a field before it, as in data.status = \"answered\". To "
                "look for the character itself, put it in quotes.")
                 .arg(value.text));
        return {};
    }
    // A word that would be a condition if something else stood behind it stays what it is.
    FilterScanner alone(value.text);
    if (Subject other; alone.subject(other))
        value.form = FilterValue::Form::Quoted;
    const QString hint = hintForWord(value.text, QStringView(m_scanner.text()).mid(m_scanner.at()));
    if (!hint.isEmpty())
        remark(value.place, hint);
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
                   .arg(shown),
               true);
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
    textWithColon(subject, test);
    return false;
}

void FilterConditions::textWithColon(const Subject &subject, FilterExpression &test)
{
    m_scanner.goTo(subject.name.position);
    FilterValue value;
    value.text = m_scanner.word();
    value.place = m_scanner.placeFrom(subject.name.position);
    remark(value.place,
           tr("“%1” is no field, so this is looked for as text. In the payload it is data.%1.")
               .arg(displayText(subject.text, maxShown)),
           true);
    test.values.push_back(std::move(value));
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

} // namespace eventscope
