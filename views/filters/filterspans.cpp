// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filterspans.h"

#include "models/query/filterscanner.h"

namespace eventscope {

namespace {

constexpr size_t maxSpans = 500; ///< longer filters are not looked at in colour

/// `last` before a length of time is the name of a condition, too.
bool isLast(const FilterScanner &scanner, const QString &word)
{
    if (word.compare(QLatin1String("last"), Qt::CaseInsensitive) != 0)
        return false;
    FilterScanner ahead = scanner;
    ahead.skipSpace();
    return ahead.peek().isDigit();
}

} // namespace

std::vector<FilterSpan> filterSpans(const QString &text)
{
    using SpanKind = FilterSpan::Kind;
    std::vector<FilterSpan> spans;
    FilterScanner scanner(text);
    for (scanner.skipSpace(); !scanner.atEnd() && spans.size() < maxSpans; scanner.skipSpace()) {
        const qsizetype from = scanner.at();
        const QChar c = scanner.peek();
        FilterScanner::Subject subject;
        FilterValue regex;
        bool closed = false;
        if (c == u'(' || c == u')') {
            scanner.goTo(from + 1);
            spans.push_back({SpanKind::Operator, scanner.placeFrom(from)});
        } else if (scanner.skipKeyword(u"and") || scanner.skipKeyword(u"or")
                   || scanner.skipKeyword(u"not")) {
            spans.push_back({SpanKind::Keyword, scanner.placeFrom(from)});
        } else if (c == u'"') {
            scanner.quoted(closed);
            spans.push_back({SpanKind::Quoted, scanner.placeFrom(from)});
        } else if (c == u'/' && scanner.regex(regex)) {
            spans.push_back({SpanKind::Regex, scanner.placeFrom(from)});
        } else if (scanner.subject(subject)) {
            spans.push_back({SpanKind::Field, subject.name});
            if (!subject.pathBroken)
                spans.push_back({SpanKind::Operator, subject.opPlace});
        } else {
            const QString word = scanner.word();
            if (isLast(scanner, word))
                spans.push_back({SpanKind::Field, scanner.placeFrom(from)});
        }
        if (scanner.at() <= from)
            scanner.goTo(from + 1); // whatever it was: it is passed
    }
    return spans;
}

} // namespace eventscope
