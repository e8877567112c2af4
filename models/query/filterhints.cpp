// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterhints.h"

#include "models/event/displaytext.h"
#include "models/event/timestamp.h"
#include "models/query/decimal.h"
#include "models/query/filtertimes.h"
#include "models/query/filtervalues.h"

#include <QRegularExpression>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxShown = 60;
constexpr qsizetype longestHinted = 200; ///< longer words are nobody's slip

QString tr(const char *text)
{
    return QCoreApplication::translate("FilterHints", text);
}

QString shownText(const QString &text)
{
    return displayText(text, maxShown);
}

bool matchesWhole(const char *pattern, const QString &text)
{
    const QString whole = QRegularExpression::anchoredPattern(QString::fromUtf8(pattern));
    return QRegularExpression(whole).match(text).hasMatch();
}

bool namesField(const QString &word)
{
    return findFilterField(word) || word.startsWith(u"data."_s, Qt::CaseInsensitive)
        || word.startsWith(u"payload."_s, Qt::CaseInsensitive);
}

QString nextWord(QStringView behind)
{
    const QStringView rest = behind.trimmed();
    qsizetype end = 0;
    while (end < rest.size() && end < longestHinted && !rest[end].isSpace() && rest[end] != u'(')
        ++end;
    return rest.left(end).toString();
}

QString hintForField(const QString &field, QStringView behind)
{
    const QString next = nextWord(behind);
    const QString name = shownText(field);
    const auto is = [&next](const QStringList &words) {
        return words.contains(next, Qt::CaseInsensitive);
    };
    if (next.startsWith(u':') && next.size() > 1)
        return tr("The colon stands right behind the field: %1%2.").arg(name, shownText(next));
    if (next.startsWith(u'.') && next.size() > 1)
        return tr("A path has no blanks: %1%2.").arg(name, shownText(next));
    if (is({u"in"_s}))
        return tr("One of several values is written %1:(a or b).").arg(name);
    if (is({u"contains"_s, u"like"_s, u"has"_s, u"startswith"_s, u"endswith"_s}))
        return tr("A part of a value is written %1:*part*.").arg(name);
    if (is({u"matches"_s, u"=~"_s, u"!~"_s, u"~"_s, u"regex"_s}) || next.startsWith(u'~'))
        return tr("An expression stands behind a colon, in slashes: %1:/…/.").arg(name);
    if (is({u"eq"_s, u"is"_s, u"equals"_s}))
        return tr("What is the same is written %1 = value.").arg(name);
    if (is({u"ne"_s, u"gt"_s, u"ge"_s, u"lt"_s, u"le"_s, u"gte"_s, u"lte"_s}))
        return tr("Values are compared by !=, >, >=, < and <=, as in %1 > 5.").arg(name);
    return {};
}

/// What somebody took for a number and is none.
QString hintForNumber(const QString &value)
{
    if (matchesWhole("[+-]?0[xXbBoO][0-9a-fA-F]+", value))
        return tr("“%1” is no number here: numbers are decimal, as in 255 or 1.5e3. So it is taken "
                  "for a text.")
            .arg(shownText(value));
    if (matchesWhole("[+-]?[0-9][0-9_',’]*[_',’][0-9][0-9_',’.]*", value))
        return tr("“%1” is no number here: write 1000 and 5.5, without marks between the digits. "
                  "So it is taken for a text.")
            .arg(shownText(value));
    if (matchesWhole("[+-]?[0-9.]+[a-zA-Zµ%]{1,4}", value) || value == u"-" || value == u"+")
        return tr("“%1” is no number here, so it is taken for a text. Numbers have no units and no "
                  "blanks; text goes in quotes.")
            .arg(shownText(value));
    return {};
}

} // namespace

QString hintForWord(const QString &word, QStringView behind)
{
    if (word.size() > longestHinted)
        return {};
    if (namesField(word)) {
        if (const QString hint = hintForField(word, behind); !hint.isEmpty())
            return hint;
    }
    if (word == u"&" || word == u"|")
        return tr("“%1” is looked for as text. Conditions are put together by and, or and not (or "
                  "&&, || and !).")
            .arg(word);
    if ((word.contains(u"&&") || word.contains(u"||")) && word.size() > 2)
        return tr("“%1” is one word, looked for as text. Blanks go around && and ||.")
            .arg(shownText(word));
    if (word.startsWith(u'\'') && word.size() > 1
        && (word.indexOf(u'\'', 1) > 0 || behind.contains(u'\'')))
        return tr("Text of several words goes in double quotes: \"…\". A single quote is a "
                  "character like others.");
    if (word == u"#" || word.startsWith(u"#!"))
        return tr("There are no comments in a filter: “%1” is looked for as text.")
            .arg(shownText(word));
    const qsizetype tilde = word.indexOf(u'~');
    if (tilde > 0 && namesField(word.left(word[tilde - 1] == u'!' ? tilde - 1 : tilde)))
        return tr("An expression stands behind a colon, in slashes: %1:/…/.")
            .arg(shownText(word.left(tilde)));
    if (word.contains(u'*') && word.size() > 1 && !word.startsWith(u'/'))
        return tr("In a word by itself * is the character. It is a wildcard behind a field, as in "
                  "type:call.*; a word is found anywhere.");
    return {};
}

QString hintForValue(FilterValueKind kind, FilterOperator op, const QString &value, bool listed)
{
    const bool any = kind == FilterValueKind::Any;
    if (value.size() > longestHinted || (!any && kind != FilterValueKind::Text))
        return {};
    if (value.startsWith(u'~'))
        return tr("An expression stands behind a colon, in slashes: field:/…/.");
    if (value.startsWith(u'\'') && value.size() > 1)
        return tr("Text goes in double quotes: \"%1\". A single quote is a character like others.")
            .arg(shownText(value.mid(1).remove(u'\'')));
    if (listed && (value.contains(u',') || value.contains(u'|')))
        return tr("Several values are parted by or: (a or b). “%1” is one value.")
            .arg(shownText(value));
    if (value.contains(u"&&") || value.contains(u"||"))
        return tr("“%1” is one value. Blanks go around && and ||.").arg(shownText(value));
    if (!any || op == FilterOperator::Matches)
        return {};
    const QString lower = value.toLower();
    const bool literal = lower == u"true" || lower == u"false" || lower == u"null";
    if ((literal && value != lower) || lower == u"none" || lower == u"nil")
        return tr("“%1” is taken for a text. JSON writes true, false and null.").arg(value);
    return hintForNumber(value);
}

QString hintForRange(FilterValueKind kind, const QString &from, const QString &upTo)
{
    bool reversed = false;
    const auto compare = [&reversed](const auto &low, const auto &high) {
        reversed = low && high && *low > *high;
    };
    switch (kind) {
    case FilterValueKind::Time: {
        const FilterTime span =
            readFilterTimeSpan(from, upTo, nowUs(), TimeZoneChoice::Local).value_or(FilterTime());
        reversed = span.fromUs >= span.toUs;
        break;
    }
    case FilterValueKind::Severity:
        compare(readFilterSeverity(from), readFilterSeverity(upTo));
        break;
    case FilterValueKind::Duration: {
        const auto signedSpan = [](const QString &text) -> std::optional<qint64> {
            const bool negative = text.startsWith(u'-');
            const auto span = readFilterDuration(QStringView(text).mid(negative ? 1 : 0));
            return span && negative ? std::optional(-*span) : span;
        };
        compare(signedSpan(from), signedSpan(upTo));
        break;
    }
    case FilterValueKind::Count:
        compare(readFilterCount(from), readFilterCount(upTo));
        break;
    case FilterValueKind::Bytes:
        compare(readFilterBytes(from), readFilterBytes(upTo));
        break;
    default: {
        const std::string low = writtenDecimal(from.toStdString());
        const std::string high = writtenDecimal(upTo.toStdString());
        reversed = low.empty() || high.empty() ? from.toStdString() > upTo.toStdString()
                                               : compareDecimals(low, high) > 0;
    }
    }
    return reversed ? tr("This range ends before it begins, so nothing is in it.") : QString();
}

} // namespace eventscope
