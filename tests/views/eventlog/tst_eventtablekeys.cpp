// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/logfixture.h"
#include "views/eventlog/detailpane.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/theme.h"
#include "views/filters/filteredit.h"

#include <QApplication>
#include <QLabel>
#include <QMenu>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// Whatever key chose a row, what is read below belongs to it.
class EventTableKeysTest final : public QObject
{
    Q_OBJECT

private:
    struct Shown
    {
        LogFixture fixture;
        EventLogView view{&fixture.model};

        explicit Shown(int events)
        {
            view.resize(900, 600);
            fixture.addMany(events);
            view.show();
        }
        EventTable *table() const { return view.table(); }
        QString title() const { return view.findChild<QLabel *>(u"detailTitle"_s)->text(); }
        void filter(const QString &text, int rows)
        {
            view.filterBar()->focusEdit();
            view.filterBar()->setText(text);
            QTRY_COMPARE(fixture.model.rowCount(), rows);
        }
    };

    static void keys()
    {
        QTest::addColumn<Qt::Key>("key");
        QTest::newRow("Home") << Qt::Key_Home;
        QTest::newRow("Up") << Qt::Key_Up;
        QTest::newRow("Down") << Qt::Key_Down;
        QTest::newRow("PgUp") << Qt::Key_PageUp;
        QTest::newRow("PgDown") << Qt::Key_PageDown;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(false); }

    void shiftF10OpensTheMenuOfTheCell()
    {
        Shown s(30);
        QVERIFY(QTest::qWaitForWindowExposed(&s.view));
        QVERIFY(s.view.showSequence(3));
        s.table()->setFocus(Qt::OtherFocusReason);
        QTest::keyClick(s.table(), Qt::Key_F10, Qt::ShiftModifier);
        const auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
        QVERIFY(menu);
        QCOMPARE(menu->parentWidget(), s.table());
        QVERIFY(menu->actions().size() > 3);
        QCOMPARE(s.table()->currentSequence(), quint64(3));
        const QRect row = s.table()->visualRect(s.table()->currentIndex());
        QVERIFY(row.contains(s.table()->viewport()->mapFromGlobal(menu->pos())));
        QTest::keyClick(s.table(), Qt::Key_F10); // alone it is the menu bar's
        QCOMPARE(s.table()->findChildren<QMenu *>(Qt::FindDirectChildrenOnly).size(), 1);
    }

    void theOnlyMatchIsReadWithAnyKey_data() { keys(); }
    void theOnlyMatchIsReadWithAnyKey()
    {
        QFETCH(Qt::Key, key);
        Shown s(300);
        QVERIFY(QTest::qWaitForWindowExposed(&s.view));
        QVERIFY(s.view.showSequence(3));
        QTRY_VERIFY(s.title().contains(u"sequence 3"_s));
        s.filter(u"\"call 250\""_s, 1);
        QTRY_VERIFY2(s.title().startsWith(u"Hidden by the filter"_s), qPrintable(s.title()));
        s.table()->setFocus(Qt::OtherFocusReason);
        QCOMPARE(s.table()->currentSequence(), quint64(3)); // the focus alone chooses nothing
        QTest::keyClick(s.table(), key);
        QCOMPARE(s.table()->currentSequence(), quint64(250));
        QCOMPARE(s.view.details()->sequence(), quint64(250));
        QVERIFY(s.table()->selectionModel()->isRowSelected(0));
        QTRY_VERIFY2(s.title().contains(u"sequence 250"_s), qPrintable(s.title()));
        QVERIFY(!s.title().contains(u"Hidden"_s));
    }

    void theOnlyEventIsReadWithAnyKey_data() { keys(); }
    void theOnlyEventIsReadWithAnyKey()
    {
        QFETCH(Qt::Key, key);
        Shown s(1);
        QVERIFY(QTest::qWaitForWindowExposed(&s.view));
        s.table()->setFocus(Qt::TabFocusReason);
        QTest::keyClick(s.table(), key);
        QCOMPARE(s.view.details()->sequence(), quint64(1));
        QVERIFY(s.view.isFollowing()); // it is the last one, too
    }

    void theFirstStepIsInSightWhereTheChosenRowIsHidden_data()
    {
        QTest::addColumn<Qt::Key>("key");
        QTest::newRow("Up") << Qt::Key_Up;
        QTest::newRow("PgDown") << Qt::Key_PageDown;
    }
    void theFirstStepIsInSightWhereTheChosenRowIsHidden()
    {
        QFETCH(Qt::Key, key);
        Shown s(600);
        QVERIFY(QTest::qWaitForWindowExposed(&s.view));
        QVERIFY(s.view.showSequence(403));
        s.filter(u"-\"call 403\""_s, 599);
        s.table()->setFocus(Qt::OtherFocusReason);
        QTest::keyClick(s.table(), key);
        QCOMPARE(s.table()->currentSequence(), quint64(404)); // what came after it
        QVERIFY(s.table()->isRowInSight(s.table()->currentIndex().row()));
    }

    void theFirstStepIsInSightWhereNoRowIsChosen()
    {
        Shown s(600);
        QVERIFY(QTest::qWaitForWindowExposed(&s.view));
        s.view.setFollowing(false);
        s.table()->scrollToRow(300);
        s.table()->setFocus(Qt::OtherFocusReason);
        QTest::keyClick(s.table(), Qt::Key_Up);
        QCOMPARE(s.table()->currentSequence(), quint64(301));
        QVERIFY(s.table()->isRowInSight(s.table()->currentIndex().row()));
    }

    void theFirstStepChoosesTheRowWithTheFocus()
    {
        Shown s(300);
        QVERIFY(QTest::qWaitForWindowExposed(&s.view));
        QVERIFY(s.view.showSequence(3));
        s.filter(u"\"call 25\""_s, 11); // 25 and 250 to 259
        s.table()->setFocus(Qt::OtherFocusReason);
        QTest::keyClick(s.table(), Qt::Key_Down);
        QCOMPARE(s.view.details()->sequence(), quint64(25));
        QTest::keyClick(s.table(), Qt::Key_Down);
        QCOMPARE(s.view.details()->sequence(), quint64(250));
    }

    void whatIsSelectedIsWhatIsReadWhateverTheOrderOfKeys()
    {
        Shown s(300);
        QVERIFY(QTest::qWaitForWindowExposed(&s.view));
        QVERIFY(s.view.showSequence(3));
        s.filter(u"\"call 25\""_s, 11);
        s.table()->setFocus(Qt::OtherFocusReason);
        for (const Qt::Key key : {Qt::Key_Home, Qt::Key_Up, Qt::Key_Down, Qt::Key_PageDown,
                                  Qt::Key_Up, Qt::Key_PageUp, Qt::Key_Home}) {
            QTest::keyClick(s.table(), key);
            const auto rows = s.table()->selectionModel()->selectedRows();
            QCOMPARE(rows.size(), 1);
            QCOMPARE(s.view.details()->sequence(), s.fixture.model.sequenceAt(rows.first().row()));
        }
        QVERIFY(s.view.showSequence(252));
        QTest::keyClick(s.table(), Qt::Key_Home, Qt::ControlModifier);
        QCOMPARE(s.view.details()->sequence(), quint64(25));
        QCOMPARE(s.table()->selectionModel()->selectedRows().size(), 1);
        QVERIFY(s.table()->selectionModel()->isRowSelected(0));
    }
};

QTEST_MAIN(EventTableKeysTest)
#include "tst_eventtablekeys.moc"
