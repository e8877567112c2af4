// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filtersetmodel.h"
#include "models/query/compiledfilter.h"
#include "tests/support/testclasses.h"
#include "tests/views/filters/filteredlog.h"
#include "tests/views/filters/filtersearchestest.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/filters/filteredit.h"
#include "views/filters/filterpopup.h"
#include "views/filters/filterstatus.h"
#include "views/theme.h"
#include "views/timeline/timelineview.h"

#include <QApplication>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

class LogFilteringTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatWasSearched();
    void anErrorLeavesTheLastGoodFilter();
    void anErrorIsToldAtOnceByReturn();
    void savedFiltersAreStacked();
    void marksColorRowsAndHideNone();
    void brokenSavedFiltersDoNoHarm();
    void clearingShowsEverything();
    void aHiddenEventIsShownWithoutFilters();
    void connectionsAreKnownByNameOnceTheyDeliver();
    void filtersAreOnByDefaultForAConnection();
    void relativeTimesMoveOn();
    void narrowsByTheTimeline();
    void offersTheValuesOfTheNewestEvents();
    void remembersItsHistory();
    void remembersWhatWasNotConfirmed();
};

void LogFilteringTest::saysWhatWasSearched()
{
    FilteredLog f;
    f.add(u"call.status"_s, 1'200);
    f.add(u"ping"_s, 30);
    QVERIFY(f.status().isEmpty());
    f.bar().setText(u"type:ping"_s);
    QTRY_COMPARE(f.shown(), 30);
    f.settle();
    QTRY_VERIFY2(f.status().startsWith(u"30 of 1 230 events, all searched, 0."_s),
                 qPrintable(f.status()));
    f.bar().clear();
    QTRY_COMPARE(f.shown(), 1'230);
    QTRY_VERIFY(f.status().isEmpty());
}

void LogFilteringTest::anErrorLeavesTheLastGoodFilter()
{
    FilteredLog f;
    f.add(u"call"_s, 10);
    f.add(u"ping"_s, 5);
    f.bar().setText(u"type:ping"_s);
    QTRY_COMPARE(f.shown(), 5);
    f.bar().setText(u"type:ping and ("_s);
    QTRY_VERIFY(f.bar().edit()->error().has_value());
    QCOMPARE(f.shown(), 5);
    QVERIFY2(f.status().endsWith(u"Shown is still what matched before."_s), qPrintable(f.status()));
    f.bar().setText(u"type:call"_s);
    QTRY_COMPARE(f.shown(), 10);
    QVERIFY(!f.bar().edit()->error().has_value());
}

void LogFilteringTest::anErrorIsToldAtOnceByReturn()
{
    FilteredLog f;
    f.add(u"call"_s, 10);
    f.bar().setText(u"type:"_s);
    QVERIFY(!f.bar().edit()->error().has_value()); // it may be half typed
    QSignalSpy left(&f.bar(), &FilterBar::left);
    QTest::keyClick(f.bar().edit(), Qt::Key_Return);
    QVERIFY(f.bar().edit()->error().has_value());
    QCOMPARE(left.size(), 0); // the keys stay where it is put right
    f.bar().setText(u"type:call"_s);
    QTest::keyClick(f.bar().edit(), Qt::Key_Return);
    QCOMPARE(left.size(), 1);
}

void LogFilteringTest::savedFiltersAreStacked()
{
    FilteredLog f;
    f.add(u"call"_s, 10);
    f.add(u"call"_s, 3, Severity::Error);
    f.add(u"ping"_s, 5, Severity::Error);
    QVERIFY(f.filters.put(saved(u"Errors"_s, u"severity:error"_s, FilterEffect::Include)));
    QVERIFY(f.filters.put(saved(u"No pings"_s, u"type:ping"_s, FilterEffect::Exclude)));
    f.filters.setOn(0, true);
    QTRY_COMPARE(f.shown(), 8);
    f.filters.setOn(1, true);
    QTRY_COMPARE(f.shown(), 3);
    f.filters.setOn(0, false);
    QTRY_COMPARE(f.shown(), 13);
    f.bar().setText(u"severity:info"_s);
    QTRY_COMPARE(f.shown(), 10);
    f.filters.setOn(1, false);
    f.bar().clear();
    QTRY_COMPARE(f.shown(), 18);
}

void LogFilteringTest::marksColorRowsAndHideNone()
{
    FilteredLog f;
    f.add(u"call"_s, 3);
    f.add(u"ping"_s, 3);
    SavedFilter pings = saved(u"Pings"_s, u"type:ping"_s, FilterEffect::Mark, true);
    pings.color = 4;
    QVERIFY(f.filters.put(pings));
    const auto tinted = [&f] {
        const QImage image = f.view.table()->viewport()->grab().toImage();
        const QRgb tint = currentTheme().filterTints[4].rgb();
        int rows = 0;
        for (int row = 0; row < f.shown(); ++row) {
            const int y = f.view.table()->rowViewportPosition(row) + 2;
            rows += image.pixel(image.width() - 3, y) == tint;
        }
        return rows;
    };
    QTRY_COMPARE(tinted(), 3);
    QCOMPARE(f.shown(), 6);
    f.filters.setOn(0, false);
    QTRY_COMPARE(tinted(), 0);
}

void LogFilteringTest::brokenSavedFiltersDoNoHarm()
{
    FilteredLog f;
    f.add(u"call"_s, 3);
    QVERIFY(f.filters.put(saved(u"Calls"_s, u"type:call"_s, FilterEffect::Include, true)));
    QVERIFY(!f.filters.put(saved(u"Broken"_s, u"type:("_s, FilterEffect::Include, true)));
    QTRY_COMPARE(f.shown(), 3);
}

void LogFilteringTest::clearingShowsEverything()
{
    FilteredLog f;
    f.add(u"call"_s, 10);
    f.add(u"ping"_s, 5);
    QVERIFY(f.filters.put(saved(u"Pings"_s, u"type:ping"_s, FilterEffect::Include, true)));
    QVERIFY(f.filters.put(saved(u"Marks"_s, u"type:ping"_s, FilterEffect::Mark, true)));
    f.bar().setText(u"ping"_s);
    QTRY_COMPARE(f.shown(), 5);
    f.view.clearFilters();
    QTRY_COMPARE(f.shown(), 15);
    QVERIFY(!f.filters.filterAt(0).on);
    QVERIFY(f.filters.filterAt(1).on); // it hides nothing
    QVERIFY(f.bar().text().isEmpty());
}

void LogFilteringTest::aHiddenEventIsShownWithoutFilters()
{
    FilteredLog f;
    f.add(u"call"_s, 10);
    f.add(u"ping"_s, 5);
    QVERIFY(f.filters.put(saved(u"Pings"_s, u"type:ping"_s, FilterEffect::Include, true)));
    QTRY_COMPARE(f.shown(), 5);
    QVERIFY(f.view.showSequence(3));
    QTRY_COMPARE(f.view.table()->currentSequence(), quint64(3));
    QCOMPARE(f.shown(), 15);
}

void LogFilteringTest::connectionsAreKnownByNameOnceTheyDeliver()
{
    FilteredLog f;
    f.log.model.setConnectionNames({{u"0a1b2c3d"_s, u"voip"_s}, {u"ffffffff"_s, u"hub"_s}});
    f.add(u"call"_s, 10);
    f.bar().setText(u"connection:hub"_s);
    QTRY_COMPARE(f.shown(), 0);
    f.add(u"call"_s, 4, Severity::Info, "ffffffff");
    QTRY_COMPARE(f.shown(), 4);
}

void LogFilteringTest::filtersAreOnByDefaultForAConnection()
{
    FilteredLog f;
    SavedFilter calls = saved(u"Calls"_s, u"type:call"_s, FilterEffect::Include);
    calls.onFor = {u"ffffffff"_s};
    QVERIFY(f.filters.put(calls));
    f.log.model.setConnectionNames({{u"0a1b2c3d"_s, u"voip"_s}, {u"ffffffff"_s, u"hub"_s}});
    f.add(u"ping"_s, 10);
    QVERIFY(!f.filters.filterAt(0).on);
    f.add(u"call"_s, 4, Severity::Info, "ffffffff");
    QVERIFY(f.filters.filterAt(0).on);
    QTRY_COMPARE(f.shown(), 4);
    f.filters.setOn(0, false);
    f.add(u"call"_s, 4, Severity::Info, "ffffffff");
    QVERIFY(!f.filters.filterAt(0).on); // the user has the last word
}

void LogFilteringTest::relativeTimesMoveOn()
{
    FilteredLog f;
    auto batch = std::make_unique<EventBatch>();
    batch->setConnection("0a1b2c3d");
    TestEvent().appendTo(*batch, nowUs());
    TestEvent().appendTo(*batch, nowUs() + 60'000'000);
    f.log.log.append(f.log.lines.add(std::move(batch)));
    f.log.model.logGrew();
    f.bar().setText(u"last 1s"_s);
    QTRY_COMPARE(f.shown(), 2);
    QTRY_COMPARE_WITH_TIMEOUT(f.shown(), 1, 10'000);
}

void LogFilteringTest::narrowsByTheTimeline()
{
    FilteredLog f;
    f.add(u"call"_s, 10);
    f.bar().setText(u"call"_s);
    Q_EMIT f.view.timeline()->rangeWanted(u"recorded:10:00..11:00"_s);
    QCOMPARE(f.bar().text(), u"call and recorded:10:00..11:00"_s);
    Q_EMIT f.view.timeline()->rangeWanted(u"recorded:10:20..10:30"_s);
    QCOMPARE(f.bar().text(), u"call and recorded:10:20..10:30"_s);
}

void LogFilteringTest::offersTheValuesOfTheNewestEvents()
{
    FilteredLog f;
    f.view.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&f.view));
    TestEvent event;
    event.payload = R"({"data":{"code":"7"},"token":"s3cret"})";
    f.log.add({event});
    event.payload = R"({"data":{"code":7},"token":"s3cret"})";
    f.log.add({event});
    event.payload = "{}";
    f.log.add(std::vector<TestEvent>(500, event)); // more than paths are taken from
    event.payload = R"({"token":"seen"})"; // so that the test knows when the others would be, too
    f.log.add({event}, "unmasked");
    f.log.model.setMasks({{u"0a1b2c3d"_s, FieldMask({u"token"_s})}});
    f.bar().focusEdit();
    const auto offered = [&f] {
        const auto *popup = f.view.findChild<FilterPopup *>();
        QStringList all;
        if (popup && popup->isVisible()) {
            for (const FilterCandidate &one : popup->candidates())
                all << one.replacement;
        }
        return all;
    };
    const auto ask = [&f](const QString &text) {
        f.bar().setText(text);
        QTest::keyClick(f.bar().edit(), Qt::Key_Space, Qt::ControlModifier);
    };
    ask(u"data.code = "_s);
    QTRY_COMPARE(offered().mid(0, 2), QStringList({u"7"_s, u"\"7\""_s}));
    ask(u"data.token = "_s);
    QTRY_COMPARE(offered(), QStringList({u"seen"_s, u"true"_s, u"false"_s, u"null"_s}));
    // What is typed hides all events; they are offered all the same.
    f.bar().setText(u"data.code = 8"_s);
    QTRY_COMPARE(f.shown(), 0);
    ask(u"data.code = "_s);
    QTRY_COMPARE(offered().mid(0, 2), QStringList({u"7"_s, u"\"7\""_s}));
    f.log.model.setLog(nullptr, nullptr);
    ask(u"data.code = "_s);
    QTRY_COMPARE(offered(), QStringList({u"true"_s, u"false"_s, u"null"_s}));
}

/// What is typed filters without Return, so it is remembered without Return, too.
void LogFilteringTest::remembersWhatWasNotConfirmed()
{
    FilteredLog f;
    QVERIFY(QTest::qWaitForWindowActive(&f.view));
    FilterEdit *edit = f.bar().edit();
    const auto press = [edit](const QList<Qt::Key> &keys) {
        for (const Qt::Key key : keys)
            QTest::keyClick(edit, key);
    };
    f.bar().focusEdit();
    QTest::keyClicks(edit, u"type:a"_s);
    press({Qt::Key_Escape, Qt::Key_Escape});
    f.bar().focusEdit();
    press({Qt::Key_Down, Qt::Key_Return});
    QCOMPARE(f.bar().text(), u"type:a"_s);
    f.bar().setText(u"type:b"_s);
    f.view.table()->setFocus();
    f.bar().focusEdit();
    for (const QString &text : {u"type:("_s, u"xy"_s}) { // wrong; taken back letter by letter
        f.bar().setText(text);
        press(QList<Qt::Key>(text.size(), Qt::Key_Backspace));
    }
    press({Qt::Key_Down, Qt::Key_Return});
    QCOMPARE(f.bar().text(), u"type:b"_s);
}

void LogFilteringTest::remembersItsHistory()
{
    FilteredLog f;
    f.bar().setText(u"type:call"_s);
    QTest::keyClick(f.bar().edit(), Qt::Key_Return);
    const QByteArray layout = f.view.saveLayout();
    FilteredLog again;
    QVERIFY(again.view.restoreLayout(layout));
    again.bar().focusEdit();
    QTest::keyClick(again.bar().edit(), Qt::Key_Down);
    QTest::keyClick(again.bar().edit(), Qt::Key_Return);
    QCOMPARE(again.bar().text(), u"type:call"_s);
}

int main(int argc, char **argv)
{
    return testMain<QApplication, LogFilteringTest, FilterSearchesTest>(argc, argv);
}

#include "tst_logfiltering.moc"
