// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterscanner.h"

#include "models/query/filterescapes.h"
#include "models/query/filtervalues.h"

#include <algorithm>

namespace eventscope {

namespace {

bool isAsciiLetter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'A' && c <= u'Z');
}

bool continuesName(QChar c)
{
    return isAsciiLetter(c) || (c >= u'0' && c <= u'9') || c == u'_' || c == u'-' || c == u'.';
}

} // namespace

bool isAttributeName(QStringView name)
{
    constexpr qsizetype longest = 64;
    return !name.isEmpty() && name.size() <= longest && name[0] >= u'a' && name[0] <= u'z'
        && std::all_of(name.cbegin(), name.cend(), [](QChar c) {
               return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9');
           });
}

QString bareWord(const QString &word)
{
    return word.startsWith(u"\\/") ? word.mid(1) : word;
}

void FilterScanner::skipSpace()
{
    while (!atEnd() && m_text[m_at].isSpace())
        ++m_at;
}

bool FilterScanner::endsWord(QChar c)
{
    return c.isNull() || c.isSpace() || c == u'(' || c == u')' || c == u'"';
}

bool FilterScanner::isKeywordInLetters(QStringView word) const
{
    return QStringView(m_text).mid(m_at, word.size()).compare(word, Qt::CaseInsensitive) == 0
        && (m_at + word.size() >= m_text.size() || endsWord(m_text[m_at + word.size()]));
}

/// As other programs write it; null: nothing does.
QStringView FilterScanner::signAt() const
{
    const QStringView rest = QStringView(m_text).mid(m_at);
    for (const QStringView sign : {QStringView(u"&&"), QStringView(u"||")}) {
        if (rest.startsWith(sign))
            return sign;
    }
    return rest.startsWith(u'!') && !rest.startsWith(u"!=") && !rest.startsWith(u"!~")
        ? QStringView(u"!")
        : QStringView();
}

bool FilterScanner::isKeyword(QStringView word) const
{
    const QStringView sign = signAt();
    return isKeywordInLetters(word)
        || (!sign.isNull()
            && word
                == (sign == u"&&"       ? QStringView(u"and")
                        : sign == u"||" ? QStringView(u"or")
                                        : QStringView(u"not")));
}

bool FilterScanner::skipKeyword(QStringView word)
{
    if (!isKeyword(word))
        return false;
    m_at += isKeywordInLetters(word) ? word.size() : signAt().size();
    return true;
}

QString FilterScanner::quoted(bool &closed)
{
    QString text;
    closed = false;
    for (++m_at; !atEnd();) {
        if (peek() == u'"') {
            ++m_at;
            closed = true;
            return text;
        }
        if (peek() != u'\\' || !readFilterEscape(m_text, m_at, text))
            text += m_text[m_at++];
    }
    return text;
}

QString FilterScanner::phrase(bool &closed)
{
    QString text;
    closed = false;
    for (++m_at; !atEnd(); ++m_at) {
        const QChar c = peek();
        if (c == u'"') {
            ++m_at;
            closed = true;
            return text;
        }
        if (c == u'\\' && (peek(1) == u'"' || peek(1) == u'\\'))
            ++m_at;
        text += peek();
    }
    return text;
}

QString FilterScanner::word()
{
    const qsizetype from = m_at;
    while (!atEnd() && (!endsWord(peek()) || peek().isNull()))
        ++m_at;
    return m_text.mid(from, m_at - from);
}

bool FilterScanner::regex(FilterValue &value)
{
    qsizetype end = m_at + 1;
    while (end < m_text.size() && m_text[end] != u'/')
        end += m_text[end] == u'\\' ? 2 : 1;
    if (end >= m_text.size() || end == m_at + 1)
        return false;
    qsizetype behind = end + 1;
    while (behind < m_text.size() && QStringView(u"ims").contains(m_text[behind]))
        ++behind;
    if (behind < m_text.size() && !endsWord(m_text[behind]))
        return false;
    value.form = FilterValue::Form::Regex;
    value.text = m_text.mid(m_at + 1, end - m_at - 1);
    value.flags = m_text.mid(end + 1, behind - end - 1);
    value.place = {m_at, behind - m_at};
    m_at = behind;
    return true;
}

bool FilterScanner::op(Subject &out)
{
    const qsizetype from = m_at;
    const QChar first = peek();
    const bool equals = peek(1) == u'=';
    qsizetype length = 1;
    // As they stand in texts that were copied from elsewhere, or on keyboards that have them.
    if (first == u'≤' || first == u'≥' || first == u'≠') {
        out.op = first == u'≤' ? FilterOperator::LessOrEqual
            : first == u'≥'    ? FilterOperator::GreaterOrEqual
                               : FilterOperator::NotEqual;
        ++m_at;
        out.opPlace = placeFrom(from);
        return true;
    }
    if (first == u':') {
        out.op = FilterOperator::Matches;
    } else if (first == u'=') {
        out.op = FilterOperator::Equal;
        length = equals ? 2 : 1;
    } else if (first == u'!' && equals) {
        out.op = FilterOperator::NotEqual;
        length = 2;
    } else if (first == u'<' || first == u'>') {
        const bool less = first == u'<';
        out.op = equals ? (less ? FilterOperator::LessOrEqual : FilterOperator::GreaterOrEqual)
            : less      ? FilterOperator::Less
                        : FilterOperator::Greater;
        length = equals ? 2 : 1;
    } else {
        return false;
    }
    m_at += length;
    out.opPlace = placeFrom(from);
    return true;
}

bool FilterScanner::nameAndPath(Subject &out)
{
    const qsizetype from = m_at;
    if (!isAsciiLetter(peek()) && peek() != u'_')
        return false;
    qsizetype end = m_at;
    while (end < m_text.size() && continuesName(m_text[end]))
        ++end;
    const QStringView name = QStringView(m_text).mid(from, end - from);
    const QStringView first = name.left(name.indexOf(u'.') < 0 ? name.size() : name.indexOf(u'.'));
    const FilterFieldInfo *const field = findFilterField(first);
    if (field && field->field == FilterField::Data) {
        m_at = from + first.size();
        out.field = field;
        out.pathBroken = !readPathSteps(m_text, m_at, out.path);
    } else {
        m_at = end;
        out.field =
            field && field->field != FilterField::Attribute && first == name ? field : nullptr;
    }
    out.name = placeFrom(from);
    out.text = m_text.mid(from, m_at - from);
    return true;
}

bool FilterScanner::subject(Subject &out)
{
    const qsizetype from = m_at;
    const auto isWord = [this, from] {
        m_at = from;
        return false;
    };
    if (!nameAndPath(out))
        return isWord();
    if (out.pathBroken) {
        // `data.` and `data[` are on their way to a path; what only looks so further on is text.
        return out.path.empty() && !endsWord(peek()) ? isWord() : true;
    }
    const qsizetype nameEnd = m_at;
    skipSpace();
    const bool spaced = m_at > nameEnd;
    if (!op(out) || (spaced && out.op == FilterOperator::Matches))
        return isWord();
    if (out.op == FilterOperator::Matches && peek() == u'/' && peek(1) == u'/')
        return isWord(); // a URL
    if (!out.field && out.op == FilterOperator::Matches && (atEnd() || peek().isSpace()))
        return isWord(); // `error: connection lost`
    return true;
}

} // namespace eventscope
