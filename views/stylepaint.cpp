// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/stylepaint.h"

#include "views/theme.h"

#include <QAbstractScrollArea>
#include <QPainter>
#include <QStyleOption>

#include <algorithm>

namespace eventscope {

void roundedBox(QPainter *painter, const QRect &rect, const QColor &fill, const QColor &border,
                qreal radius)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(border.isValid() ? QPen(border, 1) : QPen(Qt::NoPen));
    painter->setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
    painter->restore();
}

void drawButton(const QStyleOption *option, QPainter *painter)
{
    const Theme &theme = currentTheme();
    const auto state = option->state;
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
    const bool enabled = state & QStyle::State_Enabled;
    QColor fill = theme.field;
    QColor border = theme.line;
    if (enabled && (state & (QStyle::State_Sunken | QStyle::State_On))) {
        fill = theme.selection;
        border = theme.accent;
    } else if (enabled && (state & QStyle::State_MouseOver)) {
        fill = theme.gap;
    }
    if (enabled
        && ((state & QStyle::State_HasFocus)
            || (button && (button->features & QStyleOptionButton::DefaultButton))))
        border = theme.accent;
    roundedBox(painter, option->rect, fill, border, buttonRadius);
}

void drawToolButton(const QStyleOption *option, QPainter *painter)
{
    const auto state = option->state;
    if (!(state & QStyle::State_AutoRaise)) {
        drawButton(option, painter);
        return;
    }
    const Theme &theme = currentTheme();
    if (!(state & QStyle::State_Enabled))
        return;
    if (state & (QStyle::State_Sunken | QStyle::State_On))
        roundedBox(painter, option->rect, theme.selection, {}, buttonRadius);
    else if (state & QStyle::State_MouseOver)
        roundedBox(painter, option->rect, theme.gap, {}, buttonRadius);
    if (state & QStyle::State_HasFocus)
        roundedBox(painter, option->rect, {}, theme.accent, buttonRadius);
}

bool opensMenu(const QStyleOptionToolButton &button)
{
    return (button.features & QStyleOptionToolButton::HasMenu)
        && !(button.features & QStyleOptionToolButton::MenuButtonPopup);
}

QRect arrowIn(const QRect &rect)
{
    return QRect(QPoint(), QSize(8, 8)).translated(rect.center() - QPoint(4, 4));
}

void drawMenuButton(const QStyleOptionToolButton &button, QPainter *painter, const QStyle *style,
                    const QWidget *widget)
{
    style->drawPrimitive(QStyle::PE_PanelButtonTool, &button, painter, widget);
    QStyleOptionToolButton label(button);
    label.rect.setWidth(label.rect.width() - menuArrowRoom + 2);
    style->drawControl(QStyle::CE_ToolButtonLabel, &label, painter, widget);
    QStyleOption arrow(button);
    arrow.rect = arrowIn(button.rect.adjusted(label.rect.width() - 4, 0, -4, 0));
    style->drawPrimitive(QStyle::PE_IndicatorArrowDown, &arrow, painter, widget);
}

void drawField(const QStyleOption *option, QPainter *painter)
{
    const Theme &theme = currentTheme();
    const bool focus = option->state & QStyle::State_HasFocus;
    roundedBox(painter, option->rect, theme.field, focus ? theme.accent : theme.line, buttonRadius);
}

namespace {

/// A dot, a tick, or the line of what is partly so.
void drawMark(QPainter *painter, const QRect &box, const QColor &color, bool round, bool partly)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const double inset = box.width() * 0.27;
    const QRectF inner = QRectF(box).adjusted(inset, inset, -inset, -inset);
    if (round) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawEllipse(inner);
    } else {
        painter->setPen(QPen(color, std::max(1.5, box.width() / 8.0), Qt::SolidLine, Qt::RoundCap,
                             Qt::RoundJoin));
        const qreal middle = inner.center().y();
        if (partly)
            painter->drawLine(QPointF(inner.left(), middle), QPointF(inner.right(), middle));
        else
            painter->drawPolyline(QPolygonF{{inner.left(), middle},
                                            {inner.left() + inner.width() * 0.38, inner.bottom()},
                                            {inner.right(), inner.top()}});
    }
    painter->restore();
}

} // namespace

void drawCheck(const QStyleOption *option, QPainter *painter, bool round)
{
    const Theme &theme = currentTheme();
    const auto state = option->state;
    const bool enabled = state & QStyle::State_Enabled;
    const bool on = state & QStyle::State_On;
    const bool partly = state & QStyle::State_NoChange;
    const int side = std::min(option->rect.width(), option->rect.height()) - 1;
    QRect box(0, 0, side, side);
    box.moveCenter(option->rect.center());
    // What is on has the accent already: the focus is a second line around it.
    if (state & QStyle::State_HasFocus) {
        roundedBox(painter, box, {}, theme.accent, round ? side / 2.0 : 3);
        box.adjust(3, 3, -3, -3);
    }
    QColor fill = (on || partly) && enabled ? theme.accent : theme.field;
    if (state & QStyle::State_Sunken)
        fill = theme.selection;
    QColor border = theme.dim;
    if ((state & (QStyle::State_HasFocus | QStyle::State_MouseOver)) || ((on || partly) && enabled))
        border = theme.accent;
    if (!enabled)
        border.setAlphaF(0.5F);
    roundedBox(painter, box, fill, border, round ? box.width() / 2.0 : 3);
    if (!on && !partly)
        return;
    drawMark(painter, box, enabled ? theme.onAccent : theme.dim, round, partly);
}

void drawTab(const QStyleOption *option, QPainter *painter)
{
    const Theme &theme = currentTheme();
    QRect line = option->rect;
    line.setTop(line.bottom() - 1);
    if (option->state & QStyle::State_Selected)
        painter->fillRect(line, theme.accent);
    else if (option->state & QStyle::State_MouseOver)
        painter->fillRect(line, theme.line);
    if (option->state & QStyle::State_HasFocus)
        roundedBox(painter, option->rect.adjusted(2, 2, -2, -4), {}, theme.accent, buttonRadius);
}

void drawHeader(const QStyleOption *option, QPainter *painter)
{
    const Theme &theme = currentTheme();
    painter->fillRect(option->rect, theme.background);
    QRect line = option->rect;
    line.setTop(line.bottom());
    painter->fillRect(line, theme.line);
    if (option->state & QStyle::State_MouseOver) {
        QRect edge = option->rect.adjusted(0, 4, 0, -4);
        edge.setLeft(edge.right());
        painter->fillRect(edge, theme.line);
    }
}

void drawSplitter(const QStyleOption *option, QPainter *painter, bool vertical)
{
    const Theme &theme = currentTheme();
    QRect line = option->rect;
    if (vertical)
        line.setLeft(line.center().x()), line.setWidth(1);
    else
        line.setTop(line.center().y()), line.setHeight(1);
    painter->fillRect(line, option->state & QStyle::State_MouseOver ? theme.accent : theme.line);
}

QRect scrollSlider(const QStyleOptionSlider &bar)
{
    const bool horizontal = bar.orientation == Qt::Horizontal;
    const int length = horizontal ? bar.rect.width() : bar.rect.height();
    int slider = length;
    if (bar.maximum > bar.minimum) {
        const qint64 range = qint64(bar.maximum) - bar.minimum;
        slider = int(qint64(bar.pageStep) * length / (range + bar.pageStep));
        slider = std::clamp(slider, std::min(28, length), length);
    }
    const int start = QStyle::sliderPositionFromValue(bar.minimum, bar.maximum, bar.sliderPosition,
                                                      length - slider, bar.upsideDown);
    return horizontal ? QRect(bar.rect.x() + start, bar.rect.y(), slider, bar.rect.height())
                      : QRect(bar.rect.x(), bar.rect.y() + start, bar.rect.width(), slider);
}

void drawScrollBar(const QStyleOptionSlider &bar, QPainter *painter, const QWidget *widget)
{
    const Theme &theme = currentTheme();
    const QWidget *parent = widget ? widget->parentWidget() : nullptr;
    while (parent && !qobject_cast<const QAbstractScrollArea *>(parent))
        parent = parent->parentWidget();
    const auto *area = qobject_cast<const QAbstractScrollArea *>(parent);
    const QPalette palette = area ? area->palette() : bar.palette;
    painter->fillRect(bar.rect,
                      palette.color(area && area->viewport() ? area->viewport()->backgroundRole()
                                                             : QPalette::Window));
    if (bar.maximum <= bar.minimum)
        return;
    QColor color = theme.dim;
    const bool active = bar.state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    color.setAlphaF(active ? 0.75F : 0.4F);
    const QRect slider = scrollSlider(bar).adjusted(3, 3, -3, -3);
    roundedBox(painter, slider, color, {}, std::min(slider.width(), slider.height()) / 2.0);
}

} // namespace eventscope
