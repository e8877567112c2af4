// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/filters/filterpastetest.h"

#include "models/query/filterparser.h"
#include "views/filters/filteredit.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

using Way = std::function<void(FilterEdit &edit, const QString &text)>;

void pasteByKeys(FilterEdit &edit, const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
    QTest::keySequence(&edit, QKeySequence::Paste);
}

void pasteFromTheMenu(FilterEdit &edit, const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
    QContextMenuEvent wanted(QContextMenuEvent::Mouse, {3, 3}, edit.mapToGlobal(QPoint(3, 3)));
    QCoreApplication::sendEvent(&edit, &wanted);
    const auto *menu = edit.findChild<QMenu *>();
    QVERIFY(menu && menu->isVisible());
    int pasted = 0;
    for (QAction *action : menu->actions()) {
        if (action->text().startsWith(u"&Paste")) {
            QVERIFY(action->isEnabled());
            action->trigger();
            ++pasted;
        }
    }
    QCOMPARE(pasted, 1);
    QApplication::activePopupWidget()->close();
}

void drop(FilterEdit &edit, const QString &text)
{
    QMimeData data;
    data.setText(text);
    const QPoint end(edit.width() - 5, edit.height() / 2);
    QDragEnterEvent enter(end, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&edit, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(end, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&edit, &event);
    QVERIFY(event.isAccepted());
    QCOMPARE(event.dropAction(), Qt::CopyAction);
}

/// On X11 and Wayland what is selected anywhere is pasted by the middle button.
void pasteTheSelection(FilterEdit &edit, const QString &text)
{
    QGuiApplication::clipboard()->setText(text, QClipboard::Selection);
    QTest::mouseClick(&edit, Qt::MiddleButton, {}, {edit.width() - 5, edit.height() / 2});
}

void pasteTheSelectionByKeys(FilterEdit &edit, const QString &text)
{
    QGuiApplication::clipboard()->setText(u"something else"_s);
    QGuiApplication::clipboard()->setText(text, QClipboard::Selection);
    QTest::keyClick(&edit, Qt::Key_Insert, Qt::ControlModifier | Qt::ShiftModifier);
}

void addWays()
{
    QTest::addColumn<Way>("way");
    QTest::addColumn<bool>("ofSelection");
    QTest::newRow("keys") << Way(pasteByKeys) << false;
    QTest::newRow("menu") << Way(pasteFromTheMenu) << false;
    QTest::newRow("drop") << Way(drop) << false;
    QTest::newRow("selection") << Way(pasteTheSelection) << true;
    QTest::newRow("selection by keys") << Way(pasteTheSelectionByKeys) << true;
}

bool canBeTried(bool ofSelection)
{
    return !ofSelection || QGuiApplication::clipboard()->supportsSelection();
}

const char *const noSelection = "No selection here: run it with QT_QPA_PLATFORM=xcb.";

struct ShownEdit
{
    FilterEdit edit{nullptr};

    ShownEdit()
    {
        edit.resize(600, edit.sizeHint().height());
        edit.show();
        edit.activateWindow();
        edit.setText(u"a "_s);
        edit.setFocus();
    }
};

} // namespace

void FilterPasteTest::aMegabyteIsCutBeforeTheLineHasItAndSaidToBeTooLong_data()
{
    addWays();
}

/// Of what QLineEdit refuses it copies the rest for each character.
void FilterPasteTest::aMegabyteIsCutBeforeTheLineHasItAndSaidToBeTooLong()
{
    QFETCH(Way, way);
    QFETCH(bool, ofSelection);
    if (!canBeTried(ofSelection))
        QSKIP(noSelection);
    ShownEdit s;
    QVERIFY(QTest::qWaitForWindowActive(&s.edit));
    QSignalSpy refused(&s.edit, &QLineEdit::inputRejected);
    way(s.edit, u"type:call.* or "_s.repeated(70'000));
    QVERIFY2(s.edit.text().startsWith(u"a type:call.*"), qPrintable(s.edit.text().left(40)));
    QCOMPARE(s.edit.text().size(), s.edit.maxLength());
    QVERIFY(parseFilter(s.edit.text()).error); // nothing is run that was cut
    QCOMPARE(refused.size(), 0);
}

void FilterPasteTest::whatFitsIsTakenWhole_data()
{
    addWays();
}

void FilterPasteTest::whatFitsIsTakenWhole()
{
    QFETCH(Way, way);
    QFETCH(bool, ofSelection);
    if (!canBeTried(ofSelection))
        QSKIP(noSelection);
    ShownEdit s;
    QVERIFY(QTest::qWaitForWindowActive(&s.edit));
    way(s.edit, u"type:call"_s);
    QCOMPARE(s.edit.text(), u"a type:call"_s);
    s.edit.undo();
    QCOMPARE(s.edit.text(), u"a "_s);
}

void FilterPasteTest::undoTakesWhatWasPastedAndNotWhatWasTyped_data()
{
    QTest::addColumn<Way>("way");
    QTest::newRow("keys") << Way(pasteByKeys);
    QTest::newRow("menu") << Way(pasteFromTheMenu);
}

void FilterPasteTest::undoTakesWhatWasPastedAndNotWhatWasTyped()
{
    QFETCH(Way, way);
    ShownEdit s;
    QVERIFY(QTest::qWaitForWindowActive(&s.edit));
    s.edit.clear();
    QTest::keyClicks(&s.edit, u"typed "_s);
    way(s.edit, u"pasted"_s);
    QTest::keyClicks(&s.edit, u" more"_s);
    QTest::keySequence(&s.edit, QKeySequence::Undo);
    QCOMPARE(s.edit.text(), u"typed pasted"_s);
    QTest::keySequence(&s.edit, QKeySequence::Undo);
    QCOMPARE(s.edit.text(), u"typed "_s);
}
