// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/windowtabtest.h"

#include "tests/views/shownwindow.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/filters/filteredit.h"
#include "views/notices/noticepanel.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/theme.h"

#include <QListView>
#include <QPushButton>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

using Stops = QList<QWidget *>;
using Change = std::function<void(const ShownWindow &)>;

QString nameOf(const QWidget *widget)
{
    return QString::fromLatin1(widget->metaObject()->className()) + u' ' + widget->objectName()
        + u' ' + widget->accessibleName();
}

/// From the first one on, as far as it goes; the first one again at the end.
Stops walk(const ShownWindow &s, QWidget *first, Qt::Key key)
{
    first->setFocus();
    Stops stops{first};
    do {
        s.key(key, key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
        stops.append(QApplication::focusWidget());
    } while (stops.last() && stops.last() != first && stops.size() < 200);
    return stops;
}

QSet<QWidget *> whatTakesTheFocus(const ShownWindow &s)
{
    QSet<QWidget *> all;
    for (QWidget *widget : s.window->findChildren<QWidget *>()) {
        if ((widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy() && widget->isVisible()
            && widget->isEnabled() && widget->window() == s.window.get())
            all.insert(widget);
    }
    return all;
}

QRect placeOf(const QWidget *widget)
{
    return {widget->mapTo(widget->window(), QPoint()), widget->size()};
}

/// The dock, the top or the middle in which it stands.
const QWidget *partOf(const QWidget *widget)
{
    while (!qobject_cast<const QMainWindow *>(widget->parentWidget()))
        widget = widget->parentWidget();
    return widget;
}

/// Below it, or in the same line and right of it, or within it.
bool isReadAfter(const QWidget *later, const QWidget *earlier)
{
    if (earlier->isAncestorOf(later))
        return true;
    const bool together = partOf(later) == partOf(earlier);
    const QRect from = placeOf(together ? earlier : partOf(earlier));
    const QRect to = placeOf(together ? later : partOf(later));
    return together
        ? to.top() > from.bottom() || (to.bottom() >= from.top() && to.left() > from.right())
        : to.top() > from.bottom() || to.left() > from.right();
}

void moveDock(const ShownWindow &s, const QString &name, Qt::DockWidgetArea area)
{
    QDockWidget *dock = s.dock(name);
    dock->setFloating(true); // as dragging does
    s.window->removeDockWidget(dock);
    s.window->addDockWidget(area, dock);
    dock->setFloating(false);
    dock->show();
    QTRY_VERIFY(!dock->isWindow() && dock->isVisible());
}

} // namespace

void WindowTabTest::initTestCase()
{
    applyTheme(false);
}

void WindowTabTest::tabReachesEverythingOnceAndInTheOrderOfReading_data()
{
    QTest::addColumn<bool>("told");
    QTest::addColumn<Change>("change");
    const auto nothing = [](const ShownWindow &) {};
    QTest::newRow("the usual window") << true << Change(nothing);
    QTest::newRow("first start") << false << Change(nothing);
    QTest::newRow("loading") << false << Change([](const ShownWindow &s) {
        s.window->setLoading(u"c"_s, 10);
    });
    QTest::newRow("loading the rest")
        << true << Change([](const ShownWindow &s) { s.window->setLoading(u"c"_s, 10); });
    for (int tab = 0; tab < DetailPane::TabCount; ++tab)
        QTest::addRow("detail %d", tab) << true << Change([tab](const ShownWindow &s) {
            s.log()->showSequence(7);
            s.log()->details()->setTab(DetailPane::Tab(tab));
        });
    QTest::newRow("not following")
        << true << Change([](const ShownWindow &s) { s.log()->setPaused(true); });
    QTest::newRow("nothing matches") << true << Change([](const ShownWindow &s) {
        s.log()->filterBar()->setText(u"type:none"_s);
        QTRY_VERIFY(s.log()->table()->viewport()->findChild<QPushButton *>()->isVisible());
    });
    QTest::newRow("connections at the right") << true << Change([](const ShownWindow &s) {
        moveDock(s, u"connectionsDock"_s, Qt::RightDockWidgetArea);
    });
    QTest::newRow("workflows below the log") << true << Change([](const ShownWindow &s) {
        moveDock(s, u"workflowsDock"_s, Qt::BottomDockWidgetArea);
    });
    QTest::newRow("connections came back") << true << Change([](const ShownWindow &s) {
        moveDock(s, u"connectionsDock"_s, Qt::RightDockWidgetArea);
        s.actions()->resetLayout->trigger();
    });
}

void WindowTabTest::tabReachesEverythingOnceAndInTheOrderOfReading()
{
    QFETCH(bool, told);
    QFETCH(Change, change);
    ShownWindow s(told);
    QVERIFY(QTest::qWaitForWindowActive(s.window.get()));
    change(s);
    s.window->activateWindow(); // a dock that floats takes the keys along
    QVERIFY(QTest::qWaitForWindowActive(s.window.get()));
    QTest::qWait(0); // until docks have their places
    const QSet<QWidget *> all = whatTakesTheFocus(s);
    QVERIFY(all.size() >= (told ? 12 : 5));
    // The first one has nobody before it.
    QWidget *first = nullptr;
    for (QWidget *one : all) {
        if (!first || placeOf(one).top() < placeOf(first).top()
            || (placeOf(one).top() == placeOf(first).top()
                && placeOf(one).left() < placeOf(first).left()))
            first = one;
    }
    Stops there = walk(s, first, Qt::Key_Tab);
    QCOMPARE(there.last(), first);
    for (qsizetype i = 1; i + 1 < there.size(); ++i)
        QVERIFY2(isReadAfter(there[i], there[i - 1]),
                 qPrintable(nameOf(there[i - 1]) + u" > "_s + nameOf(there[i])));
    for (QWidget *one : all)
        QVERIFY2(there.contains(one), qPrintable(nameOf(one)));
    QCOMPARE(there.size(), all.size() + 1); // nothing twice
    Stops back = walk(s, first, Qt::Key_Backtab);
    std::reverse(back.begin(), back.end());
    QCOMPARE(back, there);
}

void WindowTabTest::tabLeadsFromTheNoticesIntoTheFilter()
{
    ShownWindow s;
    QVERIFY(QTest::qWaitForWindowActive(s.window.get()));
    auto *notices = s.find<NoticePanel>()->findChild<QListView *>();
    notices->setFocus();
    s.key(Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), s.log()->filterBar()->edit());
    s.key(Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(QApplication::focusWidget(), notices);
}

void WindowTabTest::panelsAreGoneThroughInTheSameOrder()
{
    ShownWindow s;
    QVERIFY(QTest::qWaitForWindowActive(s.window.get()));
    s.find<SubscriptionPanel>()->setFocus();
    s.key(Qt::Key_F6);
    QCOMPARE(QApplication::focusWidget(), s.find<NoticePanel>()->focusProxy());
    s.key(Qt::Key_F6);
    QCOMPARE(QApplication::focusWidget(), s.log()->filterBar()->edit());
}

void WindowTabTest::panelsThatWereMovedAreGoneThroughWhereTheyAre()
{
    ShownWindow s;
    QVERIFY(QTest::qWaitForWindowActive(s.window.get()));
    moveDock(s, u"workflowsDock"_s, Qt::LeftDockWidgetArea);
    s.window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(s.window.get()));
    Stops passed = walk(s, s.log()->filterBar()->edit(), Qt::Key_F6);
    QCOMPARE(passed.last(), passed.first());
    passed.removeLast();
    qsizetype back = 0; // once, from the end to the beginning
    for (qsizetype i = 0; i < passed.size(); ++i)
        back += isReadAfter(passed[(i + 1) % passed.size()], passed[i]) ? 0 : 1;
    QCOMPARE(back, 1);
    QVERIFY(passed.size() >= 6);
}

/// Qt puts a dock below another one in the same place out of the window, and calls it visible.
void WindowTabTest::tabGoesNowhereThatCannotBeSeen()
{
    ShownWindow s;
    QVERIFY(QTest::qWaitForWindowActive(s.window.get()));
    QDockWidget *below = s.dock(u"noticesDock"_s);
    s.window->tabifyDockWidget(below, s.dock(u"connectionsDock"_s));
    s.dock(u"connectionsDock"_s)->raise();
    QTRY_VERIFY(!s.window->rect().intersects(placeOf(below)));
    const Stops there = walk(s, s.log()->table(), Qt::Key_Tab);
    QCOMPARE(there.last(), s.log()->table());
    for (const QWidget *stop : there)
        QVERIFY2(!below->isAncestorOf(stop), qPrintable(nameOf(stop)));
}

void WindowTabTest::whatIsHiddenHandsTheFocusOn()
{
    ShownWindow s;
    QVERIFY(QTest::qWaitForWindowActive(s.window.get()));
    auto *notices = s.find<NoticePanel>()->findChild<QListView *>();
    notices->setFocus();
    s.dock(u"noticesDock"_s)->close();
    QCOMPARE(QApplication::focusWidget(), s.log()->filterBar()->edit());
}
