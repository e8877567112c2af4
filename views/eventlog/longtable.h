// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

#include <memory>
#include <vector>

namespace eventscope {

/// A table whose rows are all of one height, so that it computes where each one is. QTableView asks
/// its vertical header, which keeps eight bytes a row and fills, moves or walks them at each
/// change: with ten million rows 20 to 80 ms of the GUI thread, several frames. Here that header is
/// hidden and has no sections. Rows are not moved, hidden, spanned or divided by a grid; they are
/// selected whole and scrolled one by one. All else is as in QTableView: `tst_longtable` compares
/// the two.
class LongTable : public QTableView
{
    Q_OBJECT
public:
    explicit LongTable(QWidget *parent = nullptr);
    ~LongTable() override;

    void setModel(QAbstractItemModel *model) override;
    QRect visualRect(const QModelIndex &index) const override;
    QModelIndex indexAt(const QPoint &at) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;

    /// Not virtual in QTableView, so ask this class for them.
    int rowAt(int y) const; ///< -1: there is none
    int rowViewportPosition(int row) const;
    int heightOfRows() const;
    void setHeightOfRows(int height);

protected:
    void paintEvent(QPaintEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;
    int verticalOffset() const override;
    int sizeHintForColumn(int column) const override;
    void updateGeometries() override;

private:
    int rowTotal() const;
    qint64 lengthOfRows() const { return qint64(rowTotal()) * heightOfRows(); }
    std::vector<int> shownColumns() const;
    qint64 rowsMovedBy(CursorAction action) const;
    int columnsMovedBy(CursorAction action) const;
    void takeOffset();
    void placeHeader();
    void fitBars();
    void fitColumns(int room);
    void fitRows(int room);
    void bringColumn(int column, ScrollHint hint);
    void bringRow(int row, ScrollHint hint);
    void paintArea(QPainter *painter, const QStyleOptionViewItem &option, const QRect &area);
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option, int row,
                  const std::vector<int> &columns);

    std::unique_ptr<QObject> m_rowsWatched; ///< while it lives, changes of the model are heard
    qint64 m_offset = 0; ///< pixels of rows above the viewport
    bool m_updatingGeometries = false;
};

} // namespace eventscope
