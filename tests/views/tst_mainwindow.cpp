// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/paintedsize.h"
#include "tests/support/testclasses.h"
#include "tests/views/shownwindow.h"
#include "tests/views/windowlayouttest.h"
#include "tests/views/windowstory.h"
#include "tests/views/windowtabtest.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/firststartpage.h"
#include "views/subscriptions/subscriptionpanel.h"
#include "views/subscriptions/topicsdialog.h"
#include "views/theme.h"
#include "views/windowactions.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace eventscope;
using namespace Qt::StringLiterals;

class MainWindowTest final : public QObject
{
    Q_OBJECT

private:
    static bool within(const QWidget *focus, const QWidget *place)
    {
        return focus && (focus == place || place->isAncestorOf(focus));
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void everyMenuHasMnemonicsOfItsOwn()
    {
        ShownWindow s;
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
        ShownWindow s;
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
        ShownWindow s;
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
        ShownWindow s;
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
        ShownWindow s(false);
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
        ShownWindow s;
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
        ShownWindow s;
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
        ShownWindow s;
        s.window->showEvent(3);
        QCOMPARE(s.log()->table()->currentSequence(), quint64(3));
        s.window->showEvent(1'000'000);
        QCOMPARE(s.log()->table()->currentSequence(), quint64(3));
    }

    void connectionMenuHasWhatTheContextMenuHas()
    {
        ShownWindow s;
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

    void savedFiltersAreHandedOnFromTheMenu()
    {
        ShownWindow s;
        const QList<QAction *> offered = s.actions()->savedFiltersMenu()->actions();
        const auto *button = s.find<QToolButton>(u"saveFilter"_s);
        for (QAction *action : button->menu()->actions())
            QVERIFY2(offered.contains(action), qPrintable(action->text())); // the same
        QVERIFY(s.actions()->savedFiltersMenu()->menuAction()->isVisible());
        s.actions()->importFilters->trigger();
        s.actions()->exportFilters->trigger();
        for (const QString &name : {u"importFilters"_s, u"exportFilters"_s}) {
            auto *dialog = s.find<QFileDialog>(name);
            QVERIFY2(dialog && dialog->isVisible(), qPrintable(name));
            dialog->reject();
        }
        s.log()->filterBar()->setText(u"type:call.*"_s);
        s.actions()->saveFilter->trigger();
        QVERIFY(s.find<QDialog>(u"savedFilterDialog"_s)->isVisible());
        while (s.story.filters.rowCount() > 0)
            s.story.filters.remove(0);
        QVERIFY(!s.actions()->exportFilters->isEnabled());
        QVERIFY(s.actions()->importFilters->isEnabled());
    }

    void whereNoFilterCanBeSavedNoneIsOffered()
    {
        WindowStory story;
        WindowModels models = story.models();
        models.filters = nullptr;
        const MainWindow window(models, story.services());
        const auto *actions = window.findChild<WindowActions *>();
        QVERIFY(!actions->savedFiltersMenu()->menuAction()->isVisible());
    }

    void appearanceIsAskedForAndShown()
    {
        ShownWindow s;
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

    void closingIsOfOneWindowAndQuittingOfAll()
    {
        const ShownWindow live;
        const ShownWindow capture;
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
        ShownWindow s;
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
        ShownWindow s;
        s.actions()->shortcuts->trigger();
        for (const QLabel *label : s.window->findChildren<QLabel *>()) {
            QVERIFY2(label->textFormat() == Qt::PlainText
                         || label->objectName().startsWith(u"qt_"_s),
                     qPrintable(label->text() + u' ' + label->objectName()));
        }
    }

    void everythingThatTakesFocusHasAName()
    {
        ShownWindow s;
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
        ShownWindow s;
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

int main(int argc, char **argv)
{
    return testMain<QApplication, MainWindowTest, WindowLayoutTest, WindowTabTest>(argc, argv);
}

#include "tst_mainwindow.moc"
