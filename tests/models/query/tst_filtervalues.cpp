// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/filtertimes.h"
#include "models/query/filtervalues.h"

#include <QTest>
#include <ctime>

using namespace eventscope;
using namespace Qt::StringLiterals;

class FilterValuesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void timesStandForAllOfTheirUnit_data();
    void timesStandForAllOfTheirUnit();
    void timesOverMidnightAreTheLastNight_data();
    void timesOverMidnightAreTheLastNight();
    void whatIsNoTimeIsNone_data();
    void whatIsNoTimeIsNone();
    void durationsAreRead_data();
    void durationsAreRead();
    void sizesAreRead_data();
    void sizesAreRead();
    void countsAreRead_data();
    void countsAreRead();
    void severitiesAreRead();
    void pathsAreReadAndWritten_data();
    void pathsAreReadAndWritten();
};

void FilterValuesTest::initTestCase()
{
    qputenv("TZ", "Europe/Berlin"); // local times in summer and winter
    tzset();
}

void FilterValuesTest::timesStandForAllOfTheirUnit_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("now");
    QTest::addColumn<bool>("utc");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    const auto row = [](const char *name, const QString &text, const char *now, bool utc,
                        const char *from, const char *to) {
        QTest::newRow(name) << text << QByteArray(now) << utc << QByteArray(from) << QByteArray(to);
    };
    const char *winter = "2026-11-21T23:30:00Z"; // already the next day in Berlin
    const char *summer = "2026-07-01T12:00:00Z";
    row("a minute", u"10:30"_s, winter, true, "2026-11-21T10:30:00Z", "2026-11-21T10:31:00Z");
    row("a minute of the local day", u"10:30"_s, winter, false, "2026-11-22T09:30:00Z",
        "2026-11-22T09:31:00Z");
    row("a minute in summer", u"10:30"_s, summer, false, "2026-07-01T08:30:00Z",
        "2026-07-01T08:31:00Z");
    row("a second", u"10:30:05"_s, winter, true, "2026-11-21T10:30:05Z", "2026-11-21T10:30:06Z");
    row("a fraction", u"10:30:05.25"_s, winter, true, "2026-11-21T10:30:05.25Z",
        "2026-11-21T10:30:05.26Z");
    row("a microsecond", u"10:30:05.000001"_s, winter, true, "2026-11-21T10:30:05.000001Z",
        "2026-11-21T10:30:05.000002Z");
    row("midnight", u"00:00"_s, winter, false, "2026-11-21T23:00:00Z", "2026-11-21T23:01:00Z");
    row("in UTC, whatever is shown", u"10:30Z"_s, winter, false, "2026-11-21T10:30:00Z",
        "2026-11-21T10:31:00Z");
    row("in another zone", u"10:30+05:30"_s, winter, false, "2026-11-22T05:00:00Z",
        "2026-11-22T05:01:00Z");
    row("a day", u"2026-11-21"_s, winter, true, "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z");
    row("a local day", u"2026-11-21"_s, winter, false, "2026-11-20T23:00:00Z",
        "2026-11-21T23:00:00Z");
    row("the day of 25 hours", u"2026-10-25"_s, winter, false, "2026-10-24T22:00:00Z",
        "2026-10-25T23:00:00Z");
    row("what comes twice", u"2026-10-25T02:30"_s, winter, false, "2026-10-25T00:30:00Z",
        "2026-10-25T01:31:00Z");
    row("the first of the two", u"2026-10-25T02:30+02:00"_s, winter, false, "2026-10-25T00:30:00Z",
        "2026-10-25T00:31:00Z");
    row("the day of 23 hours", u"2026-03-29"_s, winter, false, "2026-03-28T23:00:00Z",
        "2026-03-29T22:00:00Z");
    row("a time on a day", u"2026-07-01T10:30"_s, winter, false, "2026-07-01T08:30:00Z",
        "2026-07-01T08:31:00Z");
    row("with a blank", u"2026-07-01 10:30:00"_s, winter, false, "2026-07-01T08:30:00Z",
        "2026-07-01T08:30:01Z");
    row("as a line has it", u"2026-07-01T10:30:00.123456Z"_s, winter, false,
        "2026-07-01T10:30:00.123456Z", "2026-07-01T10:30:00.123457Z");
    row("before 1970", u"1969-12-31T23:59:59Z"_s, winter, false, "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00Z");
    row("today", u"today"_s, winter, false, "2026-11-21T23:00:00Z", "2026-11-22T23:00:00Z");
    row("yesterday", u"Yesterday"_s, winter, true, "2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z");
    row("ago", u"-1h30m"_s, summer, true, "2026-07-01T10:30:00Z", "2026-07-01T10:30:00.000001Z");
    row("now", u"now"_s, summer, true, "2026-07-01T12:00:00Z", "2026-07-01T12:00:00.000001Z");
}

void FilterValuesTest::timesStandForAllOfTheirUnit()
{
    QFETCH(const QString, text);
    QFETCH(const QByteArray, now);
    QFETCH(const bool, utc);
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    const auto time = readFilterTime(text, parseTimestamp(now.toStdString()),
                                     utc ? TimeZoneChoice::Utc : TimeZoneChoice::Local);
    QVERIFY(time);
    QCOMPARE(timestampText(time->fromUs), timestampText(parseTimestamp(from.toStdString())));
    QCOMPARE(timestampText(time->toUs), timestampText(parseTimestamp(to.toStdString())));
}

void FilterValuesTest::timesOverMidnightAreTheLastNight_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("now");
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    const auto row = [](const char *name, const char *text, const char *now, const char *from,
                        const char *to) {
        QTest::newRow(name) << QString::fromLatin1(text) << QByteArray(now) << QByteArray(from)
                            << QByteArray(to);
    };
    row("in the morning", "23:00..01:00", "2026-11-22T10:45:00Z", "2026-11-21T22:00:00Z",
        "2026-11-22T00:01:00Z");
    row("in the night", "23:00..01:00", "2026-11-22T22:30:00Z", "2026-11-22T22:00:00Z",
        "2026-11-23T00:01:00Z");
    row("over the end of summer time", "23:00..04:00", "2026-10-25T10:00:00Z",
        "2026-10-24T21:00:00Z", "2026-10-25T03:01:00Z");
    row("of a day", "10:00..11:00", "2026-11-22T10:45:00Z", "2026-11-22T09:00:00Z",
        "2026-11-22T10:01:00Z");
    row("of a minute", "10:00..10:00", "2026-11-22T10:45:00Z", "2026-11-22T09:00:00Z",
        "2026-11-22T09:01:00Z");
    row("with dates", "2026-11-22T23:00..2026-11-23T01:00", "2026-11-22T10:45:00Z",
        "2026-11-22T22:00:00Z", "2026-11-23T00:01:00Z");
}

void FilterValuesTest::timesOverMidnightAreTheLastNight()
{
    QFETCH(const QString, text);
    QFETCH(const QByteArray, now);
    QFETCH(const QByteArray, from);
    QFETCH(const QByteArray, to);
    const qsizetype dots = text.indexOf(u".."_s);
    const qint64 nowUs = parseTimestamp(now.toStdString());
    const auto span =
        readFilterTimeSpan(text.left(dots), text.mid(dots + 2), nowUs, TimeZoneChoice::Local);
    QVERIFY(span);
    QCOMPARE(timestampText(span->fromUs), timestampText(parseTimestamp(from.toStdString())));
    QCOMPARE(timestampText(span->toUs), timestampText(parseTimestamp(to.toStdString())));
    if (text.size() == 12) { // it is another night when the next one begins
        const qint64 later = nowUs + span->refreshMs * 1000;
        const auto next =
            readFilterTimeSpan(text.left(5), text.mid(7), later, TimeZoneChoice::Local);
        QVERIFY(next && (next->fromUs > span->fromUs || nowUs < span->toUs));
    }
}

void FilterValuesTest::whatIsNoTimeIsNone_data()
{
    QTest::addColumn<int>("unused");
    for (const char *text : {"",
                             "soon",
                             "1:30",
                             "24:00",
                             "10:60",
                             "10:30:60",
                             "10:30:05.",
                             "10:30:05.1234567",
                             "10:30x",
                             "2026-02-30",
                             "2026-13-01",
                             "2026-1-1",
                             "20261121",
                             "0000-01-01",
                             "-",
                             "-5",
                             "-5x",
                             "5m",
                             "- 5m",
                             "-999999999999999w",
                             "2026-11-21T",
                             "2026-11-21T10",
                             "10:30+25:00",
                             "10:30+1",
                             "2026-11-21  10:30"})
        QTest::newRow(text) << 0;
}

void FilterValuesTest::whatIsNoTimeIsNone()
{
    QVERIFY(!readFilterTime(QString::fromUtf8(QTest::currentDataTag()), nowUs(),
                            TimeZoneChoice::Local));
}

void FilterValuesTest::durationsAreRead_data()
{
    QTest::addColumn<qint64>("us"); // -1: none
    const auto row = [](const char *text, qint64 us) { QTest::newRow(text) << us; };
    row("250us", 250);
    row("250\xc2\xb5s", 250);
    row("250ms", 250'000);
    row("1s", 1'000'000);
    row("1.5s", 1'500'000);
    row("0.000001s", 1);
    row("5m", 300'000'000);
    row("5min", 300'000'000);
    row("1h30m", 5'400'000'000);
    row("2d", 172'800'000'000);
    row("1w", 604'800'000'000);
    row("1H", 3'600'000'000);
    row("0s", 0);
    row("", -1);
    row("5", -1);
    row("m", -1);
    row("5x", -1);
    row("1..5s", -1);
    row("1.s", -1);
    row("5m ", -1);
    row("-5m", -1);
    row("9999999999999999s", -1);
    row("999999999999999w", -1);
}

void FilterValuesTest::durationsAreRead()
{
    QFETCH(const qint64, us);
    const QString text = QString::fromUtf8(QTest::currentDataTag());
    QCOMPARE(readFilterDuration(text).value_or(-1), us);
}

void FilterValuesTest::sizesAreRead_data()
{
    QTest::addColumn<qint64>("bytes"); // -1: none
    const auto row = [](const char *text, qint64 bytes) { QTest::newRow(text) << bytes; };
    row("0", 0);
    row("1500", 1500);
    row("1500B", 1500);
    row("10k", 10'000);
    row("10kB", 10'000);
    row("10KB", 10'000);
    row("1KiB", 1024);
    row("1.5MiB", 1'572'864);
    row("2GB", 2'000'000'000);
    row("999999999999999", 999'999'999'999'999);
    row("999999999999999GiB", -1);
    row("", -1);
    row("kB", -1);
    row("10xB", -1);
    row("-1", -1);
    row("1 kB", -1);
}

void FilterValuesTest::sizesAreRead()
{
    QFETCH(const qint64, bytes);
    const QString text = QString::fromUtf8(QTest::currentDataTag());
    QCOMPARE(readFilterBytes(text).value_or(-1), bytes);
}

void FilterValuesTest::countsAreRead_data()
{
    QTest::addColumn<qint64>("count");
    QTest::newRow("0") << qint64(0);
    QTest::newRow("9223372036854775807") << std::numeric_limits<qint64>::max();
    QTest::newRow("9223372036854775808") << qint64(-1);
    QTest::newRow("1.5") << qint64(-1);
    QTest::newRow("-1") << qint64(-1);
    QTest::newRow("+1") << qint64(-1);
    QTest::newRow(" 1") << qint64(-1);
    QTest::newRow("") << qint64(-1);
}

void FilterValuesTest::countsAreRead()
{
    QFETCH(const qint64, count);
    QCOMPARE(readFilterCount(QString::fromUtf8(QTest::currentDataTag())).value_or(-1), count);
}

void FilterValuesTest::severitiesAreRead()
{
    QCOMPARE(readFilterSeverity(u"WARNING"_s), Severity::Warning);
    QCOMPARE(readFilterSeverity(u"warn"_s), Severity::Warning);
    QCOMPARE(readFilterSeverity(u"err"_s), Severity::Error);
    QVERIFY(!readFilterSeverity(u"loud"_s));
    QVERIFY(!readFilterSeverity(QString()));
}

void FilterValuesTest::pathsAreReadAndWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written"); // empty: no path
    const auto row = [](const QString &text, const QString &written) {
        QTest::newRow(qPrintable(text)) << text << written;
    };
    row(u"status"_s, u"data.status"_s);
    row(u"data.status"_s, u"data.status"_s);
    row(u"data"_s, u"data.data"_s);
    row(u"*"_s, u"data"_s);
    row(u"a[0].b[*].c"_s, u"data.a[0].b[*].c"_s);
    row(u"a.*.b"_s, u"data.a[*].b"_s);
    row(u"a[\"odd key\"]"_s, u"data.a.\"odd key\""_s);
    row(u"a.\"q\\\"\\\\\""_s, u"data.a.\"q\\\"\\\\\""_s);
    row(u"[0]"_s, u"data[0]"_s);
    row(u"a.0"_s, u"data.a.0"_s);
    row(u"größe"_s, u"data.größe"_s);
    row(u"a."_s, QString());
    row(u".a"_s, QString());
    row(u"a[x]"_s, QString());
    row(u"a[0"_s, QString());
    row(u"a[1234567890]"_s, QString());
    row(u"a b"_s, QString());
    row(u"a.\"b"_s, QString());
    row(QString(), QString());
    row(u"a"_s + u".a"_s.repeated(64), QString());
}

void FilterValuesTest::pathsAreReadAndWritten()
{
    QFETCH(const QString, text);
    QFETCH(const QString, written);
    const auto path = readFilterPath(text);
    QCOMPARE(path.has_value(), !written.isEmpty());
    if (!path)
        return;
    QCOMPARE(filterPathText(*path), written);
    QVERIFY(text == u"*" || readFilterPath(written) == path);
}

QTEST_GUILESS_MAIN(FilterValuesTest)
#include "tst_filtervalues.moc"
