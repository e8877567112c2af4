// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/subscriptions/openpadlock.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace eventscope {

void paintOpenPadlock(QPainter *painter, const QRect &box, const QColor &color)
{
    const qreal side = std::min(box.width(), box.height());
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(QRectF(box).center() - QPointF(side / 2, side / 2));
    painter->scale(side / 16, side / 16);
    painter->setPen(QPen(color, 1.7, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    QPainterPath shackle; // its right leg ends in the air
    shackle.moveTo(4.5, 8);
    shackle.lineTo(4.5, 4.8);
    shackle.arcTo(QRectF(4.5, 1.3, 7, 7), 180, -180);
    shackle.lineTo(11.5, 5.6);
    painter->drawPath(shackle);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawRoundedRect(QRectF(2.5, 8, 11, 7), 1.4, 1.4);
    painter->restore();
}

} // namespace eventscope
