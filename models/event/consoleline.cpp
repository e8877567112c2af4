// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/consoleline.h"

#include "models/event/neededcharacters.h"
#include "models/event/unseencharacters.h"

#include <cstdio>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

bool isHarmless(char32_t c)
{
    return c >= 0x20 && c != 0x7f && !(c >= 0x80 && c < 0xa0) && c != 0x2028 && c != 0x2029
        && !isUnseen(c) && !isPresentationSelector(c);
}

QString escape(char32_t c)
{
    switch (c) {
    case '\n':
        return u"\\n"_s;
    case '\r':
        return u"\\r"_s;
    case '\t':
        return u"\\t"_s;
    default:
        return c < 0x100 ? u"\\x%1"_s.arg(uint(c), 2, 16, QLatin1Char('0'))
                         : QLatin1String("\\u{") + QString::number(uint(c), 16) + u'}';
    }
}

} // namespace

QString consoleLine(const QString &text)
{
    QString line;
    line.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
            c = QChar::surrogateToUcs4(text[i], text[i + 1]), ++i;
        else if (text[i].isSurrogate())
            c = 0xfffd;
        if (isHarmless(c))
            line += QChar::fromUcs4(c);
        else
            line += escape(c);
    }
    return line;
}

void sayOnConsole(const QString &sentence)
{
    std::fprintf(stderr, "eventscope: %s\n", qUtf8Printable(consoleLine(sentence)));
}

} // namespace eventscope
