// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/eventlog/bookmarkstest.h"

#include "models/eventbookmarks.h"
#include "models/orderedevents.h"
#include "tests/support/filterof.h"
#include "tests/views/eventlog/showntable.h"
#include "views/eventlog/bookmarksdialog.h"
#include "views/eventlog/rowmarks.h"
#include "views/theme.h"

#include <QApplication>
#include <QInputDialog>
#include <QLineEdit>
#include <QPointer>
#include <QTest>
#include <QTreeWidget>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// Where a note is being written; null: nowhere, and what is typed would go to the list.
QLineEdit *noteEditor(const BookmarksDialog &dialog)
{
    auto *edit = qobject_cast<QLineEdit *>(QApplication::focusWidget());
    return edit && dialog.list()->isAncestorOf(edit) ? edit : nullptr;
}

} // namespace

void BookmarksTest::initTestCase()
{
    applyTheme(false);
}

void BookmarksTest::bookmarksAreSetVisitedAndListed()
{
    ShownTable s;
    s.fixture.addMany(1'000);
    EventBookmarks &marks = s.fixture.model.bookmarks();
    s.table.marks()->toggle();
    QCOMPARE(marks.size(), 0);
    QVERIFY(!s.remark().isEmpty()); // nothing is chosen
    for (const quint64 one : {100, 900, 500}) {
        QVERIFY(s.table.showSequence(one));
        s.table.marks()->toggle();
    }
    QCOMPARE(marks.sequences(), QVector<quint64>({100, 500, 900}));
    s.table.marks()->next();
    QCOMPARE(s.current(), quint64(900));
    s.table.marks()->next();
    QCOMPARE(s.remark(), u"There is no bookmark below."_s);
    s.table.marks()->previous();
    s.table.marks()->previous();
    QCOMPARE(s.current(), quint64(100));
    s.table.marks()->editNote();
    auto *edit = s.table.findChild<QInputDialog *>(u"noteDialog"_s);
    QVERIFY(edit);
    edit->setTextValue(u"here it began"_s);
    edit->accept();
    QCOMPARE(marks.note(100), u"here it began"_s);

    s.fixture.model.setFilter(filterOf(u"\"call 5\""_s, s.fixture.log));
    QTRY_COMPARE(s.fixture.model.rowCount(), 111);
    BookmarksDialog dialog(&s.table);
    QCOMPARE(dialog.list()->topLevelItemCount(), 3);
    QCOMPARE(dialog.list()->topLevelItem(0)->text(4), u"here it began"_s);
    QCOMPARE(dialog.list()->topLevelItem(0)->text(3), u"(hidden by the filter)"_s);
    QCOMPARE(dialog.list()->topLevelItem(1)->text(2), u"call.status"_s);
    dialog.list()->topLevelItem(1)->setText(4, u"changed"_s);
    QCOMPARE(marks.note(500), u"changed"_s);
    QVERIFY(marks.remove(900));
    QTRY_COMPARE(dialog.list()->topLevelItemCount(), 2);
    QSignalSpy wanted(&s.table, &EventTable::eventWanted);
    dialog.list()->setCurrentItem(dialog.list()->topLevelItem(0));
    QTest::keyClick(dialog.list(), Qt::Key_Return);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0][0].toULongLong(), quint64(100));
}

void BookmarksTest::notesAreWrittenByKeyboard()
{
    ShownTable s;
    s.fixture.addMany(10);
    EventBookmarks &marks = s.fixture.model.bookmarks();
    for (const quint64 one : {2, 5})
        QVERIFY(marks.set(one, u"old"_s));
    BookmarksDialog dialog(&s.table);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    dialog.list()->setFocus();
    QTest::keyClick(dialog.list(), Qt::Key_Down);
    QTest::keyClick(dialog.list(), Qt::Key_F2);
    auto *edit = noteEditor(dialog);
    QVERIFY(edit);
    QCOMPARE(edit->selectedText(), u"old"_s); // the note, whatever column is current
    QTest::keyClick(edit, Qt::Key_Delete); // takes the text, not the bookmark
    QTest::keyClicks(edit, u"new"_s);
    QTest::keyClick(edit, Qt::Key_Return);
    QTRY_COMPARE(marks.note(5), u"new"_s);
    QCOMPARE(marks.note(2), u"old"_s);
    QTRY_COMPARE(QApplication::focusWidget(), dialog.list());
    QVERIFY(dialog.isVisible());
    QTRY_COMPARE(dialog.list()->currentItem()->text(4), u"new"_s);
    QTest::keyClick(dialog.list(), Qt::Key_Delete);
    QCOMPARE(marks.sequences(), QVector<quint64>({2}));
    QTest::keyClick(dialog.list(), Qt::Key_F2);
    edit = noteEditor(dialog);
    QVERIFY(edit);
    QTest::keyClicks(edit, u"x"_s); // and the window is closed
}

void BookmarksTest::deleteTakesTheNextBookmarkAndNotTheFirst()
{
    ShownTable s;
    s.fixture.addMany(10);
    EventBookmarks &marks = s.fixture.model.bookmarks();
    for (const quint64 one : {2, 5, 8})
        QVERIFY(marks.set(one, {}));
    BookmarksDialog dialog(&s.table);
    dialog.list()->setCurrentItem(dialog.list()->topLevelItem(1));
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    dialog.list()->setFocus();
    QTest::keyClick(dialog.list(), Qt::Key_Delete);
    QCOMPARE(marks.sequences(), QVector<quint64>({2, 8}));
    QTest::keyClick(dialog.list(), Qt::Key_Delete);
    QCOMPARE(marks.sequences(), QVector<quint64>({2}));
}

void BookmarksTest::tabGoesFromNoteToNote()
{
    ShownTable s;
    s.fixture.addMany(10);
    EventBookmarks &marks = s.fixture.model.bookmarks();
    for (const quint64 one : {2, 5})
        QVERIFY(marks.set(one, {}));
    BookmarksDialog dialog(&s.table);
    dialog.show();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    dialog.list()->setFocus();
    QTest::keyClick(dialog.list(), Qt::Key_F2);
    const QPointer<QLineEdit> first = noteEditor(dialog);
    QVERIFY(first);
    QTest::keyClicks(first, u"one"_s);
    QTest::keyClick(first, Qt::Key_Tab);
    QCOMPARE(marks.note(2), u"one"_s);
    QCoreApplication::processEvents(); // nothing that was put off closes the second one
    QLineEdit *second = noteEditor(dialog);
    QVERIFY(second && second != first);
    QTest::keyClicks(second, u"two"_s);
    QTest::keyClick(second, Qt::Key_Return);
    QTRY_COMPARE(marks.note(5), u"two"_s);
}

void BookmarksTest::aBookmarkThatWaitsIsNotSaidToBeFiltered()
{
    ShownTable s;
    s.fixture.model.setPaused(true);
    s.fixture.addMany(3);
    QVERIFY(s.fixture.model.bookmarks().set(2, {}));
    const BookmarksDialog dialog(&s.table);
    QCOMPARE(dialog.list()->topLevelItem(0)->text(3), u"(not shown yet)"_s);
}

void BookmarksTest::aMarkedRowShowsItsRibbon()
{
    ShownTable s;
    s.fixture.addMany(3);
    const auto ribbon = [&s] {
        const QRect cell = s.table.visualRect(s.table.events()->index(1, 0));
        const QImage image = s.table.viewport()->grab(cell).toImage();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = image.width() / 2; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == currentTheme().accent)
                    return true;
            }
        }
        return false;
    };
    QVERIFY(!ribbon());
    QVERIFY(s.fixture.model.bookmarks().set(2, {}));
    QVERIFY(ribbon());
}
