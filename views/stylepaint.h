// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QRect>

class QPainter;
class QStyle;
class QStyleOption;
class QStyleOptionSlider;
class QStyleOptionToolButton;
class QWidget;

namespace eventscope {

/// The shapes that WindowStyle is made of, in the colours of currentTheme().
inline constexpr double buttonRadius = 5;

void roundedBox(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &border,
                qreal radius);
void drawButton(const QStyleOption *option, QPainter *painter);
void drawToolButton(const QStyleOption *option, QPainter *painter);
/// A button that does nothing but open a menu.
bool opensMenu(const QStyleOptionToolButton &button);
/// Its arrow stands beside the text: Qt puts it into the corner, where it touches the last letter.
void drawMenuButton(const QStyleOptionToolButton &button, QPainter *painter, const QStyle *style,
                    const QWidget *widget);
inline constexpr int menuArrowRoom = 12;
/// Where the small arrow is that says what opens.
QRect arrowIn(const QRect &rect);
void drawField(const QStyleOption *option, QPainter *painter);
/// The mark of a check box or radio button; its state is told by shape, not by colour alone.
void drawCheck(const QStyleOption *option, QPainter *painter, bool round);
void drawTab(const QStyleOption *option, QPainter *painter);
void drawHeader(const QStyleOption *option, QPainter *painter);
void drawSplitter(const QStyleOption *option, QPainter *painter, bool vertical);
/// The slider of a scroll bar without arrows, along the groove.
QRect scrollSlider(const QStyleOptionSlider &bar);
void drawScrollBar(const QStyleOptionSlider &bar, QPainter *painter, const QWidget *widget);

} // namespace eventscope
