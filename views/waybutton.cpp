// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/waybutton.h"

#include "views/theme.h"

#include <QPainter>

#include <algorithm>

namespace eventscope {

WayButton::WayButton(const QString &title, const QString &explanation, QWidget *parent)
    : QAbstractButton(parent), m_explanation(explanation)
{
    setText(title);
    setAccessibleDescription(explanation);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
}

void WayButton::setExplanation(const QString &explanation)
{
    if (explanation == m_explanation)
        return;
    m_explanation = explanation;
    setAccessibleDescription(explanation);
    updateGeometry();
    update();
}

QSize WayButton::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    const QFontMetrics strong(strongFont(font()));
    const int width =
        std::max(strong.horizontalAdvance(text()), metrics.horizontalAdvance(m_explanation));
    return {width + metrics.height() * 3, metrics.height() * 4};
}

void WayButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(hasFocus() ? theme.accent : theme.line, hasFocus() ? 2 : 1));
    painter.setBrush(isDown() ? theme.selection : underMouse() ? theme.gap : theme.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);

    const QFontMetrics metrics = fontMetrics();
    const int inset = metrics.height();
    const QRect inside =
        rect().adjusted(inset, metrics.height() * 3 / 4, -inset, -metrics.height() * 3 / 4);
    painter.setPen(theme.text);
    painter.setFont(strongFont(font()));
    painter.drawText(
        inside, Qt::AlignLeft | Qt::AlignTop | Qt::TextShowMnemonic | Qt::TextSingleLine, text());
    painter.setPen(theme.dim);
    painter.setFont(font());
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine,
                     metrics.elidedText(m_explanation, Qt::ElideRight, inside.width()));
}

} // namespace eventscope
