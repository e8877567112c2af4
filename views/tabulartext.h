// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

namespace eventscope {

/// Text whose digits are all equally wide, so that a number that counts does not tremble. Qt 6.4
/// cannot ask a font for its tabular figures, so digits are placed one by one.
int tabularWidth(const QFontMetrics &metrics, const QString &text);
/// Paints one line in the painter's font and pen; only Qt::AlignLeft and Qt::AlignRight are looked
/// at, vertically centred.
void drawTabular(QPainter *painter, const QRect &rect, Qt::Alignment alignment,
                 const QString &text);

} // namespace eventscope
