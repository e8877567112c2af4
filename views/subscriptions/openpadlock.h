// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QColor;
class QPainter;
class QRect;

namespace eventscope {

/// The mark of a connection that is not encrypted. Painted: few fonts have U+1F513, and they draw
/// it as a picture in colours of its own.
void paintOpenPadlock(QPainter *painter, const QRect &box, const QColor &color);

} // namespace eventscope
