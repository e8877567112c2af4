// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/eventlog/longtabletest.h"

#include "models/eventlogroles.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/longtable.h"

#include <QAbstractTableModel>
#include <QAccessible>
#include <QHeaderView>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int rowPixels = 23;

/// Rows of numbers that stay with their row wherever it goes.
class NumberedRows final : public QAbstractTableModel
{
public:
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : 6;
    }
    QVariant data(const QModelIndex &index, int role) const override
    {
        return role == Qt::DisplayRole
            ? QVariant(u"%1.%2"_s.arg(m_rows[size_t(index.row())]).arg(index.column()))
            : QVariant();
    }
    void insert(int at, int count)
    {
        beginInsertRows({}, at, at + count - 1);
        for (int i = 0; i < count; ++i)
            m_rows.insert(m_rows.begin() + at + i, ++m_last);
        endInsertRows();
    }
    void remove(int at, int count)
    {
        beginRemoveRows({}, at, at + count - 1);
        m_rows.erase(m_rows.begin() + at, m_rows.begin() + at + count);
        endRemoveRows();
    }
    void replace(int count)
    {
        beginResetModel();
        m_rows.resize(size_t(count));
        endResetModel();
    }

private:
    std::vector<int> m_rows;
    int m_last = 0;
};

/// So many that a header would need 160 MB for them.
class ManyRows final : public QAbstractTableModel
{
public:
    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : 20'000'000;
    }
    int columnCount(const QModelIndex &) const override { return 2; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant(index.row()) : QVariant();
    }
};

void setUp(QTableView &table, QAbstractItemModel *model)
{
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    table.setTabKeyNavigation(false);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setMinimumSectionSize(rowPixels);
    table.verticalHeader()->setDefaultSectionSize(rowPixels);
    table.horizontalHeader()->setSectionsMovable(true);
    table.horizontalHeader()->setStretchLastSection(true);
    table.setModel(model);
    table.resize(420, 300);
    table.show();
}

/// One model, both tables, and a user of both.
class Twins
{
public:
    explicit Twins(quint32 seed, Qt::LayoutDirection direction) : m_random(seed)
    {
        m_model.insert(0, 40);
        m_window.resize(1400, 600);
        m_window.setFocusPolicy(Qt::StrongFocus);
        for (QTableView *table : both()) {
            table->setParent(&m_window);
            table->setLayoutDirection(direction);
            setUp(*table, &m_model);
        }
        m_long.move(700, 0);
        m_window.show();
        m_window.setFocus();
        for (QTableView *table : both())
            table->setCurrentIndex(m_model.index(0, 0));
    }
    std::array<QTableView *, 2> both() { return {&m_usual, &m_long}; }

    void doAnything()
    {
        switch (m_random.bounded(4)) {
        case 0:
            changeRows();
            break;
        case 1:
            changeColumns();
            break;
        case 2:
            scroll();
            break;
        default:
            press();
        }
    }

    /// Empty if both are the same.
    QString difference() const
    {
        const auto bars = [](const QTableView &table) {
            QStringList said;
            for (const QScrollBar *bar : {table.verticalScrollBar(), table.horizontalScrollBar()})
                said +=
                    u"%1 of %2 by %3"_s.arg(bar->value()).arg(bar->maximum()).arg(bar->pageStep());
            return said.join(u", "_s);
        };
        if (bars(m_usual) != bars(m_long))
            return u"scroll bars: %1 | %2"_s.arg(bars(m_usual), bars(m_long));
        if (m_usual.viewport()->geometry() != m_long.viewport()->geometry())
            return u"viewport: %1 | %2"_s.arg(m_usual.viewport()->height())
                .arg(m_long.viewport()->height());
        if (m_usual.currentIndex() != m_long.currentIndex())
            return u"current row: %1 | %2"_s.arg(m_usual.currentIndex().row())
                .arg(m_long.currentIndex().row());
        if (m_usual.selectionModel()->selectedRows() != m_long.selectionModel()->selectedRows())
            return u"selection"_s;
        return placesDiffer();
    }
    bool looksTheSame()
    {
        return m_usual.viewport()->grab().toImage() == m_long.viewport()->grab().toImage();
    }

private:
    QString placesDiffer() const
    {
        for (int y = -rowPixels; y < m_usual.height() + rowPixels; y += 7) {
            for (int x = 0; x < m_usual.width(); x += 61) {
                if (m_usual.indexAt({x, y}) != m_long.indexAt({x, y}))
                    return u"what is at %1, %2"_s.arg(x).arg(y);
            }
        }
        for (int row = 0; row < m_model.rowCount(); row += 3) {
            for (int column = 0; column < m_model.columnCount(); ++column) {
                const QModelIndex index = m_model.index(row, column);
                if (m_usual.visualRect(index) != m_long.visualRect(index))
                    return u"place of %1, %2"_s.arg(row).arg(column);
            }
        }
        return {};
    }
    void changeRows()
    {
        const int rows = m_model.rowCount();
        const int at = m_random.bounded(rows + 1);
        if (m_random.bounded(30) == 0)
            m_model.replace(m_random.bounded(rows + 1));
        else if (rows < 10 || m_random.bounded(2) == 0)
            m_model.insert(at, 1 + m_random.bounded(12));
        else if (at < rows)
            m_model.remove(at, 1 + m_random.bounded(std::min(rows - at, 12)));
    }
    void changeColumns()
    {
        const int kind = m_random.bounded(4);
        const int one = m_random.bounded(6);
        const int other = m_random.bounded(6);
        // A hidden column keeps QTableView's current row where it is.
        const int kept = std::max(m_usual.currentIndex().column(), 0);
        for (QTableView *table : both()) {
            if (kind == 0)
                table->setColumnHidden(one, one != kept && !table->isColumnHidden(one));
            else if (kind == 1)
                table->horizontalHeader()->moveSection(one, other);
            else if (kind == 2)
                table->setColumnWidth(one, 30 + other * 40);
            else
                table->resize(300 + one * 60, 120 + other * 45);
        }
    }
    void scroll()
    {
        const int kind = m_random.bounded(3);
        const int row = m_random.bounded(m_model.rowCount() + 1);
        const int column = m_random.bounded(6);
        const auto hint = QAbstractItemView::ScrollHint(m_random.bounded(4));
        for (QTableView *table : both()) {
            if (kind == 0)
                table->verticalScrollBar()->setValue(row);
            else if (kind == 1)
                table->horizontalScrollBar()->setValue(column * 37);
            else
                table->scrollTo(m_model.index(row, column), hint);
        }
    }
    void press()
    {
        constexpr std::array keys{Qt::Key_Up,   Qt::Key_Down,  Qt::Key_PageUp, Qt::Key_PageDown,
                                  Qt::Key_Left, Qt::Key_Right, Qt::Key_Home,   Qt::Key_End};
        constexpr std::array<Qt::KeyboardModifiers, 4> with{
            Qt::NoModifier, Qt::ShiftModifier, Qt::ControlModifier,
            Qt::ShiftModifier | Qt::ControlModifier};
        const Qt::Key key = keys[size_t(m_random.bounded(int(keys.size())))];
        const Qt::KeyboardModifiers modifiers = with[size_t(m_random.bounded(int(with.size())))];
        const bool mouse = m_random.bounded(3) == 0;
        const QPoint at(m_random.bounded(300), m_random.bounded(200));
        for (QTableView *table : both()) {
            table->setFocus();
            if (mouse)
                QTest::mouseClick(table->viewport(), Qt::LeftButton, modifiers, at);
            else
                QTest::keyClick(table, key, modifiers);
        }
        m_window.setFocus(); // only one of them could be painted with it
    }

    QRandomGenerator m_random;
    NumberedRows m_model;
    QWidget m_window;
    QTableView m_usual;
    LongTable m_long;
};

} // namespace

void LongTableTest::itIsAsQTableView_data()
{
    QTest::addColumn<quint32>("seed");
    QTest::addColumn<Qt::LayoutDirection>("direction");
    for (quint32 seed = 1; seed <= 4; ++seed)
        QTest::addRow("%u", seed) << seed << Qt::LeftToRight;
    QTest::addRow("right to left") << quint32(5) << Qt::RightToLeft;
}

void LongTableTest::itIsAsQTableView()
{
    QFETCH(quint32, seed);
    QFETCH(Qt::LayoutDirection, direction);
    Twins twins(seed, direction);
    for (int step = 0; step < 300; ++step) {
        twins.doAnything();
        // Tables lay out, and scroll bars come and go, a little later.
        QTRY_VERIFY2(twins.difference().isEmpty(),
                     qPrintable(u"after step %1: %2"_s.arg(step).arg(twins.difference())));
        if (step % 10 == 0)
            QTRY_VERIFY2(twins.looksTheSame(), qPrintable(u"after step %1"_s.arg(step)));
    }
}

void LongTableTest::twentyMillionRowsAreSelectedAndSeen()
{
    ManyRows model;
    LongTable table;
    setUp(table, &model);
    QTest::mouseClick(table.viewport(), Qt::LeftButton, Qt::NoModifier, {5, 5});
    table.scrollToBottom();
    QTest::mouseClick(table.viewport(), Qt::LeftButton, Qt::ShiftModifier,
                      {5, table.viewport()->height() - 3});
    const QItemSelection selection = table.selectionModel()->selection();
    QCOMPARE(selection.size(), 1);
    QCOMPARE(selection.first().top(), 0);
    QCOMPARE(selection.first().bottom(), 19'999'999);
    QCOMPARE(table.rowAt(table.viewport()->height() - 1), 19'999'999);
    QCOMPARE(table.visualRect(model.index(19'999'999, 0)).bottom(), table.viewport()->height() - 1);
}

void LongTableTest::theLogKeepsNothingForEachRow()
{
    LogFixture fixture;
    EventTable table(&fixture.model);
    table.show();
    fixture.addMany(500);
    QCOMPARE(table.model()->rowCount(), 500);
    QCOMPARE(table.verticalHeader()->count(), 0);
    table.scrollToBottom();
    QAccessibleInterface *seen = QAccessible::queryAccessibleInterface(&table);
    QVERIFY(seen && seen->tableInterface());
    QCOMPARE(seen->tableInterface()->rowCount(), 500);
    const QModelIndex last = table.model()->index(499, EventLogColumn::Summary);
    const QAccessibleInterface *cell = seen->tableInterface()->cellAt(last.row(), last.column());
    QVERIFY(cell);
    const QRect place = table.visualRect(last);
    QCOMPARE(cell->rect(), QRect(table.viewport()->mapToGlobal(place.topLeft()), place.size()));
    for (int child = 0; child < 3 * table.model()->columnCount(); ++child)
        QVERIFY(!seen->child(child) || seen->child(child)->rect().width() >= 0); // a header's, too
}
