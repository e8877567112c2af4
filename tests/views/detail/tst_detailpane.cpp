// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/jsontreemodel.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/testclasses.h"
#include "tests/views/detail/othereventstest.h"
#include "tests/views/detail/shownpane.h"
#include "views/detail/attributespage.h"
#include "views/detail/differencepage.h"
#include "views/detail/jsonsearchline.h"
#include "views/detail/jsontreepage.h"
#include "views/detail/jsontreeview.h"
#include "views/detail/relatedpage.h"
#include "views/detail/valuedialog.h"
#include "views/emptylistnote.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/payloadview.h"
#include "views/shapedtext.h"
#include "views/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

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
        ShownPane p;
        p.fixture.add({{.payload = R"({"status":"answered","n":18446744073709551616,)"
                                   R"("from":{"name":"<b>Ann</b>"}})"}});
        p.choose(1);
        QCOMPARE(p.rows(),
                 QStringList({u"status: \"answered\""_s, u"n: 18446744073709551616"_s,
                              u"from: { 1 member }"_s, u"name: \"<b>Ann</b>\""_s}));
    }

    void scriptsWhoseLettersJoinAreShapedInTheTree()
    {
        ShownPane p;
        p.fixture.add({{.payload = R"({"greeting":">= سلام"})"}});
        p.choose(1);
        const QModelIndex value = p.model()->index(0, JsonTreeModel::Value);
        QStyleOptionViewItem option;
        option.initFrom(p.tree());
        option.rect = QRect(0, 0, 200, 24);
        option.widget = p.tree();
        option.font = p.tree()->font();
        option.showDecorationSelected = true;
        QImage shown(200, 24, QImage::Format_RGB32);
        shown.fill(currentTheme().background);
        QImage wanted = shown;
        QPainter painter(&shown);
        p.tree()->itemDelegate()->paint(&painter, option, value);
        painter.end();
        painter.begin(&wanted);
        painter.setFont(option.font);
        painter.setPen(currentTheme().success);
        const int inset = p.tree()->style()->pixelMetric(QStyle::PM_FocusFrameHMargin) + 1;
        drawFixedText(&painter, option.rect.adjusted(inset, 0, -inset, 0), Qt::ElideRight,
                      value.data().toString());
        painter.end();
        QCOMPARE(shown, wanted);
    }

    void scriptsWhoseLettersJoinAreShapedInTheRawText()
    {
        ShownPane p;
        p.fixture.add({{.payload = R"({"greeting":">= سلام"})"}});
        p.pane.setTab(DetailPane::Raw);
        p.choose(1);
        const QTextBlock line = p.text("rawText")->document()->find(u"سلام"_s).block();
        QVERIFY(line.isValid());
        QString shaped;
        for (const auto &range : line.layout()->formats()) {
            if (range.format.fontStyleStrategy() == QFont::PreferDefault
                && range.format.hasProperty(QTextFormat::FontStyleStrategy))
                shaped += line.text().mid(range.start, range.length);
        }
        QCOMPARE(shaped, u"سلام"_s);
    }

    void theAttributesOfNoEventSayWhatToDo()
    {
        ShownPane p;
        p.fixture.add({{}});
        p.pane.setTab(DetailPane::Attributes);
        const auto *page = p.pane.findChild<AttributesPage *>();
        const auto *note = page->findChild<EmptyListNote *>();
        QVERIFY(note->isVisible());
        QCOMPARE(note->findChild<QLabel *>()->text(), u"Choose an event to read it."_s);
        p.choose(1);
        QTRY_VERIFY(page->topLevelItemCount() > 0);
        QVERIFY(!note->isVisible());
    }

    void textAndBytesAreShownAsSuch()
    {
        ShownPane p;
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
        ShownPane p;
        p.fixture.add({{.payload = "{\"a\":{\"b c\":\"\ufeffx\\ny\"},\"n\":1.50}"}});
        p.choose(1);
        p.go({key(u"a"_s), key(u"b c"_s)});
        QTest::keyClick(p.tree(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(ShownPane::clipboard(), u"\ufeffx\ny"_s);
        QTest::keyClick(p.tree(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(ShownPane::clipboard(), u"\"\ufeffx\\ny\""_s);
        QTest::keyClick(p.tree(), Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        QCOMPARE(ShownPane::clipboard(), u"data.a.\"b c\""_s);
        p.go({key(u"a"_s)});
        p.menu(u"Copy as JSON"_s);
        QCOMPARE(ShownPane::clipboard(), u"{\"b c\":\"\ufeffx\\ny\"}"_s);
        p.go({key(u"n"_s)});
        p.menu(u"Copy Value"_s);
        QCOMPARE(ShownPane::clipboard(), u"1.50"_s);
    }

    void shiftF10OpensTheMenuOfTheValue()
    {
        ShownPane p;
        p.fixture.add({{.payload = "{\"a\":{\"n\":1.50}}"}});
        p.choose(1);
        p.go({key(u"a"_s), key(u"n"_s)});
        QTest::keyClick(p.tree(), Qt::Key_F10, Qt::ShiftModifier);
        p.trigger(u"Copy Path"_s);
        QCOMPARE(ShownPane::clipboard(), u"data.a.n"_s);
    }

    void valuesBecomeFiltersAndColumns()
    {
        ShownPane p;
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
        ShownPane p;
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
        ShownPane p;
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
        ShownPane p;
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
        QCOMPARE(ShownPane::clipboard().size(), 600'000);
        QCOMPARE(unnamedControls(dialog), QStringList());
        dialog->close();
    }

    void tenMegabytesLeaveTheWindowAlive()
    {
        ShownPane p;
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
        ShownPane p;
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

    void anEventThatAFilterHidesStays()
    {
        ShownPane p;
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

    void everyFormHasAWordWhenThereIsNothing()
    {
        ShownPane p;
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
        ShownPane p;
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

int main(int argc, char **argv)
{
    return testMain<QApplication, DetailPaneTest, OtherEventsTest>(argc, argv);
}

#include "tst_detailpane.moc"
