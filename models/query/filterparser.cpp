// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterparser.h"

#include "models/event/displaytext.h"
#include "models/query/filterconditions.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("FilterParser", text);
}

FilterExpression group(FilterExpression::Kind kind, std::vector<FilterExpression> children)
{
    if (children.size() == 1 && kind != FilterExpression::Kind::Not)
        return std::move(children.front());
    FilterExpression all;
    all.kind = children.empty() ? FilterExpression::Kind::All : kind;
    all.children = std::move(children);
    if (!all.children.empty()) {
        const FilterPlace last = all.children.back().place;
        all.place.position = all.children.front().place.position;
        all.place.length = last.position + last.length - all.place.position;
    }
    return all;
}

/// Conditions put together. Recursive, to a depth that is bounded before anything is called.
class FilterGrammar
{
public:
    FilterGrammar(FilterScanner &scanner, FilterConditions &conditions)
        : m_scanner(scanner), m_conditions(conditions)
    { }

    FilterExpression whole()
    {
        m_scanner.skipSpace();
        if (m_scanner.atEnd())
            return {};
        FilterExpression expression = anyOf(0);
        if (!failed() && !m_scanner.atEnd())
            m_conditions.fail({m_scanner.at(), 1},
                              tr("No parenthesis is open that this could close."));
        return expression;
    }

private:
    bool failed() const { return m_conditions.failed(); }

    FilterExpression anyOf(int depth)
    {
        std::vector<FilterExpression> parts;
        do {
            FilterExpression part = allOf(depth);
            if (!part.isEverything())
                parts.push_back(std::move(part));
        } while (!failed() && keyword(u"or"));
        return group(FilterExpression::Kind::Any, std::move(parts));
    }

    FilterExpression allOf(int depth)
    {
        std::vector<FilterExpression> parts;
        for (;;) {
            FilterExpression part = one(depth);
            if (failed())
                return {};
            if (!part.isEverything())
                parts.push_back(std::move(part));
            if (keyword(u"and"))
                continue;
            m_scanner.skipSpace();
            if (m_scanner.atEnd() || m_scanner.peek() == u')' || m_scanner.isKeyword(u"or"))
                break;
        }
        return group(FilterExpression::Kind::All, std::move(parts));
    }

    /// A keyword, behind which there has to be something.
    bool keyword(QStringView word)
    {
        m_scanner.skipSpace();
        const qsizetype from = m_scanner.at();
        if (!m_scanner.skipKeyword(word))
            return false;
        m_last = m_scanner.placeFrom(from);
        return true;
    }

    bool tooDeep(int depth)
    {
        if (depth < maxFilterDepth)
            return false;
        m_conditions.fail({m_scanner.at(), 1},
                          tr("Nested deeper than %1: nobody could read that.").arg(maxFilterDepth));
        return true;
    }

    FilterExpression notOf(qsizetype from, int depth)
    {
        FilterExpression child = one(depth + 1);
        if (failed() || child.isEverything())
            return {};
        std::vector<FilterExpression> children;
        children.push_back(std::move(child));
        FilterExpression negation = group(FilterExpression::Kind::Not, std::move(children));
        negation.place = m_scanner.placeFrom(from);
        return negation;
    }

    FilterExpression one(int depth)
    {
        m_scanner.skipSpace();
        const qsizetype from = m_scanner.at();
        if (m_scanner.atEnd() || m_scanner.peek() == u')' || m_scanner.isKeyword(u"or")
            || m_scanner.isKeyword(u"and"))
            return nothing();
        if (m_scanner.isKeyword(u"not")) {
            if (tooDeep(depth))
                return {};
            keyword(u"not");
            return notOf(from, depth);
        }
        if (m_scanner.peek() == u'-') {
            m_scanner.goTo(from + 1);
            if (FilterScanner::endsWord(m_scanner.peek()) && m_scanner.peek() != u'"'
                && m_scanner.peek() != u'(')
                return {}; // on the way to what is left out
            return tooDeep(depth) ? FilterExpression() : excluded(from, depth);
        }
        if (m_scanner.peek() == u'(')
            return tooDeep(depth) ? FilterExpression() : parentheses(depth);
        return m_conditions.read();
    }

    /// Behind `-` stands one condition or group; another dash belongs to the word.
    FilterExpression excluded(qsizetype from, int depth)
    {
        if (m_scanner.peek() == u'-') {
            FilterExpression word = m_conditions.read();
            if (failed())
                return {};
            word.values.front().form = FilterValue::Form::Quoted; // or it would exclude again
            std::vector<FilterExpression> children;
            children.push_back(std::move(word));
            return group(FilterExpression::Kind::Not, std::move(children));
        }
        if (m_scanner.isKeywordInLetters(u"not") || m_scanner.isKeyword(u"and")
            || m_scanner.isKeyword(u"or")) {
            m_conditions.fail(m_scanner.placeFrom(from),
                              tr("Expected what is to be left out after “-”."));
            return {};
        }
        return notOf(from, depth);
    }

    FilterExpression parentheses(int depth)
    {
        const FilterPlace open{m_scanner.at(), 1};
        m_last = open;
        m_scanner.goTo(open.position + 1);
        FilterExpression inner = anyOf(depth + 1);
        if (failed())
            return {};
        m_scanner.skipSpace();
        if (m_scanner.peek() != u')') {
            m_conditions.fail(open, tr("This parenthesis is not closed."));
            return {};
        }
        m_scanner.goTo(m_scanner.at() + 1);
        return inner;
    }

    /// Where a condition should be and none is.
    FilterExpression nothing()
    {
        const FilterPlace here{m_scanner.at(), m_scanner.atEnd() ? 0 : 1};
        if (m_last.length == 0) {
            const bool bracket = m_scanner.peek() == u')';
            m_conditions.fail(here,
                              bracket ? tr("No parenthesis is open that this could close.")
                                      : tr("Expected a condition before this word. To look for "
                                           "the word itself, put it in quotes."));
            return {};
        }
        const QString behind = m_scanner.text().mid(m_last.position, m_last.length);
        m_conditions.fail(m_scanner.atEnd() ? m_last : here,
                          tr("Expected a condition after “%1”.").arg(behind));
        return {};
    }

    FilterScanner &m_scanner;
    FilterConditions &m_conditions;
    FilterPlace m_last; ///< what a condition has to follow
};

} // namespace

ParsedFilter parseFilter(const QString &text)
{
    ParsedFilter parsed;
    if (text.size() > maxFilterLength) {
        parsed.error = FilterRemark{
            {maxFilterLength, text.size() - maxFilterLength},
            tr("A filter has at most %1 characters; this one has more.").arg(maxFilterLength)};
        return parsed;
    }
    FilterScanner scanner(text);
    FilterConditions conditions(scanner);
    parsed.expression = FilterGrammar(scanner, conditions).whole();
    parsed.error = conditions.error();
    if (parsed.error)
        parsed.expression = {};
    else
        parsed.remarks = conditions.remarks();
    return parsed;
}

QString markedFilterError(const QString &text, const FilterRemark &error)
{
    constexpr qsizetype before = 40;
    constexpr qsizetype behind = 36;
    const qsizetype position = std::min(error.place.position, text.size());
    const qsizetype from = std::max<qsizetype>(0, position - before);
    const qsizetype end = std::min(text.size(), position + behind);
    const auto shown = [](const QString &part) { return displayText(part, 200); };
    const QString head = (from > 0 ? u"…"_s : QString()) + shown(text.mid(from, position - from));
    const qsizetype marked =
        std::clamp<qsizetype>(error.place.length, 1, std::max<qsizetype>(1, end - position));
    const qsizetype markWidth = std::max<qsizetype>(1, shown(text.mid(position, marked)).size());
    return head + shown(text.mid(position, end - position))
        + (end < text.size() ? u"…"_s : QString()) + u'\n' + QString(head.size(), u' ')
        + QString(markWidth, u'^') + u'\n' + error.sentence;
}

} // namespace eventscope
