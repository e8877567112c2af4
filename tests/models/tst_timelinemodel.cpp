// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventlogmodel.h"
#include "models/timelinemodel.h"
#include "tests/support/filterof.h"
#include "tests/support/timedevents.h"

#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <atomic>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    MemoryLines lines;
    EventLog log;
    EventLogModel model{&log, &lines};

    void add(qint64 us, const TestEvent &event = {})
    {
        log.append(lines.add(batchOverTime(1, us, 0, event)));
    }
    void addMany(int count, qint64 fromUs, qint64 stepUs, const TestEvent &event = {})
    {
        log.append(lines.add(batchOverTime(count, fromUs, stepUs, event)));
        model.logGrew();
    }
};

quint64 totalOf(const TimelineBars &bars)
{
    quint64 total = 0;
    for (const TimelineBar &bar : bars.bars)
        total += bar.total();
    return total;
}

quint64 matchingOf(const TimelineBars &bars)
{
    quint64 total = 0;
    for (const TimelineBar &bar : bars.bars)
        total += bar.totalMatching();
    return total;
}

/// Notes whether the GUI thread read any line.
class WatchedLines final : public LineSource
{
public:
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        (QThread::currentThread() == QCoreApplication::instance()->thread() ? readHere : readElsewhere) += 1;
        return inner.line(record, scratch);
    }

    MemoryLines inner;
    mutable std::atomic<int> readHere{0};
    mutable std::atomic<int> readElsewhere{0};
};

std::shared_ptr<const EventPredicate> words(const Fixture &fixture, const QString &text)
{
    return filterOf(text, fixture.log);
}

} // namespace

class TimelineModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatWasThereAndWhatComes();
    void countsALongLogOnAWorker();
    void showsWhatAFilterLetsThrough();
    void countsWhatComesUnderAFilter();
    void startsAnewWithAnotherLog();
    void countsAnewWhenOldRowsHaveGone();
    void zoomsIntoMoreDetail();
    void aZoomAtTheEndFollowsIt();
    void aZoomInTheMiddleStays();
    void zoomsNoFurtherThanTheLog();
    void knowsHowLongGapsWere();
    void readsGapsOnAWorker();
    void takesOutWhatHasGone_data();
    void takesOutWhatHasGone();
    void countsNothingWhileNobodyLooks();
    void aZoomThatIsSetBeforeTheCountIsKept();
    void survivesALogThatIsTakenAway();
};

void TimelineModelTest::showsWhatWasThereAndWhatComes()
{
    Fixture fixture;
    fixture.addMany(100, start, second);
    TimelineModel timeline(&fixture.model);
    QCOMPARE(timeline.total(), quint64(100));
    QCOMPARE(timeline.wholeSpan().fromUs, start);
    QSignalSpy changed(&timeline, &TimelineModel::changed);
    fixture.addMany(50, start + 100 * second, second);
    QVERIFY(changed.wait());
    QCOMPARE(timeline.total(), quint64(150));
    QCOMPARE(totalOf(timeline.bars()), quint64(150));
    QVERIFY(timeline.followsEnd());
}

void TimelineModelTest::countsALongLogOnAWorker()
{
    Fixture fixture;
    fixture.addMany(100'000, start, 1'000);
    TimelineModel timeline(&fixture.model);
    QVERIFY(timeline.isCounting());
    fixture.addMany(10, start + 100 * second, 1'000);
    QTRY_COMPARE(timeline.total(), quint64(100'010));
    QVERIFY(!timeline.isCounting());
}

void TimelineModelTest::showsWhatAFilterLetsThrough()
{
    Fixture fixture;
    TestEvent error;
    error.payload = R"({"status":"needle"})";
    error.severity = Severity::Error;
    fixture.addMany(100, start, second);
    fixture.addMany(7, start + 50 * second, second, error);
    TimelineModel timeline(&fixture.model);
    QCOMPARE(matchingOf(timeline.bars()), quint64(0));
    fixture.model.setFilter(words(fixture, u"needle"_s));
    QTRY_COMPARE(matchingOf(timeline.bars()), quint64(7));
    QCOMPARE(totalOf(timeline.bars()), quint64(107));
    for (const TimelineBar &bar : timeline.bars().bars) {
        QCOMPARE(bar.matching[size_t(Severity::Info)], quint64(0));
        QCOMPARE(bar.totalMatching() > 0, bar.firstMatching > 100);
    }
    fixture.model.setFilter(nullptr);
    QTRY_COMPARE(matchingOf(timeline.bars()), quint64(0));
    QVERIFY(!timeline.isFiltered());
}

void TimelineModelTest::countsWhatComesUnderAFilter()
{
    Fixture fixture;
    TestEvent wanted;
    wanted.payload = R"({"status":"needle"})";
    fixture.addMany(40'000, start, second);
    TimelineModel timeline(&fixture.model);
    QSignalSpy finished(&fixture.model, &EventLogModel::filterFinished);
    fixture.model.setFilter(words(fixture, u"needle"_s));
    fixture.addMany(5, start + 100 * second, second, wanted);
    QVERIFY(finished.wait());
    fixture.addMany(5, start + 200 * second, second, wanted);
    fixture.addMany(5, start + 300 * second, second);
    QTRY_COMPARE(matchingOf(timeline.bars()), quint64(10));
    QTRY_COMPARE(timeline.total(), quint64(40'015));
}

void TimelineModelTest::startsAnewWithAnotherLog()
{
    Fixture fixture;
    fixture.addMany(100, start, second);
    TimelineModel timeline(&fixture.model);
    timeline.zoomTo({start, start + 10 * second});
    QVERIFY(timeline.isZoomed());
    Fixture other;
    other.addMany(3, start + 1'000 * second, second);
    fixture.model.setLog(&other.log, &other.lines);
    QCOMPARE(timeline.total(), quint64(3));
    QCOMPARE(timeline.wholeSpan().fromUs, start + 1'000 * second);
    QVERIFY(!timeline.isZoomed());
    fixture.model.setLog(nullptr, nullptr);
    QVERIFY(timeline.isEmpty());
    QVERIFY(timeline.bars().bars.empty());
    QVERIFY(timeline.shownSpan().isEmpty());
}

void TimelineModelTest::countsAnewWhenOldRowsHaveGone()
{
    Fixture fixture;
    fixture.addMany(100, start, second);
    TimelineModel timeline(&fixture.model);
    QCOMPARE(fixture.log.retire(41), quint64(40));
    fixture.addMany(1, start + 100 * second, second);
    QTRY_COMPARE(timeline.bars().bars.front().firstSequence, quint64(41));
    QCOMPARE(timeline.total(), quint64(61));
    QCOMPARE(timeline.wholeSpan().fromUs, start + 40 * second);
}

void TimelineModelTest::zoomsIntoMoreDetail()
{
    Fixture fixture;
    // Two hours with something every tenth of a second: too much for buckets of a tenth.
    fixture.addMany(72'000, start, second / 10);
    TestEvent wanted;
    wanted.payload = R"({"status":"needle"})";
    fixture.addMany(20, start + 3'600 * second, second / 20, wanted);
    TimelineModel timeline(&fixture.model);
    QTRY_COMPARE(timeline.total(), quint64(72'020));
    timeline.setMostBars(100);
    const qint64 coarse = timeline.bars().barUs;
    QVERIFY(coarse >= 60 * second);
    QSignalSpy zoomed(&timeline, &TimelineModel::zoomChanged);
    timeline.zoomTo({start + 3'600 * second, start + 3'610 * second});
    QCOMPARE(zoomed.size(), 1);
    QTRY_COMPARE(timeline.bars().barUs, second / 10);
    QCOMPARE(totalOf(timeline.bars()), quint64(100 + 20));
    fixture.model.setFilter(words(fixture, u"needle"_s));
    QTRY_COMPARE(matchingOf(timeline.bars()), quint64(20));
    QTRY_COMPARE(timeline.bars().barUs, second / 10);
    timeline.zoomOut();
    QCOMPARE(zoomed.size(), 2);
    QCOMPARE(timeline.bars().barUs, coarse);
}

void TimelineModelTest::aZoomAtTheEndFollowsIt()
{
    Fixture fixture;
    fixture.addMany(10'000, start, second);
    TimelineModel timeline(&fixture.model);
    QTRY_COMPARE(timeline.total(), quint64(10'000));
    timeline.setMostBars(60);
    timeline.zoomTo({start + 9'940 * second, start + 10'000 * second});
    QVERIFY(timeline.isZoomed() && timeline.followsEnd());
    QTRY_COMPARE(timeline.bars().barUs, second);
    for (int i = 0; i < 300; ++i) {
        fixture.addMany(1, start + (10'000 + i) * second, second);
        if (i % 50 == 0)
            QTRY_COMPARE(timeline.total(), quint64(10'001 + i));
    }
    QTRY_COMPARE(timeline.total(), quint64(10'300));
    QCOMPARE(timeline.shownSpan().length(), 60 * second);
    QCOMPARE(timeline.shownSpan().toUs, start + 10'299 * second + 1);
    QTRY_COMPARE(timeline.bars().barUs, second);
    for (const TimelineBar &bar : timeline.bars().bars)
        QCOMPARE(bar.total(), quint64(1));
}

void TimelineModelTest::aZoomInTheMiddleStays()
{
    Fixture fixture;
    fixture.addMany(1'000, start, second);
    TimelineModel timeline(&fixture.model);
    const TimelineSpan span{start + 100 * second, start + 200 * second};
    timeline.zoomTo(span);
    QVERIFY(!timeline.followsEnd());
    fixture.addMany(100, start + 1'000 * second, second);
    QTRY_COMPARE(timeline.total(), quint64(1'100));
    QCOMPARE(timeline.shownSpan(), span);
}

void TimelineModelTest::zoomsNoFurtherThanTheLog()
{
    Fixture fixture;
    fixture.addMany(1'000, start, second);
    TimelineModel timeline(&fixture.model);
    timeline.zoomTo({start - 50 * second, start + 50 * second});
    QCOMPARE(timeline.shownSpan(), (TimelineSpan{start, start + 100 * second}));
    timeline.zoomTo({start - second, start + 2'000 * second});
    QVERIFY(!timeline.isZoomed());
    timeline.zoomTo({start + 10 * second, start + 10 * second});
    QVERIFY(timeline.shownSpan().length() > 0);
}

void TimelineModelTest::knowsHowLongGapsWere()
{
    Fixture fixture;
    TestEvent gap;
    gap.type = std::string(owntype::gap);
    gap.severity = Severity::Warning;
    gap.flags = OwnEvent | GapEvent;
    gap.payload = R"({"message":"away","seconds":4.5})";
    TestEvent unknown = gap;
    unknown.payload = R"({"message":"away"})";
    fixture.addMany(10, start, second);
    fixture.addMany(1, start + 20 * second, 0, gap);
    fixture.addMany(1, start + 30 * second, 0, unknown);
    TimelineModel timeline(&fixture.model);
    QTRY_VERIFY(!timeline.gaps().at(0).span.isEmpty()); // a worker reads it
    const std::vector<TimelineGap> gaps = timeline.gaps();
    QCOMPARE(gaps.size(), size_t(2));
    QCOMPARE(gaps[0].span, (TimelineSpan{start + 20 * second - 4'500'000, start + 20 * second}));
    QCOMPARE(gaps[0].sequence, quint64(11));
    QVERIFY(gaps[1].span.isEmpty());
    timeline.zoomTo({start, start + 3 * second});
    QVERIFY(timeline.gaps().empty());
}

/// Each may be a wait for the disk.
void TimelineModelTest::readsGapsOnAWorker()
{
    WatchedLines lines;
    EventLog log;
    EventLogModel model(&log, &lines);
    TestEvent gap;
    gap.type = std::string(owntype::gap);
    gap.flags = OwnEvent | GapEvent;
    gap.payload = R"({"seconds":4.5})";
    constexpr size_t count = 200; // more than are read at once
    log.append(lines.inner.add(batchOf(std::vector<TestEvent>(count, gap))));
    model.logGrew();
    TimelineModel timeline(&model);
    QTRY_COMPARE(lines.readElsewhere.load(), int(count));
    const auto known = [&timeline] {
        const std::vector<TimelineGap> gaps = timeline.gaps();
        return std::count_if(gaps.begin(), gaps.end(),
                             [](const TimelineGap &one) { return !one.span.isEmpty(); });
    };
    QTRY_COMPARE(known(), qsizetype(count));
    QCOMPARE(lines.readHere.load(), 0);
    model.setLog(nullptr, nullptr);
    QVERIFY(timeline.gaps().empty());
}

void TimelineModelTest::takesOutWhatHasGone_data()
{
    QTest::addColumn<bool>("zoomed");
    QTest::newRow("the whole log") << false;
    QTest::newRow("a stretch of it") << true;
}

/// What the filter lets through never disappears while that is done.
void TimelineModelTest::takesOutWhatHasGone()
{
    QFETCH(const bool, zoomed);
    Fixture fixture;
    constexpr int many = 50'000; // too many to be counted by the GUI thread
    for (int i = 0; i < 4; ++i) {
        TestEvent event;
        event.type = i % 2 ? "ping" : "pong";
        fixture.addMany(many, start + i * many, 4, event); // they overlap
    }
    fixture.model.setFilter(words(fixture, u"type:ping"_s));
    TimelineModel timeline(&fixture.model);
    QTRY_COMPARE(matchingOf(timeline.bars()), quint64(2 * many));
    QTRY_VERIFY(!timeline.isCounting());
    if (zoomed)
        timeline.zoomTo({start + 200'000, start + 210'000});
    bool vanished = false;
    connect(&timeline, &TimelineModel::changed, &timeline,
            [&timeline, &vanished] { vanished = vanished || matchingOf(timeline.bars()) == 0; });
    for (const quint64 first : {quint64(30'000), quint64(70'000), quint64(70'001)}) {
        fixture.model.retire(first);
        fixture.addMany(10, start + 4 * many + qint64(first), 1);
        QTRY_COMPARE(timeline.total(), fixture.log.size());
        TimelineModel fresh(&fixture.model);
        QTRY_COMPARE(fresh.total(), fixture.log.size());
        fresh.zoomTo(timeline.shownSpan());
        QTRY_COMPARE(matchingOf(fresh.bars()), matchingOf(timeline.bars()));
        QTRY_COMPARE(totalOf(fresh.bars()), totalOf(timeline.bars()));
        QCOMPARE(timeline.wholeSpan(), fresh.wholeSpan());
        QVERIFY(timeline.bars().bars.front().firstSequence >= first);
    }
    QVERIFY(!vanished);
}

void TimelineModelTest::countsNothingWhileNobodyLooks()
{
    Fixture fixture;
    fixture.addMany(100, start, second);
    TimelineModel timeline(&fixture.model);
    TimelineModel other(&fixture.model);
    timeline.setAwake(false);
    QSignalSpy changed(&timeline, &TimelineModel::changed);
    fixture.addMany(50, start + 100 * second, second);
    QTRY_COMPARE(other.total(), quint64(150));
    fixture.model.retire(21);
    QTRY_COMPARE(other.total(), quint64(130));
    QCOMPARE(timeline.total(), quint64(100));
    QCOMPARE(changed.size(), 0);
    timeline.setAwake(true);
    QTRY_COMPARE(timeline.total(), quint64(130));
    QCOMPARE(timeline.wholeSpan(), other.wholeSpan());
}

/// A capture opens where it was left, before anything of it is counted.
void TimelineModelTest::aZoomThatIsSetBeforeTheCountIsKept()
{
    Fixture fixture;
    fixture.addMany(100'000, start, 1'000);
    TimelineModel timeline(&fixture.model);
    QVERIFY(timeline.isCounting());
    const TimelineSpan left{start + 10 * second, start + 20 * second};
    timeline.zoomTo(left);
    QTRY_VERIFY(!timeline.isCounting());
    QCOMPARE(timeline.shownSpan(), left);
    QVERIFY(timeline.isZoomed());
    QTRY_COMPARE(totalOf(timeline.bars()), quint64(10'000));
    timeline.setAwake(false);
    fixture.model.setLog(&fixture.log, &fixture.lines);
    timeline.zoomTo({start, start + 1'000 * second}); // longer than the log
    QVERIFY(timeline.isZoomed());
    timeline.setAwake(true);
    QTRY_VERIFY(!timeline.isZoomed());
}

void TimelineModelTest::survivesALogThatIsTakenAway()
{
    auto fixture = std::make_unique<Fixture>();
    Fixture empty;
    fixture->addMany(200'000, start, 1'000);
    TimelineModel timeline(&fixture->model);
    QVERIFY(timeline.isCounting());
    fixture->model.setLog(&empty.log, &empty.lines); // the worker may still be on its way
    QVERIFY(timeline.isEmpty());
    QTRY_VERIFY(!timeline.isCounting());
    QVERIFY(timeline.isEmpty());
}

QTEST_GUILESS_MAIN(TimelineModelTest)
#include "tst_timelinemodel.moc"
