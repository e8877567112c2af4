// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/longtable.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QStringListModel>

#include <algorithm>

namespace eventscope {

namespace {

/// Knows nothing of rows. It stays, for QTableView cannot be without, nor without its selection;
/// its default size is theirs.
class NoRowHeader final : public QHeaderView
{
public:
    explicit NoRowHeader(QWidget *parent) : QHeaderView(Qt::Vertical, parent)
    {
        QHeaderView::setModel(new QStringListModel(this)); // stays empty
    }
    void setModel(QAbstractItemModel *) override { }
    void setSelectionModel(QItemSelectionModel *model) override
    {
        if (model->model() == this->model())
            QHeaderView::setSelectionModel(model);
    }
    void setRootIndex(const QModelIndex &) override { }
};

/// As far as Qt can add up such positions. A selection may span millions of rows.
int position(qint64 pixels)
{
    constexpr qint64 farthest = 1 << 30;
    return int(std::clamp(pixels, -farthest, farthest));
}

qint64 floorDivided(qint64 value, qint64 by)
{
    return value >= 0 ? value / by : -((by - 1 - value) / by);
}

} // namespace

LongTable::LongTable(QWidget *parent) : QTableView(parent)
{
    setShowGrid(false);
    setWordWrap(false);
    setCornerButtonEnabled(false);
    setSelectionBehavior(SelectRows);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);
    auto *rows = new NoRowHeader(this);
    rows->setSectionResizeMode(QHeaderView::Fixed);
    setVerticalHeader(rows);
    rows->hide();
    QTableView::updateGeometries(); // hides the button in the corner, for good
}

LongTable::~LongTable() = default;

void LongTable::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    m_rowsWatched = std::make_unique<QObject>();
    m_offset = 0;
    if (!model)
        return;
    const auto layOut = [this] { scheduleDelayedItemsLayout(); };
    connect(model, &QAbstractItemModel::rowsInserted, m_rowsWatched.get(), layOut);
    connect(model, &QAbstractItemModel::rowsRemoved, m_rowsWatched.get(), layOut);
    connect(model, &QAbstractItemModel::modelReset, m_rowsWatched.get(), layOut);
    layOut();
}

int LongTable::rowTotal() const
{
    return model() ? model()->rowCount(rootIndex()) : 0;
}

int LongTable::heightOfRows() const
{
    return std::max(verticalHeader()->defaultSectionSize(), 1);
}

void LongTable::setHeightOfRows(int height)
{
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
    scheduleDelayedItemsLayout();
}

int LongTable::rowAt(int y) const
{
    const qint64 row = floorDivided(y + m_offset, heightOfRows());
    return row >= 0 && row < rowTotal() ? int(row) : -1;
}

int LongTable::rowViewportPosition(int row) const
{
    return position(qint64(row) * heightOfRows() - m_offset);
}

int LongTable::verticalOffset() const
{
    return position(m_offset);
}

QRect LongTable::visualRect(const QModelIndex &index) const
{
    if (!index.isValid() || index.model() != model() || isColumnHidden(index.column()))
        return {};
    const_cast<LongTable *>(this)->executeDelayedItemsLayout(); // as QTableView does there
    return {columnViewportPosition(index.column()), rowViewportPosition(index.row()),
            columnWidth(index.column()), heightOfRows()};
}

QModelIndex LongTable::indexAt(const QPoint &at) const
{
    const_cast<LongTable *>(this)->executeDelayedItemsLayout();
    const int row = rowAt(at.y());
    const int column = columnAt(at.x());
    return row >= 0 && column >= 0 ? model()->index(row, column, rootIndex()) : QModelIndex();
}

void LongTable::scrollTo(const QModelIndex &index, ScrollHint hint)
{
    if (!index.isValid() || index.model() != model() || isColumnHidden(index.column()))
        return;
    bringColumn(index.column(), hint);
    bringRow(index.row(), hint);
    update(index);
}

void LongTable::bringColumn(int column, ScrollHint hint)
{
    const QHeaderView *header = horizontalHeader();
    const int room = viewport()->width();
    const int left = header->sectionPosition(column);
    const int width = header->sectionSize(column);
    const int inSight = left - header->offset();
    if (hint == PositionAtCenter)
        horizontalScrollBar()->setValue(left - (room - width) / 2);
    else if (inSight < 0 || width > room)
        horizontalScrollBar()->setValue(left);
    else if (inSight + width > room)
        horizontalScrollBar()->setValue(left - room + width);
}

void LongTable::bringRow(int row, ScrollHint hint)
{
    const int height = heightOfRows();
    const int room = viewport()->height();
    const qint64 top = qint64(row) * height - m_offset;
    if (hint == EnsureVisible) {
        if (top >= 0 && top + height <= room)
            return;
        hint = top < 0 || height > room ? PositionAtTop : PositionAtBottom;
    }
    const int above = hint == PositionAtTop ? 0 : hint == PositionAtCenter ? room / 2 : room;
    verticalScrollBar()->setValue(std::max(0, row - std::max(above / height - 1, 0)));
}

void LongTable::scrollContentsBy(int dx, int dy)
{
    QTableView::scrollContentsBy(dx, 0);
    if (dy == 0)
        return;
    const qint64 before = m_offset;
    takeOffset();
    const int moved = position(before - m_offset);
    scrollDirtyRegion(0, moved);
    viewport()->scroll(0, moved);
}

/// At the end it is the last row that stands at an edge of the viewport, not the first one.
void LongTable::takeOffset()
{
    const QScrollBar *bar = verticalScrollBar();
    m_offset = bar->maximum() > 0 && bar->value() == bar->maximum()
        ? lengthOfRows() - viewport()->height()
        : qint64(bar->value()) * heightOfRows();
}

void LongTable::updateGeometries()
{
    if (m_updatingGeometries)
        return;
    m_updatingGeometries = true;
    placeHeader();
    fitBars();
    takeOffset();
    m_updatingGeometries = false;
    // NOLINTNEXTLINE(bugprone-parent-virtual-call): QTableView's would ask the header of the rows
    QAbstractItemView::updateGeometries();
}

void LongTable::fitBars()
{
    const QSize inSight = viewport()->size();
    const QSize most = maximumViewportSize();
    const bool all =
        most.width() >= horizontalHeader()->length() && most.height() >= lengthOfRows();
    fitColumns((all ? most : inSight).width());
    fitRows((all ? most : inSight).height());
}

void LongTable::placeHeader()
{
    QHeaderView *header = horizontalHeader();
    const int height = header->isHidden()
        ? 0
        : std::min(std::max(header->minimumHeight(), header->sizeHint().height()),
                   header->maximumHeight());
    setViewportMargins(0, height, 0, 0);
    const QRect area = viewport()->geometry();
    header->setGeometry(area.left(), area.top() - height, area.width(), height);
    if (header->isHidden())
        QMetaObject::invokeMethod(header, "updateGeometries");
}

void LongTable::fitColumns(int room)
{
    const std::vector<int> columns = shownColumns();
    int whole = 0; // columns at the right end that fit
    int width = 0;
    for (auto column = columns.rbegin(); column != columns.rend(); ++column) {
        width += columnWidth(*column);
        if (width > room)
            break;
        ++whole;
    }
    QScrollBar *bar = horizontalScrollBar();
    bar->setPageStep(room);
    bar->setRange(0, horizontalHeader()->length() - room);
    bar->setSingleStep(std::max(room / (std::max(whole, 1) + 1), 2));
}

void LongTable::fitRows(int room)
{
    const int rows = rowTotal();
    const int whole = std::max(std::min(room / heightOfRows(), rows), 1);
    QScrollBar *bar = verticalScrollBar();
    bar->setRange(0, rows - whole);
    bar->setPageStep(whole);
    bar->setSingleStep(1);
}

std::vector<int> LongTable::shownColumns() const
{
    const QHeaderView *header = horizontalHeader();
    std::vector<int> columns;
    for (int visual = 0; visual < header->count(); ++visual) {
        const int column = header->logicalIndex(visual);
        if (!header->isSectionHidden(column))
            columns.push_back(column);
    }
    return columns;
}

QModelIndex LongTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    const std::vector<int> columns = shownColumns();
    const int lastRow = rowTotal() - 1;
    if (lastRow < 0 || columns.empty())
        return {};
    if (!currentIndex().isValid())
        return model()->index(0, columns.front(), rootIndex());
    const auto found = std::find(columns.begin(), columns.end(), currentIndex().column());
    const int at = found == columns.end() ? 0 : int(found - columns.begin());
    const int lastAt = int(columns.size()) - 1;
    qint64 row = currentIndex().row() + rowsMovedBy(action);
    if (modifiers & Qt::ControlModifier && (action == MoveHome || action == MoveEnd))
        row = action == MoveHome ? 0 : lastRow;
    const int to = action == MoveHome ? 0
        : action == MoveEnd           ? lastAt
                                      : std::clamp(at + columnsMovedBy(action), 0, lastAt);
    return model()->index(int(std::clamp(row, qint64(0), qint64(lastRow))), columns[size_t(to)],
                          rootIndex());
}

qint64 LongTable::rowsMovedBy(CursorAction action) const
{
    const int height = heightOfRows();
    const int room = viewport()->height();
    switch (action) {
    case MoveUp:
        return -1;
    case MoveDown:
        return 1;
    case MovePageUp:
        return std::min(floorDivided(height - 1 - room, height), qint64(-1));
    case MovePageDown:
        return std::max(room / height, 1);
    default:
        return 0;
    }
}

int LongTable::columnsMovedBy(CursorAction action) const
{
    switch (action) {
    case MoveLeft:
        return isRightToLeft() ? 1 : -1;
    case MoveRight:
        return isRightToLeft() ? -1 : 1;
    case MovePrevious:
        return -1;
    case MoveNext:
        return 1;
    default:
        return 0;
    }
}

void LongTable::setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command)
{
    // From one point to another, in any direction: what QRect calls its corners.
    const auto [left, right] = std::minmax({rect.left(), rect.right()});
    const auto [top, bottom] = std::minmax({rect.top(), rect.bottom()});
    const QModelIndex one = indexAt({left, top});
    const QModelIndex other = indexAt({right, bottom});
    if (!selectionModel() || !one.isValid() || !other.isValid())
        return;
    const QModelIndex from = one.siblingAtColumn(0);
    const QModelIndex to = other.siblingAtColumn(model()->columnCount(rootIndex()) - 1);
    selectionModel()->select(QItemSelection(from, to), command);
}

QRegion LongTable::visualRegionForSelection(const QItemSelection &selection) const
{
    const QRect area = viewport()->rect();
    QRegion region;
    for (const QItemSelectionRange &range : selection) {
        const int top = rowViewportPosition(range.top());
        const int end = rowViewportPosition(range.bottom()) + heightOfRows();
        region += QRect(0, top, area.width(), end - top) & area;
    }
    return region;
}

int LongTable::sizeHintForColumn(int column) const
{
    if (!model())
        return -1;
    QStyleOptionViewItem option;
    initViewItemOption(&option);
    const int first = std::max(rowAt(0), 0);
    const int end = std::min(first + viewport()->height() / heightOfRows() + 2, rowTotal());
    int width = 0;
    for (int row = first; row < end; ++row) {
        const QModelIndex index = model()->index(row, column, rootIndex());
        width = std::max(width, itemDelegateForIndex(index)->sizeHint(option, index).width());
    }
    return width;
}

} // namespace eventscope
