// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/windowstyle.h"

#include "views/stylepaint.h"
#include "views/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QPainter>
#include <QScrollBar>
#include <QStyleOption>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int toolButtonInset = 5;
constexpr int fieldInset = 4;
constexpr int headerInset = 4;

void drawLineEdit(const QStyleOption *option, QPainter *painter, const QWidget *widget)
{
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    if (frame && frame->lineWidth > 0)
        drawField(option, painter);
    else // the one of an editable combo box lies inside the field that the box draws
        painter->fillRect(option->rect,
                          widget && qobject_cast<const QComboBox *>(widget->parentWidget())
                              ? QBrush(currentTheme().field)
                              : option->palette.brush(QPalette::Base));
}

/// A line along what lies at `y` of the rectangle.
void drawEdge(QPainter *painter, const QRect &rect, int y)
{
    painter->fillRect(rect.left(), y, rect.width(), 1, currentTheme().line);
}

QStyleOptionHeader quietHeader(const QStyleOptionHeader &header)
{
    QStyleOptionHeader quiet(header);
    quiet.palette.setColor(QPalette::ButtonText, currentTheme().dim);
    quiet.rect.adjust(headerInset, 0, -headerInset, 0);
    return quiet;
}

/// The list has headings over its columns.
bool hasHeadings(const QWidget *widget)
{
    if (const auto *tree = qobject_cast<const QTreeView *>(widget))
        return !tree->isHeaderHidden();
    const auto *table = qobject_cast<const QTableView *>(widget);
    return table && table->horizontalHeader() && !table->horizontalHeader()->isHidden();
}

QStyleOptionTab tabLabel(const QStyleOptionTab &tab)
{
    QStyleOptionTab label(tab);
    label.state &= ~QStyle::State_HasFocus;
    if (!(label.state & QStyle::State_Selected))
        label.palette.setColor(QPalette::WindowText, currentTheme().dim);
    return label;
}

void drawMenuTitle(const QStyle &style, const QStyleOption *option, QPainter *painter,
                   const QWidget *widget)
{
    painter->fillRect(option->rect, option->palette.window());
    if (option->state & (QStyle::State_Selected | QStyle::State_Sunken))
        roundedBox(painter, option->rect.adjusted(1, 2, -1, -2), currentTheme().selection, {},
                   buttonRadius);
    if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
        int flags = Qt::AlignCenter | Qt::TextShowMnemonic | Qt::TextDontClip | Qt::TextSingleLine;
        if (!style.styleHint(QStyle::SH_UnderlineShortcut, option, widget, nullptr))
            flags |= Qt::TextHideMnemonic;
        style.drawItemText(painter, item->rect, flags, item->palette,
                           item->state & QStyle::State_Enabled, item->text, QPalette::WindowText);
    }
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

void WindowStyle::polish(QApplication *application)
{
    QProxyStyle::polish(application);
    application->installEventFilter(&m_keys);
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
    case PE_IndicatorCheckBox:
    case PE_IndicatorRadioButton:
        drawCheck(option, painter, element == PE_IndicatorRadioButton);
        return;
    case PE_PanelLineEdit:
        drawLineEdit(option, painter, widget);
        return;
    case PE_FrameLineEdit: // PE_PanelLineEdit drew it
    case PE_FrameStatusBarItem:
        return;
    case PE_FrameFocusRect:
        if (!qobject_cast<const QAbstractButton *>(widget)
            && !qobject_cast<const QAbstractItemView *>(widget))
            roundedBox(painter, option->rect, {}, currentTheme().accent, 3);
        return;
    case PE_Frame:
        if (!qobject_cast<const QAbstractScrollArea *>(widget))
            break;
        roundedBox(painter, option->rect, {},
                   option->state & State_HasFocus ? currentTheme().accent : currentTheme().line, 2);
        return;
    case PE_PanelStatusBar:
        drawEdge(painter, option->rect, option->rect.top());
        return;
    case PE_PanelScrollAreaCorner:
        painter->fillRect(option->rect, currentTheme().background);
        return;
    case PE_FrameTabBarBase:
        drawEdge(painter, option->rect, option->rect.bottom());
        return;
    case PE_IndicatorDockWidgetResizeHandle:
        // State_Horizontal: the handle lies between docks that stand above each other.
        drawSplitter(option, painter, !(option->state & State_Horizontal));
        return;
    default:
        break;
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
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
            const QStyleOptionHeader quiet = quietHeader(*header);
            QProxyStyle::drawControl(element, &quiet, painter, widget);
            return;
        }
        break;
    case CE_TabBarTabShape:
        drawTab(option, painter);
        return;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option)) {
            const QStyleOptionTab label = tabLabel(*tab);
            QProxyStyle::drawControl(element, &label, painter, widget);
            return;
        }
        break;
    case CE_Splitter:
        drawSplitter(option, painter, option->state & State_Horizontal);
        return;
    case CE_ToolButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
            button && button->toolButtonStyle == Qt::ToolButtonTextBesideIcon) {
            QStyleOptionToolButton inset(*button);
            inset.rect.adjust(toolButtonInset, 0, -toolButtonInset, 0);
            QProxyStyle::drawControl(element, &inset, painter, widget);
            return;
        }
        break;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, option->palette.window());
        return;
    case CE_MenuBarItem:
        drawMenuTitle(*proxy(), option, painter, widget);
        return;
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
    const auto *tool = qstyleoption_cast<const QStyleOptionToolButton *>(option);
    if (control == CC_ToolButton && tool && opensMenu(*tool)) {
        drawMenuButton(*tool, painter, proxy(), widget);
        return;
    }
    const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
    if (control == CC_ComboBox && combo && combo->editable && combo->frame) {
        drawField(option, painter);
        QStyleOption arrow(*option);
        arrow.rect = subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
        arrow.rect = arrowIn(arrow.rect);
        proxy()->drawPrimitive(PE_IndicatorArrowDown, &arrow, painter, widget);
        return;
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
    if (type == CT_PushButton)
        result.rwidth() += 8;
    if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        type == CT_ToolButton && button && button->toolButtonStyle == Qt::ToolButtonTextBesideIcon)
        result.rwidth() += toolButtonInset;
    if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(option);
        type == CT_ToolButton && button && opensMenu(*button))
        result.rwidth() += menuArrowRoom;
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
    case PM_FocusFrameHMargin: // what a cell begins with stands below the heading; a cell adds one
        if (hasHeadings(widget))
            return headerInset + proxy()->pixelMetric(PM_HeaderMargin, option, widget) - 1;
        return QProxyStyle::pixelMetric(metric, option, widget);
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

QRect WindowStyle::subElementRect(SubElement element, const QStyleOption *option,
                                  const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    return element == SE_LineEditContents ? rect.adjusted(fieldInset, 0, -fieldInset, 0) : rect;
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
    case SH_DialogButtonBox_ButtonsHaveIcons:
        return 0;
    case SH_UnderlineShortcut:
        return m_keys.showsUnderlines();
    case SH_ItemView_ShowDecorationSelected:
        return 1;
    default:
        return QProxyStyle::styleHint(hint, option, widget, returned);
    }
}

} // namespace eventscope
