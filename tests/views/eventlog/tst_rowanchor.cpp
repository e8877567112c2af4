// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/orderedevents.h"
#include "tests/models/everynth.h"
#include "tests/support/filterof.h"
#include "tests/support/testclasses.h"
#include "tests/views/eventlog/longtabletest.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/tailfollower.h"
#include "views/theme.h"

#include <QApplication>
#include <QHeaderView>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// What the user looks at and has selected stays where it is, whatever happens to the rows.
class RowAnchorTest final : public QObject
{
    Q_OBJECT

private:
    struct Shown
    {
        LogFixture fixture;
        EventTable table{&fixture.model};

        explicit Shown(int events)
        {
            table.resize(900, 600);
            fixture.addMany(events);
            table.show();
        }
        EventLogModel &model() { return fixture.model; }
        quint64 top() const
        {
            return table.events()->sequenceAt(table.verticalScrollBar()->value());
        }
        /// Where a row is on the screen; -1: nowhere.
        int place(quint64 sequence) const
        {
            const int row = table.events()->rowOfSequence(sequence);
            return row >= 0 && table.isRowInSight(row) ? row - table.verticalScrollBar()->value()
                                                       : -1;
        }
        std::set<quint64> selected() const
        {
            std::set<quint64> sequences;
            for (const QModelIndex &row : table.selectionModel()->selectedRows())
                sequences.insert(table.events()->sequenceAt(row.row()));
            return sequences;
        }
        void select(const std::vector<quint64> &sequences)
        {
            for (const quint64 one : sequences)
                table.selectionModel()->select(
                    table.events()->index(table.events()->rowOfSequence(one), 0),
                    QItemSelectionModel::Select | QItemSelectionModel::Rows);
        }
        void filter(const QString &text, int rows)
        {
            model().setFilter(filterOf(text, fixture.log));
            QTRY_COMPARE(model().rowCount(), rows);
            QTRY_VERIFY(!model().isScanning());
        }
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void theNewestFirstAreFollowedAtTheTop()
    {
        Shown s(500);
        s.table.events()->sort(EventLogColumn::Time, Qt::DescendingOrder);
        QVERIFY(s.table.follower()->isFollowing());
        QCOMPARE(s.top(), quint64(500));
        s.fixture.addMany(20);
        QCOMPARE(s.top(), quint64(520));
        s.table.verticalScrollBar()->triggerAction(QAbstractSlider::SliderPageStepAdd);
        QVERIFY(!s.table.follower()->isFollowing());
        const quint64 top = s.top();
        s.fixture.addMany(37);
        QCOMPARE(s.top(), top); // what is read does not move, though all rows did
        QCOMPARE(s.table.follower()->newRows(), quint64(37));
        s.table.verticalScrollBar()->triggerAction(QAbstractSlider::SliderToMinimum);
        QVERIFY(s.table.follower()->isFollowing());
        QCOMPARE(s.top(), quint64(557));
        QTest::keyClick(&s.table, Qt::Key_End);
        QCOMPARE(s.table.currentSequence(), quint64(1));
        QVERIFY(!s.table.follower()->isFollowing());
        QTest::keyClick(&s.table, Qt::Key_Home);
        QVERIFY(s.table.follower()->isFollowing());
        QCOMPARE(s.top(), quint64(557));
    }

    void whatIsSelectedIsSelectedInAnyOrder()
    {
        Shown s(300);
        QVERIFY(s.table.showSequence(150));
        s.select({3, 4, 5, 200});
        const std::set<quint64> chosen{3, 4, 5, 150, 200};
        QCOMPARE(s.selected(), chosen);
        s.table.events()->sort(EventLogColumn::Time, Qt::DescendingOrder);
        QCOMPARE(s.selected(), chosen);
        QCOMPARE(s.table.currentSequence(), quint64(150));
        s.table.events()->sort(EventLogColumn::Subject, Qt::AscendingOrder);
        QTRY_VERIFY(!s.table.events()->isByArrival());
        QCOMPARE(s.selected(), chosen);
        s.filter(u"\"call 20\""_s, 11);
        QTRY_VERIFY(!s.table.events()->isSorting());
        QCOMPARE(s.selected(), std::set<quint64>{200});
        s.model().setFilter(nullptr);
        QTRY_VERIFY(!s.table.events()->isSorting());
        QCOMPARE(s.selected(), chosen); // the filter took nothing from it
        QCOMPARE(s.table.currentSequence(), quint64(150));
    }

    void aNewColumnBelongsToTheSelectedRows()
    {
        Shown s(300);
        QVERIFY(s.table.showSequence(150));
        s.select({3, 4});
        QVERIFY(s.table.addPathColumn(u"data.status"_s));
        QCOMPARE(s.selected(), (std::set<quint64>{3, 4, 150}));
        QVERIFY(s.table.selectionModel()->isSelected(
            s.table.events()->index(149, EventLogColumn::Count)));
    }

    void theCurrentRowStaysWhereItIsOnTheScreen()
    {
        Shown s(2'000);
        QVERIFY(s.table.showSequence(1'000));
        s.table.scrollToRow(s.table.events()->rowOfSequence(1'000) - 7);
        QCOMPARE(s.place(1'000), 7);
        s.filter(u"\"call 1\""_s, 1'111);
        QCOMPARE(s.place(1'000), 7);
        s.model().setFilter(nullptr);
        QCOMPARE(s.place(1'000), 7);
    }

    void whereNothingIsChosenTheFirstRowInSightStays()
    {
        Shown s(2'000);
        s.table.follower()->setFollowing(false);
        s.table.scrollToRow(1'499);
        QCOMPARE(s.top(), quint64(1'500));
        s.filter(u"\"call 1\""_s, 1'111);
        QCOMPARE(s.top(), quint64(1'500));
        s.filter(u"\"call 16\""_s, 111);
        QCOMPARE(s.top(), quint64(1'600)); // the next one that is left
        s.model().setFilter(nullptr);
        QCOMPARE(s.top(), quint64(1'600));
    }

    void hitsThatComeLateAreWaitedFor_data()
    {
        QTest::addColumn<Qt::SortOrder>("order");
        QTest::addColumn<bool>("moved");
        QTest::newRow("oldest first") << Qt::AscendingOrder << false;
        QTest::newRow("newest first") << Qt::DescendingOrder << false;
        QTest::newRow("the user went elsewhere") << Qt::AscendingOrder << true;
    }
    /// A search that takes long shows its first hits; the row that was chosen comes behind them.
    void hitsThatComeLateAreWaitedFor()
    {
        QFETCH(Qt::SortOrder, order);
        QFETCH(bool, moved);
        Shown s(0);
        add(s.fixture.log, 100'000);
        s.model().setLog(&s.fixture.log, nullptr);
        s.table.events()->sort(EventLogColumn::Time, order);
        QVERIFY(s.table.showSequence(90'000));
        s.select({80'000});
        s.table.scrollToRow(s.table.events()->rowOfSequence(90'000) - 7);
        const auto filter = std::make_shared<EveryNth>(10);
        filter->gate = 40'000;
        s.model().setFilter(filter);
        QTRY_VERIFY(s.model().rowCount() < 100'000);
        QCOMPARE(s.place(90'000), -1);
        QVERIFY(s.selected().empty());
        if (moved)
            s.table.verticalScrollBar()->setValue(100);
        // Found, but with too few behind it that it could stand where it did.
        filter->gate = 11 * 8192; // whole blocks are told of
        if (!moved)
            QTRY_VERIFY(s.table.events()->rowOfSequence(90'000) >= 0);
        filter->gate = ~quint64(0);
        QTRY_VERIFY(!s.model().isScanning());
        QCOMPARE(s.model().rowCount(), 10'000);
        QCOMPARE(s.place(90'000), moved ? -1 : 7);
        QCOMPARE(s.table.verticalScrollBar()->value() == 100, moved);
        if (!moved)
            QCOMPARE(s.selected(), (std::set<quint64>{80'000, 90'000}));
        s.model().setFilter(nullptr);
        QCOMPARE(s.selected(), (std::set<quint64>{80'000, 90'000}));
    }

    void sortingByAClickOnTheHeader()
    {
        Shown s(100);
        QHeaderView *header = s.table.horizontalHeader();
        const auto click = [&](int column) {
            const QPoint at(header->sectionViewportPosition(column) + 12, header->height() / 2);
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
        };
        click(EventLogColumn::Subject);
        QTRY_VERIFY(!s.table.events()->isByArrival());
        QVERIFY(!s.table.selectionModel()->hasSelection()); // Qt would select the whole column
        QVERIFY(!s.table.follower()->isFollowing());
        click(EventLogColumn::Time);
        QVERIFY(s.table.events()->isByArrival());
        QVERIFY(!s.table.events()->isNewestFirst());
        click(EventLogColumn::Time);
        QVERIFY(s.table.events()->isNewestFirst());
        QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
    }

    void followingAgainEndsAnotherOrder()
    {
        Shown s(100);
        s.table.events()->sort(EventLogColumn::Subject);
        QTRY_VERIFY(!s.table.events()->isByArrival());
        s.table.follower()->setFollowing(true);
        QVERIFY(s.table.events()->isByArrival());
        QCOMPARE(s.table.horizontalHeader()->sortIndicatorSection(), int(EventLogColumn::Time));
        s.fixture.addMany(5);
        QCOMPARE(s.table.verticalScrollBar()->value(), s.table.verticalScrollBar()->maximum());
    }

    void lettersSearchNothing()
    {
        Shown s(500);
        QVERIFY(s.table.showSequence(100));
        QTest::keyClicks(&s.table, u"2 c"_s);
        QCOMPARE(s.table.currentSequence(), quint64(100));
    }

    void randomOperationsMoveNothing_data()
    {
        QTest::addColumn<quint32>("seed");
        for (const quint32 seed : {1U, 2U, 3U, 20240115U})
            QTest::addRow("seed %u", seed) << seed;
    }
    void randomOperationsMoveNothing()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        Shown s(3'000);
        quint64 first = 1; // of those that are still there
        quint64 last = 3'000;
        quint64 current = 1'500;
        QVERIFY(s.table.showSequence(current));
        s.select({1'400, 1'401, 1'777});
        std::set<quint64> chosen{1'400, 1'401, 1'500, 1'777};
        QCOMPARE(s.selected(), chosen);
        for (int step = 0; step < 120; ++step) {
            const int place = s.place(current);
            QVERIFY(place >= 0);
            switch (random.bounded(7)) {
            case 0:
                s.table.events()->sort(EventLogColumn::Time,
                                       random.bounded(2) ? Qt::AscendingOrder
                                                         : Qt::DescendingOrder);
                break;
            case 1:
                s.filter(u"\"call 1\""_s, int(matching(first, last)));
                break;
            case 2:
                s.model().setFilter(nullptr);
                break;
            case 3:
                first += quint64(random.bounded(10));
                s.model().retire(first);
                break;
            case 4:
                s.model().setPaused(true);
                s.fixture.addMany(3);
                last += 3;
                s.model().setPaused(false);
                break;
            default:
                const int count = 1 + random.bounded(50);
                s.fixture.addMany(count);
                last += quint64(count);
            }
            QCOMPARE(s.table.currentSequence(), current);
            const int row = s.table.events()->rowOfSequence(current);
            // Near an end of the table there may be too few rows beyond it.
            const bool room =
                row - place >= 0 && row - place <= s.table.verticalScrollBar()->maximum();
            if (room)
                QCOMPARE(s.place(current), place);
            else
                QVERIFY(s.place(current) >= 0);
            std::set<quint64> there;
            for (const quint64 one : chosen) {
                if (s.table.events()->rowOfSequence(one) >= 0)
                    there.insert(one);
            }
            QCOMPARE(s.selected(), there);
        }
    }

    void whatIsRetiredIsNotReplacedByItsNeighbour()
    {
        Shown s(500);
        QVERIFY(s.table.showSequence(10));
        s.table.follower()->setFollowing(true);
        QSignalSpy current(&s.table, &EventTable::currentSequenceChanged);
        s.model().retire(50);
        QCOMPARE(s.model().rowCount(), 451);
        QCOMPARE(current.size(), 0); // the next one is nobody's choice
        QCOMPARE(s.table.currentSequence(), quint64(10));
        QVERIFY(!s.table.selectionModel()->hasSelection());
        QVERIFY(s.table.follower()->isFollowing());
    }

    void whatIsReadStaysWhenTheOldestGo()
    {
        Shown s(1'000);
        s.table.follower()->setFollowing(false);
        s.table.scrollToRow(600);
        const quint64 top = s.top();
        s.model().retire(400);
        QCOMPARE(s.top(), top);
        s.model().retire(top + 20);
        QCOMPARE(s.top(), top + 20);
    }

private:
    static quint64 matching(quint64 first, quint64 last)
    {
        quint64 count = 0;
        for (quint64 one = first; one <= last; ++one)
            count += QString::number(one).startsWith(u'1') ? 1 : 0;
        return count;
    }
};

int main(int argc, char **argv)
{
    return testMain<QApplication, RowAnchorTest, LongTableTest>(argc, argv);
}

#include "tst_rowanchor.moc"
