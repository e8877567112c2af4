// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timelinemodel.h"
#include "tests/support/accessiblenames.h"
#include "tests/support/filterof.h"
#include "tests/support/paintedsize.h"
#include "tests/support/timedevents.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/eventtable.h"
#include "views/theme.h"
#include "views/timeline/timelinecommands.h"
#include "views/timeline/timelinelink.h"
#include "views/timeline/timelineview.h"

#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

struct Fixture
{
    MemoryLines lines;
    EventLog log;
    EventLogModel model{&log, &lines};
    TimelineModel timeline{&model};
    TimelineView view{&timeline};

    Fixture()
    {
        model.setTimeZone(TimeZoneChoice::Utc);
        view.resize(600, view.sizeHint().height());
        view.show();
    }
    void add(int count, qint64 fromUs, qint64 stepUs = second, const TestEvent &event = {})
    {
        log.append(lines.add(batchOverTime(count, fromUs, stepUs, event)));
        const quint64 size = log.size();
        model.logGrew();
        QTRY_COMPARE(timeline.total(), size);
    }
    QImage picture() { return view.grab().toImage(); }
    void drag(qint64 fromUs, qint64 toUs)
    {
        QTest::mousePress(&view, Qt::LeftButton, {}, view.placeOf(fromUs));
        QTest::mouseMove(&view, view.placeOf((fromUs + toUs) / 2));
        QTest::mouseMove(&view, view.placeOf(toUs));
        QTest::mouseRelease(&view, Qt::LeftButton, {}, view.placeOf(toUs));
    }
    void turnWheel(qint64 atUs, int notches)
    {
        const QPoint at = view.placeOf(atUs);
        QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * notches}, {}, {},
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&view, &event);
    }
};

TestEvent severe(Severity severity)
{
    TestEvent event;
    event.severity = severity;
    return event;
}

int pixels(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixel(x, y) == color.rgb();
    }
    return count;
}

} // namespace

class TimelineViewTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysThatItIsEmpty();
    void showsASingleErrorAmongMany_data();
    void showsASingleErrorAmongMany();
    void showsWhatAFilterHidesBehind();
    void hatchesGaps();
    void aClickJumpsToTheFirstEventOfABar();
    void aClickUnderAFilterJumpsToWhatIsShown();
    void aDragZoomsAndADoubleClickZoomsOut();
    void theWheelZoomsAroundThePointer();
    void keysDoEverything();
    void offersAFilterOfTheTimeInSight();
    void hidesItselfOnRequest();
    void countsNothingWhileItIsHidden();
    void tellsScreenReaders();
    void marksWhatTheTableHasInSight();
    void jumpsToTheNextEventThatIsShown();
    void paintingCostsNoMoreThanItsPixels();
};

void TimelineViewTest::saysThatItIsEmpty()
{
    Fixture fixture;
    QVERIFY(pixels(fixture.picture(), currentTheme().bar) == 0);
    QTest::keyClick(&fixture.view, Qt::Key_Left);
    QTest::keyClick(&fixture.view, Qt::Key_Return);
    QTest::mouseClick(&fixture.view, Qt::LeftButton);
    fixture.turnWheel(0, 1);
    QVERIFY(!fixture.timeline.isZoomed());
    QVERIFY(fixture.view.cursor().isEmpty());
}

void TimelineViewTest::showsASingleErrorAmongMany_data()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TimelineViewTest::showsASingleErrorAmongMany()
{
    QFETCH(const bool, dark);
    applyTheme(dark);
    Fixture fixture;
    fixture.add(20'000, start, second / 100);
    QCOMPARE(pixels(fixture.picture(), currentTheme().error), 0);
    fixture.add(1, start + 100 * second, second, severe(Severity::Error));
    QVERIFY(pixels(fixture.picture(), currentTheme().error) >= 6);
    applyTheme(false);
}

void TimelineViewTest::showsWhatAFilterHidesBehind()
{
    Fixture fixture;
    TestEvent wanted;
    wanted.payload = R"({"status":"needle"})";
    fixture.add(500, start);
    fixture.add(50, start + 100 * second, second, wanted);
    QCOMPARE(pixels(fixture.picture(), currentTheme().barBehind), 0);
    const int before = pixels(fixture.picture(), currentTheme().bar);
    fixture.model.setFilter(filterOf(u"needle"_s, fixture.log));
    QTRY_VERIFY(pixels(fixture.picture(), currentTheme().barBehind) > 0);
    QTRY_VERIFY(pixels(fixture.picture(), currentTheme().bar) > 0);
    QVERIFY(pixels(fixture.picture(), currentTheme().bar) < before / 2);
}

void TimelineViewTest::hatchesGaps()
{
    Fixture fixture;
    fixture.add(100, start);
    const QImage without = fixture.picture();
    QCOMPARE(pixels(without, currentTheme().gap), 0);
    TestEvent gap = severe(Severity::Warning);
    gap.flags = OwnEvent | GapEvent;
    gap.type = std::string(owntype::gap);
    gap.payload = R"({"message":"away","seconds":50})";
    fixture.add(1, start + 200 * second, second, gap);
    QTRY_VERIFY(pixels(fixture.picture(), currentTheme().gap) > 200); // once it is known how long
}

void TimelineViewTest::aClickJumpsToTheFirstEventOfABar()
{
    Fixture fixture;
    fixture.add(600, start);
    QSignalSpy jumps(&fixture.view, &TimelineView::jumpWanted);
    QTest::mouseClick(&fixture.view, Qt::LeftButton, {},
                      fixture.view.placeOf(start + 302 * second));
    QCOMPARE(jumps.size(), 1);
    const quint64 sequence = jumps[0][0].toULongLong();
    QVERIFY2(sequence >= 290 && sequence <= 305, qPrintable(QString::number(sequence)));
    QVERIFY(fixture.view.cursor().contains(start + 302 * second));
}

void TimelineViewTest::aClickUnderAFilterJumpsToWhatIsShown()
{
    Fixture fixture;
    TestEvent wanted;
    wanted.payload = R"({"status":"needle"})";
    fixture.add(300, start);
    fixture.add(1, start + 300 * second, second, wanted);
    fixture.add(300, start + 301 * second);
    fixture.model.setFilter(filterOf(u"needle"_s, fixture.log));
    QTRY_COMPARE(fixture.model.rowCount(), 1);
    QSignalSpy jumps(&fixture.view, &TimelineView::jumpWanted);
    QTRY_VERIFY(pixels(fixture.picture(), currentTheme().bar) > 0);
    QTest::mouseClick(&fixture.view, Qt::LeftButton, {},
                      fixture.view.placeOf(start + 100 * second));
    QCOMPARE(jumps.value(0).value(0).toULongLong(), quint64(301));
    QTest::mouseClick(&fixture.view, Qt::LeftButton, {},
                      fixture.view.placeOf(start + 500 * second));
    QCOMPARE(jumps.size(), 1); // nothing is shown from there on
}

void TimelineViewTest::aDragZoomsAndADoubleClickZoomsOut()
{
    Fixture fixture;
    fixture.add(600, start);
    QSignalSpy jumps(&fixture.view, &TimelineView::jumpWanted);
    fixture.drag(start + 400 * second, start + 200 * second);
    QVERIFY(fixture.timeline.isZoomed());
    const TimelineSpan shown = fixture.timeline.shownSpan();
    QVERIFY(qAbs(shown.fromUs - (start + 200 * second)) < 3 * second);
    QVERIFY(qAbs(shown.toUs - (start + 400 * second)) < 3 * second);
    QVERIFY(fixture.view.selection().isEmpty());
    QVERIFY(jumps.isEmpty());
    QTest::mouseDClick(&fixture.view, Qt::LeftButton, {}, QPoint(200, 20));
    QVERIFY(!fixture.timeline.isZoomed());
}

void TimelineViewTest::theWheelZoomsAroundThePointer()
{
    Fixture fixture;
    fixture.add(600, start);
    const qint64 at = start + 150 * second;
    const QPoint before = fixture.view.placeOf(at);
    fixture.turnWheel(at, 3);
    QVERIFY(fixture.timeline.isZoomed());
    QVERIFY(fixture.timeline.shownSpan().length() < 400 * second);
    QVERIFY(qAbs(fixture.view.placeOf(at).x() - before.x()) <= 3);
    fixture.turnWheel(at, -20);
    QVERIFY(!fixture.timeline.isZoomed());
}

void TimelineViewTest::keysDoEverything()
{
    Fixture fixture;
    fixture.add(600, start);
    fixture.view.setFocus();
    QSignalSpy jumps(&fixture.view, &TimelineView::jumpWanted);
    QSignalSpy ranges(&fixture.view, &TimelineView::rangeWanted);
    QTest::keyClick(&fixture.view, Qt::Key_Home);
    QCOMPARE(fixture.view.cursor().fromUs, fixture.timeline.bars().stretchAt(start).fromUs);
    QTest::keyClick(&fixture.view, Qt::Key_Return);
    QCOMPARE(jumps.value(0).value(0).toULongLong(), quint64(1));
    QTest::keyClick(&fixture.view, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(&fixture.view, Qt::Key_PageDown, Qt::ShiftModifier);
    QVERIFY(!fixture.view.selection().isEmpty());
    QTest::keyClick(&fixture.view, Qt::Key_F);
    QCOMPARE(ranges.size(), 1);
    QTest::keyClick(&fixture.view, Qt::Key_Return);
    QVERIFY(fixture.timeline.isZoomed());
    QVERIFY(fixture.view.selection().isEmpty());
    const qint64 length = fixture.timeline.shownSpan().length();
    QTest::keyClick(&fixture.view, Qt::Key_Plus);
    QVERIFY(fixture.timeline.shownSpan().length() < length);
    QTest::keyClick(&fixture.view, Qt::Key_Minus);
    QVERIFY(qAbs(fixture.timeline.shownSpan().length() - length) <= 2);
    QTest::keyClick(&fixture.view, Qt::Key_Escape);
    QVERIFY(!fixture.timeline.isZoomed());
    QTest::keyClick(&fixture.view, Qt::Key_End);
    QVERIFY(fixture.view.cursor().contains(start + 599 * second));
}

void TimelineViewTest::offersAFilterOfTheTimeInSight()
{
    Fixture fixture;
    fixture.add(600, start);
    fixture.timeline.zoomTo({start + 100 * second, start + 200 * second});
    QSignalSpy ranges(&fixture.view, &TimelineView::rangeWanted);
    auto *button = fixture.view.findChild<QToolButton *>(u"timelineOnlyThis"_s);
    QVERIFY(button->isVisible());
    button->click();
    QCOMPARE(ranges.value(0).value(0).toString(),
             u"recorded:2023-11-14T22:15:00..2023-11-14T22:16:39"_s);
    fixture.view.findChild<QToolButton *>(u"timelineWholeLog"_s)->click();
    QVERIFY(!fixture.timeline.isZoomed());
    QVERIFY(!button->isVisible());
}

void TimelineViewTest::hidesItselfOnRequest()
{
    Fixture fixture;
    fixture.add(10, start);
    QMenu menu;
    fixture.view.commands()->fillMenu(&menu);
    QSignalSpy hides(&fixture.view, &TimelineView::hideWanted);
    const auto actions = menu.actions();
    actions.last()->trigger();
    QCOMPARE(hides.size(), 1);
}

void TimelineViewTest::countsNothingWhileItIsHidden()
{
    Fixture fixture;
    fixture.add(10, start);
    fixture.view.hide();
    TimelineModel other(&fixture.model);
    auto batch = std::make_unique<EventBatch>();
    severe(Severity::Error).appendTo(*batch, start + 20 * second);
    fixture.log.append(fixture.lines.add(std::move(batch)));
    fixture.model.logGrew();
    QTRY_COMPARE(other.total(), quint64(11));
    QCOMPARE(fixture.timeline.total(), quint64(10));
    fixture.view.show();
    QTRY_COMPARE(fixture.timeline.total(), quint64(11));
}

void TimelineViewTest::tellsScreenReaders()
{
    Fixture fixture;
    fixture.add(600, start);
    fixture.add(3, start + 10 * second, second, severe(Severity::Error));
    fixture.timeline.zoomTo({start, start + 300 * second});
    QCOMPARE(unnamedControls(&fixture.view), QStringList());
    QVERIFY(!fixture.view.accessibleName().isEmpty());
    fixture.timeline.zoomOut();
    QTRY_VERIFY2(fixture.view.accessibleDescription().contains(u"603 events: 3 error, 600 info"_s),
                 qPrintable(fixture.view.accessibleDescription()));
    QTest::keyClick(&fixture.view, Qt::Key_Home);
    QVERIFY2(fixture.view.accessibleDescription().startsWith(u"22:13:20"_s),
             qPrintable(fixture.view.accessibleDescription()));
}

void TimelineViewTest::marksWhatTheTableHasInSight()
{
    Fixture fixture;
    fixture.add(600, start);
    fixture.view.clearFocus(); // whose frame has the same colour
    QCOMPARE(pixels(fixture.picture(), currentTheme().accent), 0);
    EventTable table(&fixture.model);
    table.resize(600, 300);
    table.show();
    new TimelineLink(&fixture.view, &table);
    QTRY_VERIFY(pixels(fixture.picture(), currentTheme().accent) > 0);
    const auto right = [&] {
        const QImage image = fixture.picture();
        int last = -1;
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 0; y < image.height(); ++y)
                last = image.pixel(x, y) == currentTheme().accent.rgb() ? x : last;
        }
        return last;
    };
    QTRY_VERIFY(right() > 500); // it follows the end
    table.showSequence(5);
    QTRY_VERIFY(right() > 0 && right() < 100);
}

void TimelineViewTest::jumpsToTheNextEventThatIsShown()
{
    Fixture fixture;
    TestEvent wanted;
    wanted.payload = R"({"status":"needle"})";
    for (int i = 0; i < 5; ++i) {
        fixture.add(10, start + i * 100 * second);
        fixture.add(1, start + (i * 100 + 50) * second, second, wanted);
    }
    EventTable table(&fixture.model);
    auto *link = new TimelineLink(&fixture.view, &table);
    QVERIFY(link->jump(17));
    QCOMPARE(table.currentSequence(), quint64(17));
    fixture.model.setFilter(filterOf(u"needle"_s, fixture.log));
    QTRY_COMPARE(fixture.model.rowCount(), 5);
    QVERIFY(link->jump(13));
    QCOMPARE(table.currentSequence(), quint64(22));
    QVERIFY(link->jump(1'000));
    QCOMPARE(table.currentSequence(), quint64(55));
    fixture.model.setFilter(filterOf(u"nothing like this"_s, fixture.log));
    QTRY_COMPARE(fixture.model.rowCount(), 0);
    QVERIFY(!link->jump(13));
}

void TimelineViewTest::paintingCostsNoMoreThanItsPixels()
{
    Fixture fixture;
    fixture.add(2'000, start, second);
    const qsizetype few = paintedSize(&fixture.view);
    fixture.add(300'000, start + 2'000 * second, second);
    const qsizetype many = paintedSize(&fixture.view);
    QVERIFY2(few > 1'000 && many < 2 * few, qPrintable(u"%1 and %2 bytes"_s.arg(few).arg(many)));
}

QTEST_MAIN(TimelineViewTest)
#include "tst_timelineview.moc"
