// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filterparser.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/testclasses.h"
#include "tests/views/filters/filterpastetest.h"
#include "views/eventlog/filterbar.h"
#include "views/filters/filtercompleter.h"
#include "views/filters/filteredit.h"
#include "views/filters/filterhelp.h"
#include "views/filters/filterpopup.h"
#include "views/filters/filterstatus.h"
#include "views/slimbar.h"
#include "views/theme.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <utility>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    QWidget window;
    FilterBar *bar = new FilterBar;
    SeenValues values{{u"answered"_s, true}, {u"ringing"_s, true}};

    Fixture()
    {
        auto *layout = new QVBoxLayout(&window);
        layout->addWidget(bar);
        layout->addStretch(1);
        window.resize(800, 500);
        window.show();
        window.activateWindow();
        FilterVocabulary vocabulary;
        vocabulary.connections = {u"voip-prod"_s, u"fix"_s};
        vocabulary.paths = {u"status"_s};
        vocabulary.valuesAt = [this](const QString &) { return values; };
        bar->setVocabulary([vocabulary] { return vocabulary; });
        bar->focusEdit();
        [[maybe_unused]] const bool active = QTest::qWaitForWindowActive(&window);
    }
    FilterPopup *popup() { return window.findChild<FilterPopup *>(); }
    bool isOpen() { return popup() && popup()->isVisible(); }
    void type(const QString &text) { QTest::keyClicks(bar->edit(), text); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(bar->edit(), key, modifiers);
    }
};

} // namespace

class FilterBarTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersWhileItIsTyped();
    void takesAnOfferByTab();
    void returnIsTheFiltersUnlessAnOfferIsChosen();
    void escapeClosesTheListFirst();
    void offersOnRequest();
    void valuesThatAreFoundLaterAreOffered();
    void valuesAreOfferedBehindAnOperator();
    void plainTypingIsNeverChanged();
    void theListGoesWithTheFocus();
    void historyComesWithDown();
    void offersFitIntoTheWindow();
    void offersDoNotCoverWhatIsWrong();
    void whatIsSaidBelowTheLineIsNotCutOff();
    void marksAnErrorAtItsPlace();
    void colorsDoNotDisturbTheText();
    void statusSaysHowFarASearchIs();
    void helpPutsExamplesIntoTheBar();
    void everyExampleOfTheHelpIsAFilter();
    void everythingHasAName();
};

void FilterBarTest::offersWhileItIsTyped()
{
    Fixture f;
    f.type(u"sev"_s);
    QTRY_VERIFY(f.isOpen());
    QVERIFY(f.popup()->candidates().first().replacement.startsWith(u"severity"_s));
    QCOMPARE(f.popup()->current(), -1);
    f.type(u"zzz"_s);
    QTRY_VERIFY(!f.isOpen());
}

void FilterBarTest::takesAnOfferByTab()
{
    Fixture f;
    f.type(u"connection:vo"_s);
    QTRY_VERIFY(f.isOpen());
    f.press(Qt::Key_Tab);
    QVERIFY2(f.bar->text().contains(u"voip-prod"_s), qPrintable(f.bar->text()));
    QVERIFY(f.bar->edit()->hasFocus());
    QVERIFY(parseFilter(f.bar->text()));
    f.bar->edit()->undo();
    QVERIFY(!f.bar->text().contains(u"voip-prod"_s));
}

void FilterBarTest::returnIsTheFiltersUnlessAnOfferIsChosen()
{
    Fixture f;
    QSignalSpy confirmed(f.bar, &FilterBar::confirmed);
    f.type(u"sev"_s);
    QTRY_VERIFY(f.isOpen());
    f.press(Qt::Key_Return);
    QCOMPARE(confirmed.size(), 1);
    QCOMPARE(f.bar->text(), u"sev"_s);
    f.bar->focusEdit();
    f.type(u"sev"_s);
    QTRY_VERIFY(f.isOpen());
    f.press(Qt::Key_Down);
    QCOMPARE(f.popup()->current(), 0);
    f.press(Qt::Key_Return);
    QCOMPARE(confirmed.size(), 1);
    QVERIFY(f.bar->text().startsWith(u"severity"_s));
}

void FilterBarTest::escapeClosesTheListFirst()
{
    Fixture f;
    f.type(u"sev"_s);
    QTRY_VERIFY(f.isOpen());
    f.press(Qt::Key_Escape);
    QVERIFY(!f.isOpen());
    QCOMPARE(f.bar->text(), u"sev"_s);
    f.press(Qt::Key_Escape);
    QVERIFY(f.bar->text().isEmpty());
    f.press(Qt::Key_Z, Qt::ControlModifier); // nothing is lost by it
    QCOMPARE(f.bar->text(), u"sev"_s);
    f.press(Qt::Key_Escape); // the list
    f.press(Qt::Key_Escape);
    QVERIFY(f.bar->text().isEmpty());
    QSignalSpy left(f.bar, &FilterBar::left);
    f.press(Qt::Key_Escape);
    QCOMPARE(left.size(), 1);
}

void FilterBarTest::valuesAreOfferedBehindAnOperator()
{
    Fixture f;
    f.type(u"data.status = "_s);
    QTRY_VERIFY(f.isOpen());
    QCOMPARE(f.popup()->candidates().first().replacement, u"answered"_s);
    f.type(u"x y "_s);
    QTRY_VERIFY(!f.isOpen());
    f.press(Qt::Key_Space, Qt::ControlModifier); // at once, before the typing has rested
    QVERIFY(f.isOpen());
    // … which then closes nothing.
    QVERIFY(!QTest::qWaitFor([&f] { return !f.isOpen(); }, 100));
}

void FilterBarTest::valuesThatAreFoundLaterAreOffered()
{
    Fixture f;
    const SeenValues found = std::exchange(f.values, {});
    f.type(u"data.status = an"_s);
    QTRY_COMPARE(f.bar->text(), u"data.status = an"_s);
    f.press(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(!f.isOpen()); // nothing is known yet
    f.values = found;
    f.bar->vocabularyGrew();
    QVERIFY(f.isOpen());
    QCOMPARE(f.popup()->candidates().first().replacement, u"answered"_s);
    f.press(Qt::Key_Down);
    f.values = {{u"announced"_s, true}};
    f.bar->vocabularyGrew(); // the user has gone to an offer
    QCOMPARE(f.popup()->candidates().first().replacement, u"answered"_s);
    f.press(Qt::Key_Escape);
    f.bar->vocabularyGrew(); // nobody waits for it any more
    QVERIFY(!f.isOpen());
    f.press(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(f.isOpen());
    f.bar->edit()->setCursorPosition(2);
    QVERIFY(!f.isOpen());
    f.bar->vocabularyGrew();
    QVERIFY(!f.isOpen());
}

void FilterBarTest::offersOnRequest()
{
    Fixture f;
    f.press(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(f.isOpen());
    QVERIFY(f.popup()->candidates().size() > 5);
    QVERIFY(f.bar->text().isEmpty());
    f.press(Qt::Key_Up);
    QCOMPARE(f.popup()->current(), int(f.popup()->candidates().size()) - 1);
    f.press(Qt::Key_PageUp);
    f.press(Qt::Key_PageUp);
    f.press(Qt::Key_PageUp);
    f.press(Qt::Key_PageUp);
    f.press(Qt::Key_PageUp);
    QCOMPARE(f.popup()->current(), 0);
}

void FilterBarTest::plainTypingIsNeverChanged()
{
    Fixture f;
    const QString text = u"data.status = \"answered\" and (type:call.* or not \"x y\") -z"_s;
    for (const QChar c : text) {
        f.type(QString(c));
        QTest::qWait(0);
    }
    QCOMPARE(f.bar->text(), text);
}

void FilterBarTest::theListGoesWithTheFocus()
{
    Fixture f;
    f.type(u"sev"_s);
    QTRY_VERIFY(f.isOpen());
    f.bar->edit()->clearFocus();
    QVERIFY(!f.isOpen());
    f.bar->focusEdit();
    f.bar->setText(u"type:call"_s); // nobody typed that
    QVERIFY(!f.isOpen());
}

void FilterBarTest::historyComesWithDown()
{
    Fixture f;
    QSignalSpy left(f.bar, &FilterBar::left);
    f.press(Qt::Key_Down);
    QCOMPARE(left.size(), 1); // there is none yet
    f.bar->setHistory({u"type:b"_s, u"type:a"_s});
    f.press(Qt::Key_Down);
    QVERIFY(f.isOpen());
    QSignalSpy changed(f.bar, &FilterBar::filterChanged);
    f.press(Qt::Key_Down);
    f.press(Qt::Key_Return);
    QCOMPARE(f.bar->text(), u"type:a"_s);
    QCOMPARE(changed.size(), 1);
    f.press(Qt::Key_Down, Qt::AltModifier);
    QVERIFY(f.isOpen());
    f.press(Qt::Key_Tab);
    QCOMPARE(f.bar->text(), u"type:b"_s);
}

void FilterBarTest::offersFitIntoTheWindow()
{
    Fixture f;
    f.window.resize(260, 200);
    f.bar->setHistory({QString(500, u'x'), u"a\nb"_s});
    f.press(Qt::Key_Down, Qt::AltModifier);
    QVERIFY(f.isOpen());
    QVERIFY(f.window.rect().contains(f.popup()->geometry()));
}

void FilterBarTest::offersDoNotCoverWhatIsWrong()
{
    Fixture f;
    f.type(u"se"_s);
    QTRY_VERIFY(f.isOpen());
    const int alone = f.popup()->y();
    FilterStatus *status = f.bar->status();
    const auto below = [&] { return status->mapTo(&f.window, QPoint(0, status->height())).y(); };
    status->say(u"An operator is missing behind it."_s, FilterStatus::Tone::Error);
    QTRY_VERIFY(status->isVisible() && f.popup()->y() >= below());
    QVERIFY(f.isOpen() && f.window.rect().contains(f.popup()->geometry()));
    // It is opened there as well.
    f.press(Qt::Key_Escape);
    f.press(Qt::Key_Space, Qt::ControlModifier);
    QVERIFY(f.isOpen() && f.popup()->y() >= below());
    status->say({}, FilterStatus::Tone::Result);
    QTRY_COMPARE(f.popup()->y(), alone);
}

void FilterBarTest::whatIsSaidBelowTheLineIsNotCutOff()
{
    Fixture f;
    const auto *said = f.bar->status()->findChild<QWidget *>(u"filterResult"_s);
    f.bar->status()->say(u"3 of 5 events"_s, FilterStatus::Tone::Result);
    const int line = said->fontMetrics().lineSpacing();
    QTRY_VERIFY(said->height() >= line && said->height() < 2 * line);
    const QString caveat = u"106 500 events can no longer be read; "_s;
    f.window.resize(said->fontMetrics().horizontalAdvance(caveat) * 5 / 4, 500);
    f.bar->status()->say(caveat.repeated(2), FilterStatus::Tone::Remark);
    QTRY_VERIFY(said->height() >= 2 * line);
}

void FilterBarTest::marksAnErrorAtItsPlace()
{
    QApplication::setCursorFlashTime(0);
    Fixture f;
    f.bar->setText(u"type:call.* and and"_s);
    QTRY_VERIFY(f.bar->edit()->hasFocus());
    const auto picture = [&f] { return f.bar->edit()->grab().toImage(); };
    const QImage without = picture();
    const auto differing = [&](int from, int to) {
        const QImage image = picture();
        int count = 0;
        for (int x = std::max(from, 0); x < std::min(to, image.width()); ++x) {
            for (int y = 0; y < image.height(); ++y)
                count += image.pixel(x, y) != without.pixel(x, y);
        }
        return count;
    };
    f.bar->edit()->setError(FilterPlace{12, 3});
    const int from = f.bar->edit()->xOf(12);
    const int end = f.bar->edit()->xOf(15);
    QVERIFY(end > from + 10);
    QVERIFY(differing(from - 2, end + 2) > 10);
    QCOMPARE(differing(0, from - 4), 0);
    QCOMPARE(differing(end + 4, 800), 0);
    f.bar->edit()->setError(FilterPlace{f.bar->text().size(), 0}); // something is missing
    QVERIFY(differing(end + 4, 800) > 3);
    f.bar->edit()->setError(std::nullopt);
    QCOMPARE(differing(0, 800), 0);
}

void FilterBarTest::colorsDoNotDisturbTheText()
{
    Fixture f;
    f.type(u"type:call and x"_s);
    f.bar->edit()->setCursorPosition(4);
    f.bar->edit()->setError(FilterPlace{2, 3});
    QCOMPARE(f.bar->edit()->cursorPosition(), 4);
    f.bar->edit()->setSelection(2, 5);
    f.bar->edit()->setError(std::nullopt);
    QCOMPARE(f.bar->edit()->selectedText(), u"pe:ca"_s);
    QVERIFY(f.bar->edit()->isUndoAvailable());
    f.bar->edit()->setText(QString());
    f.bar->edit()->setError(FilterPlace{0, 0});
    QCOMPARE(f.bar->text(), QString());
}

void FilterBarTest::statusSaysHowFarASearchIs()
{
    Fixture f;
    FilterStatus *status = f.bar->status();
    QVERIFY(!status->isVisible());
    status->say(u"3 of 10 events"_s, FilterStatus::Tone::Result);
    QVERIFY(status->isVisible());
    auto *cancel = status->findChild<QToolButton *>(u"cancelSearch"_s);
    status->setProgress(0.2);
    QVERIFY(!cancel->isVisible()); // most searches are over by then
    QTRY_VERIFY(cancel->isVisible());
    status->setProgress(0.5);
    QCOMPARE(status->findChild<SlimBar *>()->value(), 500);
    QSignalSpy cancelled(status, &FilterStatus::cancelWanted);
    cancel->click();
    QCOMPARE(cancelled.size(), 1);
    status->setProgress(-1);
    QVERIFY(!cancel->isVisible());
    status->say(QString(), FilterStatus::Tone::Result);
    QVERIFY(!status->isVisible());
}

void FilterBarTest::helpPutsExamplesIntoTheBar()
{
    Fixture f;
    f.bar->findChild<QToolButton *>(u"filterHelpButton"_s)->click();
    auto *help = f.window.findChild<FilterHelp *>();
    QVERIFY(help && help->isVisible());
    auto *table = help->findChild<QTreeWidget *>();
    QTreeWidgetItem *row = table->topLevelItem(0)->child(0);
    Q_EMIT table->itemActivated(row, 0);
    QCOMPARE(f.bar->text(), row->text(2));
    f.bar->clear();
    Q_EMIT table->itemClicked(row, 1);
    QVERIFY(f.bar->text().isEmpty());
    Q_EMIT table->itemClicked(row, 2);
    QCOMPARE(f.bar->text(), row->text(2));
    f.bar->showHelp();
    QCOMPARE(f.window.findChildren<FilterHelp *>().size(), 1);
}

void FilterBarTest::everyExampleOfTheHelpIsAFilter()
{
    Fixture f;
    f.bar->showHelp();
    auto *table = f.window.findChild<FilterHelp *>()->findChild<QTreeWidget *>();
    int examples = 0;
    for (int section = 0; section < table->topLevelItemCount(); ++section) {
        const QTreeWidgetItem *head = table->topLevelItem(section);
        for (int row = 0; row < head->childCount(); ++row) {
            const QString example = head->child(row)->text(2);
            const ParsedFilter parsed = parseFilter(example);
            QVERIFY2(parsed, qPrintable(example));
            // The words do not touch what they mean.
            const QModelIndex form = table->indexFromItem(head->child(row), 0);
            const int words =
                QFontMetrics(head->child(row)->font(0)).horizontalAdvance(form.data().toString());
            QVERIFY2(table->visualRect(form).width() >= words + margin(table->fontMetrics(), 0.9),
                     qPrintable(form.data().toString()));
            ++examples;
        }
    }
    QVERIFY(examples > 25);
}

void FilterBarTest::everythingHasAName()
{
    Fixture f;
    f.bar->status()->setProgress(0.5);
    QTRY_VERIFY(f.bar->status()->findChild<QToolButton *>(u"cancelSearch"_s)->isVisible());
    QCOMPARE(unnamedControls(&f.window), QStringList());
    f.bar->showHelp();
    QCOMPARE(unnamedControls(f.window.findChild<FilterHelp *>()), QStringList());
}

int main(int argc, char **argv)
{
    return testMain<QApplication, FilterBarTest, FilterPasteTest>(argc, argv);
}

#include "tst_filterbar.moc"
