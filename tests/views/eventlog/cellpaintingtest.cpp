// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/eventlog/cellpaintingtest.h"

#include "models/eventlogroles.h"
#include "models/orderedevents.h"
#include "tests/views/logfixture.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/glyphsearch.h"
#include "views/theme.h"

#include <QElapsedTimer>
#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

/// What one font knows is known to all windows of a program, so each test has a size of its own.
QFont fontOfSize(double points)
{
    QFont font;
    font.setPointSizeF(points);
    return font;
}

/// Counts how often a widget is painted.
class PaintCounter final : public QObject
{
public:
    int paints = 0;
    explicit PaintCounter(QWidget *widget) { widget->installEventFilter(this); }
    bool eventFilter(QObject *, QEvent *event) override
    {
        paints += event->type() == QEvent::Paint ? 1 : 0;
        return false;
    }
};

/// How many pixels of the summary of a row are rather yellow, which neither the text nor what is
/// behind it is.
int yellowPixels(const EventTable &table, const QImage &image, int row)
{
    const int column = EventLogColumn::Summary;
    const QRect cell = table.visualRect(table.events()->index(row, column));
    int count = 0;
    for (int y = cell.top(); y <= std::min(cell.bottom(), image.height() - 1); ++y) {
        for (int x = cell.left(); x <= std::min(cell.right(), image.width() - 1); ++x) {
            const QRgb pixel = image.pixel(x, y);
            count += qRed(pixel) - qBlue(pixel) > 40 && qGreen(pixel) - qBlue(pixel) > 20 ? 1 : 0;
        }
    }
    return count;
}

} // namespace

void CellPaintingTest::usualTextIsReadyAtOnce()
{
    GlyphSearch glyphs(nullptr);
    for (const QString &text : {QString(), u"Straße, Łódź → “77 %” … ✓"_s.left(22)})
        QCOMPARE(glyphs.ready(text, fontOfSize(21.25)), text);
}

void CellPaintingTest::aScriptIsReadyOnceItsFontsWereLookedFor_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("before");
    QTest::newRow("a script") << u"call ሰላም ended"_s << u"call … ended"_s;
    QTest::newRow("two scripts") << u"ሰላქართ: 5"_s << u"…: 5"_s;
    QTest::newRow("pictures beyond 16 bits") << u"a😀b😀"_s << u"a…b…"_s;
    QTest::newRow("half a character") << u"a"_s + QChar(0xd83d) << u"a…"_s;
}

void CellPaintingTest::aScriptIsReadyOnceItsFontsWereLookedFor()
{
    QFETCH(QString, text);
    QFETCH(QString, before);
    const QFont font = fontOfSize(30.25 + double(text.size()));
    GlyphSearch glyphs(nullptr);
    QCOMPARE(glyphs.ready(text, font), before);
    QTRY_COMPARE(glyphs.ready(text, font), text);
    GlyphSearch other(nullptr); // of another window
    QCOMPARE(other.ready(text, font), text);
}

void CellPaintingTest::whatNoFontHasIsBoxes()
{
    const QFont font = fontOfSize(22.25);
    const bool there = QFontMetrics(font).inFontUcs4(U'日');
    GlyphSearch glyphs(nullptr);
    const QString text = u"a日本"_s;
    QCOMPARE(glyphs.ready(text, font), u"a…"_s);
    QTRY_VERIFY(glyphs.ready(text, font) != u"a…"_s);
    QCOMPARE(glyphs.ready(text, font), there ? text : u"a□□"_s);
}

void CellPaintingTest::nothingIsLookedForWhileRowsMove()
{
    const QFont font = fontOfSize(23.25);
    GlyphSearch glyphs(nullptr);
    const QSignalSpy found(&glyphs, &GlyphSearch::found);
    const QString text = u"ሰላም"_s;
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 300) { // long enough for it to be found, if it were looked for
        glyphs.rowsMoved();
        QCOMPARE(glyphs.ready(text, font), u"…"_s);
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    }
    QVERIFY(found.isEmpty());
    QTRY_VERIFY(!found.isEmpty());
    QCOMPARE(glyphs.ready(text, font), text);
}

void CellPaintingTest::draggingTheSliderMovesRows()
{
    LogFixture fixture;
    EventTable table(&fixture.model);
    table.setFont(fontOfSize(26.25));
    table.resize(1'600, 300);
    for (int i = 0; i < 200; ++i)
        fixture.add({{.payload = R"({"status":"ሰላም"})"}});
    auto *glyphs = table.findChild<GlyphSearch *>();
    QVERIFY(glyphs);
    QScrollBar *bar = table.verticalScrollBar();
    const QSignalSpy found(glyphs, &GlyphSearch::found);
    bar->setSliderDown(true);
    table.show();
    QElapsedTimer clock;
    clock.start();
    for (int step = 0; clock.elapsed() < 300; ++step) {
        bar->setSliderPosition(bar->maximum() * (step % 10) / 10);
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    }
    QVERIFY(found.isEmpty());
    QTRY_VERIFY(!found.isEmpty()); // the slider is still held, but stands
    bar->setSliderDown(false);
}

void CellPaintingTest::cellsArePaintedAgainWithTheScriptThatWasFound()
{
    LogFixture fixture;
    EventTable table(&fixture.model);
    table.setFont(fontOfSize(24.25));
    table.resize(1'600, 300);
    fixture.add({{.payload = R"({"status":"ሰላም"})"}});
    auto *glyphs = table.findChild<GlyphSearch *>();
    QVERIFY(glyphs);
    const PaintCounter counter(table.viewport());
    int paintsThen = 0;
    connect(glyphs, &GlyphSearch::found, &table, [&] { paintsThen = counter.paints; });
    table.show();
    QTRY_VERIFY(paintsThen > 0); // it was painted without, for only what is painted is asked for
    QTRY_VERIFY(counter.paints > paintsThen);
}

void CellPaintingTest::whatIsOddAboutAnEventStandsInItsOwnColour()
{
    LogFixture fixture;
    EventTable table(&fixture.model);
    table.resize(1'200, 300);
    const std::string payload = R"({"status":"ringing"})";
    fixture.add({{.type = "call.status", .payload = payload, .marks = Late},
                 {.type = "call.status", .payload = R"({"status":"late"})"}});
    table.show();
    const auto summary = [&table](int row) {
        return table.events()->index(row, EventLogColumn::Summary).data().toString();
    };
    QVERIFY2(summary(0).startsWith(u"late: "_s), qPrintable(summary(0)));
    QVERIFY2(summary(1).startsWith(u"late"_s), qPrintable(summary(1)));
    const QImage image = table.viewport()->grab().toImage();
    QVERIFY(yellowPixels(table, image, 0) > 0);
    QCOMPARE(yellowPixels(table, image, 1), 0);
}
