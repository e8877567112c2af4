// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/retirement.h"
#include "models/capture/settledclock.h"
#include "models/capture/verify.h"
#include "tests/models/capture/capturetesting.h"
#include "tests/models/capture/retentionfaultstest.h"
#include "tests/models/capture/retentiontesting.h"
#include "tests/support/testclasses.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>

using namespace capturetesting;

namespace {

/// Twenty segments of 100 bytes and ten events, one event a second.
std::vector<SegmentFacts> someSegments()
{
    std::vector<SegmentFacts> segments;
    for (quint32 i = 0; i < 20; ++i)
        segments.push_back({i + 1, 100, quint64(i) * 10 + 1, qint64(i) * 10 * second});
    return segments;
}

} // namespace

class TestRetention : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thePlanTakesTheOldestAsFarAsALimitIsPassed_data();
    void thePlanTakesTheOldestAsFarAsALimitIsPassed();
    void aSegmentWithoutAGoodLineBeginsWhereTheNextDoes();
    void whatIsLeftIsWithinTheLimits_data();
    void whatIsLeftIsWithinTheLimits();
    void eachCutIsARowAndIsSummedUp();
    void aLimitedCaptureIsSoundAndIsGoneOnWith();
    void readersBeginWhereTheCaptureDoes();
    void limitsMayComeAndChangeWhileItIsWritten();
    void aClockThatJumpsAheadMakesNothingOld();
    void whatNobodyAddsToGrowsOldToo();
    void whatIsMarkedToBeKeptIsKept();
};

void TestRetention::thePlanTakesTheOldestAsFarAsALimitIsPassed_data()
{
    QTest::addColumn<quint64>("events");
    QTest::addColumn<quint64>("bytes");
    QTest::addColumn<qint64>("age");
    QTest::addColumn<quint64>("taken");
    QTest::addColumn<QString>("limit");
    QTest::newRow("no limit") << quint64(0) << quint64(0) << qint64(0) << quint64(0) << QString();
    QTest::newRow("all fits") << quint64(200) << quint64(2000) << 1000 * second << quint64(0)
                              << QString();
    QTest::newRow("size") << quint64(0) << quint64(1999) << qint64(0) << quint64(1) << u"size"_s;
    QTest::newRow("half the size")
        << quint64(0) << quint64(1000) << qint64(0) << quint64(10) << u"size"_s;
    QTest::newRow("count") << quint64(150) << quint64(0) << qint64(0) << quint64(5) << u"count"_s;
    QTest::newRow("count, one over")
        << quint64(199) << quint64(0) << qint64(0) << quint64(1) << u"count"_s;
    QTest::newRow("age") << quint64(0) << quint64(0) << 100 * second << quint64(9) << u"age"_s;
    QTest::newRow("the strictest decides")
        << quint64(150) << quint64(300) << 100 * second << quint64(17) << u"size"_s;
    QTest::newRow("never what is written")
        << quint64(1) << quint64(1) << qint64(1) << quint64(19) << u"size"_s;
}

void TestRetention::thePlanTakesTheOldestAsFarAsALimitIsPassed()
{
    QFETCH(quint64, events);
    QFETCH(quint64, bytes);
    QFETCH(qint64, age);
    const RetentionCut cut =
        planRetention(someSegments(), 19, {201, 199 * second}, {events, bytes, age}, 200 * second);
    QTEST(quint64(cut.segments), "taken");
    QTEST(QString::fromLatin1(limitName(cut.limit)), "limit");
    if (cut.segments == 0)
        return;
    QCOMPARE(cut.first, quint64(1));
    QCOMPARE(cut.last, quint64(cut.segments * 10));
    QCOMPARE(cut.events(), quint64(cut.segments * 10));
    QCOMPARE(cut.bytes, quint64(cut.segments * 100));
    QCOMPARE(cut.fromUs, qint64(0));
    QCOMPARE(cut.toUs, qint64(cut.segments) * 10 * second);
}

void TestRetention::aSegmentWithoutAGoodLineBeginsWhereTheNextDoes()
{
    std::vector<SegmentFacts> segments = someSegments();
    segments[0].firstSequence = 0;
    segments[3].firstSequence = 0;
    const RetentionCut cut =
        planRetention(segments, 19, {201, 199 * second}, {0, 1700, 0}, 200 * second);
    QCOMPARE(cut.segments, size_t(3));
    QCOMPARE(cut.first, quint64(11));
    QCOMPARE(cut.last,
             quint64(40)); // the fourth may have held 31 to 40: it will not be counted twice
}

void TestRetention::whatIsLeftIsWithinTheLimits_data()
{
    QTest::addColumn<quint64>("events");
    QTest::addColumn<quint64>("bytes");
    QTest::newRow("count") << quint64(5'000) << quint64(0);
    QTest::newRow("size") << quint64(0) << quint64(1 << 20);
    QTest::newRow("both") << quint64(3'000) << quint64(700'000);
}

void TestRetention::whatIsLeftIsWithinTheLimits()
{
    QFETCH(quint64, events);
    QFETCH(quint64, bytes);
    QTemporaryDir folder;
    record(folder.path(), 0, 20'000, {events, bytes, 0});
    const auto report = verifyCapture(folder.path());
    QVERIFY2(report && report->sound(), report ? qPrintable(report->problems.join(u'\n')) : "");
    if (events > 0)
        QVERIFY2(report->lines <= events + 50 && (bytes > 0 || report->lines >= events * 3 / 4),
                 qPrintable(QString::number(report->lines)));
    if (bytes > 0 && events == 0)
        QVERIFY2(segmentBytes(folder.path()) <= bytes
                     && segmentBytes(folder.path()) >= bytes * 3 / 4,
                 qPrintable(QString::number(segmentBytes(folder.path()))));
    // Nothing that came after is missing: the end is as it was sent.
    QList<QByteArray> lines = linesOf(folder.path());
    while (lines.last().contains("eventscope.retention"))
        lines.removeLast();
    const QByteArray last = lines.last();
    QVERIFY2(last.contains("\"n\":19999"), last.constData());
}

void TestRetention::eachCutIsARowAndIsSummedUp()
{
    QTemporaryDir folder;
    CaptureInfo::Retired retired;
    record(folder.path(), 0, 6'000, {4'000, 0, 0}, &retired);
    const QList<QJsonObject> rows = retentionRows(folder.path());
    QVERIFY(!rows.isEmpty());
    const QJsonObject last = rows.last();
    QCOMPARE(last[u"last"_s].toString().toULongLong(), retired.lastSequence);
    QCOMPARE(quint64(last[u"total"_s].toDouble()), retired.events);
    QCOMPARE(last[u"limit"_s].toString(), u"count"_s);
    QCOMPARE(rows.first()[u"first"_s].toString(), u"1"_s);
    QVERIFY(last[u"message"_s].toString().startsWith(u"The limit of count removed "_s));
    QVERIFY(last[u"bytes"_s].toInteger() > 0);
    QVERIFY(parseTimestamp(last[u"from"_s].toString().toStdString()) != noTime);
    // Rows and summary agree, and nothing was removed that they do not tell.
    quint64 sum = 0;
    for (const QJsonObject &row : rows) {
        QCOMPARE(row[u"removed"_s].toInteger(),
                 row[u"last"_s].toString().toLongLong() - row[u"first"_s].toString().toLongLong()
                     + 1);
        sum += quint64(row[u"removed"_s].toInteger());
    }
    const auto info = CaptureInfo::read(folder.path());
    QVERIFY(info);
    QCOMPARE(info->retired, retired);
    QCOMPARE(info->retired.events, sum);
    QCOMPARE(info->retired.cuts, quint64(rows.size()));
    QCOMPARE(info->retired.lastSequence, sum);
}

void TestRetention::aLimitedCaptureIsSoundAndIsGoneOnWith()
{
    QTemporaryDir folder;
    for (int round = 0; round < 4; ++round) {
        record(folder.path(), round * 2'000, 2'000, {1'500, 0, 0});
        const auto report = verifyCapture(folder.path());
        QVERIFY2(report && report->sound(), report ? qPrintable(report->problems.join(u'\n')) : "");
        QVERIFY(report->summary().startsWith(u"Sound: "));
        QVERIFY2(report->summary().contains(u" events were retired by the limits"),
                 qPrintable(report->summary()));
        QCOMPARE(report->retired + report->lines,
                 quint64(report->retired + linesOf(folder.path()).size()));
    }
    // Nothing but whole segments went.
    const CaptureInfo::Retired retired = CaptureInfo::read(folder.path())->retired;
    QCOMPARE(listSegments(folder.path()).front(), retired.lastSegment + 1);
    QVERIFY(linesOf(folder.path())
                .first()
                .contains("\"sequence\":\"" + QByteArray::number(retired.lastSequence + 1) + '"'));
    // Where the segments after the cut are gone, it is damage as ever.
    QVERIFY(QFile::remove(segmentPath(folder.path(), retired.lastSegment + 1)));
    QVERIFY(!verifyCapture(folder.path())->sound());
}

void TestRetention::readersBeginWhereTheCaptureDoes()
{
    QTemporaryDir folder;
    CaptureInfo::Retired retired;
    record(folder.path(), 0, 4'000, {1'000, 0, 0}, &retired);
    auto reader = CaptureReader::open(folder.path());
    QVERIFY(reader);
    EventLog log;
    const CaptureReader::Loaded loaded = (*reader)->load(log);
    QCOMPARE(loaded.remarks, QStringList());
    QCOMPARE(loaded.retired, retired.events);
    QCOMPARE(loaded.firstSequence, retired.lastSequence + 1);
    std::string scratch;
    QVERIFY((*reader)
                ->line(log.at(1), scratch)
                .find("\"sequence\":\"" + std::to_string(loaded.firstSequence))
            != std::string_view::npos);
    // Before it a row marks what is gone, in place of the last event that is.
    QCOMPARE(log.firstSequence(), retired.lastSequence);
    QCOMPARE(log.size(), quint64(linesOf(folder.path()).size()) + 1);
    QCOMPARE(log.types().text(log.at(0).type), std::string_view(owntype::retention));
    QCOMPARE(log.at(0).recordedUs, log.at(1).recordedUs);
    QVERIFY(!(log.at(0).flags & GapEvent));
    const auto line = (*reader)->line(log.at(0), scratch);
    const QJsonObject mark =
        QJsonDocument::fromJson(QByteArray(line.data(), qsizetype(line.size()))).object();
    QCOMPARE(mark[u"type"_s].toString(), u"eventscope.retention"_s);
    QCOMPARE(mark[u"data"_s][u"removed"_s].toInteger(), qint64(retired.events));
    QVERIFY(line.substr(log.at(0).dataOffset).starts_with("{\"message\":\"The limits of what"));
}

void TestRetention::limitsMayComeAndChangeWhileItIsWritten()
{
    QTemporaryDir folder;
    CaptureWriter::Settings settings;
    settings.segmentBytes = 20'000;
    const auto writer = openWriter(folder.path(), settings);
    for (int i = 0; i < 3'000; i += 50)
        QVERIFY(writer->submit(makeBatch(*writer, i, 50)));
    writer->flush();
    QCOMPARE(writer->retired().events, quint64(0));
    std::atomic<int> told = 0;
    writer->setListener([&told] { ++told; });
    writer->setLimits({1'000, 0, 0});
    QTRY_VERIFY(writer->retired().events >= 1'900);
    QTRY_VERIFY(told > 0);
    const quint64 then = writer->retired().events;
    writer->setLimits({500, 0, 0});
    QTRY_VERIFY(writer->retired().events > then);
    writer->setLimits({});
    const quint64 after = writer->retired().events;
    for (int i = 0; i < 1'000; i += 50)
        QVERIFY(writer->submit(makeBatch(*writer, i, 50)));
    writer->flush();
    writer->close();
    QCOMPARE(writer->retired().events, after);
    QVERIFY(verifyCapture(folder.path())->sound());
}

void TestRetention::aClockThatJumpsAheadMakesNothingOld()
{
    constexpr qint64 minute = 60 * second;
    constexpr qint64 day = 24 * 60 * minute;
    constexpr qint64 start = 1'700'000'000 * second;
    SettledClock clock({start, 0});
    QCOMPARE(clock.now({start + minute, minute}), start + minute);
    // E7: a day ahead, and back before the hour is over.
    QCOMPARE(clock.now({start + day + 2 * minute, 2 * minute}), start + 2 * minute);
    QCOMPARE(clock.now({start + day + 60 * minute, 60 * minute}), start + 60 * minute);
    QCOMPARE(clock.now({start + 61 * minute, 61 * minute}), start + 61 * minute);
    // E7: a day back: nothing is older than that clock says.
    QCOMPARE(clock.now({start - day, 62 * minute}), start - day);
    // A clock that was wrong before is believed after an hour.
    QCOMPARE(clock.now({start + day + 70 * minute, 70 * minute}), start + 70 * minute);
    QCOMPARE(clock.now({start + day + 131 * minute, 131 * minute}), start + day + 131 * minute);
    // What it is set right by in small steps is no jump, and a suspended computer grows older.
    QCOMPARE(clock.now({start + 3 * day + 30 * second, 2 * day}), start + 3 * day + 30 * second);
}

void TestRetention::whatNobodyAddsToGrowsOldToo()
{
    QTemporaryDir folder;
    makeCapture(folder.path(), 100); // of 2023
    CaptureWriter::Settings settings;
    settings.limits.ageUs = 3600 * second;
    const auto writer = openWriter(folder.path(), settings);
    QTRY_COMPARE(writer->retired().events, quint64(100));
    writer->flush();
    writer->close();
    QCOMPARE(linesOf(folder.path()).size(), 1);
    QCOMPARE(retentionRows(folder.path()).value(0)[u"limit"_s].toString(), u"age"_s);
    QVERIFY(verifyCapture(folder.path())->sound());
    // Its own row is of now, and stays.
    const auto again = openWriter(folder.path(), settings);
    again->flush();
    QCOMPARE(again->firstFreeSequence(), quint64(102));
    again->close();
    QCOMPARE(again->retired().events, quint64(100));
}

void TestRetention::whatIsMarkedToBeKeptIsKept()
{
    QTemporaryDir folder;
    makeCapture(folder.path(), 500, 5'000);
    QVERIFY(!isKept(folder.path()));
    QVERIFY(setKept(folder.path(), true));
    QVERIFY(isKept(folder.path()));
    record(folder.path(), 500, 1'000, {100, 0, 0});
    QCOMPARE(linesOf(folder.path()).size(), 1'500);
    QVERIFY(setKept(folder.path(), false));
    QVERIFY(setKept(folder.path(), false));
    record(folder.path(), 1'500, 50, {100, 0, 0});
    QVERIFY(linesOf(folder.path()).size() < 1'000);
    QVERIFY(!setKept(folder.path() + u"/nowhere"_s, true));
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestRetention, RetentionFaultsTest>(argc, argv);
}

#include "tst_retention.moc"
