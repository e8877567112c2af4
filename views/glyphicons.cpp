// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/glyphicons.h"

#include <QPainter>
#include <QPixmap>

namespace eventscope {

namespace {

constexpr int side = 16;

void paintGlyph(QPainter &painter, Glyph glyph, const QColor &color)
{
    QPen pen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter.setPen(pen);
    switch (glyph) {
    case Glyph::Pause:
        painter.fillRect(QRectF(4, 3, 3, 10), color);
        painter.fillRect(QRectF(9, 3, 3, 10), color);
        return;
    case Glyph::Follow:
        painter.drawLine(QPointF(8, 2.5), QPointF(8, 10.5));
        painter.drawPolyline(QPolygonF({{4.5, 7.2}, {8, 10.7}, {11.5, 7.2}}));
        painter.drawLine(QPointF(3.5, 13.5), QPointF(12.5, 13.5));
        return;
    case Glyph::Export:
        painter.drawLine(QPointF(8, 10), QPointF(8, 2.5));
        painter.drawPolyline(QPolygonF({{5, 5.3}, {8, 2.3}, {11, 5.3}}));
        painter.drawPolyline(QPolygonF({{3, 9}, {3, 13.5}, {13, 13.5}, {13, 9}}));
        return;
    }
}

} // namespace

QIcon glyphIcon(Glyph glyph, const QColor &color)
{
    QIcon icon;
    for (const int scale : {1, 2, 3}) {
        QPixmap pixmap(side * scale, side * scale);
        pixmap.setDevicePixelRatio(scale);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        paintGlyph(painter, glyph, color);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace eventscope
