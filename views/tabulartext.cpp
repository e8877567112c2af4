// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tabulartext.h"

#include <algorithm>

namespace eventscope {

namespace {

int digitWidth(const QFontMetrics &metrics)
{
    int widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

/// Calls use(part, isDigit) for each digit and for each run between digits.
template<typename Use>
void forEachPart(const QString &text, Use use)
{
    qsizetype start = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        const bool digit = i < text.size() && text[i].isDigit();
        if (i < text.size() && !digit)
            continue;
        if (i > start)
            use(QStringView(text).mid(start, i - start), false);
        if (digit)
            use(QStringView(text).mid(i, 1), true);
        start = i + 1;
    }
}

} // namespace

int tabularWidth(const QFontMetrics &metrics, const QString &text)
{
    const int digit = digitWidth(metrics);
    int width = 0;
    forEachPart(text, [&](QStringView part, bool isDigit) {
        width += isDigit ? digit : metrics.horizontalAdvance(part.toString());
    });
    return width;
}

void drawTabular(QPainter *painter, const QRect &rect, Qt::Alignment alignment, const QString &text)
{
    const QFontMetrics metrics = painter->fontMetrics();
    const int digit = digitWidth(metrics);
    int x = rect.left();
    if (alignment & Qt::AlignRight)
        x = rect.right() + 1 - tabularWidth(metrics, text);
    const int baseline = rect.top() + (rect.height() - metrics.height()) / 2 + metrics.ascent();
    forEachPart(text, [&](QStringView part, bool isDigit) {
        const QString shown = part.toString();
        const int own = metrics.horizontalAdvance(shown);
        painter->drawText(isDigit ? x + (digit - own) / 2 : x, baseline, shown);
        x += isDigit ? digit : own;
    });
}

} // namespace eventscope
