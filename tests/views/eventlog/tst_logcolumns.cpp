// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/orderedevents.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/columnmenu.h"
#include "views/eventlog/columnsdialog.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/tablecolumns.h"
#include "views/theme.h"

#include <QFile>
#include <QHeaderView>
#include <QInputDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class LogColumnsTest final : public QObject
{
    Q_OBJECT

private:
    struct Shown
    {
        LogFixture fixture;
        EventTable table{&fixture.model};

        Shown()
        {
            table.resize(1'600, 400);
            fixture.add({{.payload = R"({"status":"ringing","n":{"m":7}})"}});
            table.show();
        }
        TableColumns *columns() const { return table.columns(); }
        QStringList titles() const
        {
            QStringList all;
            for (const int column : columns()->shown())
                all += columns()->title(column);
            return all;
        }
        QString cell(int column) const
        {
            return table.events()->index(0, column).data().toString();
        }
    };

    static QListWidgetItem *itemOf(const ColumnsDialog &dialog, const QString &text)
    {
        return dialog.list()->findItems(text, Qt::MatchStartsWith).value(0);
    }
    static void press(const ColumnsDialog &dialog, const QString &text)
    {
        for (QPushButton *button : dialog.findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') == text)
                button->click();
        }
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void timesWithTheirDateAreNotCutOff()
    {
        Shown s;
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
        Shown again;
        QVERIFY(again.columns()->restore(saved));
        QCOMPARE(again.table.horizontalHeader()->sectionSize(EventLogColumn::Time), withDate);
        // What the user chose stays, as long as all can be read.
        s.table.horizontalHeader()->resizeSection(EventLogColumn::Time, withDate + 50);
        show(TimeShown::DateAndTime);
        QCOMPARE(width(), withDate + 50);
    }

    void theUsualOnesAreShownAtFirst()
    {
        Shown s;
        QCOMPARE(s.titles(),
                 QStringList({u"Time (local)"_s, u"Severity, as a sign"_s, u"Connection"_s,
                              u"Type"_s, u"Topic"_s, u"Subject"_s, u"Summary"_s}));
    }

    void aPathBecomesAColumnBeforeTheLast()
    {
        Shown s;
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
        Shown s;
        s.columns()->setShown(EventLogColumn::Size, true);
        s.columns()->setShown(EventLogColumn::Sequence, true);
        QCOMPARE(s.titles().mid(5), QStringList({u"Subject"_s, u"Sequence"_s, u"Size"_s,
                                                 u"Summary"_s}));
    }

    void whatWasChosenIsThereAgain()
    {
        Shown s;
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

        Shown other;
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
        Shown s;
        const QStringList usual = s.titles();
        QVERIFY(s.table.addPathColumn(u"data.status"_s));
        s.columns()->setShown(EventLogColumn::Size, true);
        s.table.resetColumns();
        QCOMPARE(s.titles(), usual);
        QCOMPARE(s.fixture.model.pathColumns().size(), 1); // it can be shown again
    }

    void theMenuShowsHidesAndSorts()
    {
        Shown s;
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

    void everythingCanBeDoneInTheDialogByKeyboard()
    {
        Shown s;
        ColumnsDialog dialog(s.columns(), &s.table);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY(dialog.list()->sizeHintForRow(0) >= rowHeight(dialog.list()->fontMetrics()));
        dialog.list()->setFocus();
        dialog.list()->setCurrentItem(itemOf(dialog, u"Topic"_s));
        QTest::keyClick(dialog.list(), Qt::Key_Space);
        QVERIFY(!s.titles().contains(u"Topic"_s));
        dialog.list()->setCurrentItem(itemOf(dialog, u"Type"_s));
        QTest::keyClick(dialog.list(), Qt::Key_Up, Qt::ControlModifier);
        QCOMPARE(s.titles().mid(2, 2), QStringList({u"Type"_s, u"Connection"_s}));
        QTest::keyClick(dialog.list(), Qt::Key_Down, Qt::ControlModifier);
        QCOMPARE(s.titles().mid(2, 2), QStringList({u"Connection"_s, u"Type"_s}));

        dialog.pathEdit()->setFocus();
        QTest::keyClicks(dialog.pathEdit(), u"data.status"_s);
        QTest::keyClick(dialog.pathEdit(), Qt::Key_Return);
        QVERIFY(dialog.isVisible()); // Return adds, it does not close
        QVERIFY(s.titles().contains(u"status"_s));
        QCOMPARE(dialog.list()->currentItem()->text(), u"status  (data.status)"_s);
        QTest::keyClick(dialog.list(), Qt::Key_F2);
        auto *rename = dialog.findChild<QInputDialog *>(u"columnTitleDialog"_s);
        QVERIFY(rename);
        rename->setTextValue(u"State"_s);
        rename->accept();
        QVERIFY(s.titles().contains(u"State"_s));
        QTest::keyClick(dialog.list(), Qt::Key_Delete);
        QVERIFY(!s.titles().contains(u"State"_s));
        QTest::keyClick(dialog.list(), Qt::Key_Delete); // no column of a path
        QVERIFY(s.titles().size() == 6);

        QTest::keyClicks(dialog.pathEdit(), u"data..x"_s);
        press(dialog, u"Add"_s);
        QVERIFY(!dialog.problem().isEmpty());
        QTest::keyClicks(dialog.pathEdit(), u"y"_s);
        QVERIFY(dialog.problem().isEmpty());
    }

    void whatIsSortedByStaysSortedWhileColumnsAreChosen()
    {
        Shown s;
        QVERIFY(s.table.addPathColumn(u"data.n.m"_s));
        QVERIFY(s.table.addPathColumn(u"data.status"_s));
        s.table.events()->sort(EventLogColumn::Count);
        QTRY_VERIFY(!s.table.events()->isByArrival());
        ColumnsDialog dialog(s.columns(), &s.table);
        itemOf(dialog, u"Topic"_s)->setCheckState(Qt::Unchecked);
        dialog.list()->setCurrentItem(itemOf(dialog, u"status"_s));
        dialog.move(-1);
        QVERIFY(!s.table.events()->isByArrival());
        QCOMPARE(s.table.events()->sortColumn(), int(EventLogColumn::Count));
    }

    void theLastColumnStays()
    {
        Shown s;
        ColumnsDialog dialog(s.columns(), &s.table);
        for (int row = 0; row < dialog.list()->count(); ++row)
            dialog.list()->item(row)->setCheckState(Qt::Unchecked);
        QCOMPARE(s.titles().size(), 1);
        QVERIFY(!dialog.problem().isEmpty());
    }

    void columnsAreHandedOnAsAFile()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"mine.json"_s);
        Shown s;
        QVERIFY(s.table.addPathColumn(u"data.status"_s));
        ColumnsDialog dialog(s.columns(), &s.table);
        dialog.saveTo(path);
        QVERIFY2(dialog.problem().isEmpty(), qPrintable(dialog.problem()));

        Shown other;
        ColumnsDialog there(other.columns(), &other.table);
        there.loadFrom(path);
        QVERIFY2(there.problem().isEmpty(), qPrintable(there.problem()));
        QCOMPARE(other.titles(), s.titles());
        const QStringList before = other.titles();
        there.loadFrom(folder.filePath(u"none.json"_s));
        QVERIFY(there.problem().contains(u"none.json"_s));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("nonsense");
        file.close();
        there.loadFrom(path);
        QVERIFY(!there.problem().isEmpty());
        QCOMPARE(other.titles(), before);
        dialog.saveTo(folder.filePath(u"no/such/folder.json"_s));
        QVERIFY(dialog.problem().contains(u"no/such/folder.json"_s));
    }

    void everythingHasAName()
    {
        Shown s;
        ColumnsDialog dialog(s.columns(), &s.table);
        for (const QWidget *widget : dialog.findChildren<QWidget *>()) {
            const bool button = widget->inherits("QAbstractButton");
            if (widget->focusPolicy() != Qt::NoFocus && !button
                && !widget->objectName().startsWith(u"qt_"_s))
                QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        }
    }
};

QTEST_MAIN(LogColumnsTest)
#include "tst_logcolumns.moc"
