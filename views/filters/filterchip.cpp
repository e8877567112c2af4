// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filters/filterchip.h"

#include "models/event/displaytext.h"
#include "views/filters/savedfiltertexts.h"
#include "views/theme.h"

#include <QContextMenuEvent>
#include <QIcon>
#include <QKeyEvent>
#include <QPainter>
#include <QPixmap>

#include <algorithm>

namespace eventscope {

namespace {

constexpr int longestChipName = 18; ///< in characters, about
constexpr double dotPart = 0.55; ///< of the font's height

} // namespace

void paintFilterDot(QPainter *painter, const QRectF &box, const SavedFilter &filter)
{
    const Theme &theme = currentTheme();
    const QColor color =
        theme.filterDots[size_t(std::clamp(filter.color, 0, SavedFilter::colors - 1))];
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const double line = std::max(1.5, box.width() / 5);
    const QRectF inner = box.adjusted(line / 2, line / 2, -line / 2, -line / 2);
    if (filter.effect == FilterEffect::Exclude) {
        painter->setPen(QPen(color, line));
        painter->drawEllipse(inner);
        painter->drawLine(QPointF(inner.left() + line, inner.bottom() - line),
                          QPointF(inner.right() - line, inner.top() + line));
    } else if (filter.effect == FilterEffect::Mark) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawRoundedRect(inner, 1.5, 1.5);
    } else {
        painter->setPen(Qt::NoPen);
        painter->setBrush(color);
        painter->drawEllipse(inner);
    }
    painter->restore();
}

QIcon filterIcon(const SavedFilter &filter, int size)
{
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    const double dot = size * 0.6;
    paintFilterDot(&painter, {(size - dot) / 2, (size - dot) / 2, dot, dot}, filter);
    return pixmap;
}

FilterChip::FilterChip(QWidget *parent) : QAbstractButton(parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
}

void FilterChip::setFilter(const SavedFilter &filter, const QString &problem)
{
    m_filter = filter;
    m_broken = !problem.isEmpty();
    setObjectName(QStringLiteral("filterChip"));
    // Painted by itself; a button would take an & for a key, and screen readers get the rest.
    setText(displayText(filter.name, SavedFilter::maxName).replace(u'&', QStringLiteral("&&")));
    setChecked(filter.on);
    setAccessibleName(tr("Filter %1").arg(displayText(filter.name, SavedFilter::maxName)));
    setAccessibleDescription(displayText(effectText(filter.effect)));
    setToolTip(toolTipText(m_broken ? problem : savedFilterSummary(filter)));
    updateGeometry();
    update();
}

QString FilterChip::shownName() const
{
    const QFontMetrics metrics(font());
    return metrics.elidedText(displayText(m_filter.name, SavedFilter::maxName), Qt::ElideMiddle,
                              metrics.averageCharWidth() * longestChipName);
}

QSize FilterChip::sizeHint() const
{
    const QFontMetrics metrics(font());
    const int height = metrics.height() + margin(metrics, 0.45);
    return {metrics.horizontalAdvance(shownName()) + int(metrics.height() * dotPart)
                + margin(metrics, 0.5) + margin(metrics, 0.3) + margin(metrics, 0.65),
            height};
}

void FilterChip::paintEvent(QPaintEvent *)
{
    const Theme &theme = currentTheme();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF shape = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool on = isChecked();
    painter.setPen(QPen(on || hasFocus() ? theme.accent : theme.line, hasFocus() ? 2 : 1));
    painter.setBrush(on ? theme.selection : underMouse() ? theme.gap : theme.field);
    const QRectF border = hasFocus() ? shape.adjusted(0.5, 0.5, -0.5, -0.5) : shape;
    painter.drawRoundedRect(border, border.height() / 2, border.height() / 2);
    const QFontMetrics metrics(font());
    const double dot = metrics.height() * dotPart;
    const double left = margin(metrics, 0.5);
    paintFilterDot(&painter, {left, (height() - dot) / 2, dot, dot}, m_filter);
    painter.setPen(m_broken ? theme.error : on ? theme.text : theme.dim);
    QFont shown = font();
    shown.setStrikeOut(m_broken);
    painter.setFont(shown);
    const int from = int(left + dot) + margin(metrics, 0.3);
    painter.drawText(rect().adjusted(from, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, shownName());
}

void FilterChip::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        focusPreviousChild();
        break;
    case Qt::Key_Right:
        focusNextChild();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        click();
        break;
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

void FilterChip::contextMenuEvent(QContextMenuEvent *event)
{
    Q_EMIT menuWanted(event->reason() == QContextMenuEvent::Keyboard
                          ? mapToGlobal(QPoint(0, height()))
                          : event->globalPos());
}

} // namespace eventscope
