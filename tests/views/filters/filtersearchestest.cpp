// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/filters/filtersearchestest.h"

#include "models/filtersetmodel.h"
#include "models/query/compiledfilter.h"
#include "tests/views/filters/filteredlog.h"
#include "tests/views/filters/heldlog.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/eventlog/logplaceholder.h"
#include "views/eventlog/newpill.h"
#include "views/filters/filteredit.h"
#include "views/theme.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QToolButton>

using namespace eventscope;
using namespace Qt::StringLiterals;

void FilterSearchesTest::tellsWhatARegularExpressionGaveUp()
{
    FilteredLog f;
    TestEvent event;
    event.payload = '"' + std::string(4'000, 'a') + "b\"";
    f.log.add(std::vector<TestEvent>(3, event));
    f.bar().setText(u"/(a+)+$/"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!f.log.model.isScanning(), 60'000);
    QTRY_VERIFY2(f.status().contains(u"took too long for 3 of them"_s), qPrintable(f.status()));
    // Where it is excluded, what it gave up on is left out as well.
    event.payload = "{}";
    event.subject = "aa"; // it matches
    f.log.add({event});
    event.subject = "zz";
    f.log.add({event});
    f.bar().setText(u"type:*"_s);
    QTRY_COMPARE(f.shown(), 5);
    QVERIFY(f.filters.put(saved(u"slow"_s, u"/(a+)+$/"_s, FilterEffect::Exclude, true)));
    QTRY_VERIFY_WITH_TIMEOUT(!f.log.model.isScanning() && f.shown() == 1, 60'000);
    QTRY_VERIFY2(f.status().contains(u"took too long for 3 of them"_s), qPrintable(f.status()));
}

void FilterSearchesTest::stoppingASearchShowsWhatWasShown()
{
    HeldLines lines;
    EventLog log;
    EventLogModel model(&log, &lines);
    std::vector<TestEvent> events(200);
    for (size_t i = 0; i < 10; ++i)
        events[i].type = "ping";
    log.append(lines.inner.add(batchOf(events)));
    model.logGrew();
    EventLogView view(&model);
    view.resize(900, 700);
    view.show();
    FilterBar &bar = *view.filterBar();
    bar.setText(u"type:ping"_s);
    QTRY_COMPARE(model.rowCount(), 10);
    QTRY_VERIFY(!model.isScanning());
    lines.hold = true;
    const auto release = qScopeGuard([&lines] { lines.hold = false; });
    bar.setText(u"nowhere"_s);
    auto *cancel = bar.status()->findChild<QToolButton *>(u"cancelSearch"_s);
    QTRY_VERIFY(cancel->isVisible());
    cancel->click();
    QVERIFY(!model.isScanning());
    QCOMPARE(model.rowCount(), 10);
    QVERIFY2(bar.status()->text().startsWith(u"The search was stopped"_s),
             qPrintable(bar.status()->text()));
    lines.hold = false;
    QTest::keyClick(bar.edit(), Qt::Key_Return);
    QTRY_COMPARE(model.rowCount(), 0);
}

/// Workers would wait for its lines.
void FilterSearchesTest::whatIsKnownFromAFilterBeforeIsNotSearchedFor()
{
    HeldLines lines;
    EventLog log;
    EventLogModel model(&log, &lines);
    std::vector<TestEvent> events(9'000);
    for (size_t i = 0; i < events.size(); i += 3)
        events[i] = {.type = i % 2 == 0 ? "ping" : "pong", .payload = "{}"};
    log.append(lines.inner.add(batchOf(events)));
    model.logGrew();
    EventLogView view(&model);
    view.resize(900, 700);
    view.show();
    FilterBar &bar = *view.filterBar();
    bar.setText(u"ringing"_s);
    QTRY_COMPARE(model.rowCount(), 6'000);
    QTRY_VERIFY(!model.isScanning());
    const auto release = qScopeGuard([&lines] { lines.hold = false; });
    lines.hold = true;
    QSignalSpy searching(&model, &EventLogModel::filterProgress);
    bar.setText(u"not ringing"_s);
    QTRY_COMPARE(model.rowCount(), 3'000);
    QCOMPARE(searching.size(), 0);
    const QString all =
        u"%1 of %2 events, all searched, "_s.arg(countText(3'000), countText(9'000));
    QTRY_VERIFY2(bar.status()->text().startsWith(all), qPrintable(bar.status()->text()));
    Q_EMIT view.table()->filterWanted(u"type:ping"_s); // Only This
    QTRY_COMPARE(model.rowCount(), 1'500);
    bar.setText(u"type:ping"_s);
    QTRY_COMPARE(model.rowCount(), 1'500);
    QTRY_VERIFY(!model.isScanning());
    searching.clear();
    bar.setText(u"type:ping and ringing"_s);
    QTRY_COMPARE(model.rowCount(), 0);
    bar.setText(u"ringing"_s);
    Q_EMIT view.table()->filterWanted(u"not type:ping"_s); // Not This
    QTRY_COMPARE(model.rowCount(), 6'000);
    QCOMPARE(searching.size(), 0);
}

void FilterSearchesTest::aSearchThatGoesOnCountsAllThatWasSearched()
{
    constexpr int atLeastMs = 300;
    HeldLog f;
    const auto release = qScopeGuard([&f] { f.lines.hold = false; });
    QSignalSpy finished(&f.model, &EventLogModel::filterFinished);
    f.lines.hold = true;
    f.view.filterBar()->setText(u"ringing"_s);
    QElapsedTimer first;
    first.start();
    QTRY_COMPARE(f.model.rowCount(), HeldLog::ofABlock);
    QTRY_VERIFY(f.cancel()->isVisible() && first.hasExpired(atLeastMs));
    f.cancel()->click();
    QCOMPARE(f.model.rowCount(), HeldLog::events); // nothing was filtered before
    QVERIFY(f.placeholder()->isHidden());
    finished.clear();
    QElapsedTimer second;
    second.start();
    QTest::keyClick(f.view.filterBar()->edit(), Qt::Key_Return);
    const QString soFar = u"%1 of %2 events so far, 40 % searched"_s.arg(
        countText(HeldLog::ofABlock), countText(HeldLog::events));
    QTRY_COMPARE(f.status(), soFar);
    const qint64 held = second.elapsed();
    f.lines.hold = false;
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY2(finished[0][2].toDouble() * 1'000 >= double(atLeastMs + held - 20),
             qPrintable(finished[0][2].toString()));
    const QString all = u"%1 of %1 events, all searched"_s.arg(countText(HeldLog::events));
    QVERIFY2(f.status().startsWith(all), qPrintable(f.status()));
}

void FilterSearchesTest::whatSeveralFiltersLetThroughIsCountedWhileTheySearch()
{
    for (const bool all : {false, true}) {
        FilterSetModel filters{QString()};
        HeldLog f;
        const auto release = qScopeGuard([&f] { f.lines.hold = false; });
        f.lines.hold = true;
        const QString hidden = all ? u"ringing"_s : u"nowhere"_s;
        QVERIFY(filters.put(saved(u"quiet"_s, hidden, FilterEffect::Exclude, true)));
        f.view.setSavedFilters(&filters);
        QTRY_COMPARE(f.status(),
                     u"%1 of %2 events so far, 40 % searched"_s.arg(
                         countText(all ? 0 : HeldLog::ofABlock), countText(HeldLog::events)));
    }
}

void FilterSearchesTest::anEmptyTableSaysWhichFilterLetsNothingThrough()
{
    HeldLog f;
    const auto release = qScopeGuard([&f] { f.lines.hold = false; });
    f.lines.from = 0;
    f.view.filterBar()->setText(u"type:none"_s);
    QTRY_COMPARE(f.placeholder()->title(), u"No event matches this filter"_s);
    f.lines.hold = true;
    f.view.filterBar()->setText(u"nowhere"_s);
    QTRY_VERIFY(f.cancel()->isVisible());
    f.cancel()->click();
    QCOMPARE(f.placeholder()->title(), u"The search was stopped"_s); // and not that none matches
    QVERIFY2(f.placeholder()->reason().contains(u"none of "_s + countText(HeldLog::events)),
             qPrintable(f.placeholder()->reason()));
    QCOMPARE(f.placeholder()->button()->text(), u"&Search Again"_s);
    f.placeholder()->button()->click();
    QCOMPARE(f.placeholder()->title(), u"Searching…"_s);
    f.lines.hold = false;
    QTRY_COMPARE(f.placeholder()->title(), u"No event matches this filter"_s);
    f.placeholder()->button()->click();
    QCOMPARE(f.model.rowCount(), HeldLog::events);
    QCOMPARE(f.view.filterBar()->text(), QString());
}

void FilterSearchesTest::filtersThatHideEverythingAreNamedAndSwitchedOffOneByOne()
{
    FilteredLog f;
    f.add(u"call"_s, 3);
    const auto *placeholder = f.view.findChild<LogPlaceholder *>();
    const auto offered = [placeholder] {
        QStringList texts;
        for (const auto *button : placeholder->findChildren<QPushButton *>())
            texts += button->isVisible() ? QStringList(button->text()) : QStringList();
        texts.sort();
        return texts;
    };
    const auto press = [placeholder](const QString &text) {
        for (auto *button : placeholder->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text() == text)
                return button->click();
        }
        QFAIL(qPrintable(text));
    };
    QVERIFY(f.filters.put(saved(u"Mails & more"_s, u"type:mail"_s, FilterEffect::Include, true)));
    QVERIFY(f.filters.put(saved(u"No calls"_s, u"type:call"_s, FilterEffect::Exclude, true)));
    QVERIFY(f.filters.put(saved(u"Red"_s, u"type:mail"_s, FilterEffect::Mark, true)));
    f.bar().setText(u"nowhere"_s);
    QTRY_COMPARE(placeholder->title(), u"No event passes these 3 filters"_s);
    QCOMPARE(offered(),
             QStringList({u"Clear All Fil&ters"_s, u"Clear “nowhere”"_s,
                          u"Switch Off “Mails && more”"_s, u"Switch Off “No calls”"_s}));
    press(u"Clear “nowhere”"_s);
    QTRY_COMPARE(placeholder->title(), u"No event passes these 2 filters"_s);
    QCOMPARE(f.bar().text(), QString());
    press(u"Switch Off “No calls”"_s);
    QTRY_COMPARE(placeholder->title(), u"No event matches the filter “Mails & more”"_s);
    QCOMPARE(offered(), QStringList({u"Swi&tch It Off"_s}));
    press(u"Swi&tch It Off"_s);
    QTRY_COMPARE(f.shown(), 3);
    QVERIFY(placeholder->isHidden());
    QCOMPARE(f.filters.namesOn(), QStringList({u"Red"_s})); // it hides nothing
}

/// A filter by relative times is searched for again and again while somebody goes to its button.
void FilterSearchesTest::switchesStayWhileTheSameFiltersAreSearchedAgain()
{
    HeldLog f;
    LogPlaceholder placeholder(&f.view);
    const std::vector<LogFiltering::Hiding> filters{{u"One"_s, u"last 5m"_s, false},
                                                    {u"Two"_s, u"type:no"_s, false}};
    f.view.filterBar()->setText(u"nowhere"_s);
    QTRY_COMPARE(f.model.rowCount(), 0);
    QTRY_VERIFY(!f.model.isScanning());
    placeholder.explain(f.model, filters, false, true);
    const QList<QPushButton *> buttons = placeholder.findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 3);
    const QPointer<QPushButton> first = buttons[1];
    QCOMPARE(first->text(), u"Switch Off “One”"_s);
    QCOMPARE(first->nextInFocusChain(), buttons[2]); // from above to below
    QCOMPARE(buttons[2]->nextInFocusChain(), placeholder.button());
    f.lines.hold = true;
    f.view.filterBar()->setText(u"nobody"_s);
    QTRY_VERIFY(f.model.isScanning());
    placeholder.explain(f.model, filters, false, true);
    QCOMPARE(placeholder.title(), u"Searching…"_s);
    QVERIFY(first && first->isVisibleTo(&placeholder));
    placeholder.explain(f.model, {filters[0]}, false, true); // others are
    QVERIFY(!first->isVisibleTo(&placeholder));
    f.lines.hold = false;
    QTRY_VERIFY(!f.model.isScanning());
}

void FilterSearchesTest::oneFilterThatHidesEverythingIsNamed()
{
    FilteredLog f;
    f.add(u"call"_s, 3);
    const auto *placeholder = f.view.findChild<LogPlaceholder *>();
    QVERIFY(f.filters.put(saved(u"No calls"_s, u"type:call"_s, FilterEffect::Exclude, true)));
    QTRY_COMPARE(placeholder->title(), u"The filter “No calls” hides every event"_s);
    placeholder->button()->click();
    QTRY_COMPARE(f.shown(), 3);
}

void FilterSearchesTest::anEmptyTableThatIsPausedSaysThatEventsWait()
{
    FilteredLog f;
    const auto *placeholder = f.view.findChild<LogPlaceholder *>();
    f.add(u"a"_s, 3);
    f.bar().setText(u"type:late"_s);
    QTRY_COMPARE(placeholder->title(), u"No event matches this filter"_s);
    f.view.setPaused(true);
    QCOMPARE(placeholder->title(), u"No event matches this filter"_s); // none waits
    f.add(u"late"_s, 2);
    QTRY_COMPARE(placeholder->title(), u"Paused"_s);
    QCOMPARE(placeholder->reason(), u"2 events wait."_s);
    placeholder->button()->click();
    QTRY_COMPARE(f.shown(), 2);
}

void FilterSearchesTest::whatIsNotSearchedYetIsNotCalledHidden()
{
    constexpr quint64 chosen = 15'000;
    HeldLog f;
    const auto release = qScopeGuard([&f] { f.lines.hold = false; });
    QVERIFY(f.view.showSequence(chosen));
    const auto *title = f.view.findChild<QLabel *>(u"detailTitle"_s);
    QTRY_VERIFY(title->accessibleName().contains(countText(chosen)));
    f.lines.hold = true;
    f.view.filterBar()->setText(u"ringing not sequence:15000"_s);
    QTRY_COMPARE(f.model.rowCount(), HeldLog::ofABlock);
    QVERIFY2(!title->accessibleName().startsWith(u"Hidden"_s), qPrintable(title->accessibleName()));
    f.lines.hold = false;
    QTRY_COMPARE(f.model.rowCount(), HeldLog::events - 1);
    QTRY_VERIFY2(title->accessibleName().startsWith(u"Hidden by the filter: "_s),
                 qPrintable(title->accessibleName()));
}

void FilterSearchesTest::hitsOfASearchAreNoNewEvents()
{
    constexpr int ofABlock = HeldLog::ofABlock;
    HeldLog f;
    HeldLines &lines = f.lines;
    EventLog &log = f.log;
    EventLogModel &model = f.model;
    EventLogView &view = f.view;
    view.setFollowing(false);
    lines.hold = true;
    const auto release = qScopeGuard([&lines] { lines.hold = false; });
    view.filterBar()->setText(u"ringing"_s);
    QTRY_VERIFY(model.isFiltered());
    QCOMPARE(model.rowCount(), ofABlock);
    lines.hold = false;
    QTRY_COMPARE(model.rowCount(), 20'000);
    QTRY_VERIFY(!model.isScanning());
    QVERIFY2(!view.pill()->isVisible(), qPrintable(view.pill()->text()));
    log.append(lines.inner.add(batchOf(std::vector<TestEvent>(3))));
    model.logGrew();
    QTRY_COMPARE(view.pill()->text(), u"↓ 3 new"_s);
}

void FilterSearchesTest::saysWhatCanNoLongerBeRead()
{
    MemoryLines lines;
    EventLog log;
    EventLogModel model(&log, &lines);
    for (int batch = 0; batch < 2; ++batch)
        log.append(lines.add(batchOf(std::vector<TestEvent>(3'000))));
    lines.lose(1);
    model.logGrew();
    FilterSetModel filters{QString()};
    EventLogView view(&model);
    view.resize(900, 700);
    view.show();
    const auto status = [&view] {
        return view.filterBar()->status()->text().replace(QChar(QChar::Nbsp), u' ');
    };
    const QString lost = u"; %1 events can no longer be read"_s.arg(countText(3'000))
                             .replace(QChar(QChar::Nbsp), u' ');
    view.filterBar()->setText(u"ringing"_s);
    QTRY_VERIFY2(status().endsWith(lost), qPrintable(status()));
    QCOMPARE(model.rowCount(), 3'000);
    view.filterBar()->setText(u"type:call.*"_s); // needs no line
    QTRY_COMPARE(model.rowCount(), 6'000);
    QTRY_VERIFY2(!status().contains(u"read"_s), qPrintable(status()));
    // Of several filters the one misses events that the other does not have to look into.
    view.setSavedFilters(&filters);
    QVERIFY(
        filters.put(saved(u"first"_s, u"sequence:1..4000 hangup"_s, FilterEffect::Exclude, true)));
    view.filterBar()->setText(u"ringing sequence:3501.."_s);
    QTRY_VERIFY2(status().endsWith(lost), qPrintable(status()));
    QVERIFY(!model.isScanning());
    QCOMPARE(model.unreadable(), quint64(3'000)); // 3001..4000 and 3501..6000
    model.retire(3'201);
    QCOMPARE(model.unreadable(), quint64(2'800));
}

void FilterSearchesTest::aCatastrophicExpressionDoesNotHoldTheWindowUp()
{
    HeldLines lines;
    EventLog log;
    EventLogModel model(&log, &lines);
    EventLogView view(&model);
    view.resize(900, 700);
    view.show();
    const auto status = [&view] { return view.filterBar()->status()->text(); };
    view.filterBar()->setText(u"/(a+)+$/"_s);
    QTRY_COMPARE(int(model.filters().size()), 1);
    const auto &filter = static_cast<const CompiledFilter &>(*model.filters().front().predicate);
    TestEvent event;
    event.payload = '"' + std::string(40, 'a') + "b\"";
    lines.hold = true; // so that all that is done is done here
    for (int batch = 0; batch < 4; ++batch) {
        log.append(lines.inner.add(batchOf(std::vector<TestEvent>(1'000, event))));
        model.logGrew();
    }
    QCOMPARE(filter.givenUp(), quint64(1));
    QVERIFY2(status().contains(u"still to be searched"_s), qPrintable(status()));
    lines.hold = false;
    QTRY_COMPARE(model.unsearched(), quint64(0));
    QVERIFY2(status().contains(u"was not tried on another"_s), qPrintable(status()));
    QVERIFY(filter.givenUp() <= RegexPatience::mostInARow + 16); // threads that were at one
    const quint64 tried = filter.givenUp() + filter.leftOut();
    QVERIFY(tried >= 4'000 && tried <= 4'016); // one that held up this thread is tried again
    log.append(lines.inner.add(batchOf(std::vector<TestEvent>(1'000, event))));
    model.logGrew();
    QTRY_COMPARE(model.unsearched(), quint64(0));
    QCOMPARE(model.rowCount(), 0);
}

void FilterSearchesTest::longEventsAreLookedIntoByWorkers()
{
    HeldLines lines;
    EventLog log;
    EventLogModel model(&log, &lines);
    EventLogView view(&model);
    view.show();
    view.filterBar()->setText(u"data.status:ringing"_s);
    QTRY_COMPARE(int(model.filters().size()), 1);
    TestEvent event;
    event.payload = R"({"status":"ringing","text":")" + std::string(100'000, 'x') + R"("})";
    lines.hold = true;
    log.append(lines.inner.add(batchOf({event, TestEvent()})));
    model.logGrew();
    QCOMPARE(model.unsearched(), quint64(2)); // in order
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(view.findChild<LogPlaceholder *>()->title(), u"No event matches so far"_s);
    lines.hold = false;
    QTRY_COMPARE(model.rowCount(), 2);
    QVERIFY2(view.filterBar()->status()->text().contains(u"all searched"_s),
             qPrintable(view.filterBar()->status()->text()));
}
