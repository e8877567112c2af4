// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timelinecursor.h"
#include "views/timeline/timelinetexts.h"

#include <QTest>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 millisecond = 1'000;
constexpr qint64 second = 1'000 * millisecond;
constexpr qint64 minute = 60 * second;
constexpr qint64 hour = 60 * minute;
constexpr qint64 day = 24 * hour;
constexpr qint64 midnight = 20'000 * day; // 2024-10-04T00:00:00Z

QString plain(QString text)
{
    return text.replace(QChar(QChar::Nbsp), u' ');
}

} // namespace

class TimelineTextsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysHowLong_data();
    void saysHowLong();
    void saysWhen_data();
    void saysWhen();
    void countsInWords();
    void namesMomentsOfTheAxis_data();
    void namesMomentsOfTheAxis();
    void makesAFilterOfExactlyThatSpan_data();
    void makesAFilterOfExactlyThatSpan();
    void cursorBeginsAtTheNewest();
    void cursorStaysInSight();
    void cursorSelectsFromWhereItStood();
};

void TimelineTextsTest::initTestCase()
{
    QLocale::setDefault(QLocale::c());
}

void TimelineTextsTest::saysHowLong_data()
{
    QTest::addColumn<qint64>("us");
    QTest::addColumn<QString>("expected");
    QTest::newRow("microseconds") << qint64(50) << u"50 µs"_s;
    QTest::newRow("milliseconds") << 1'500 * qint64(1) << u"1.5 ms"_s;
    QTest::newRow("seconds") << 2 * second << u"2 s"_s;
    QTest::newRow("a minute and a half") << 90 * second << u"90 s"_s;
    QTest::newRow("a minute") << minute << u"1 min"_s;
    QTest::newRow("minutes") << 15 * minute << u"15 min"_s;
    QTest::newRow("hours and a half") << 150 * minute << u"2.5 h"_s;
    QTest::newRow("a day") << day << u"1 day"_s;
    QTest::newRow("days") << 3 * day << u"3 days"_s;
}

void TimelineTextsTest::saysHowLong()
{
    QFETCH(const qint64, us);
    QFETCH(const QString, expected);
    QCOMPARE(plain(lengthText(us)), expected);
}

void TimelineTextsTest::saysWhen_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("length");
    QTest::addColumn<QString>("expected");
    QTest::newRow("seconds") << midnight + 10 * hour << 2 * second
                             << u"10:00:00 – 10:00:02, 4 Oct 2024"_s;
    QTest::newRow("parts of a second")
        << midnight + 10 * hour + 500 * millisecond << 500 * millisecond
        << u"10:00:00.500 – 10:00:01.000, 4 Oct 2024"_s;
    QTest::newRow("over midnight")
        << midnight + 23 * hour << 2 * hour << u"4 Oct 2024 23:00:00 – 5 Oct 2024 01:00:00"_s;
}

void TimelineTextsTest::saysWhen()
{
    QFETCH(const qint64, from);
    QFETCH(const qint64, length);
    QFETCH(const QString, expected);
    QCOMPARE(periodText({from, from + length}, TimeZoneChoice::Utc), expected);
}

void TimelineTextsTest::countsInWords()
{
    QCOMPARE(plain(countsText({1'000, 0, 0, 2, 1})),
             u"1 003 events: 1 fatal, 2 error, 1 000 info"_s);
    QCOMPARE(countsText({0, 0, 1, 0, 0}), u"1 event: 1 warning"_s);
}

void TimelineTextsTest::namesMomentsOfTheAxis_data()
{
    QTest::addColumn<qint64>("us");
    QTest::addColumn<qint64>("step");
    QTest::addColumn<QString>("expected");
    QTest::newRow("minutes") << midnight + 10 * hour + 21 * minute << 2 * minute << u"10:21"_s;
    QTest::newRow("seconds") << midnight + 10 * hour << 5 * second << u"10:00:00"_s;
    QTest::newRow("milliseconds") << midnight + 10 * hour + 20 * millisecond << 20 * millisecond
                                  << u"10:00:00.020"_s;
    QTest::newRow("midnight") << midnight << 6 * hour << u"4 Oct"_s;
    QTest::newRow("days") << midnight << 2 * day << u"4 Oct"_s;
    QTest::newRow("years") << midnight << 500 * day << u"Oct 2024"_s;
}

void TimelineTextsTest::namesMomentsOfTheAxis()
{
    QFETCH(const qint64, us);
    QFETCH(const qint64, step);
    QFETCH(const QString, expected);
    QCOMPARE(axisText(us, step, TimeZoneChoice::Utc), expected);
}

void TimelineTextsTest::makesAFilterOfExactlyThatSpan_data()
{
    QTest::addColumn<qint64>("from");
    QTest::addColumn<qint64>("to");
    QTest::addColumn<QString>("expected");
    const qint64 ten = midnight + 10 * hour;
    QTest::newRow("seconds") << ten << ten + 15 * minute << u"recorded:10:00:00..10:14:59"_s;
    QTest::newRow("milliseconds") << ten + 5 * millisecond << ten + 10 * millisecond
                                  << u"recorded:10:00:00.005..10:00:00.009"_s;
    QTest::newRow("microseconds") << ten + 5 << ten + 11
                                  << u"recorded:10:00:00.000005..10:00:00.000010"_s;
    QTest::newRow("another day") << ten - day << ten
                                 << u"recorded:2024-10-03T10:00:00..2024-10-04T09:59:59"_s;
}

void TimelineTextsTest::makesAFilterOfExactlyThatSpan()
{
    QFETCH(const qint64, from);
    QFETCH(const qint64, to);
    QFETCH(const QString, expected);
    QCOMPARE(spanFilterText({from, to}, TimeZoneChoice::Utc, midnight + 20 * hour), expected);
}

namespace {

TimelineBars tenBars()
{
    TimelineBars bars;
    bars.barUs = second;
    bars.span = {midnight + 500 * millisecond, midnight + 9'500 * millisecond};
    return bars;
}

} // namespace

void TimelineTextsTest::cursorBeginsAtTheNewest()
{
    TimelineCursor cursor;
    QVERIFY(!cursor.move(Qt::Key_Left, false, {}));
    QVERIFY(!cursor.move(Qt::Key_A, false, tenBars()));
    QVERIFY(cursor.move(Qt::Key_Left, false, tenBars()));
    QCOMPARE(cursor.stretch(), (TimelineSpan{midnight + 9 * second, midnight + 10 * second}));
    QVERIFY(cursor.move(Qt::Key_Left, false, tenBars()));
    QCOMPARE(cursor.stretch().fromUs, midnight + 8 * second);
}

void TimelineTextsTest::cursorStaysInSight()
{
    TimelineCursor cursor;
    for (const int key : {Qt::Key_Home, Qt::Key_Left, Qt::Key_PageUp}) {
        QVERIFY(cursor.move(key, false, tenBars()));
        QCOMPARE(cursor.stretch().fromUs, midnight);
    }
    for (const int key : {Qt::Key_End, Qt::Key_Right, Qt::Key_PageDown}) {
        QVERIFY(cursor.move(key, false, tenBars()));
        QCOMPARE(cursor.stretch().fromUs, midnight + 9 * second);
    }
}

void TimelineTextsTest::cursorSelectsFromWhereItStood()
{
    TimelineCursor cursor;
    cursor.standAt(midnight + 5 * second, tenBars());
    cursor.move(Qt::Key_Right, true, tenBars());
    QCOMPARE(cursor.selection(), (TimelineSpan{midnight + 5 * second, midnight + 7 * second}));
    cursor.move(Qt::Key_Left, true, tenBars());
    cursor.move(Qt::Key_Left, true, tenBars());
    QCOMPARE(cursor.selection(), (TimelineSpan{midnight + 4 * second, midnight + 6 * second}));
    cursor.move(Qt::Key_Home, true, tenBars());
    QCOMPARE(cursor.selection().fromUs, tenBars().span.fromUs);
    cursor.move(Qt::Key_Right, false, tenBars());
    QVERIFY(cursor.selection().isEmpty());
}

QTEST_MAIN(TimelineTextsTest)
#include "tst_timelinetexts.moc"
