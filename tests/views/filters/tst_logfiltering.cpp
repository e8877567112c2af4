// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/filtersetmodel.h"
#include "models/query/compiledfilter.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/eventlogview.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/filterbar.h"
#include "views/eventlog/newpill.h"
#include "views/filters/filteredit.h"
#include "views/filters/filterpopup.h"
#include "views/filters/filterstatus.h"
#include "views/theme.h"
#include "views/timeline/timelineview.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QToolButton>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

SavedFilter saved(const QString &name, const QString &text, FilterEffect effect, bool on = false)
{
    SavedFilter filter;
    filter.name = name;
    filter.text = text;
    filter.effect = effect;
    filter.on = on;
    return filter;
}

struct Fixture
{
    LogFixture log;
    FilterSetModel filters{QString()};
    EventLogView view{&log.model};

    Fixture()
    {
        view.setSavedFilters(&filters);
        view.resize(900, 700);
        view.show();
    }
    void add(const QString &type, int count, Severity severity = Severity::Info,
             std::string_view connection = "0a1b2c3d")
    {
        TestEvent event;
        event.type = type.toStdString();
        event.severity = severity;
        log.add(std::vector<TestEvent>(size_t(count), event), connection);
    }
    FilterBar &bar() { return *view.filterBar(); }
    int shown() { return log.model.rowCount(); }
    QString status() { return bar().status()->text().replace(QChar(QChar::Nbsp), u' '); }
    void settle() { QTRY_VERIFY(!log.model.isScanning()); }
};

/// Lines that workers wait for as long as it is wanted.
class HeldLines final : public LineSource
{
public:
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        while (hold && record.place >= from && QThread::currentThread() != qApp->thread())
            QThread::yieldCurrentThread();
        return inner.line(record, scratch);
    }

    MemoryLines inner;
    std::atomic<bool> hold{false};
    quint64 from = 0; ///< the place of the first line they wait for
};

} // namespace

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
    void tellsWhatARegularExpressionGaveUp();
    void narrowsByTheTimeline();
    void offersTheValuesOfTheNewestEvents();
    void remembersItsHistory();
    void stoppingASearchShowsWhatWasShown();
    void hitsOfASearchAreNoNewEvents();
    void saysWhatCanNoLongerBeRead();
    void aCatastrophicExpressionDoesNotHoldTheWindowUp();
    void longEventsAreLookedIntoByWorkers();
};

void LogFilteringTest::saysWhatWasSearched()
{
    Fixture f;
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
    Fixture f;
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
    Fixture f;
    f.add(u"call"_s, 10);
    f.bar().setText(u"type:"_s);
    QVERIFY(!f.bar().edit()->error().has_value()); // it may be half typed
    QTest::keyClick(f.bar().edit(), Qt::Key_Return);
    QVERIFY(f.bar().edit()->error().has_value());
}

void LogFilteringTest::savedFiltersAreStacked()
{
    Fixture f;
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
    Fixture f;
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
    Fixture f;
    f.add(u"call"_s, 3);
    QVERIFY(f.filters.put(saved(u"Calls"_s, u"type:call"_s, FilterEffect::Include, true)));
    QVERIFY(!f.filters.put(saved(u"Broken"_s, u"type:("_s, FilterEffect::Include, true)));
    QTRY_COMPARE(f.shown(), 3);
}

void LogFilteringTest::clearingShowsEverything()
{
    Fixture f;
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
    Fixture f;
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
    Fixture f;
    f.log.model.setConnectionNames({{u"0a1b2c3d"_s, u"voip"_s}, {u"ffffffff"_s, u"hub"_s}});
    f.add(u"call"_s, 10);
    f.bar().setText(u"connection:hub"_s);
    QTRY_COMPARE(f.shown(), 0);
    f.add(u"call"_s, 4, Severity::Info, "ffffffff");
    QTRY_COMPARE(f.shown(), 4);
}

void LogFilteringTest::filtersAreOnByDefaultForAConnection()
{
    Fixture f;
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
    Fixture f;
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

void LogFilteringTest::tellsWhatARegularExpressionGaveUp()
{
    Fixture f;
    TestEvent event;
    event.payload = '"' + std::string(4'000, 'a') + "b\"";
    f.log.add(std::vector<TestEvent>(3, event));
    f.bar().setText(u"/(a+)+$/"_s);
    QTRY_VERIFY_WITH_TIMEOUT(!f.log.model.isScanning(), 60'000);
    QTRY_VERIFY2(f.status().contains(u"took too long for 3 of them"_s), qPrintable(f.status()));
}

void LogFilteringTest::narrowsByTheTimeline()
{
    Fixture f;
    f.add(u"call"_s, 10);
    f.bar().setText(u"call"_s);
    Q_EMIT f.view.timeline()->rangeWanted(u"recorded:10:00..11:00"_s);
    QCOMPARE(f.bar().text(), u"call and recorded:10:00..11:00"_s);
    Q_EMIT f.view.timeline()->rangeWanted(u"recorded:10:20..10:30"_s);
    QCOMPARE(f.bar().text(), u"call and recorded:10:20..10:30"_s);
}

void LogFilteringTest::offersTheValuesOfTheNewestEvents()
{
    Fixture f;
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

void LogFilteringTest::remembersItsHistory()
{
    Fixture f;
    f.bar().setText(u"type:call"_s);
    QTest::keyClick(f.bar().edit(), Qt::Key_Return);
    const QByteArray layout = f.view.saveLayout();
    Fixture again;
    QVERIFY(again.view.restoreLayout(layout));
    again.bar().focusEdit();
    QTest::keyClick(again.bar().edit(), Qt::Key_Down);
    QTest::keyClick(again.bar().edit(), Qt::Key_Return);
    QCOMPARE(again.bar().text(), u"type:call"_s);
}

void LogFilteringTest::stoppingASearchShowsWhatWasShown()
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

void LogFilteringTest::hitsOfASearchAreNoNewEvents()
{
    constexpr int ofABlock = 8'192;
    HeldLines lines;
    EventLog log;
    EventLogModel model(&log, &lines);
    log.append(lines.inner.add(batchOf(std::vector<TestEvent>(20'000))));
    lines.from = log.at(ofABlock).place;
    model.logGrew();
    EventLogView view(&model);
    view.resize(900, 700);
    view.show();
    view.setFollowing(false);
    lines.hold = true;
    const auto release = qScopeGuard([&lines] { lines.hold = false; });
    view.filterBar()->setText(u"ringing"_s);
    QTRY_VERIFY(model.isFiltered());
    QCOMPARE(model.rowCount(), ofABlock);
    lines.hold = false;
    QTRY_COMPARE(model.rowCount(), 20'000);
    QVERIFY2(!view.pill()->isVisible(), qPrintable(view.pill()->text()));
    log.append(lines.inner.add(batchOf(std::vector<TestEvent>(3))));
    model.logGrew();
    QCOMPARE(view.pill()->text(), u"↓ 3 new"_s);
}

void LogFilteringTest::saysWhatCanNoLongerBeRead()
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
    QVERIFY(filters.put(
        saved(u"first"_s, u"sequence:1..4000 hangup"_s, FilterEffect::Exclude, true)));
    view.filterBar()->setText(u"ringing sequence:3501.."_s);
    QTRY_VERIFY2(status().endsWith(lost), qPrintable(status()));
    QVERIFY(!model.isScanning());
    QCOMPARE(model.unreadable(), quint64(3'000)); // 3001..4000 and 3501..6000
    model.retire(3'201);
    QCOMPARE(model.unreadable(), quint64(2'800));
}

void LogFilteringTest::aCatastrophicExpressionDoesNotHoldTheWindowUp()
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

void LogFilteringTest::longEventsAreLookedIntoByWorkers()
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
    lines.hold = false;
    QTRY_COMPARE(model.rowCount(), 2);
    QVERIFY2(view.filterBar()->status()->text().contains(u"all searched"_s),
             qPrintable(view.filterBar()->status()->text()));
}

QTEST_MAIN(LogFilteringTest)
#include "tst_logfiltering.moc"
