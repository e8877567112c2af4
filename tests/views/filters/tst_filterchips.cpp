// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filtersetmodel.h"
#include "tests/support/accessiblenames.h"
#include "views/eventlog/filterbar.h"
#include "views/filters/filterchip.h"
#include "views/filters/filterchips.h"
#include "views/filters/filteredit.h"
#include "views/filters/savedfilterdialog.h"
#include "views/theme.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

SavedFilter saved(const QString &name, const QString &text,
                  FilterEffect effect = FilterEffect::Include)
{
    SavedFilter filter;
    filter.name = name;
    filter.text = text;
    filter.effect = effect;
    return filter;
}

struct Fixture
{
    FilterSetModel filters{QString()};
    FilterBar bar;

    Fixture()
    {
        QVERIFY(filters.put(saved(u"not pings"_s, u"type:ping"_s, FilterEffect::Exclude)));
        QVERIFY(filters.put(saved(u"Calls"_s, u"type:call.*"_s)));
        QVERIFY(filters.put(saved(u"Errors"_s, u"severity>=error"_s, FilterEffect::Mark)));
        bar.setFilters(&filters);
        bar.resize(1000, bar.sizeHint().height());
        bar.show();
    }
    FilterChip *chip(size_t row) { return bar.chips()->chips().at(row); }
    QAction *action(QMenu &menu, const QString &text)
    {
        const auto actions = menu.actions();
        for (QAction *one : actions) {
            if (QString(one->text()).remove(u'&') == text)
                return one;
        }
        return nullptr;
    }
};

} // namespace

class FilterChipsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aClickSwitchesAFilter();
    void keysSwitchAFilter();
    void tabGoesFromLeftToRight();
    void chipsFollowTheModel();
    void whatHasNoRoomIsInAMenu();
    void theMenuChangesAFilter();
    void theMenuMovesAndRemoves();
    void onByDefaultForAConnection();
    void connectionsStandInTheOrderOfTheirNames();
    void savesWhatIsTyped();
    void savesNothingWithoutAFilter();
    void editsAFilter();
    void refusesWhatIsWrong();
    void everythingHasAName();
    void dotsDifferInShape();
};

void FilterChipsTest::aClickSwitchesAFilter()
{
    Fixture f;
    QSignalSpy stack(&f.filters, &FilterSetModel::stackChanged);
    QTest::mouseClick(f.chip(1), Qt::LeftButton);
    QVERIFY(f.filters.filterAt(1).on);
    QVERIFY(f.chip(1)->isChecked());
    QCOMPARE(stack.size(), 1);
    QTest::mouseClick(f.chip(1), Qt::LeftButton);
    QVERIFY(!f.filters.filterAt(1).on);
}

void FilterChipsTest::keysSwitchAFilter()
{
    Fixture f;
    f.chip(0)->setFocus();
    QTest::keyClick(f.chip(0), Qt::Key_Space);
    QVERIFY(f.filters.filterAt(0).on);
    QTest::keyClick(f.chip(0), Qt::Key_Return);
    QVERIFY(!f.filters.filterAt(0).on);
    QTest::keyClick(f.chip(0), Qt::Key_Right);
    QCOMPARE(f.bar.focusWidget(), f.chip(1));
    QTest::keyClick(f.chip(1), Qt::Key_Left);
    QCOMPARE(f.bar.focusWidget(), f.chip(0));
}

/// Chips are made later than what stands behind them.
void FilterChipsTest::tabGoesFromLeftToRight()
{
    Fixture f;
    QVERIFY(f.filters.put(saved(u"Later"_s, u"type:later"_s)));
    QList<QWidget *> wanted(f.bar.chips()->chips().begin(), f.bar.chips()->chips().end());
    wanted << f.bar.findChild<QToolButton *>(u"saveFilter"_s)
           << f.bar.findChild<QToolButton *>(u"filterHelpButton"_s);
    QCOMPARE(f.bar.chips()->hiddenCount(), 0);
    f.bar.focusEdit();
    for (const QWidget *widget : std::as_const(wanted)) {
        QTest::keyClick(f.bar.focusWidget(), Qt::Key_Tab);
        QCOMPARE(f.bar.focusWidget(), widget);
    }
}

void FilterChipsTest::chipsFollowTheModel()
{
    Fixture f;
    f.filters.setOn(2, true);
    QVERIFY(f.chip(2)->isChecked());
    f.filters.move(2, 0);
    QCOMPARE(f.chip(0)->filterName(), u"Errors"_s);
    f.filters.remove(0);
    QCOMPARE(f.bar.chips()->chips().size(), size_t(2));
    QCOMPARE(f.chip(0)->filterName(), u"not pings"_s);
    QVERIFY(f.filters.put(saved(u"More"_s, u"more"_s)));
    QCOMPARE(f.chip(2)->filterName(), u"More"_s);
}

void FilterChipsTest::whatHasNoRoomIsInAMenu()
{
    Fixture f;
    QCOMPARE(f.bar.chips()->hiddenCount(), 0);
    for (int i = 0; i < 20; ++i)
        QVERIFY(f.filters.put(saved(u"filter %1"_s.arg(i), u"word%1"_s.arg(i))));
    QVERIFY(f.bar.chips()->hiddenCount() > 10);
    auto *more = f.bar.findChild<QToolButton *>(u"moreFilters"_s);
    QVERIFY(more->isVisible());
    QVERIFY(f.bar.edit()->width() >= 200);
    Q_EMIT more->menu()->aboutToShow();
    QCOMPARE(more->menu()->actions().size(), f.bar.chips()->hiddenCount());
    QMenu *last = more->menu()->actions().last()->menu();
    f.action(*last, u"On"_s)->trigger();
    QVERIFY(f.filters.filterAt(22).on);
    f.bar.resize(300, f.bar.height());
    QVERIFY(f.bar.chips()->hiddenCount() >= 20);
    QVERIFY(f.bar.width() <= 320);
}

void FilterChipsTest::theMenuChangesAFilter()
{
    Fixture f;
    QMenu menu;
    f.bar.chips()->fillMenu(&menu, 1);
    f.action(menu, u"Hide What Matches"_s)->trigger();
    QCOMPARE(f.filters.filterAt(1).effect, FilterEffect::Exclude);
    QMenu *colors = f.action(menu, u"Colour"_s)->menu();
    colors->actions().at(5)->trigger();
    QCOMPARE(f.filters.filterAt(1).color, 5);
    QSignalSpy wanted(f.bar.chips(), &FilterChips::textWanted);
    f.action(menu, u"Put Into the Bar"_s)->trigger();
    QCOMPARE(f.bar.text(), u"type:call.*"_s);
}

void FilterChipsTest::theMenuMovesAndRemoves()
{
    Fixture f;
    QMenu menu;
    f.bar.chips()->fillMenu(&menu, 0);
    QVERIFY(!f.action(menu, u"Move Left"_s)->isEnabled());
    f.action(menu, u"Move Right"_s)->trigger();
    QCOMPARE(f.filters.filterAt(1).name, u"not pings"_s);
    QMenu other;
    f.bar.chips()->fillMenu(&other, 1);
    f.action(other, u"Remove"_s)->trigger();
    QCOMPARE(f.filters.rowOf(u"not pings"_s), -1);
}

void FilterChipsTest::onByDefaultForAConnection()
{
    Fixture f;
    f.bar.chips()->setConnections([] {
        return std::vector<std::pair<QString, QString>>{{u"0a1b2c3d"_s, u"voip & prod"_s}};
    });
    QMenu menu;
    f.bar.chips()->fillMenu(&menu, 1);
    QMenu *connections = f.action(menu, u"On by Default For"_s)->menu();
    QCOMPARE(connections->actions().first()->text(), u"voip && prod"_s);
    connections->actions().first()->trigger();
    QCOMPARE(f.filters.filterAt(1).onFor, QStringList(u"0a1b2c3d"_s));
    f.filters.switchOnFor(u"0a1b2c3d"_s);
    QVERIFY(f.filters.filterAt(1).on);
    QVERIFY(!f.filters.filterAt(0).on);
}

void FilterChipsTest::connectionsStandInTheOrderOfTheirNames()
{
    Fixture f;
    f.bar.chips()->setConnections([] {
        return std::vector<std::pair<QString, QString>>{
            {u"1"_s, u"sites"_s}, {u"2"_s, u"calls"_s}, {u"3"_s, u"Jobs"_s}};
    });
    QMenu menu;
    f.bar.chips()->fillMenu(&menu, 1);
    QStringList names;
    const auto actions = f.action(menu, u"On by Default For"_s)->menu()->actions();
    for (const QAction *action : actions)
        names += action->text();
    QCOMPARE(names, QStringList({u"calls"_s, u"Jobs"_s, u"sites"_s}));
}

void FilterChipsTest::savesWhatIsTyped()
{
    Fixture f;
    f.bar.setText(u"data.status = \"answered\""_s);
    f.bar.setSavable(true);
    QTest::mouseClick(f.bar.findChild<QToolButton *>(u"saveFilter"_s), Qt::LeftButton, {},
                      QPoint(5, 5));
    auto *dialog = f.bar.window()->findChild<SavedFilterDialog *>();
    QVERIFY(dialog);
    auto *name = dialog->findChild<QLineEdit *>(u"filterName"_s);
    name->setText(u"Answered"_s);
    dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
    const int row = f.filters.rowOf(u"answered"_s);
    QVERIFY(row >= 0);
    QVERIFY(f.filters.filterAt(row).on);
    QCOMPARE(f.filters.filterAt(row).text, u"data.status = \"answered\""_s);
    QVERIFY(f.bar.text().isEmpty()); // the chip stands for it now
}

void FilterChipsTest::savesNothingWithoutAFilter()
{
    Fixture f;
    QSignalSpy remarks(&f.bar, &FilterBar::remark);
    f.bar.saveFilter();
    QCOMPARE(remarks.size(), 1);
    QVERIFY(!f.bar.window()->findChild<SavedFilterDialog *>());
}

void FilterChipsTest::editsAFilter()
{
    Fixture f;
    Q_EMIT f.bar.chips()->editWanted(1);
    auto *dialog = f.bar.window()->findChild<SavedFilterDialog *>();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit *>(u"filterName"_s)->setText(u"All calls"_s);
    dialog->findChild<FilterEdit *>()->setText(u"type:call*"_s);
    dialog->findChild<QButtonGroup *>()->button(int(FilterEffect::Mark))->click();
    dialog->findChild<QComboBox *>(u"filterColor"_s)->setCurrentIndex(3);
    dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
    const SavedFilter &filter = f.filters.filterAt(1);
    QCOMPARE(filter.name, u"All calls"_s);
    QCOMPARE(filter.text, u"type:call*"_s);
    QCOMPARE(filter.effect, FilterEffect::Mark);
    QCOMPARE(filter.color, 3);
    QCOMPARE(f.chip(1)->filterName(), u"All calls"_s);
}

void FilterChipsTest::refusesWhatIsWrong()
{
    Fixture f;
    Q_EMIT f.bar.chips()->editWanted(1);
    auto *dialog = f.bar.window()->findChild<SavedFilterDialog *>();
    auto *save = dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save);
    auto *problem = dialog->findChild<QLabel *>(u"filterProblem"_s);
    QVERIFY(save->isEnabled());
    dialog->findChild<FilterEdit *>()->setText(u"type:call.* and ("_s);
    QVERIFY(!save->isEnabled());
    QVERIFY(!problem->text().isEmpty());
    QVERIFY(dialog->findChild<FilterEdit *>()->error().has_value());
    dialog->findChild<FilterEdit *>()->setText(u"type:call.*"_s);
    QVERIFY(save->isEnabled());
    dialog->findChild<QLineEdit *>(u"filterName"_s)->setText(u"errors"_s);
    QVERIFY(!save->isEnabled());
    dialog->findChild<QLineEdit *>(u"filterName"_s)->clear();
    QVERIFY(!save->isEnabled());
}

void FilterChipsTest::everythingHasAName()
{
    Fixture f;
    QCOMPARE(unnamedControls(&f.bar), QStringList());
    QCOMPARE(f.chip(0)->accessibleName(), u"Filter not pings"_s);
    QVERIFY(f.chip(0)->accessibleDescription() != f.chip(1)->accessibleDescription());
    Q_EMIT f.bar.chips()->editWanted(1);
    auto *dialog = f.bar.window()->findChild<SavedFilterDialog *>();
    QVERIFY(dialog->isVisible());
    QCOMPARE(unnamedControls(dialog), QStringList());
}

void FilterChipsTest::dotsDifferInShape()
{
    QVector<QImage> pictures;
    for (const auto effect : {FilterEffect::Include, FilterEffect::Exclude, FilterEffect::Mark})
        pictures << filterIcon(saved(u"a"_s, u"a"_s, effect), 32).pixmap(32).toImage();
    QVERIFY(pictures[0] != pictures[1] && pictures[1] != pictures[2] && pictures[0] != pictures[2]);
}

QTEST_MAIN(FilterChipsTest)
#include "tst_filterchips.moc"
