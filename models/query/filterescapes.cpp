// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterescapes.h"

#include "models/event/unseencharacters.h"

#include <QChar>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype digits = 4; ///< of `\u202e`

bool isInvisible(char32_t c)
{
    constexpr char32_t nonJoiner = 0x200c; // letters of some languages, and many an emoji
    constexpr char32_t joiner = 0x200d;
    if (c == nonJoiner || c == joiner)
        return false;
    if (isUnseen(c))
        return true;
    switch (QChar::category(c)) {
    case QChar::Other_Format:
    case QChar::Other_Control:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

bool isHexDigit(QChar c)
{
    return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f') || (c >= u'A' && c <= u'F');
}

QString codeOf(QChar c)
{
    return u"\\u"_s + QString::number(c.unicode(), 16).rightJustified(digits, u'0');
}

QString escaped(QStringView one, char32_t c)
{
    switch (c) {
    case '\n':
        return u"\\n"_s;
    case '\r':
        return u"\\r"_s;
    case '\t':
        return u"\\t"_s;
    case '"':
    case '\\':
        return u'\\' + one.toString();
    default:
        break;
    }
    if (!isInvisible(c))
        return one.toString();
    QString codes;
    for (const QChar unit : one)
        codes += codeOf(unit);
    return codes;
}

} // namespace

QString escapedFilterText(QStringView text)
{
    QString out;
    for (qsizetype at = 0; at < text.size();) {
        const bool pair =
            text[at].isHighSurrogate() && at + 1 < text.size() && text[at + 1].isLowSurrogate();
        const QStringView one = text.mid(at, pair ? 2 : 1);
        out += escaped(one, pair ? QChar::surrogateToUcs4(one[0], one[1]) : one[0].unicode());
        at += one.size();
    }
    return out;
}

bool readFilterEscape(QStringView text, qsizetype &at, QString &out)
{
    const QStringView behind = text.mid(at + 1);
    if (behind.isEmpty())
        return false;
    constexpr QStringView letters = u"\"\\nrt";
    constexpr QStringView meanings = u"\"\\\n\r\t";
    if (const qsizetype which = letters.indexOf(behind[0]); which >= 0) {
        out += meanings[which];
        at += 2;
        return true;
    }
    // QString's own reading takes blanks, signs and `0x` for parts of a number.
    const QStringView code = behind[0] == u'u' ? behind.mid(1, digits) : QStringView();
    if (code.size() != digits || !std::all_of(code.begin(), code.end(), isHexDigit))
        return false;
    out += QChar(code.toUShort(nullptr, 16));
    at += 2 + digits;
    return true;
}

} // namespace eventscope
