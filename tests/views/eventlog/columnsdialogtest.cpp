// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/eventlog/columnsdialogtest.h"

#include "tests/views/eventlog/showncolumns.h"
#include "views/eventlog/columnsdialog.h"
#include "views/theme.h"

#include <QApplication>
#include <QFile>
#include <QInputDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QListWidgetItem *itemOf(const ColumnsDialog &dialog, const QString &text)
{
    return dialog.list()->findItems(text, Qt::MatchStartsWith).value(0);
}

void press(const ColumnsDialog &dialog, const QString &text)
{
    for (QPushButton *button : dialog.findChildren<QPushButton *>()) {
        if (button->text().remove(u'&') == text)
            button->click();
    }
}

} // namespace

void ColumnsDialogTest::initTestCase()
{
    applyTheme(false);
}

void ColumnsDialogTest::everythingCanBeDoneInTheDialogByKeyboard()
{
    ShownColumns s;
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

void ColumnsDialogTest::widthsAreChosenByKeyboard()
{
    ShownColumns s;
    ColumnsDialog dialog(s.columns(), &s.table);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    dialog.list()->setFocus();
    auto *width = dialog.findChild<QSpinBox *>(u"columnWidth"_s);
    dialog.list()->setCurrentItem(itemOf(dialog, u"Type"_s));
    const int before = s.table.columnWidth(EventLogColumn::Type);
    QCOMPARE(width->value(), before);
    QTest::keyClick(dialog.list(), Qt::Key_Right, Qt::ControlModifier);
    QVERIFY(s.table.columnWidth(EventLogColumn::Type) > before);
    QCOMPARE(width->value(), s.table.columnWidth(EventLogColumn::Type));
    QVERIFY(!width->findChild<QLineEdit *>()->hasSelectedText()); // the list has the focus
    QTest::keyClick(dialog.list(), Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(s.table.columnWidth(EventLogColumn::Type), before);
    QTest::keyClick(dialog.list(), Qt::Key_W, Qt::AltModifier);
    QCOMPARE(QApplication::focusWidget(), width);
    width->selectAll();
    QTest::keyClicks(width, u"234"_s);
    QTest::keyClick(width, Qt::Key_Return);
    QVERIFY(dialog.isVisible());
    QCOMPARE(s.table.columnWidth(EventLogColumn::Type), 234);

    dialog.list()->setCurrentItem(itemOf(dialog, u"Size"_s)); // is hidden
    width->setValue(321);
    s.columns()->setShown(EventLogColumn::Size, true);
    QCOMPARE(s.table.columnWidth(EventLogColumn::Size), 321);
    const QByteArray saved = s.columns()->save();
    ShownColumns other;
    QVERIFY(other.columns()->restore(saved));
    QCOMPARE(other.table.columnWidth(EventLogColumn::Type), 234);
    QCOMPARE(other.table.columnWidth(EventLogColumn::Size), 321);
}

void ColumnsDialogTest::whatHasNoWidthOfItsOwnIsGivenNone()
{
    ShownColumns s;
    ColumnsDialog dialog(s.columns(), &s.table);
    dialog.show();
    auto *width = dialog.findChild<QSpinBox *>(u"columnWidth"_s);
    for (const QString &title : {u"Severity, as a sign"_s, u"Summary"_s}) {
        dialog.list()->setCurrentItem(itemOf(dialog, title));
        QVERIFY2(!width->isEnabled(), qPrintable(title));
        const QByteArray before = s.columns()->save();
        QTest::keyClick(dialog.list(), Qt::Key_Right, Qt::ControlModifier);
        QCOMPARE(s.columns()->save(), before);
    }
    for (int moves = 0; moves < dialog.list()->count() && !width->isEnabled(); ++moves)
        dialog.move(-1); // until another one takes what is left
    QVERIFY(width->isEnabled());
    dialog.list()->setCurrentItem(itemOf(dialog, u"Type"_s));
    width->setValue(1);
    QCOMPARE(s.table.columnWidth(EventLogColumn::Type), s.columns()->leastWidth());
}

void ColumnsDialogTest::theWidthKeepsTheKeysWhileItsColumnMoves()
{
    ShownColumns s;
    ColumnsDialog dialog(s.columns(), &s.table);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    auto *width = dialog.findChild<QSpinBox *>(u"columnWidth"_s);
    // What is below it, and takes its place for a moment, has no width.
    dialog.list()->setCurrentRow(dialog.list()->row(itemOf(dialog, u"Summary"_s)) - 1);
    width->setFocus();
    QCOMPARE(QApplication::focusWidget(), width);
    dialog.move(-1);
    QCOMPARE(QApplication::focusWidget(), width);
}

void ColumnsDialogTest::aWiderColumnLeavesAnotherOneNoRoom()
{
    ShownColumns s;
    QVERIFY(QTest::qWaitForWindowExposed(&s.table));
    QCOMPARE(s.columns()->withoutRoom(), QStringList());
    const int before = s.columns()->width(EventLogColumn::Type);
    s.columns()->setWidth(EventLogColumn::Type, 1'200);
    QVERIFY(!s.columns()->withoutRoom().isEmpty());
    s.columns()->setWidth(EventLogColumn::Type, before);
    QCOMPARE(s.columns()->withoutRoom(), QStringList());
}

void ColumnsDialogTest::filesAndTitlesGiveTheKeysBackToTheDialog_data()
{
    QTest::addColumn<QString>("button");
    for (const char *button : {"Save…", "Load…", "Rename"})
        QTest::newRow(button) << QString::fromUtf8(button);
}

void ColumnsDialogTest::filesAndTitlesGiveTheKeysBackToTheDialog()
{
    QFETCH(QString, button);
    ShownColumns s;
    QVERIFY(s.table.addPathColumn(u"data.status"_s));
    ColumnsDialog dialog(s.columns(), &s.table);
    dialog.open();
    dialog.list()->setCurrentItem(itemOf(dialog, u"status"_s));
    press(dialog, button);
    auto *above = dialog.findChild<QDialog *>();
    QVERIFY(above && QTest::qWaitForWindowActive(above));
    s.table.activateWindow(); // as xfwm4 does when a dialog of a dialog is closed
    above->reject();
    QTRY_COMPARE(QApplication::activeWindow(), &dialog);
}

void ColumnsDialogTest::tabGoesThroughTheDialogAsItIsRead()
{
    ShownColumns s;
    ColumnsDialog dialog(s.columns(), &s.table);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    dialog.list()->setFocus();
    dialog.list()->setCurrentRow(2);
    QStringList passed;
    do {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        const auto *button = qobject_cast<QPushButton *>(QApplication::focusWidget());
        passed += button ? button->text().remove(u'&') : QApplication::focusWidget()->objectName();
    } while (QApplication::focusWidget() != dialog.list() && passed.size() < 20);
    QCOMPARE(passed,
             QStringList({u"Move Up"_s, u"Move Down"_s, u"columnWidth"_s, u"Load…"_s, u"Save…"_s,
                          u"Reset"_s, u"columnPath"_s, u"Add"_s, u"Close"_s, u"columnList"_s}));
}

void ColumnsDialogTest::whatIsSortedByStaysSortedWhileColumnsAreChosen()
{
    ShownColumns s;
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

void ColumnsDialogTest::theLastColumnStays()
{
    ShownColumns s;
    ColumnsDialog dialog(s.columns(), &s.table);
    for (int row = 0; row < dialog.list()->count(); ++row)
        dialog.list()->item(row)->setCheckState(Qt::Unchecked);
    QCOMPARE(s.titles().size(), 1);
    QVERIFY(!dialog.problem().isEmpty());
}

void ColumnsDialogTest::columnsAreHandedOnAsAFile()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"mine.json"_s);
    ShownColumns s;
    QVERIFY(s.table.addPathColumn(u"data.status"_s));
    ColumnsDialog dialog(s.columns(), &s.table);
    dialog.saveTo(path);
    QVERIFY2(dialog.problem().isEmpty(), qPrintable(dialog.problem()));

    ShownColumns other;
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

void ColumnsDialogTest::everythingHasAName()
{
    ShownColumns s;
    ColumnsDialog dialog(s.columns(), &s.table);
    for (const QWidget *widget : dialog.findChildren<QWidget *>()) {
        const bool button = widget->inherits("QAbstractButton");
        if (widget->focusPolicy() != Qt::NoFocus && !button
            && !widget->objectName().startsWith(u"qt_"_s))
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
}
