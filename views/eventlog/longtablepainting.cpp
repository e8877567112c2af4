// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/longtable.h"

#include <QPaintEvent>
#include <QPainter>

#include <algorithm>

namespace eventscope {

void LongTable::paintEvent(QPaintEvent *event)
{
    if (rowTotal() == 0 || !itemDelegate())
        return;
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    QPainter painter(viewport());
    for (const QRect &area : event->region().translated(dirtyRegionOffset()))
        paintArea(&painter, option, area);
}

void LongTable::paintArea(QPainter *painter, const QStyleOptionViewItem &option, const QRect &area)
{
    std::vector<int> columns = shownColumns();
    std::erase_if(columns, [&](int column) {
        const int left = columnViewportPosition(column) + dirtyRegionOffset().x();
        return left > area.right() || left + columnWidth(column) <= area.left();
    });
    const int height = heightOfRows();
    const qint64 above = m_offset - dirtyRegionOffset().y();
    const qint64 first = std::max((area.top() + above) / height, qint64(0));
    const qint64 last = std::min((area.bottom() + above) / height, qint64(rowTotal()) - 1);
    for (qint64 row = first; row <= last; ++row)
        paintRow(painter, option, int(row), columns);
}

void LongTable::paintRow(QPainter *painter, const QStyleOptionViewItem &option, int row,
                         const std::vector<int> &columns)
{
    QStyleOptionViewItem cell = option;
    const QModelIndex first = model()->index(row, 0, rootIndex());
    if (selectionModel() && selectionModel()->isSelected(first))
        cell.state |= QStyle::State_Selected;
    if (alternatingRowColors() && (row & 1) != 0)
        cell.features |= QStyleOptionViewItem::Alternate;
    if (cell.state & QStyle::State_Enabled)
        cell.palette.setCurrentColorGroup(QPalette::Normal);
    const int top = rowViewportPosition(row) + dirtyRegionOffset().y();
    const bool focused = hasFocus() || viewport()->hasFocus();
    for (const int column : columns) {
        const QModelIndex index = model()->index(row, column, rootIndex());
        cell.rect = QRect(columnViewportPosition(column) + dirtyRegionOffset().x(), top,
                          columnWidth(column), heightOfRows());
        cell.state.setFlag(QStyle::State_HasFocus, focused && index == currentIndex());
        style()->drawPrimitive(QStyle::PE_PanelItemViewRow, &cell, painter, this);
        itemDelegateForIndex(index)->paint(painter, cell, index);
    }
}

} // namespace eventscope
