// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/detail/othereventstest.h"

#include "models/relatedmodel.h"
#include "tests/views/detail/shownpane.h"
#include "views/theme.h"

#include <QLabel>
#include <QLayout>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>

using namespace eventscope;
using namespace Qt::StringLiterals;

void OtherEventsTest::initTestCase()
{
    applyTheme(false);
}

void OtherEventsTest::changesAreTakenFromTheEventBefore()
{
    ShownPane p;
    p.fixture.add(
        {{.type = "call.created", .subject = "a", .payload = R"({"id":"1","status":"dialing"})"},
         {.subject = "b", .payload = R"({"id":"2"})"},
         {.subject = "a", .payload = R"({"id":"1","status":"ringing","to":7})"}});
    p.pane.setTab(DetailPane::Changed);
    p.choose(3);
    QPlainTextEdit *text = p.text("differenceText");
    QTRY_COMPARE(text->toPlainText(), u"status: \"dialing\" → \"ringing\"\n+ to: 7"_s);
    p.button("showUnchanged")->click();
    QCOMPARE(text->toPlainText(), u"id: \"1\"\nstatus: \"dialing\" → \"ringing\"\n+ to: 7"_s);
    QSignalSpy wanted(&p.pane, &DetailPane::eventWanted);
    p.button("goToPrevious")->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toULongLong(), 1ULL);
    p.choose(2);
    QTRY_VERIFY(text->placeholderText().contains(u"first event of its subject"_s));
    QVERIFY(text->toPlainText().isEmpty());
}

void OtherEventsTest::masksHoldInWhatIsCompared()
{
    ShownPane p;
    p.fixture.add({{.subject = "a", .payload = R"({"token":"one","n":1})"},
                   {.subject = "a", .payload = R"({"token":"two","n":2})"}});
    p.fixture.model.setMasks({{u"0a1b2c3d"_s, FieldMask({u"token"_s})}});
    p.choose(2);
    QCOMPARE(p.rows(), QStringList({u"token: \"[masked]\""_s, u"n: 2"_s}));
    p.pane.setTab(DetailPane::Changed);
    QTRY_COMPARE(p.text("differenceText")->toPlainText(), u"n: 1 → 2"_s);
}

void OtherEventsTest::relatedEventsAreGoneToByReturn()
{
    ShownPane p;
    const std::string type(200, 'x'); // the title has no room for it
    p.fixture.add({{.subject = "a"}, {.subject = "b"}, {.type = type, .subject = "a"}}, "one");
    p.fixture.add({{.subject = "a"}}, "two");
    p.pane.setTab(DetailPane::Related);
    p.choose(3);
    auto *list = p.pane.findChild<QTableView *>(u"relatedList"_s);
    QTRY_COMPARE(list->model()->rowCount(), 3);
    QCOMPARE(p.pane.findChild<QTabBar *>()->tabText(DetailPane::Related), u"Related (3)"_s);
    QCOMPARE(list->currentIndex().row(), 1);
    const QString time = list->model()->index(0, RelatedModel::Time).data().toString();
    QVERIFY(list->columnWidth(RelatedModel::Time)
            > QFontMetrics(fixedFont(list->font())).horizontalAdvance(time));
    QSignalSpy wanted(&p.pane, &DetailPane::eventWanted);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Return);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toULongLong(), 4ULL);
    p.fixture.add({{.subject = "a"}}, "two");
    QCOMPARE(list->model()->rowCount(), 4);
    QCOMPARE(p.pane.findChild<QTabBar *>()->tabText(DetailPane::Related), u"Related (4)"_s);
    p.fixture.add(std::vector<TestEvent>(1'000, {.subject = "a"}), "two"); // a longer number
    const auto *title = p.pane.findChild<QLabel *>(u"detailTitle"_s);
    p.pane.layout()->activate();
    QVERIFY(title->text().contains(u'…'));
    QVERIFY(title->fontMetrics().horizontalAdvance(title->text()) <= title->width());
}

void OtherEventsTest::whatIsRetiredLeavesTheDetail()
{
    ShownPane p;
    p.fixture.add({{.subject = "a", .payload = R"({"n":1})"},
                   {.subject = "a", .payload = R"({"n":2})"},
                   {.subject = "a", .payload = R"({"n":3})"}});
    p.pane.setTab(DetailPane::Changed);
    p.choose(2);
    auto *previous = p.button("goToPrevious");
    auto *changed = p.text("differenceText");
    QTRY_VERIFY(changed->toPlainText().contains(u"1 → 2"_s));
    QVERIFY(previous->isEnabled());
    const auto *tail = p.pane.findChild<QLabel *>(u"differenceTail"_s);
    const QString since = tail->text();
    p.fixture.model.retire(2); // what it is compared with
    QVERIFY(!previous->isEnabled());
    QVERIFY(changed->toPlainText().contains(u"1 → 2"_s));
    QCOMPARE(tail->text(), since);
    p.fixture.model.retire(3);
    QCOMPARE(p.pane.title(), QString());
    QVERIFY(!p.button("copyEvent")->isEnabled());
    for (const auto tab : {DetailPane::Changed, DetailPane::Tree, DetailPane::Raw}) {
        p.pane.setTab(tab);
        auto *shown = tab == DetailPane::Changed ? changed
            : tab == DetailPane::Tree            ? p.text("readableText")
                                                 : p.text("rawText");
        QCOMPARE(shown->toPlainText(), QString());
        QCOMPARE(shown->placeholderText(), u"This event is no longer in the log."_s);
    }
    p.choose(3);
    p.pane.setTab(DetailPane::Tree);
    QTRY_COMPARE(p.rows(), QStringList({u"n: 3"_s}));
}
