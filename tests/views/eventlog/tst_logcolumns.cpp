// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/testclasses.h"
#include "tests/views/eventlog/columnsdialogtest.h"
#include "tests/views/eventlog/showncolumns.h"
#include "views/eventlog/columnmenu.h"
#include "views/eventlog/rowcopy.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class LogColumnsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void columnsWithoutRoomAreCopiedAndThatIsSaid()
    {
        ShownColumns s;
        const QStringList whole = s.titles();
        QCOMPARE(s.columns()->withoutRoom(), QStringList());
        s.table.resize(420, 400);
        QTRY_VERIFY(s.columns()->withoutRoom().size() >= 2);
        const QStringList unseen = s.columns()->withoutRoom();
        QVERIFY2(unseen.contains(u"Topic"_s), qPrintable(unseen.join(u' ')));
        QCOMPARE(s.titles(), whole);
        s.table.selectRow(0);
        QSignalSpy copied(&s.table, &EventTable::copied);
        for (const CopyForm form : {CopyForm::Text, CopyForm::Csv, CopyForm::JsonLines})
            s.table.copyAs(form);
        QCOMPARE(copied.size(), 3);
        QCOMPARE(copied[0][2].toStringList(), unseen);
        QCOMPARE(copied[1][2].toStringList(), unseen);
        QCOMPARE(copied[2][2].toStringList(), QStringList()); // a line has no columns
        s.table.copyAs(CopyForm::Csv);
        const QString csv = QGuiApplication::clipboard()->text();
        QVERIFY2(csv.section(u'\n', 0, 0).contains(u"Topic"_s), qPrintable(csv));
        s.table.resize(1'600, 400);
        QTRY_COMPARE(s.columns()->withoutRoom(), QStringList());
    }

    void timesWithTheirDateAreNotCutOff()
    {
        ShownColumns s;
        const auto width = [&s] {
            return s.table.horizontalHeader()->sectionSize(EventLogColumn::Time);
        };
        const auto show = [&s](TimeShown::Form form) {
            TimeShown time = s.fixture.model.timeShown();
            time.form = form;
            s.fixture.model.setTimeShown(time);
        };
        const int ofDay = width();
        const QFontMetrics metrics(fixedFont(s.table.font()));
        show(TimeShown::DateAndTime);
        const int withDate = width();
        QVERIFY(withDate > metrics.horizontalAdvance(s.cell(EventLogColumn::Time)));
        const QByteArray saved = s.columns()->save();
        show(TimeShown::TimeOfDay);
        QCOMPARE(width(), ofDay);
        ShownColumns again;
        QVERIFY(again.columns()->restore(saved));
        QCOMPARE(again.table.horizontalHeader()->sectionSize(EventLogColumn::Time), withDate);
        // What the user chose stays, as long as all can be read.
        s.table.horizontalHeader()->resizeSection(EventLogColumn::Time, withDate + 50);
        show(TimeShown::DateAndTime);
        QCOMPARE(width(), withDate + 50);
    }

    void theUsualOnesAreShownAtFirst()
    {
        ShownColumns s;
        QCOMPARE(s.titles(),
                 QStringList({u"Time (local)"_s, u"Severity, as a sign"_s, u"Connection"_s,
                              u"Type"_s, u"Topic"_s, u"Subject"_s, u"Summary"_s}));
    }

    void aPathBecomesAColumnBeforeTheLast()
    {
        ShownColumns s;
        QSignalSpy changed(&s.table, &EventTable::columnsChanged);
        QVERIFY(s.table.addPathColumn(u"data.n.m"_s));
        QVERIFY(!changed.isEmpty());
        QCOMPARE(s.titles().mid(5), QStringList({u"Subject"_s, u"m"_s, u"Summary"_s}));
        QCOMPARE(s.cell(EventLogColumn::Count), u"7"_s);
        QVERIFY(s.table.columnWidth(EventLogColumn::Count) > 30);
        QVERIFY(s.table.addPathColumn(u"data.n.m"_s)); // is there already
        QCOMPARE(s.fixture.model.pathColumns().size(), 1);
        s.columns()->setShown(EventLogColumn::Count, false);
        QVERIFY(!s.titles().contains(u"m"_s));
        QVERIFY(s.table.addPathColumn(u"data.n.m"_s)); // and is shown again
        QVERIFY(s.titles().contains(u"m"_s));
        const auto refused = s.table.addPathColumn(u"not a path"_s);
        QVERIFY(!refused);
        QVERIFY(refused.error().endsWith(u'.'));
    }

    void whatIsAddedStandsBeforeTheOneThatTakesWhatIsLeft()
    {
        ShownColumns s;
        s.columns()->setShown(EventLogColumn::Size, true);
        s.columns()->setShown(EventLogColumn::Sequence, true);
        QCOMPARE(s.titles().mid(5), QStringList({u"Subject"_s, u"Sequence"_s, u"Size"_s,
                                                 u"Summary"_s}));
    }

    void whatWasChosenIsThereAgain()
    {
        ShownColumns s;
        QVERIFY(s.table.addPathColumn(u"data.status"_s));
        QVERIFY(s.table.addPathColumn(u"data.n.m"_s));
        s.columns()->setTitle(u"data.status"_s, u"State"_s);
        s.columns()->setShown(EventLogColumn::Latency, true);
        s.columns()->setShown(EventLogColumn::Topic, false);
        QHeaderView *header = s.table.horizontalHeader();
        header->moveSection(header->visualIndex(EventLogColumn::Count + 1), 0);
        header->resizeSection(EventLogColumn::Count, 123);
        s.fixture.model.setTimeShown(
            {TimeZoneChoice::Local, TimeShown::Own, TimeShown::SinceShown});
        s.table.events()->sort(EventLogColumn::Time, Qt::DescendingOrder);
        const QByteArray saved = s.table.saveColumns();
        const QStringList titles = s.titles();
        QCOMPARE(titles.first(), u"m"_s);

        ShownColumns other;
        QVERIFY(other.table.addPathColumn(u"data.gone"_s)); // its own one goes
        QVERIFY(other.table.restoreColumns(saved));
        QCOMPARE(other.titles(), titles);
        QCOMPARE(other.table.columnWidth(other.columns()->columnOfPath(u"data.status"_s)), 123);
        QCOMPARE(other.cell(other.columns()->columnOfPath(u"data.n.m"_s)), u"7"_s);
        QCOMPARE(other.fixture.model.timeShown().form, TimeShown::SinceShown);
        QCOMPARE(other.fixture.model.timeShown().which, TimeShown::Own);
        QVERIFY(other.table.events()->isNewestFirst());
        QCOMPARE(other.table.saveColumns(), saved);
    }

    void resettingHidesWhatIsNotUsual()
    {
        ShownColumns s;
        const QStringList usual = s.titles();
        QVERIFY(s.table.addPathColumn(u"data.status"_s));
        s.columns()->setShown(EventLogColumn::Size, true);
        s.table.resetColumns();
        QCOMPARE(s.titles(), usual);
        QCOMPARE(s.fixture.model.pathColumns().size(), 1); // it can be shown again
    }

    void theMenuShowsHidesAndSorts()
    {
        ShownColumns s;
        QVERIFY(s.table.addPathColumn(u"data.status"_s, u"A && B"_s));
        QMenu menu;
        s.table.fillColumnMenu(&menu);
        QCOMPARE(menu.actions().at(EventLogColumn::Count)->text(), u"A &&&& B"_s);
        menu.actions().at(EventLogColumn::Delta)->setChecked(true);
        QVERIFY(s.titles().contains(u"Delta"_s));
        QMenu header;
        fillHeaderMenu(&header, &s.table, EventLogColumn::Count);
        const auto find = [&header](const QString &text) -> QAction * {
            for (QAction *action : header.actions()) {
                if (action->text().remove(u'&') == text)
                    return action;
            }
            return nullptr;
        };
        QVERIFY(find(u"Sort Descending"_s));
        find(u"Sort Descending"_s)->trigger();
        QTRY_VERIFY(!s.table.events()->isByArrival());
        QCOMPARE(s.table.horizontalHeader()->sortIndicatorSection(), int(EventLogColumn::Count));
        QVERIFY(find(u"Remove This Column"_s));
        find(u"Remove This Column"_s)->trigger();
        QVERIFY(s.fixture.model.pathColumns().isEmpty());
        QVERIFY(s.table.events()->isByArrival());
        QMenu sorts;
        fillSortMenu(&sorts, &s.table);
        QCOMPARE(sorts.actions().first()->text().remove(u'&'), u"Oldest First"_s);
        QVERIFY(sorts.actions().first()->isChecked());
    }
};

int main(int argc, char **argv)
{
    return testMain<QApplication, LogColumnsTest, ColumnsDialogTest>(argc, argv);
}

#include "tst_logcolumns.moc"
