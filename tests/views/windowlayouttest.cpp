// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/windowlayouttest.h"

#include "tests/views/shownwindow.h"
#include "tests/views/windowstory.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/theme.h"

#include <QDataStream>
#include <QDockWidget>
#include <QHeaderView>
#include <QIODevice>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTest>

#include <cstdlib>

using namespace eventscope;
using namespace Qt::StringLiterals;

void WindowLayoutTest::initTestCase()
{
    applyTheme(false);
}

void WindowLayoutTest::layoutIsRemembered()
{
    QByteArray layout;
    {
        ShownWindow s;
        s.dock(u"noticesDock"_s)->close();
        s.window->removeDockWidget(s.dock(u"workflowsDock"_s));
        s.window->addDockWidget(Qt::LeftDockWidgetArea, s.dock(u"workflowsDock"_s));
        s.dock(u"workflowsDock"_s)->show();
        s.log()->table()->hideColumn(EventLogColumn::Topic);
        s.actions()->details->trigger();
        s.actions()->utc->setChecked(true);
        layout = s.window->saveLayout();
    }
    ShownWindow s;
    QVERIFY(s.window->restoreLayout(layout));
    s.window->resize(1'900, 850); // no column is hidden for want of room
    QVERIFY(!s.dock(u"noticesDock"_s)->isVisible());
    QCOMPARE(s.window->dockWidgetArea(s.dock(u"workflowsDock"_s)), Qt::LeftDockWidgetArea);
    QVERIFY(s.log()->table()->isColumnHidden(EventLogColumn::Topic));
    QVERIFY(!s.log()->areDetailsShown());
    QVERIFY(!s.actions()->details->isChecked());
    QCOMPARE(s.story.eventLog.timeZone(), TimeZoneChoice::Utc);
    s.actions()->resetLayout->trigger();
    QVERIFY(s.dock(u"noticesDock"_s)->isVisible());
    QTRY_VERIFY(!s.log()->table()->isColumnHidden(EventLogColumn::Topic));
    QVERIFY(s.log()->areDetailsShown());
}

/// Down to the smallest window that anybody uses, and back.
void WindowLayoutTest::summaryIsInSightInSmallWindows()
{
    ShownWindow s;
    s.window->setCaptureFigures(s.story.figures());
    const QTableView *table = s.log()->table();
    const auto seen = [table] {
        const int left = table->columnViewportPosition(EventLogColumn::Summary);
        return table->viewport()->width() - left;
    };
    for (const QSize size :
         {QSize(860, 570), QSize(900, 600), QSize(960, 600), QSize(1'280, 800)}) {
        s.window->resize(size);
        QTRY_VERIFY2(seen() >= 200, qPrintable(QString::number(seen())));
        QCOMPARE(s.window->size(), size);
        QVERIFY2(s.dock(u"connectionsDock"_s)->width() >= 160,
                 qPrintable(QString::number(s.dock(u"connectionsDock"_s)->width())));
    }
    const int narrow = s.dock(u"workflowsDock"_s)->width();
    s.window->resize(1'900, 800);
    QTRY_VERIFY(s.dock(u"workflowsDock"_s)->width() > narrow);
    QTRY_VERIFY(!table->isColumnHidden(EventLogColumn::Topic));
}

void WindowLayoutTest::figuresDoNotHoldTheWindowOpen()
{
    ShownWindow s; // with millions of events
    s.window->setCaptureFigures(s.story.figures());
    for (const int width : {1'300, 800, 760}) {
        s.window->resize(width, 570);
        QTRY_COMPARE(s.window->statusBar()->width(), width);
        QCOMPARE(s.window->width(), width);
    }
}

void WindowLayoutTest::docksThatTheUserSizedKeepTheirWidth()
{
    QByteArray layout;
    {
        ShownWindow s;
        QDockWidget *dock = s.dock(u"connectionsDock"_s);
        const QPoint line(dock->geometry().right() + 2, dock->geometry().center().y());
        QTest::mousePress(s.window.get(), Qt::LeftButton, {}, line);
        QTest::mouseMove(s.window.get(), line + QPoint(80, 0));
        QTest::mouseRelease(s.window.get(), Qt::LeftButton, {}, line + QPoint(80, 0));
        s.window->resizeDocks({dock}, {377}, Qt::Horizontal);
        s.window->resize(1'500, 850);
        QTest::qWait(0);
        QTRY_COMPARE(dock->width(), 377);
        layout = s.window->saveLayout();
    }
    ShownWindow s;
    QVERIFY(s.window->restoreLayout(layout));
    s.window->resize(1'600, 850);
    QTest::qWait(0);
    QTRY_COMPARE(s.dock(u"connectionsDock"_s)->width(), 377);
}

/// As Qt does where the screen has become too small for the window.
void WindowLayoutTest::docksFindTheirWidthAgainWhereTheWindowComesBackSmaller()
{
    QByteArray layout;
    QByteArray smaller;
    {
        ShownWindow s;
        s.window->resize(900, 600);
        smaller = s.window->saveGeometry();
        s.window->resize(1'500, 850);
        QDockWidget *dock = s.dock(u"connectionsDock"_s);
        const QPoint line(dock->geometry().right() + 2, dock->geometry().center().y());
        QTest::mousePress(s.window.get(), Qt::LeftButton, {}, line);
        QTest::mouseRelease(s.window.get(), Qt::LeftButton, {}, line);
        s.window->resizeDocks({dock}, {377}, Qt::Horizontal);
        QTRY_COMPARE(dock->width(), 377);
        layout = s.window->saveLayout();
    }
    const auto inASmallerWindow = [&smaller](const QByteArray &whole) {
        QDataStream in(whole);
        in.setVersion(QDataStream::Qt_6_4);
        quint32 magic = 0;
        int version = 0;
        QByteArray geometry;
        in >> magic >> version >> geometry;
        QByteArray bytes;
        QDataStream out(&bytes, QIODevice::WriteOnly);
        out.setVersion(QDataStream::Qt_6_4);
        out << magic << version << smaller;
        return bytes + whole.mid(in.device()->pos());
    };
    ShownWindow s;
    QVERIFY(s.window->restoreLayout(inASmallerWindow(layout)));
    QCOMPARE(s.window->width(), 900);
    QTRY_VERIFY(s.dock(u"connectionsDock"_s)->width() < 300);
    const QByteArray again = s.window->saveLayout(); // it was closed like that
    s.window->resize(1'500, 850);
    QTRY_VERIFY(std::abs(s.dock(u"connectionsDock"_s)->width() - 377) <= 5);
    ShownWindow next;
    QVERIFY(next.window->restoreLayout(again));
    next.window->resize(1'500, 850);
    QTRY_VERIFY(std::abs(next.dock(u"connectionsDock"_s)->width() - 377) <= 5);
}

/// By the user, to where it is wide, in a window that becomes small.
void WindowLayoutTest::dockThatWasMovedLeavesTheLogItsRoom()
{
    QByteArray layout;
    const auto move = [](const ShownWindow &s) {
        QDockWidget *dock = s.dock(u"noticesDock"_s);
        dock->setFloating(true); // as dragging does
        s.window->removeDockWidget(dock);
        s.window->addDockWidget(Qt::RightDockWidgetArea, dock);
        dock->setFloating(false);
        dock->show();
    };
    const auto room = [](const ShownWindow &s) {
        const QTableView *table = s.log()->table();
        return table->viewport()->width() - table->columnViewportPosition(EventLogColumn::Summary);
    };
    {
        ShownWindow s;
        s.window->resize(1'600, 930);
        move(s);
        QTRY_VERIFY(s.dock(u"noticesDock"_s)->x() > s.log()->x());
        s.window->resizeDocks({s.dock(u"connectionsDock"_s), s.dock(u"workflowsDock"_s)},
                              {270, 310}, Qt::Horizontal);
        QTRY_COMPARE(s.dock(u"workflowsDock"_s)->width(), 310);
        layout = s.window->saveLayout();
        s.window->resize(900, 600);
        QTRY_VERIFY2(room(s) >= 200, qPrintable(QString::number(room(s))));
        QVERIFY(s.dock(u"connectionsDock"_s)->width() >= 120);
        for (int again = 0; again < 3; ++again) { // back to what it was, but for a line
            s.window->resize(1'600, 930);
            QTRY_VERIFY2(std::abs(s.dock(u"workflowsDock"_s)->width() - 310) <= 5,
                         qPrintable(QString::number(s.dock(u"workflowsDock"_s)->width())));
            QTRY_VERIFY(std::abs(s.dock(u"connectionsDock"_s)->width() - 270) <= 5);
            s.window->resize(900, 600);
            QTRY_VERIFY(room(s) >= 200);
        }
    }
    ShownWindow s;
    QVERIFY(s.window->restoreLayout(layout));
    s.window->resize(900, 600);
    QTRY_VERIFY2(room(s) >= 200, qPrintable(QString::number(room(s))));
}

void WindowLayoutTest::foreignLayoutsAreRefused_data()
{
    QTest::addColumn<QByteArray>("layout");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("noise") << QByteArray(200, '\x5a');
    ShownWindow s;
    QByteArray layout = s.window->saveLayout();
    QTest::newRow("cut short") << layout.left(layout.size() / 2);
    layout[7] = char(99);
    QTest::newRow("another version") << layout;
}

void WindowLayoutTest::foreignLayoutsAreRefused()
{
    QFETCH(QByteArray, layout);
    ShownWindow s;
    QVERIFY(!s.window->restoreLayout(layout));
    QVERIFY(s.dock(u"connectionsDock"_s)->isVisible());
    QVERIFY(s.log()->areDetailsShown());
}

void WindowLayoutTest::changesOfTheLayoutAreToldOnceTheyRest()
{
    ShownWindow s;
    QTest::qWait(0);
    QSignalSpy changed(s.window.get(), &MainWindow::layoutChanged);
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 3'000); // of showing the window
    s.log()->table()->horizontalHeader()->resizeSection(EventLogColumn::Type, 150);
    s.log()->table()->horizontalHeader()->resizeSection(EventLogColumn::Type, 160);
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 2, 3'000);
    s.window->close();
    QCOMPARE(changed.size(), 3);
}

void WindowLayoutTest::noWindowIsLargerThanTheScreen()
{
    WindowStory story;
    MainWindow window(story.models(), story.services());
    const QSize room = window.screen()->availableGeometry().size();
    window.resize(room * 2);
    window.fitToScreen();
    QVERIFY(window.width() < room.width());
    QVERIFY(window.height() < room.height());
    window.resize(room / 2);
    window.fitToScreen();
    QCOMPARE(window.size(), room / 2);
}
