// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/paintedsize.h"
#include "tests/views/windowstory.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/firststartpage.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/subscriptions/topicsdialog.h"
#include "views/theme.h"
#include "views/windowactions.h"
#include "views/filters/filteredit.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDataStream>
#include <QDockWidget>
#include <QFileDialog>
#include <QHeaderView>
#include <QIODevice>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QScreen>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include <cstdlib>

using namespace eventscope;
using namespace Qt::StringLiterals;

class MainWindowTest final : public QObject
{
    Q_OBJECT

private:
    struct Shown
    {
        WindowStory story;
        std::unique_ptr<MainWindow> window;

        explicit Shown(bool told = true)
        {
            if (told)
                story.tell();
            window = std::make_unique<MainWindow>(story.models(), story.services());
            window->resize(1'300, 850);
            window->show();
            QApplication::setActiveWindow(window.get());
        }
        template<typename T>
        T *find(const QString &name = {}) const
        {
            return window->findChild<T *>(name);
        }
        WindowActions *actions() const { return find<WindowActions>(); }
        EventLogView *log() const { return find<EventLogView>(); }
        QDockWidget *dock(const QString &name) const { return find<QDockWidget>(name); }
        void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
        {
            QWidget *focus =
                QApplication::focusWidget() ? QApplication::focusWidget() : window.get();
            QTest::keyClick(focus, key, modifiers);
        }
    };

    static bool within(const QWidget *focus, const QWidget *place)
    {
        return focus && (focus == place || place->isAncestorOf(focus));
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void everyMenuHasMnemonicsOfItsOwn()
    {
        Shown s;
        const auto *bar = s.find<QMenuBar>();
        QVERIFY(bar);
        QVector<const QMenu *> menus;
        for (const QAction *title : bar->actions()) {
            menus.append(title->menu());
            for (const QAction *action : title->menu()->actions()) {
                if (action->menu() && action->menu() != s.actions()->panelsMenu()
                    && action->menu() != s.actions()->columnsMenu())
                    menus.append(action->menu());
            }
        }
        QVERIFY(menus.size() >= 6);
        for (const QMenu *menu : menus) {
            QSet<QKeySequence> used;
            QVERIFY2(!QKeySequence::mnemonic(menu->title()).isEmpty(), qPrintable(menu->title()));
            for (const QAction *action : menu->actions()) {
                if (action->isSeparator())
                    continue;
                const QKeySequence mnemonic = QKeySequence::mnemonic(action->text());
                QVERIFY2(!mnemonic.isEmpty(), qPrintable(action->text()));
                QVERIFY2(!used.contains(mnemonic),
                         qPrintable(menu->title() + u" > "_s + action->text()));
                used.insert(mnemonic);
            }
        }
    }

    void noKeyIsGivenTwice()
    {
        Shown s;
        QHash<QString, QString> used;
        for (const QAction *action : s.window->findChildren<QAction *>()) {
            for (const QKeySequence &key : action->shortcuts()) {
                const QString name = key.toString();
                QVERIFY2(!used.contains(name),
                         qPrintable(name + u": "_s + action->text() + u", "_s + used.value(name)));
                used.insert(name, action->text());
            }
        }
        QVERIFY(used.size() > 15);
    }

    void placesAreReachedByKeys()
    {
        Shown s;
        QVERIFY(QTest::qWaitForWindowActive(s.window.get()));
        s.key(Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(QApplication::focusWidget(), s.log()->filterBar()->edit());
        s.key(Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(QApplication::focusWidget(), s.log()->table());
        s.key(Qt::Key_3, Qt::ControlModifier);
        QVERIFY(within(QApplication::focusWidget(), s.dock(u"connectionsDock"_s)));
        s.dock(u"workflowsDock"_s)->close();
        s.key(Qt::Key_4, Qt::ControlModifier);
        QVERIFY(s.dock(u"workflowsDock"_s)->isVisible());
        QVERIFY(within(QApplication::focusWidget(), s.dock(u"workflowsDock"_s)));
        s.key(Qt::Key_5, Qt::ControlModifier);
        QVERIFY(within(QApplication::focusWidget(), s.dock(u"noticesDock"_s)));
        s.key(Qt::Key_F, Qt::ControlModifier);
        QCOMPARE(QApplication::focusWidget(), s.log()->filterBar()->edit());
    }

    void f6GoesRoundThroughAllPanels()
    {
        Shown s;
        QVERIFY(QTest::qWaitForWindowActive(s.window.get()));
        s.log()->table()->setFocus();
        QSet<const QWidget *> visited;
        for (int i = 0; i < 7; ++i) { // the timeline is one of them
            s.key(Qt::Key_F6);
            visited.insert(QApplication::focusWidget());
        }
        QCOMPARE(visited.size(), 7);
        QCOMPARE(QApplication::focusWidget(), s.log()->table());
        s.key(Qt::Key_F6, Qt::ShiftModifier);
        s.key(Qt::Key_F6);
        QCOMPARE(QApplication::focusWidget(), s.log()->table());
    }

    void capturesAreLookedForWhereTheyAreKept()
    {
        const QTemporaryDir folder;
        WindowStory story;
        WindowServices services = story.services();
        services.capturesFolder = folder.path();
        MainWindow window(story.models(), services);
        window.show();
        window.findChild<WindowActions *>()->openCapture->trigger();
        const auto *dialog = window.findChild<QFileDialog *>(u"openCaptureDialog"_s);
        QVERIFY(dialog);
        QCOMPARE(dialog->directory().absolutePath(), folder.path());
    }

    void firstStartGivesWayToTheLog()
    {
        Shown s(false);
        auto *page = s.find<FirstStartPage>();
        QVERIFY(page->isVisible());
        for (const QAction *action : {s.actions()->pause, s.actions()->follow, s.actions()->filter})
            QVERIFY2(!action->isEnabled(), qPrintable(action->text())); // there is no log to see
        QSignalSpy demo(s.window.get(), &MainWindow::demoRequested);
        QTest::mouseClick(s.find<QAbstractButton>(u"wayDemo"_s), Qt::LeftButton);
        QCOMPARE(demo.size(), 1);
        s.story.addConnections();
        QVERIFY(!page->isVisible());
        QVERIFY(s.log()->isVisible());
        for (const QAction *action : {s.actions()->pause, s.actions()->follow, s.actions()->filter})
            QVERIFY2(action->isEnabled(), qPrintable(action->text()));
    }

    void windowIsActiveWhileOneOfItsDialogsIs()
    {
        Shown s;
        QSignalSpy active(s.window.get(), &MainWindow::windowActivated);
        QTRY_COMPARE(active.size(), 1);
        active.clear();
        s.actions()->addConnection->trigger();
        auto *dialog = s.find<QDialog>();
        QVERIFY(dialog);
        QApplication::setActiveWindow(dialog);
        QTRY_COMPARE(QApplication::activeWindow(), dialog);
        QTest::qWait(0);
        QVERIFY(active.isEmpty());
        QWidget other;
        other.show();
        QApplication::setActiveWindow(&other);
        QTRY_COMPARE(active.size(), 1);
        QCOMPARE(active.last().at(0).toBool(), false);
        QApplication::setActiveWindow(dialog);
        QTRY_COMPARE(active.size(), 2);
        QCOMPARE(active.last().at(0).toBool(), true);
    }

    void pauseAndFollowAgreeEverywhere()
    {
        Shown s;
        s.actions()->pause->trigger();
        QVERIFY(s.story.eventLog.isPaused());
        QTest::keyClick(s.log()->table(), Qt::Key_Space);
        QVERIFY(!s.story.eventLog.isPaused());
        QVERIFY(!s.actions()->pause->isChecked());
        s.actions()->follow->trigger();
        QVERIFY(!s.log()->isFollowing());
        QTest::keyClick(s.log()->table(), Qt::Key_End);
        QVERIFY(s.actions()->follow->isChecked());
    }

    void showEventSelectsItsRow()
    {
        Shown s;
        s.window->showEvent(3);
        QCOMPARE(s.log()->table()->currentSequence(), quint64(3));
        s.window->showEvent(1'000'000);
        QCOMPARE(s.log()->table()->currentSequence(), quint64(3));
    }

    void layoutIsRemembered()
    {
        QByteArray layout;
        {
            Shown s;
            s.dock(u"noticesDock"_s)->close();
            s.window->removeDockWidget(s.dock(u"workflowsDock"_s));
            s.window->addDockWidget(Qt::LeftDockWidgetArea, s.dock(u"workflowsDock"_s));
            s.dock(u"workflowsDock"_s)->show();
            s.log()->table()->hideColumn(EventLogColumn::Topic);
            s.actions()->details->trigger();
            s.actions()->utc->setChecked(true);
            layout = s.window->saveLayout();
        }
        Shown s;
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
    void summaryIsInSightInSmallWindows()
    {
        Shown s;
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

    void figuresDoNotHoldTheWindowOpen()
    {
        Shown s; // with millions of events
        s.window->setCaptureFigures(s.story.figures());
        for (const int width : {1'300, 800, 760}) {
            s.window->resize(width, 570);
            QTRY_COMPARE(s.window->statusBar()->width(), width);
            QCOMPARE(s.window->width(), width);
        }
    }

    void docksThatTheUserSizedKeepTheirWidth()
    {
        QByteArray layout;
        {
            Shown s;
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
        Shown s;
        QVERIFY(s.window->restoreLayout(layout));
        s.window->resize(1'600, 850);
        QTest::qWait(0);
        QTRY_COMPARE(s.dock(u"connectionsDock"_s)->width(), 377);
    }

    /// As Qt does where the screen has become too small for the window.
    void docksFindTheirWidthAgainWhereTheWindowComesBackSmaller()
    {
        QByteArray layout;
        QByteArray smaller;
        {
            Shown s;
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
        Shown s;
        QVERIFY(s.window->restoreLayout(inASmallerWindow(layout)));
        QCOMPARE(s.window->width(), 900);
        QTRY_VERIFY(s.dock(u"connectionsDock"_s)->width() < 300);
        const QByteArray again = s.window->saveLayout(); // it was closed like that
        s.window->resize(1'500, 850);
        QTRY_VERIFY(std::abs(s.dock(u"connectionsDock"_s)->width() - 377) <= 5);
        Shown next;
        QVERIFY(next.window->restoreLayout(again));
        next.window->resize(1'500, 850);
        QTRY_VERIFY(std::abs(next.dock(u"connectionsDock"_s)->width() - 377) <= 5);
    }

    void connectionMenuHasWhatTheContextMenuHas()
    {
        Shown s;
        DialectInfo asked = *s.story.connections.dialect(u"voipbin"_s);
        asked.requests = {TopicRequest::Kind::List};
        asked.filterKeys = {u"type"_s};
        s.story.connections.setDialects({asked, *s.story.connections.dialect(u"fix"_s)});
        const ConnectionProfile voip = s.story.connections.profiles().first();
        auto *panel = s.find<SubscriptionPanel>();
        panel->select(voip.id);
        QVERIFY(s.actions()->topics->isEnabled());
        QVERIFY(!s.actions()->editFilters->isEnabled());
        panel->select(voip.id, voip.subscriptions.first().pattern);
        QVERIFY(s.actions()->editFilters->isEnabled());
        panel->select(s.story.connections.profiles().at(1).id); // cannot be asked
        QVERIFY(!s.actions()->topics->isEnabled());
        panel->select(voip.id);
        s.key(Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(s.find<TopicsDialog>()->isVisible());
    }

    /// By the user, to where it is wide, in a window that becomes small.
    void dockThatWasMovedLeavesTheLogItsRoom()
    {
        QByteArray layout;
        const auto move = [](const Shown &s) {
            QDockWidget *dock = s.dock(u"noticesDock"_s);
            dock->setFloating(true); // as dragging does
            s.window->removeDockWidget(dock);
            s.window->addDockWidget(Qt::RightDockWidgetArea, dock);
            dock->setFloating(false);
            dock->show();
        };
        const auto room = [](const Shown &s) {
            const QTableView *table = s.log()->table();
            return table->viewport()->width()
                - table->columnViewportPosition(EventLogColumn::Summary);
        };
        {
            Shown s;
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
        Shown s;
        QVERIFY(s.window->restoreLayout(layout));
        s.window->resize(900, 600);
        QTRY_VERIFY2(room(s) >= 200, qPrintable(QString::number(room(s))));
    }

    void foreignLayoutsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("layout");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("noise") << QByteArray(200, '\x5a');
        Shown s;
        QByteArray layout = s.window->saveLayout();
        QTest::newRow("cut short") << layout.left(layout.size() / 2);
        layout[7] = char(99);
        QTest::newRow("another version") << layout;
    }
    void foreignLayoutsAreRefused()
    {
        QFETCH(QByteArray, layout);
        Shown s;
        QVERIFY(!s.window->restoreLayout(layout));
        QVERIFY(s.dock(u"connectionsDock"_s)->isVisible());
        QVERIFY(s.log()->areDetailsShown());
    }

    void changesOfTheLayoutAreToldOnceTheyRest()
    {
        Shown s;
        QTest::qWait(0);
        QSignalSpy changed(s.window.get(), &MainWindow::layoutChanged);
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 3'000); // of showing the window
        s.log()->table()->horizontalHeader()->resizeSection(EventLogColumn::Type, 150);
        s.log()->table()->horizontalHeader()->resizeSection(EventLogColumn::Type, 160);
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 2, 3'000);
        s.window->close();
        QCOMPARE(changed.size(), 3);
    }

    void appearanceIsAskedForAndShown()
    {
        Shown s;
        QSignalSpy scheme(s.window.get(), &MainWindow::colorSchemeChosen);
        QSignalSpy notifications(s.window.get(), &MainWindow::notificationsChosen);
        s.window->showPreferences(u"dark"_s, false);
        QVERIFY(s.actions()->schemeDark->isChecked());
        QVERIFY(!s.actions()->notifications->isChecked());
        QCOMPARE(scheme.size() + notifications.size(), 0);
        s.actions()->schemeLight->trigger();
        QCOMPARE(scheme.takeFirst().first().toString(), u"light"_s);
        s.actions()->notifications->trigger();
        QCOMPARE(notifications.takeFirst().first().toBool(), true);
        s.window->setDark(true);
        QVERIFY(currentTheme().dark);
        QWidget *viewport = s.log()->table()->viewport();
        const auto corner = [viewport] {
            const QImage image = viewport->grab().toImage();
            return image.pixelColor(image.width() - 2, 2);
        };
        QTRY_COMPARE(corner(), Theme::darkTheme().background);
        s.window->setDark(false);
        QTRY_COMPARE(corner(), Theme::lightTheme().background);
    }

    void noWindowIsLargerThanTheScreen()
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

    void closingIsOfOneWindowAndQuittingOfAll()
    {
        const Shown live;
        const Shown capture;
        capture.actions()->closeWindow->trigger();
        QVERIFY(!capture.window->isVisible());
        QVERIFY(live.window->isVisible());
        capture.window->show();
        capture.actions()->quit->trigger();
        QVERIFY(!capture.window->isVisible());
        QVERIFY(!live.window->isVisible());
    }

    void shortcutsAreListed()
    {
        Shown s;
        s.actions()->shortcuts->trigger();
        const auto *list = s.find<QTreeWidget>(u"shortcutList"_s);
        QVERIFY(list && list->isVisible());
        for (const QString &command : {u"Export…"_s, u"Reconnect"_s, u"Filter"_s, u"Next Panel"_s,
                                       u"Topics of the Server…"_s, u"Edit Filters…"_s})
            QVERIFY2(!list->findItems(command, Qt::MatchExactly | Qt::MatchRecursive).isEmpty(),
                     qPrintable(command));
    }

    void nothingTakesTextForHtml()
    {
        Shown s;
        s.actions()->shortcuts->trigger();
        for (const QLabel *label : s.window->findChildren<QLabel *>()) {
            QVERIFY2(label->textFormat() == Qt::PlainText
                         || label->objectName().startsWith(u"qt_"_s),
                     qPrintable(label->text() + u' ' + label->objectName()));
        }
    }

    void everythingThatTakesFocusHasAName()
    {
        Shown s;
        for (const QWidget *widget : s.window->findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible()
                || widget->objectName().startsWith(u"qt_"_s)
                || qobject_cast<const QHeaderView *>(widget))
                continue;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                     qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' '
                                + widget->objectName()));
        }
    }

    void aBatchOfAFloodIsOneInsert()
    {
        Shown s;
        QVERIFY(QTest::qWaitForWindowExposed(s.window.get()));
        s.log()->setFollowing(true);
        s.story.addCalls(20'000);
        QCoreApplication::processEvents();
        const QAbstractItemModel *rows = s.log()->table()->model();
        QSignalSpy inserted(rows, &QAbstractItemModel::rowsInserted);
        QSignalSpy laidOut(rows, &QAbstractItemModel::layoutChanged);
        QSignalSpy reset(rows, &QAbstractItemModel::modelReset);
        for (int i = 0; i < 10; ++i) {
            std::vector<TestEvent> events(2'000);
            s.story.log.append(s.story.lines.add(batchOf(events, "aa11bb22")));
            s.story.eventLog.logGrew();
        }
        const QScrollBar *bar = s.log()->table()->verticalScrollBar();
        QCOMPARE(inserted.size(), 10);
        QCOMPARE(laidOut.size() + reset.size(), 0);
        QTRY_COMPARE(bar->value(), bar->maximum());
        // As much is painted of 40 000 events as of those that fit into the window.
        const qsizetype size = paintedSize(s.window.get());
        QVERIFY2(size < 1'000'000, qPrintable(QString::number(size)));
    }
};

QTEST_MAIN(MainWindowTest)
#include "tst_mainwindow.moc"
