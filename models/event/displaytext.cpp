// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/displaytext.h"

#include "models/event/neededcharacters.h"
#include "models/event/unseencharacters.h"
#include "models/event/utf16.h"

#include <algorithm>

namespace eventscope {

namespace {

void appendVisible(QString &out, char32_t c)
{
    if (c == '\n' || c == 0x2028 || c == 0x2029) {
        out += QChar(0x23ce); // ⏎
    } else if (c == '\t') {
        out += QChar(0x21e5); // ⇥
    } else if (c < 0x20) {
        out += QChar(0x2400 + ushort(c)); // ␀ …
    } else if (c == 0x7f) {
        out += QChar(0x2421); // ␡
    } else if ((c >= 0x80 && c < 0xa0) || isUnseen(c) || isPresentationSelector(c)) {
        out += QStringLiteral("⟨U+%1⟩").arg(uint(c), 4, 16, QLatin1Char('0')).toUpper();
    } else {
        out += QChar::fromUcs4(c);
    }
}

/// A flood of combining marks would paint over the rows above and below: four on one character are
/// enough for any script.
constexpr int maxMarks = 4;

/// One that is unseen is written out, whose other marks would stand on its last bracket.
bool isMark(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    return (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing)
        && !isUnseen(c);
}

/// The character at `at`, and where the next one is. Half of one is none.
char32_t characterAt(const QString &text, qsizetype &at)
{
    const QChar unit = text[at++];
    if (unit.isHighSurrogate() && at < text.size() && text[at].isLowSurrogate())
        return QChar::surrogateToUcs4(unit, text[at++]);
    return unit.isSurrogate() ? char32_t(QChar::ReplacementCharacter) : unit.unicode();
}

/// A mark of no script is one of the letter before it.
bool isOfTheOneBefore(char32_t c)
{
    return isMark(c) && QChar::script(c) == QChar::Script_Inherited && !isPresentationSelector(c);
}

/// The first `length` units, or one less where that would cut a character in two.
QString beginning(const QString &text, qsizetype length)
{
    if (length > 0 && length < text.size() && text[length].isLowSurrogate()
        && text[length - 1].isHighSurrogate())
        --length;
    return text.left(length);
}

} // namespace

QString displayText(const QString &text, int limit)
{
    QString out;
    out.reserve(std::min<qsizetype>(text.size(), limit) + 1);
    int marks = 0;
    char32_t before = 0;
    for (qsizetype i = 0; i < text.size();) {
        if (out.size() >= limit)
            return beginning(out, limit - 1) + QChar(0x2026);
        const char32_t c = characterAt(text, i);
        qsizetype next = i;
        marks = isMark(c) ? marks + 1 : 0;
        if (isNeeded(before, c, next < text.size() ? characterAt(text, next) : 0))
            out += QChar::fromUcs4(c);
        else if (marks <= maxMarks)
            appendVisible(out, c);
        if (!isOfTheOneBefore(c))
            before = c;
    }
    if (out.size() > limit)
        return beginning(out, limit - 1) + QChar(0x2026);
    return out;
}

QString displayText(std::string_view utf8, int limit)
{
    // Four bytes a character at most: what is further away can never be shown.
    const size_t enough = std::min(utf8.size(), size_t(limit) * 4 + 8);
    QString text = toUtf16(utf8.substr(0, enough));
    if (enough < utf8.size())
        text += QString(limit, u' '); // so that the cut is marked
    return displayText(text, limit);
}

QString middleElided(const QString &text, int limit)
{
    if (text.size() <= limit || limit < 3)
        return text;
    const qsizetype tail = (limit - 1) / 2;
    qsizetype from = text.size() - tail;
    if (text[from].isLowSurrogate() && text[from - 1].isHighSurrogate())
        ++from;
    return beginning(text, limit - 1 - tail) + QChar(0x2026) + text.mid(from);
}

QString titleText(const QString &shown)
{
    return QString(shown).replace(QLatin1String("[*]"), QLatin1String("[*][*]"));
}

QString toolTipText(const QString &text)
{
    if (text.isEmpty())
        return text; // no tool tip at all
    // Without a tag Qt would take it for plain text, and show the escapes.
    return QStringLiteral("<qt>") + text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"))
        + QStringLiteral("</qt>");
}

} // namespace eventscope
