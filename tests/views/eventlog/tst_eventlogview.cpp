// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/orderedevents.h"
#include "tests/support/filterof.h"
#include "tests/support/paintedsize.h"
#include "tests/support/testclasses.h"
#include "tests/views/eventlog/cellpaintingtest.h"
#include "tests/views/eventlog/logfollowingtest.h"
#include "tests/views/eventlog/loglayouttest.h"
#include "tests/views/eventlog/shownlog.h"
#include "tests/views/logfixture.h"
#include "views/detail/jsontreeview.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/eventlog/logplaceholder.h"
#include "views/eventlog/newpill.h"
#include "views/eventlog/payloadview.h"
#include "views/eventlog/rowcopy.h"
#include "views/eventlog/tablecolumns.h"
#include "views/eventlog/tailfollower.h"
#include "views/filters/filterstatus.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace eventscope;
using namespace Qt::StringLiterals;

class EventLogViewTest final : public QObject
{
    Q_OBJECT

private:
private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void selectionHoldsBySequence()
    {
        ShownLog s(300);
        s.view.setFollowing(false);
        QVERIFY(s.view.showSequence(100));
        QCOMPARE(s.table()->currentSequence(), quint64(100));
        s.fixture.addMany(500);
        QCOMPARE(s.fixture.model.sequenceAt(s.table()->currentIndex().row()), quint64(100));
        s.view.filterBar()->setText(u"\"call 100\""_s);
        QTRY_COMPARE(s.fixture.model.rowCount(), 1);
        QCOMPARE(s.table()->currentIndex().row(), 0);
        QCOMPARE(s.table()->currentSequence(), quint64(100));
        s.view.filterBar()->setText(u"\"call 250\""_s);
        QTRY_COMPARE(s.fixture.model.sequenceAt(0), quint64(250));
        s.view.filterBar()->clear();
        QTRY_COMPARE(s.fixture.model.rowCount(), 800);
        QCOMPARE(s.table()->currentIndex().row(), 99);
        QVERIFY(s.table()
                    ->visualRect(s.table()->currentIndex())
                    .intersects(s.table()->viewport()->rect()));
    }

    void showingAnEventClearsAFilterThatHidesIt()
    {
        ShownLog s(300);
        s.view.filterBar()->setText(u"\"call 250\""_s);
        QTRY_COMPARE(s.fixture.model.rowCount(), 1);
        QVERIFY(s.view.showSequence(7));
        QTRY_COMPARE(s.table()->currentSequence(), quint64(7));
        QVERIFY(s.view.filterBar()->text().isEmpty());
        QVERIFY(!s.view.showSequence(99'999));
    }

    void filterRunsOnceTypingRests()
    {
        ShownLog s(300);
        QSignalSpy changed(s.view.filterBar(), &FilterBar::filterChanged);
        s.view.filterBar()->focusEdit();
        QTest::keyClicks(s.view.filterBar()->edit(), u"\"call 12\""_s);
        QCOMPARE(changed.size(), 0);
        QTRY_COMPARE(changed.size(), 1);
        QTRY_COMPARE(s.fixture.model.rowCount(), 11); // 12, 120 … 129
        const auto *result = s.view.findChild<QWidget *>(u"filterResult"_s);
        QTRY_VERIFY(result->isVisible());
        QTRY_VERIFY(
            result->property("text").toString().startsWith(u"11 of 300 events, all searched, "_s));
        QTest::keyClick(s.view.filterBar()->edit(), Qt::Key_Escape);
        QCOMPARE(s.fixture.model.rowCount(), 300);
        QVERIFY(!result->isVisible());
        QTest::keyClick(s.view.filterBar()->edit(), Qt::Key_Escape);
        QCOMPARE(s.view.focusWidget(), s.table());
    }

    void newEventsAreCountedUnderAFilter()
    {
        ShownLog s(100);
        s.view.filterBar()->setText(u"call"_s);
        QTRY_COMPARE(s.fixture.model.rowCount(), 100);
        QTRY_VERIFY(!s.fixture.model.isScanning());
        s.fixture.addMany(20);
        const auto *result = s.view.findChild<QWidget *>(u"filterResult"_s);
        QTRY_VERIFY(result->property("text").toString().startsWith(u"120 of 120 events"_s));
    }

    void nothingMatchesOffersToClearTheFilter()
    {
        ShownLog s(100);
        s.view.filterBar()->setText(u"nowhere"_s);
        QTRY_COMPARE(s.fixture.model.rowCount(), 0);
        QTRY_VERIFY(s.placeholder()->isVisible());
        QCOMPARE(s.placeholder()->title(), u"No event matches this filter"_s);
        QTest::mouseClick(s.placeholder()->button(), Qt::LeftButton);
        QTRY_COMPARE(s.fixture.model.rowCount(), 100);
        QVERIFY(!s.placeholder()->isVisible());
    }

    void whatIsRetiredIsCountedNoMore()
    {
        ShownLog s(500);
        s.bar()->triggerAction(QAbstractSlider::SliderPageStepSub);
        s.fixture.addMany(300);
        QCOMPARE(s.view.pill()->text(), u"↓ 300 new"_s);
        s.fixture.model.retire(401);
        QCOMPARE(s.view.pill()->text(), u"↓ 300 new"_s);
        s.fixture.model.retire(701);
        QCOMPARE(s.view.pill()->text(), u"↓ 100 new"_s);
        QVERIFY(s.view.showSequence(701));
        QTRY_VERIFY(!s.view.details()->title().isEmpty());
        s.view.setPaused(true);
        s.fixture.addMany(10);
        QCOMPARE(s.view.pill()->text(), u"Paused · 110 new"_s);
        s.fixture.model.retire(806);
        QCOMPARE(s.view.pill()->text(), u"Paused · 5 new"_s);
        QCOMPARE(s.view.details()->title(), QString());
        QCOMPARE(s.placeholder()->reason(), u"5 events wait."_s);
    }

    void whatNoFilterShowsIsCountedAsItIs()
    {
        ShownLog s(600);
        s.view.filterBar()->setText(u"nosuchword"_s);
        const auto status = [&s] { return s.view.filterBar()->status()->text(); };
        QTRY_COMPARE(s.placeholder()->reason(), u"600 events are in the log."_s);
        QTRY_VERIFY2(status().startsWith(u"0 of 600 events"_s), qPrintable(status()));
        s.fixture.addMany(50);
        QCOMPARE(s.placeholder()->reason(), u"650 events are in the log."_s);
        s.fixture.model.retire(401);
        QCOMPARE(s.placeholder()->reason(), u"250 events are in the log."_s);
        QVERIFY2(status().startsWith(u"0 of 250 events"_s), qPrintable(status()));
    }

    void anEmptyLogSaysWhatToDo()
    {
        ShownLog s;
        QSignalSpy wanted(&s.view, &EventLogView::addConnectionWanted);
        QCOMPARE(s.placeholder()->title(), u"Not connected"_s);
        QTest::mouseClick(s.placeholder()->button(), Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        s.view.setHasConnections(true);
        QCOMPARE(s.placeholder()->title(), u"No events yet"_s);
        QVERIFY(!s.placeholder()->button()->isVisible());
        s.fixture.addMany(1);
        QVERIFY(!s.placeholder()->isVisible());
    }

    void detailsShowTheSelectedEvent()
    {
        ShownLog s;
        TestEvent event;
        event.payload = R"({"status":"answered","n":18446744073709551616,"html":"<b>bold</b>"})";
        s.fixture.add({{}, event});
        QVERIFY(s.view.showSequence(2));
        QTRY_COMPARE(s.readable(),
                     u"status: \"answered\"\nn: 18446744073709551616\nhtml: \"<b>bold</b>\""_s);
        QVERIFY(s.view.details()->title().startsWith(u"call.status · sequence 2 · "_s));
        s.view.details()->setTab(DetailPane::Raw);
        QCOMPARE(s.view.findChild<PayloadView *>(u"rawText"_s)->toPlainText(),
                 QString::fromStdString(event.payload));
        s.view.details()->setTab(DetailPane::Attributes);
        const auto *attributes = s.view.findChild<QTreeWidget *>(u"attributeList"_s);
        QVERIFY(!attributes->findItems(u"call.status"_s, Qt::MatchExactly, 1).isEmpty());
    }

    void hugePayloadsAreShownInParts()
    {
        ShownLog s;
        TestEvent event;
        event.payload = "[";
        for (int i = 0; i < 300'000; ++i)
            event.payload += "\"element " + std::to_string(i) + "\",";
        event.payload += "0]";
        s.fixture.add({event});
        s.view.showSequence(1);
        s.view.details()->setTab(DetailPane::Raw);
        const auto *raw = s.view.findChild<PayloadView *>(u"rawText"_s);
        QTRY_VERIFY(!raw->toPlainText().isEmpty());
        const qsizetype first = raw->toPlainText().size();
        QVERIFY(first < 300'000);
        auto *more = s.view.findChild<QPushButton *>(u"showMore"_s);
        QVERIFY(more->isVisible());
        QTest::mouseClick(more, Qt::LeftButton);
        QVERIFY(raw->toPlainText().size() > first * 19 / 10);
    }

    void detailsAreCopiedWhole()
    {
        ShownLog s;
        TestEvent event;
        event.payload = "{\"long\":\"" + std::string(500'000, 'x') + "\"}";
        s.fixture.add({event});
        s.view.showSequence(1);
        QTRY_VERIFY(!s.readable().isEmpty());
        for (QPushButton *button : s.view.details()->findChildren<QPushButton *>()) {
            if (button->objectName() == "copyEvent"_L1)
                button->click();
        }
        QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(event.payload));
    }

    void selectedRowsAreCopied()
    {
        ShownLog s;
        s.fixture.add({{.type = "a", .subject = "one"}, {.type = "b", .subject = "=two"}});
        s.table()->setFocus();
        s.table()->selectAll();
        QTest::keyClick(s.table(), Qt::Key_C, Qt::ControlModifier);
        const QString text = QGuiApplication::clipboard()->text();
        QCOMPARE(text.count(u'\n'), 2);
        QCOMPARE(text.section(u'\n', 0, 0).count(u'\t'), int(EventLogColumn::UsualCount) - 1);
        QVERIFY(text.contains(u"\t'=two\t"_s));
        s.table()->copyJsonLines();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"{\"specversion\":\"1.0\""_s));
    }

    void columnsAreRememberedAndReset()
    {
        ShownLog s(10);
        QHeaderView *header = s.table()->horizontalHeader();
        header->moveSection(header->visualIndex(EventLogColumn::Subject), 0);
        header->hideSection(EventLogColumn::Topic);
        header->resizeSection(EventLogColumn::Type, 222);
        const QByteArray layout = s.view.saveLayout();

        ShownLog other(10);
        QVERIFY(other.view.restoreLayout(layout));
        const QHeaderView *restored = other.table()->horizontalHeader();
        QCOMPARE(restored->visualIndex(EventLogColumn::Subject), 0);
        QVERIFY(restored->isSectionHidden(EventLogColumn::Topic));
        QCOMPARE(restored->sectionSize(EventLogColumn::Type), 222);
        other.table()->resetColumns();
        QVERIFY(!restored->isSectionHidden(EventLogColumn::Topic));
        QCOMPARE(restored->visualIndex(EventLogColumn::Subject), int(EventLogColumn::Subject));
        QVERIFY(!other.view.restoreLayout("nonsense"));
        QVERIFY(!restored->isSectionHidden(EventLogColumn::Summary));
    }

    void narrowLogHidesWhatSaysLeastAndBringsItBack()
    {
        ShownLog s(10);
        QTableView *table = s.table();
        const auto hidden = [table] {
            QVector<int> columns;
            for (int column = 0; column < EventLogColumn::UsualCount; ++column) {
                if (table->isColumnHidden(column))
                    columns += column;
            }
            return columns;
        };
        s.view.resize(1'400, 500);
        QTRY_COMPARE(hidden(), QVector<int>());
        s.view.resize(740, 500);
        QTRY_COMPARE(hidden(), QVector<int>{EventLogColumn::Topic});
        s.view.resize(520, 500);
        QTRY_COMPARE(hidden(),
                     (QVector<int>{EventLogColumn::Connection, EventLogColumn::Topic,
                                   EventLogColumn::Subject}));
        QVERIFY(table->columnWidth(EventLogColumn::Summary) >= 200);
        QCOMPARE(table->horizontalScrollBar()->maximum(), 0);
        s.table()->selectRow(0);
        s.table()->copyRows(); // is about the rows, not about the window
        QCOMPARE(QGuiApplication::clipboard()->text().section(u'\n', 0, 0).count(u'\t'),
                 int(EventLogColumn::UsualCount) - 1);
        s.view.resize(1'400, 500);
        QTRY_COMPARE(hidden(), QVector<int>());
    }

    void columnsThatTheUserChoseStayAtAnyWidth()
    {
        ShownLog s(10);
        const auto choose = [&s](int column, bool shown) {
            QMenu menu;
            s.table()->fillColumnMenu(&menu);
            menu.actions().at(column)->setChecked(shown);
        };
        s.view.resize(520, 500);
        QTRY_VERIFY(s.table()->isColumnHidden(EventLogColumn::Topic));
        choose(EventLogColumn::Topic, true);
        choose(EventLogColumn::Type, false);
        QVERIFY(!s.table()->isColumnHidden(EventLogColumn::Topic));
        const QByteArray layout = s.view.saveLayout();

        ShownLog other(10);
        QVERIFY(other.view.restoreLayout(layout));
        for (const int width : {1'400, 500, 1'500}) {
            other.view.resize(width, 500);
            QTRY_COMPARE(other.table()->isColumnHidden(EventLogColumn::Connection), width == 500);
            QVERIFY(!other.table()->isColumnHidden(EventLogColumn::Topic));
            QVERIFY(other.table()->isColumnHidden(EventLogColumn::Type));
        }
        other.table()->resetColumns();
        QTRY_VERIFY(!other.table()->isColumnHidden(EventLogColumn::Type));
    }

    void columnsOfAnOlderVersionAreUnderstood()
    {
        ShownLog s(10);
        QHeaderView *header = s.table()->horizontalHeader();
        header->hideSection(EventLogColumn::Subject);
        ShownLog other(10);
        other.view.resize(1'400, 500);
        QVERIFY(other.table()->restoreColumns(header->saveState()));
        QTest::qWait(0);
        QVERIFY(other.table()->isColumnHidden(EventLogColumn::Subject));
        QVERIFY(!other.table()->isColumnHidden(EventLogColumn::Topic));
    }

    void columnMenuNeverHidesTheLastColumn()
    {
        ShownLog s(10);
        for (int column = 1; column < EventLogColumn::Count; ++column)
            s.table()->horizontalHeader()->hideSection(column);
        QMenu menu;
        s.table()->fillColumnMenu(&menu);
        QVERIFY(!menu.actions().first()->isEnabled());
        QVERIFY(menu.actions().at(2)->isEnabled());
        menu.actions().at(2)->setChecked(true);
        QVERIFY(!s.table()->isColumnHidden(2));
    }

    void columnsThatAreCopiedUnseenAreNamed()
    {
        ShownLog s(3);
        s.view.resize(420, 600);
        QTRY_VERIFY(!s.table()->columns()->withoutRoom().isEmpty());
        const QString unseen = s.table()->columns()->withoutRoom().join(u", "_s);
        s.table()->selectRow(0);
        QSignalSpy said(&s.view, &EventLogView::remark);
        s.table()->copyAs(CopyForm::Csv);
        QCOMPARE(said.last()[0].toString(), u"Copied one row. Not in sight: %1."_s.arg(unseen));
        s.table()->copyAs(CopyForm::JsonLines);
        QCOMPARE(said.last()[0].toString(), u"Copied one row."_s);
    }

    void whatWaitsDoesNotHideThatTheSearchWasStopped()
    {
        ShownLog s(10);
        s.view.setPaused(true);
        s.fixture.model.setFilter(filterOf(u"type:other"_s, s.fixture.log));
        QTRY_COMPARE(s.fixture.model.rowCount(), 0);
        s.fixture.add({{.type = "other"}});
        QTRY_COMPARE(s.fixture.model.waiting(), quint64(1));
        LogPlaceholder placeholder(s.table()->viewport());
        placeholder.explain(s.fixture.model, {}, false, true);
        QCOMPARE(placeholder.title(), u"Paused"_s);
        placeholder.explain(s.fixture.model, {}, true, true);
        QCOMPARE(placeholder.title(), u"The search was stopped"_s);
    }

    void gapsRunThroughTheirRow()
    {
        ShownLog s;
        TestEvent gap;
        gap.type = std::string(owntype::gap);
        gap.flags = OwnEvent | GapEvent;
        gap.payload = R"({"message":"daptin was away for 4.1 s"})";
        s.fixture.add({{}, gap, {}});
        const QRect row =
            s.table()->visualRect(s.table()->events()->index(1, EventLogColumn::Summary));
        const QImage image = s.table()->viewport()->grab().toImage();
        const double scale = image.devicePixelRatio();
        QCOMPARE(QColor(image.pixel(int(row.right() * scale) - 2, int(row.top() * scale) + 1)),
                 currentTheme().gap);
        QVERIFY(s.fixture.model.index(1, EventLogColumn::Summary)
                    .data()
                    .toString()
                    .contains(u"4.1 s"_s));
    }

    void hostileTextsArePaintedOnlyAsFarAsTheyAreSeen()
    {
        ShownLog s;
        TestEvent event;
        event.type = std::string(100'000, 'W');
        event.subject = "<img src='/dev/zero'><table><table><table>";
        event.topic = std::string(1'024, '\x01');
        event.payload = "{\"status\":\"" + std::string(1'000'000, 'x') + "\"}";
        s.fixture.add(std::vector<TestEvent>(200, event));
        QVERIFY(QTest::qWaitForWindowExposed(&s.view));
        const qsizetype size = paintedSize(s.table());
        QVERIFY2(size < 200'000, qPrintable(QString::number(size)));
    }

    void everythingHasAName()
    {
        ShownLog s(3);
        for (const QWidget *widget : s.view.findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || widget->objectName().startsWith(u"qt_"_s))
                continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            const bool named = !widget->accessibleName().isEmpty()
                || (button && !button->text().isEmpty())
                || qobject_cast<const QHeaderView *>(widget)
                || (button && !button->isVisibleTo(&s.view));
            QVERIFY2(named,
                     qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' '
                                + widget->objectName()));
        }
    }
};

int main(int argc, char **argv)
{
    return testMain<QApplication, EventLogViewTest, LogFollowingTest, LogLayoutTest,
                    CellPaintingTest>(argc, argv);
}

#include "tst_eventlogview.moc"
