// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QTextLayout>
#include <QVector>

class QPainter;
class QRect;

namespace eventscope {

/// fixedFont() sets one sign beside the other, so that “>=” stays two. Letters that join, stand in
/// clusters or have marks cannot be read so: which parts of a text are shaped all the same is said
/// here. They have no ASCII but what a mark stands on, so no ligature of signs comes of them.
QVector<QTextLayout::FormatRange> shapedRanges(const QString &text);

/// The same font with its shaping.
QFont shapedFont(const QFont &font);

/// In the painter's font, one line that is centred in the height; what has no room is elided.
void drawFixedText(QPainter *painter, const QRect &room, Qt::TextElideMode elision,
                   const QString &text);

} // namespace eventscope
