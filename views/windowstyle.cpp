// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/windowstyle.h"

#include "views/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOption>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qreal buttonRadius = 5;

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

void drawField(const QStyleOption *option, QPainter *painter)
{
    const Theme &theme = currentTheme();
    const bool focus = option->state & QStyle::State_HasFocus;
    roundedBox(painter, option->rect, theme.field, focus ? theme.accent : theme.line, buttonRadius);
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

/// The slider of a scroll bar without arrows, along the groove.
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
    const QWidget *area = widget ? widget->parentWidget() : nullptr;
    while (area && !qobject_cast<const QAbstractScrollArea *>(area))
        area = area->parentWidget();
    const QPalette palette = area ? area->palette() : bar.palette;
    painter->fillRect(bar.rect, palette.color(area ? QPalette::Base : QPalette::Window));
    if (bar.maximum <= bar.minimum)
        return;
    QColor color = theme.dim;
    const bool active = bar.state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    color.setAlphaF(active ? 0.75F : 0.4F);
    const QRect slider = scrollSlider(bar).adjusted(3, 3, -3, -3);
    roundedBox(painter, slider, color, {}, std::min(slider.width(), slider.height()) / 2.0);
}

} // namespace

WindowStyle::WindowStyle() : QProxyStyle(u"Fusion"_s) { }

void WindowStyle::polish(QWidget *widget)
{
    if (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QScrollBar *>(widget)
        || qobject_cast<QComboBox *>(widget))
        widget->setAttribute(Qt::WA_Hover);
    QProxyStyle::polish(widget);
}

void WindowStyle::unpolish(QWidget *widget)
{
    QProxyStyle::unpolish(widget);
}

void WindowStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                                QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        drawButton(option, painter);
        return;
    case PE_PanelButtonTool:
        drawToolButton(option, painter);
        return;
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0)
            drawField(option, painter);
        else
            painter->fillRect(option->rect, option->palette.brush(QPalette::Base));
        return;
    case PE_FrameLineEdit:
        return; // PE_PanelLineEdit drew it
    case PE_FrameFocusRect:
        if (!qobject_cast<const QAbstractButton *>(widget)
            && !qobject_cast<const QAbstractItemView *>(widget))
            roundedBox(painter, option->rect, {}, currentTheme().accent, 3);
        return;
    case PE_FrameStatusBarItem:
        return;
    case PE_FrameTabBarBase: {
        QRect line = option->rect;
        line.setTop(line.bottom());
        painter->fillRect(line, currentTheme().line);
        return;
    }
    case PE_IndicatorDockWidgetResizeHandle:
        // State_Horizontal: the handle lies between docks that stand above each other.
        drawSplitter(option, painter, !(option->state & State_Horizontal));
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void WindowStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                              const QWidget *widget) const
{
    switch (element) {
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        drawHeader(option, painter);
        return;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option)) {
            QStyleOptionHeader quiet(*header);
            quiet.palette.setColor(QPalette::ButtonText, currentTheme().dim);
            QProxyStyle::drawControl(element, &quiet, painter, widget);
            return;
        }
        break;
    case CE_TabBarTabShape:
        drawTab(option, painter);
        return;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            QStyleOptionTab label(*tab);
            label.state &= ~State_HasFocus;
            if (!(label.state & State_Selected))
                label.palette.setColor(QPalette::WindowText, currentTheme().dim);
            QProxyStyle::drawControl(element, &label, painter, widget);
            return;
        }
        break;
    case CE_Splitter:
        drawSplitter(option, painter, option->state & State_Horizontal);
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, option->palette.window());
        return;
    case CE_MenuBarItem: {
        painter->fillRect(option->rect, option->palette.window());
        if (option->state & (State_Selected | State_Sunken))
            roundedBox(painter, option->rect.adjusted(1, 2, -1, -2), currentTheme().selection, {},
                       buttonRadius);
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            int flags =
                Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextDontClip | Qt::TextSingleLine;
            if (!proxy()->styleHint(SH_UnderlineShortcut, option, widget, nullptr))
                flags |= Qt::TextHideMnemonic;
            drawItemText(painter, item->rect, flags, item->palette, item->state & State_Enabled,
                         item->text, QPalette::WindowText);
        }
        return;
    }
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void WindowStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                     QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option)) {
            drawScrollBar(*bar, painter, widget);
            return;
        }
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect WindowStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                  SubControl subControl, const QWidget *widget) const
{
    const auto *bar =
        control == CC_ScrollBar ? qstyleoption_cast<const QStyleOptionSlider *>(option) : nullptr;
    if (!bar)
        return QProxyStyle::subControlRect(control, option, subControl, widget);
    const QRect slider = scrollSlider(*bar);
    const bool horizontal = bar->orientation == Qt::Horizontal;
    QRect rect = bar->rect;
    switch (subControl) {
    case SC_ScrollBarSlider:
        return slider;
    case SC_ScrollBarGroove:
        return rect;
    case SC_ScrollBarSubPage:
        horizontal ? rect.setRight(slider.left() - 1) : rect.setBottom(slider.top() - 1);
        return rect;
    case SC_ScrollBarAddPage:
        horizontal ? rect.setLeft(slider.right() + 1) : rect.setTop(slider.bottom() + 1);
        return rect;
    default:
        return {};
    }
}

QSize WindowStyle::sizeFromContents(ContentsType type, const QStyleOption *option,
                                    const QSize &size, const QWidget *widget) const
{
    QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
    if (!option)
        return result;
    if (type == CT_LineEdit)
        result.setHeight(std::max(result.height(), option->fontMetrics.height() + 12));
    if (type == CT_MenuBarItem)
        result += QSize(4, 6);
    if (type == CT_TabBarTab)
        result.setHeight(option->fontMetrics.height() + 14);
    return result;
}

int WindowStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                             const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 28;
    case PM_DockWidgetSeparatorExtent:
    case PM_SplitterWidth:
        return 5;
    case PM_DockWidgetFrameWidth:
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_MenuBarPanelWidth:
        return 0;
    case PM_TabBarTabHSpace:
        return 24;
    case PM_HeaderMarkSize:
        return 8;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int WindowStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                           QStyleHintReturn *returned) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_ScrollBar_LeftClickAbsolutePosition:
        return 0;
    case SH_ScrollBar_Transient:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

} // namespace eventscope
