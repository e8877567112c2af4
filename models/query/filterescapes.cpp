// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterescapes.h"

#include <QChar>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype digits = 4; ///< of `\u202e`

bool isInvisible(char32_t c)
{
    constexpr char32_t nonJoiner = 0x200c; // letters of some languages, and many an emoji
    constexpr char32_t joiner = 0x200d;
    switch (QChar::category(c)) {
    case QChar::Other_Format:
        return c != nonJoiner && c != joiner;
    case QChar::Other_Control:
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
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
    bool isNumber = false;
    const ushort unit = behind[0] == u'u' && behind.size() > digits
        ? behind.mid(1, digits).toUShort(&isNumber, 16)
        : ushort(0);
    if (!isNumber || !behind[1].isLetterOrNumber()) // no sign
        return false;
    out += QChar(unit);
    at += 2 + digits;
    return true;
}

} // namespace eventscope
