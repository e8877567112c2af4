// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/statusbar/figurelabel.h"

#include "views/tabulartext.h"
#include "views/theme.h"

#include <QPainter>

namespace eventscope {

FigureLabel::FigureLabel(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

void FigureLabel::setParts(const QVector<Part> &parts)
{
    if (parts == m_parts)
        return;
    const QSize before = sizeHint();
    m_parts = parts;
    setAccessibleName(text());
    if (sizeHint() != before)
        updateGeometry();
    update();
}

QString FigureLabel::text() const
{
    QString whole;
    for (const Part &part : m_parts)
        whole += part.text;
    return whole;
}

int FigureLabel::widthOf(const Part &part) const
{
    return tabularWidth(part.strong ? QFontMetrics(strongFont(font())) : fontMetrics(), part.text);
}

QSize FigureLabel::sizeHint() const
{
    int width = 0;
    for (const Part &part : m_parts)
        width += widthOf(part);
    return {width, fontMetrics().height()};
}

void FigureLabel::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    QRect rest = rect();
    for (const Part &part : m_parts) {
        painter.setFont(part.strong ? strongFont(font()) : font());
        painter.setPen(part.trouble ? theme.error : part.strong ? theme.text : theme.dim);
        drawTabular(&painter, rest, Qt::AlignLeft, part.text);
        rest.setLeft(rest.left() + widthOf(part));
    }
}

} // namespace eventscope
