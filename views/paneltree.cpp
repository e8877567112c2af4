// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/paneltree.h"

#include "views/theme.h"

#include <QFocusEvent>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QPainter>
#include <QResizeEvent>
#include <QStyledItemDelegate>

#include <algorithm>

namespace eventscope {

namespace {

/// Rows of plain text, as high as those of all other lists.
class PlainRows final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(),
                rowHeight(option.fontMetrics)};
    }
};

} // namespace

void paintRowGround(QPainter *painter, const QRect &rect, bool selected, bool hovered)
{
    const Theme &theme = currentTheme();
    if (selected) {
        painter->fillRect(rect, theme.selection);
        painter->fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.accent);
    } else if (hovered) {
        QColor faint = theme.selection;
        faint.setAlphaF(0.45F);
        painter->fillRect(rect, faint);
    }
}

void paintRowFocus(QPainter *painter, const QStyleOptionViewItem &option)
{
    if (!(option.state & QStyle::State_HasFocus) || (option.state & QStyle::State_Selected))
        return;
    painter->save();
    painter->setPen(QPen(currentTheme().accent, 1, Qt::DotLine));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    painter->restore();
}

PanelTree::PanelTree(QWidget *parent) : QTreeView(parent)
{
    setFrameShape(QFrame::NoFrame);
    setHeaderHidden(true);
    setEditTriggers(NoEditTriggers);
    setExpandsOnDoubleClick(false);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setTextElideMode(Qt::ElideMiddle);
    setContextMenuPolicy(Qt::CustomContextMenu);
    viewport()->setBackgroundRole(QPalette::Window);
    setItemDelegate(new PlainRows(this));
    header()->setStretchLastSection(true);
    connect(this, &QAbstractItemView::entered, this,
            [this](const QModelIndex &index) { m_hovered = index; });
}

void PanelTree::drawRow(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    paintRowGround(painter, option.rect, selectionModel()->isSelected(index), m_hovered == index);
    QTreeView::drawRow(painter, option, index);
}

/// The arrow belongs to the first line of a row that has two.
void PanelTree::drawBranches(QPainter *painter, const QRect &rect, const QModelIndex &index) const
{
    QRect line = rect;
    line.setHeight(std::min(rect.height(), eventscope::rowHeight(fontMetrics())));
    QTreeView::drawBranches(painter, line, index);
}

void PanelTree::resizeEvent(QResizeEvent *event)
{
    QTreeView::resizeEvent(event);
    if (m_heightsFollowWidth && event->size().width() != event->oldSize().width())
        layOutSoon();
}

/// Rows move while the keys are elsewhere: the row that would have them is brought back into sight,
/// and one that nobody chose gives way to the first that is seen.
void PanelTree::focusInEvent(QFocusEvent *event)
{
    QTreeView::focusInEvent(event);
    const bool byKeys = event->reason() == Qt::TabFocusReason
        || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    if (!byKeys || !selectionModel())
        return;
    // What somebody chose, or what is seen to have the keys already, stays.
    const QModelIndex current = currentIndex();
    if (selectionModel()->hasSelection())
        scrollTo(current);
    else if (current.isValid() && visualRect(current).intersects(viewport()->rect()))
        return;
    else if (const QModelIndex first = indexAt(QPoint(1, 1)); first.isValid())
        selectionModel()->setCurrentIndex(first, QItemSelectionModel::NoUpdate);
}

void PanelTree::leaveEvent(QEvent *event)
{
    m_hovered = QModelIndex();
    viewport()->update();
    QTreeView::leaveEvent(event);
}

} // namespace eventscope
