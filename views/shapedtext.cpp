// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shapedtext.h"

#include <QFontMetrics>
#include <QPainter>
#include <QTextCharFormat>

namespace eventscope {

namespace {

constexpr char16_t lastAscii = 0x7f;

bool isMark(char32_t character)
{
    const auto category = QChar::category(character);
    return category == QChar::Mark_NonSpacing || category == QChar::Mark_SpacingCombining
        || category == QChar::Mark_Enclosing;
}

/// Makes one sign with its neighbours, of whatever script they are.
bool joins(char32_t character)
{
    return isMark(character) || QChar::category(character) == QChar::Other_Format
        || (character >= 0x1f1e6 && character <= 0x1f1ff) // flags are two of them
        || (character >= 0x1f3fb && character <= 0x1f3ff); // colours of skin
}

bool needsShaping(char32_t character)
{
    if (joins(character))
        return true;
    switch (QChar::script(character)) {
    case QChar::Script_Unknown:
    case QChar::Script_Inherited:
    case QChar::Script_Common:
    case QChar::Script_Latin:
    case QChar::Script_Greek:
    case QChar::Script_Cyrillic:
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Bopomofo:
        return false;
    default:
        return true;
    }
}

/// The character at `at`, and where the next one is.
char32_t characterAt(const QString &text, qsizetype &at)
{
    const QChar unit = text[at++];
    if (unit.isHighSurrogate() && at < text.size() && text[at].isLowSurrogate())
        return QChar::surrogateToUcs4(unit, text[at++]);
    return unit.unicode();
}

} // namespace

QVector<QTextLayout::FormatRange> shapedRanges(const QString &text)
{
    QVector<QTextLayout::FormatRange> ranges;
    QTextCharFormat shaped;
    shaped.setFontStyleStrategy(QFont::PreferDefault);
    for (qsizetype at = 0; at < text.size();) {
        if (text[at].unicode() <= lastAscii) {
            ++at;
            continue;
        }
        qsizetype next = at;
        const bool onAscii = at > 0 && isMark(characterAt(text, next));
        const qsizetype from = onAscii ? at - 1 : at;
        bool wanted = false;
        while (at < text.size() && text[at].unicode() > lastAscii)
            wanted = needsShaping(characterAt(text, at)) || wanted;
        if (wanted)
            ranges.append({int(from), int(at - from), shaped});
    }
    return ranges;
}

QFont shapedFont(const QFont &font)
{
    QFont shaped = font;
    shaped.setStyleStrategy(QFont::PreferDefault);
    return shaped;
}

void drawFixedText(QPainter *painter, const QRect &room, Qt::TextElideMode elision,
                   const QString &text)
{
    const QFontMetrics metrics(shapedFont(painter->font()));
    QTextLayout layout(metrics.elidedText(text, elision, room.width()), painter->font());
    layout.setFormats(shapedRanges(layout.text()));
    QTextOption option;
    option.setWrapMode(QTextOption::NoWrap);
    option.setTextDirection(Qt::LeftToRight); // as JSON is read, whatever its texts are
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine line = layout.createLine();
    layout.endLayout();
    if (!line.isValid())
        return;
    const double above = (room.height() - QFontMetrics(painter->font()).height()) / 2.0;
    const double ascent = QFontMetrics(painter->font()).ascent() - line.ascent();
    painter->save();
    painter->setClipRect(room, Qt::IntersectClip);
    layout.draw(painter, QPointF(room.left(), room.top() + qRound(above + ascent)));
    painter->restore();
}

} // namespace eventscope
