// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventbookmarks.h"
#include "models/orderedevents.h"
#include "tests/views/windowstory.h"
#include "views/eventlog/bookmarksdialog.h"
#include "views/eventlog/columnsdialog.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/gototimedialog.h"
#include "views/theme.h"
#include "views/windowactions.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QInputDialog>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// What can be done with the rows of the log, by the keys and menus of the window alone.
class TableCommandsTest final : public QObject
{
    Q_OBJECT

private:
    struct Shown
    {
        WindowStory story;
        MainWindow window;

        Shown() : window(teller(story), story.services())
        {
            window.resize(1'400, 900);
            window.show();
        }
        static WindowModels teller(WindowStory &story)
        {
            story.tell();
            return story.models();
        }
        EventTable *table() const { return window.findChild<EventTable *>(); }
        EventBookmarks &marks() const { return table()->eventModel()->bookmarks(); }
        WindowActions *actions() const { return window.findChild<WindowActions *>(); }
        void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
        {
            QTest::keyClick(table(), key, modifiers);
        }
        EventLogView *view() const { return window.findChild<EventLogView *>(); }
        template<typename Dialog>
        Dialog *dialog() const
        {
            return table()->template findChild<Dialog *>();
        }
    };

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void bookmarksByKeys()
    {
        Shown s;
        QVERIFY(QTest::qWaitForWindowActive(&s.window));
        s.table()->setFocus();
        QVERIFY(s.table()->showSequence(5));
        s.press(Qt::Key_B, Qt::ControlModifier);
        QVERIFY(s.marks().contains(5));
        QVERIFY(s.table()->showSequence(9));
        s.press(Qt::Key_B, Qt::ControlModifier | Qt::AltModifier);
        auto *note = s.dialog<QInputDialog>();
        QVERIFY(note);
        note->setTextValue(u"see this"_s);
        note->accept();
        QCOMPARE(s.marks().note(9), u"see this"_s);
        s.press(Qt::Key_F7, Qt::ShiftModifier);
        QCOMPARE(s.table()->currentSequence(), quint64(5));
        s.press(Qt::Key_F7);
        QCOMPARE(s.table()->currentSequence(), quint64(9));
        s.press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(s.dialog<BookmarksDialog>());
        s.dialog<BookmarksDialog>()->reject();
        s.press(Qt::Key_B, Qt::ControlModifier);
        QVERIFY(!s.marks().contains(9));
    }

    void jumpsAndTimesByKeys()
    {
        Shown s;
        QVERIFY(QTest::qWaitForWindowActive(&s.window));
        s.table()->setFocus();
        QVERIFY(s.table()->showSequence(1));
        s.press(Qt::Key_F8);
        const quint64 error = s.table()->currentSequence();
        QVERIFY(error > 1);
        QVERIFY(s.table()->currentIndex().data(EventLogRole::SeverityValue).toInt()
                >= int(Severity::Error));
        s.press(Qt::Key_M, Qt::ControlModifier);
        QCOMPARE(s.table()->eventModel()->timeMark(), error);
        s.press(Qt::Key_F8);
        s.press(Qt::Key_F8, Qt::ShiftModifier);
        QCOMPARE(s.table()->currentSequence(), error);
        s.press(Qt::Key_G, Qt::ControlModifier);
        QVERIFY(s.dialog<GoToTimeDialog>());
    }

    void copiesAsCsvAndJson()
    {
        Shown s;
        QVERIFY(s.table()->showSequence(5));
        s.actions()->copyCsv->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"Time"_s));
        s.actions()->copyJsonArray->trigger();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"[\n{\"specversion\""_s));
    }

    void ordersTimesAndColumnsByMenus()
    {
        Shown s;
        const auto find = [](QMenu *menu, const QString &text) -> QAction * {
            Q_EMIT menu->aboutToShow();
            for (QAction *action : menu->actions()) {
                if (action->text().remove(u'&') == text)
                    return action;
            }
            return nullptr;
        };
        QAction *newest = find(s.actions()->sortMenu(), u"Newest First"_s);
        QVERIFY(newest);
        newest->trigger();
        QVERIFY(s.table()->events()->isNewestFirst());
        QVERIFY(find(s.actions()->sortMenu(), u"Newest First"_s)->isChecked());
        QAction *ago = find(s.actions()->timesMenu(), u"How Long Ago"_s);
        QVERIFY(ago);
        ago->trigger();
        QCOMPARE(s.table()->eventModel()->timeShown().form, TimeShown::UntilNow);
        QAction *choose = find(s.actions()->columnsMenu(), u"Choose Columns…"_s);
        QVERIFY(choose);
        choose->trigger();
        QVERIFY(s.dialog<ColumnsDialog>());
    }

    void theLayoutRemembersAllOfIt()
    {
        Shown s;
        QVERIFY(s.table()->addPathColumn(u"data.status"_s));
        s.table()->events()->sort(EventLogColumn::Time, Qt::DescendingOrder);
        s.table()->eventModel()->setTimeShown(
            {TimeZoneChoice::Local, TimeShown::Own, TimeShown::DateAndTime});
        QSignalSpy changed(s.view(), &EventLogView::layoutChanged);
        s.view()->details()->setTab(DetailPane::Attributes);
        QCOMPARE(changed.size(), 1);
        const QByteArray layout = s.window.saveLayout();
        Shown other;
        QCOMPARE(other.view()->details()->tab(), DetailPane::Tree);
        QVERIFY(other.window.restoreLayout(layout));
        QCOMPARE(other.table()->eventModel()->pathColumns().value(0).path, u"data.status"_s);
        QVERIFY(other.table()->events()->isNewestFirst());
        QCOMPARE(other.table()->eventModel()->timeShown().form, TimeShown::DateAndTime);
        QCOMPARE(other.table()->eventModel()->timeShown().which, TimeShown::Own);
        QCOMPARE(other.view()->details()->tab(), DetailPane::Attributes);
        other.view()->resetLayout();
        QCOMPARE(other.view()->details()->tab(), DetailPane::Tree);
    }
};

QTEST_MAIN(TableCommandsTest)
#include "tst_tablecommands.moc"
