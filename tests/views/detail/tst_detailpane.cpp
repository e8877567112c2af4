// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jsontreemodel.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "models/relatedmodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/views/logfixture.h"
#include "views/detail/differencepage.h"
#include "views/detail/jsonsearchline.h"
#include "views/detail/jsontreepage.h"
#include "views/detail/jsontreeview.h"
#include "views/detail/relatedpage.h"
#include "views/detail/valuedialog.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/payloadview.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

struct Pane
{
    LogFixture fixture;
    DetailPane pane{&fixture.model};

    Pane()
    {
        pane.resize(700, 300);
        pane.show();
    }
    JsonTreeView *tree() { return pane.findChild<JsonTreeView *>(); }
    JsonTreeModel *model() { return tree()->tree(); }
    PayloadView *text(const char *name)
    {
        return pane.findChild<PayloadView *>(QString::fromLatin1(name));
    }
    QPushButton *button(const char *name)
    {
        return pane.findChild<QPushButton *>(QString::fromLatin1(name));
    }
    void choose(quint64 sequence)
    {
        pane.setSequence(sequence);
        QVERIFY(QTest::qWaitFor(
            [&] { return pane.title().contains(u"sequence %1 "_s.arg(sequence)); }));
    }
    /// The rows that can be seen, as `name: value`.
    QStringList rows()
    {
        QStringList all;
        for (QModelIndex index = model()->index(0, 0); index.isValid();
             index = tree()->indexBelow(index))
            all << u"%1: %2"_s.arg(index.data().toString(),
                                   index.siblingAtColumn(JsonTreeModel::Value).data().toString());
        return all;
    }
    void go(const std::vector<PathStep> &path)
    {
        const QModelIndex index = model()->findPath(path);
        QVERIFY(index.isValid());
        tree()->setCurrentIndex(index);
        tree()->setFocus();
    }
    /// Triggers what the menu of the current row offers under this text.
    void menu(const QString &text)
    {
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
        QApplication::sendEvent(tree()->viewport(), &event);
        trigger(text);
    }
    /// … of the menu that is open.
    void trigger(const QString &text)
    {
        QMenu *menu = tree()->findChild<QMenu *>();
        QVERIFY(menu);
        for (QAction *action : menu->actions()) {
            if (action->text().remove(u'&') == text) {
                QVERIFY(action->isEnabled());
                action->trigger();
                menu->close();
                delete menu;
                return;
            }
        }
        QFAIL(qPrintable(text));
    }
    static QString clipboard() { return QGuiApplication::clipboard()->text(); }
};

PathStep key(const QString &name)
{
    return {PathStep::Kind::Key, name, 0};
}

} // namespace

class DetailPaneTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void theTreeShowsTheEventOpened()
    {
        Pane p;
        p.fixture.add({{.payload = R"({"status":"answered","n":18446744073709551616,)"
                                   R"("from":{"name":"<b>Ann</b>"}})"}});
        p.choose(1);
        QCOMPARE(p.rows(),
                 QStringList({u"status: \"answered\""_s, u"n: 18446744073709551616"_s,
                              u"from: { 1 member }"_s, u"name: \"<b>Ann</b>\""_s}));
    }

    void textAndBytesAreShownAsSuch()
    {
        Pane p;
        p.fixture.add({{.payload = "no json", .kind = PayloadKind::Text},
                       {.payload = std::string("\x01\x02hello", 7), .kind = PayloadKind::Binary},
                       {.payload = R"({"in":"bytes"})", .kind = PayloadKind::Binary}});
        auto *page = p.pane.findChild<JsonTreePage *>();
        p.choose(1);
        QVERIFY(!page->isTree());
        QCOMPARE(p.text("readableText")->toPlainText(), u"no json"_s);
        p.choose(2);
        QVERIFY(p.text("readableText")->toPlainText().contains(u"hello"_s));
        p.choose(3);
        QVERIFY(page->isTree());
        QCOMPARE(p.rows(), QStringList({u"in: \"bytes\""_s}));
    }

    void whatIsChosenIsCopiedByKey()
    {
        Pane p;
        p.fixture.add({{.payload = "{\"a\":{\"b c\":\"x\\ny\"},\"n\":1.50}"}});
        p.choose(1);
        p.go({key(u"a"_s), key(u"b c"_s)});
        QTest::keyClick(p.tree(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(Pane::clipboard(), u"x\ny"_s);
        QTest::keyClick(p.tree(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(Pane::clipboard(), u"\"x\\ny\""_s);
        QTest::keyClick(p.tree(), Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(Pane::clipboard(), u"data.a.\"b c\""_s);
        p.go({key(u"a"_s)});
        p.menu(u"Copy as JSON"_s);
        QCOMPARE(Pane::clipboard(), u"{\"b c\":\"x\\ny\"}"_s);
        p.go({key(u"n"_s)});
        p.menu(u"Copy Value"_s);
        QCOMPARE(Pane::clipboard(), u"1.50"_s);
    }

    void shiftF10OpensTheMenuOfTheValue()
    {
        Pane p;
        p.fixture.add({{.payload = "{\"a\":{\"n\":1.50}}"}});
        p.choose(1);
        p.go({key(u"a"_s), key(u"n"_s)});
        QTest::keyClick(p.tree(), Qt::Key_F10, Qt::ShiftModifier);
        p.trigger(u"Copy Path"_s);
        QCOMPARE(Pane::clipboard(), u"data.a.n"_s);
    }

    void valuesBecomeFiltersAndColumns()
    {
        Pane p;
        p.fixture.add({{.payload = R"({"status":"answered"})"}});
        p.choose(1);
        QSignalSpy filters(&p.pane, &DetailPane::filterWanted);
        p.go({key(u"status"_s)});
        p.menu(u"Filter by This"_s);
        p.menu(u"Not This"_s);
        QCOMPARE(filters.size(), 2);
        QCOMPARE(filters[0][0].toString(), u"data.status = \"answered\""_s);
        QCOMPARE(filters[1][0].toString(), u"not data.status = \"answered\""_s);
        const int columns = p.fixture.model.columnCount();
        p.menu(u"Show as Column"_s);
        QCOMPARE(p.fixture.model.columnCount(), columns + 1);
        QCOMPARE(p.fixture.model.index(0, columns).data().toString(), u"answered"_s);
    }

    void whatWasOpenedAndChosenStaysFromEventToEvent()
    {
        Pane p;
        p.fixture.add({{.payload = R"({"a":{"x":1},"b":{"y":1}})"},
                       {.payload = R"({"b":{"y":2},"a":{"x":2}})"}});
        p.choose(1);
        p.go({key(u"a"_s)});
        QTest::keyClick(p.tree(), Qt::Key_Left);
        p.go({key(u"b"_s), key(u"y"_s)});
        p.choose(2);
        QCOMPARE(p.rows(), QStringList({u"b: { 1 member }"_s, u"y: 2"_s, u"a: { 1 member }"_s}));
        QCOMPARE(p.tree()->currentIndex().data(JsonTreeRole::Path).toString(), u"data.b.y"_s);
    }

    void everythingBelowIsOpenedUpToABound()
    {
        Pane p;
        std::string deep = R"({"all":[)";
        for (int i = 0; i < 900; ++i)
            deep += (i ? ",[[[" : "[[[") + std::to_string(i) + "]]]";
        p.fixture.add({{.payload = deep + "]}"}});
        p.choose(1);
        p.go({key(u"all"_s)});
        QSignalSpy remarks(&p.pane, &DetailPane::remark);
        QTest::keyClick(p.tree(), Qt::Key_Asterisk);
        QVERIFY(p.rows().size() > 2'000);
        QVERIFY(p.rows().size() < 3'001);
        QCOMPARE(remarks.size(), 1);
    }

    void longValuesAreShownWholeWhenWanted()
    {
        Pane p;
        p.fixture.add({{.payload = R"({"long":")" + std::string(600'000, 'x') + R"("})"}});
        p.pane.setSequence(1);
        QTRY_VERIFY(p.model()->rowCount() == 1 && !p.pane.isReading());
        p.go({key(u"long"_s)});
        QTest::keyClick(p.tree(), Qt::Key_Return);
        auto *dialog = p.pane.findChild<ValueDialog *>();
        QVERIFY(dialog);
        auto *text = dialog->findChild<PayloadView *>();
        const qsizetype first = text->toPlainText().size();
        QVERIFY(first > 200'000 && first < 400'000);
        dialog->findChild<QPushButton *>(u"showMoreOfValue"_s)->click();
        QVERIFY(text->toPlainText().size() > first);
        dialog->findChild<QPushButton *>(u"copyValue"_s)->click();
        QCOMPARE(Pane::clipboard().size(), 600'000);
        QCOMPARE(unnamedControls(dialog), QStringList());
        dialog->close();
    }

    void tenMegabytesLeaveTheWindowAlive()
    {
        Pane p;
        std::string payload = R"({"list":[)";
        for (int i = 0; payload.size() < 10'000'000; ++i)
            payload += (i ? ",{\"id\":\"" : "{\"id\":\"") + std::to_string(i)
                + "\",\"state\":\"ringing\",\"tags\":[\"a\",\"b\"]}";
        p.fixture.add({{.payload = payload + "]}"}});
        bool turned = false; // the window could do other things while it was read
        QTimer tick;
        QString said;
        connect(&tick, &QTimer::timeout, this, [&] {
            if (std::exchange(turned, turned || p.pane.isReading()) != turned)
                said = p.text("rawText")->placeholderText();
        });
        tick.start(0);
        p.pane.setSequence(1);
        QTRY_VERIFY_WITH_TIMEOUT(p.model()->rowCount() == 1 && !p.pane.isReading(), 20'000);
        QVERIFY(said.startsWith(u"Reading 1"_s)); // not that there is nothing to read
        p.tree()->setExpanded(p.model()->index(0, 0), true);
        QTRY_VERIFY(p.rows().size() > 100);
        QVERIFY(p.rows().size() < 3'000); // of 180 000 elements
        QVERIFY(turned);
    }

    void searchGoesFromPlaceToPlace()
    {
        Pane p;
        p.fixture.add({{.payload = R"({"a":"needle","b":{"needle":1},"c":"x"})"}});
        p.choose(1);
        p.go({key(u"c"_s)});
        QTest::keyClick(p.tree(), Qt::Key_F, Qt::ControlModifier);
        auto *edit = p.pane.findChild<QLineEdit *>(u"jsonSearch"_s);
        QVERIFY(edit->isVisible());
        QTest::keyClicks(edit, u"NEEDLE"_s);
        const auto path = [&] {
            return p.tree()->currentIndex().data(JsonTreeRole::Path).toString();
        };
        QTRY_COMPARE(path(), u"data.a"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(path(), u"data.b.needle"_s);
        QTest::keyClick(edit, Qt::Key_Return);
        QCOMPARE(path(), u"data.a"_s);
        QTest::keyClick(edit, Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(path(), u"data.b.needle"_s);
        QTest::keyClick(edit, Qt::Key_Escape);
        QVERIFY(!edit->isVisible());
    }

    void changesAreTakenFromTheEventBefore()
    {
        Pane p;
        p.fixture.add({{.type = "call.created",
                        .subject = "a",
                        .payload = R"({"id":"1","status":"dialing"})"},
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

    void masksHoldInWhatIsCompared()
    {
        Pane p;
        p.fixture.add({{.subject = "a", .payload = R"({"token":"one","n":1})"},
                       {.subject = "a", .payload = R"({"token":"two","n":2})"}});
        p.fixture.model.setMasks({{u"0a1b2c3d"_s, FieldMask({u"token"_s})}});
        p.choose(2);
        QCOMPARE(p.rows(), QStringList({u"token: \"[masked]\""_s, u"n: 2"_s}));
        p.pane.setTab(DetailPane::Changed);
        QTRY_COMPARE(p.text("differenceText")->toPlainText(), u"n: 1 → 2"_s);
    }

    void relatedEventsAreGoneToByReturn()
    {
        Pane p;
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

    void anEventThatAFilterHidesStays()
    {
        Pane p;
        p.fixture.add({{.type = "x", .payload = R"({"n":1})"}, {.type = "y"}});
        p.choose(1);
        FilterBinding binding;
        binding.log = &p.fixture.log;
        p.fixture.model.setFilter(
            CompiledFilter::make(parseFilter(u"type:y"_s).expression, binding));
        QTRY_COMPARE(p.fixture.model.rowCount(), 1);
        p.pane.setSequence(0);
        p.choose(1);
        QCOMPARE(p.rows(), QStringList({u"n: 1"_s}));
    }

    void whatIsRetiredLeavesTheDetail()
    {
        Pane p;
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

    void everyFormHasAWordWhenThereIsNothing()
    {
        Pane p;
        for (const auto tab : {DetailPane::Changed, DetailPane::Tree, DetailPane::Raw}) {
            p.pane.setTab(tab);
            auto *shown = tab == DetailPane::Changed ? p.text("differenceText")
                : tab == DetailPane::Tree            ? p.text("readableText")
                                                     : p.text("rawText");
            QVERIFY(shown->isVisible());
            QVERIFY(!shown->placeholderText().isEmpty());
        }
    }

    void everythingHasANameForScreenReaders()
    {
        Pane p;
        p.fixture.add({{.subject = "a"}, {.subject = "a", .payload = R"({"status":"x"})"}});
        p.choose(2);
        for (int tab = 0; tab < DetailPane::TabCount; ++tab) {
            p.pane.setTab(DetailPane::Tab(tab));
            QCOMPARE(unnamedControls(&p.pane), QStringList());
        }
        p.pane.setTab(DetailPane::Tree);
        Q_EMIT p.tree()->searchWanted();
        QCOMPARE(unnamedControls(&p.pane), QStringList());
    }
};

QTEST_MAIN(DetailPaneTest)
#include "tst_detailpane.moc"
