// SPDX-License-Identifier: GPL-3.0-or-later
#include "capturetesting.h"

#include "models/capture/lossnote.h"
#include "models/capture/verify.h"
#include "models/event/jsontape.h"
#include "tests/models/capture/checksumtest.h"
#include "tests/models/capture/sumsfiletest.h"
#include "tests/models/capture/sumstest.h"
#include "tests/support/testclasses.h"

using namespace capturetesting;

class TestVerify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void soundCaptureIsSound();
    void theDeepestPayloadIsSound();
    void emptyCaptureIsSound();
    void damageIsFoundAndPlaced_data();
    void damageIsFoundAndPlaced();
    void missingSegmentsAreFound_data();
    void missingSegmentsAreFound();
    void badIndexesAreHarmless();
    void captureBeingWrittenIsNotTorn();
    void manyProblemsAreSummedUp();
    void whatIsNoCaptureIsRefused();
    void lossesAreSummedUpWhereverTheyStand_data();
    void lossesAreSummedUpWhereverTheyStand();
    void aCaptureThatWasCutShortSaysSoAndIsSound();
    void oneIsNotMany();
};

static VerifyReport checked(const QString &folder)
{
    auto report = verifyCapture(folder);
    if (!report) {
        QTest::qFail(qPrintable(report.error()), __FILE__, __LINE__);
        return {};
    }
    return *report;
}

void TestVerify::soundCaptureIsSound()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 220, 10'000);
    const VerifyReport report = checked(dir.path());
    QVERIFY(!report.damaged());
    QCOMPARE(report.problems, QStringList());
    QCOMPARE(report.lines, quint64(220));
    QCOMPARE(report.ownEvents,
             quint64(20)); // every eleventh is a gap row, and another one undecodable
    QCOMPARE(report.gaps, quint64(20));
    QCOMPARE(report.events, quint64(200));
    QCOMPARE(report.undecodable, quint64(20));
    QVERIFY(report.segments > 3);
    QCOMPARE(report.indexesGood, report.segments - 1);
    QCOMPARE(report.indexesBad, quint64(0));
    QCOMPARE(
        report.summary(),
        u"Sound: 200 events and 20 rows of Eventscope itself in %1 segments, 20 undecodable, 20 gaps"_s
            .arg(report.segments));
}

/// A frame that is JSON for its dialect must be so in its line too, and in a row of ours about it.
void TestVerify::theDeepestPayloadIsSound()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    auto batch = writer->takeEmptyBatch();
    batch->setConnection("voip-prod");
    const std::string frame =
        std::string(JsonTape::maxDepth, '[') + std::string(JsonTape::maxDepth, ']');
    QVERIFY(JsonTape().parse(frame));
    const std::string row = R"({"frame":)" + frame + "}";
    for (const std::string &payload : {frame, row}) {
        EventFields fields;
        fields.type = "t";
        fields.payload = payload;
        batch->append(fields, 1'700'000'000'000'000);
    }
    QVERIFY(writer->submit(std::move(batch)));
    writer->close();
    const VerifyReport report = checked(dir.path());
    QVERIFY2(report.sound(), qPrintable(report.summary()));
    QCOMPARE(report.events, quint64(2));
}

void TestVerify::emptyCaptureIsSound()
{
    QTemporaryDir dir;
    openWriter(dir.path());
    const VerifyReport report = checked(dir.path());
    QVERIFY(!report.damaged());
    QCOMPARE(report.lines, quint64(0));
}

void TestVerify::damageIsFoundAndPlaced_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<quint64>("badLines");
    QTest::addColumn<quint64>("missing");
    QTest::addColumn<QString>("said");
    const auto row = [](const char *name, const QByteArray &from, const QByteArray &to, int bad,
                        int missing, const QString &said) {
        QTest::newRow(name) << from << to << quint64(bad) << quint64(missing) << said;
    };
    // The event of a damaged line is lost once, with its line.
    row("payload is no JSON", "{\"n\":4,", "{\"n\":4;", 1, 0,
        u"damaged line (expected ',' or '}'); event 5 is missing"_s);
    row("payload is no UTF-8", "{\"n\":4,", "{\"\xff\":4,", 1, 0, u"damaged line (no UTF-8)"_s);
    row("nul bytes", "\"sequence\":\"5\"", QByteArray(14, '\0'), 1, 0, u"damaged line"_s);
    row("empty id", "\"id-3\"", "\"\"", 1, 0, u"damaged line (no id)"_s);
    row("no type",
        "\"type\":\"call.status\",\"time\":\"2024-01-15T10:30:05.003511Z\",\"recordedtime\":\"2023-"
        "11-14T22:13:20.004004Z\"",
        "\"recordedtime\":\"2023-11-14T22:13:20.004004Z\"", 1, 0, u"damaged line (no type)"_s);
    row("line break lost", "}\n{\"specversion\":\"1.0\",\"sequence\":\"5\"",
        "}{\"specversion\":\"1.0\",\"sequence\":\"5\"", 1, 1, u"something follows the value"_s);
    row("empty line", "}\n{\"specversion\":\"1.0\",\"sequence\":\"5\"",
        "}\n\n{\"specversion\":\"1.0\",\"sequence\":\"5\"", 1, 0, u"damaged line (empty)"_s);
    row("number again", "\"sequence\":\"5\"", "\"sequence\":\"4\"", 0, 1,
        u"number 4 again or out of order, 5 should be here"_s);
    row("numbers left out", "\"sequence\":\"30\"", "\"sequence\":\"40\"", 0, 10,
        u"events 30 to 39 are missing"_s);
}

void TestVerify::damageIsFoundAndPlaced()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(quint64, badLines);
    QFETCH(quint64, missing);
    QFETCH(QString, said);
    QTemporaryDir dir;
    makeCapture(dir.path(), 30);
    QByteArray lines = readFile(segmentPath(dir.path(), 1));
    const qsizetype at = lines.indexOf(from);
    QVERIFY(at > 0);
    lines.replace(at, from.size(), to);
    writeFile(segmentPath(dir.path(), 1), lines);
    const VerifyReport report = checked(dir.path());
    QVERIFY(report.damaged());
    QCOMPARE(report.badLines, badLines);
    QCOMPARE(report.missingSequences, missing);
    const QString problems = report.problems.join(u'\n');
    QVERIFY2(problems.contains(said), qPrintable(problems));
    QVERIFY(problems.contains(u"000001.ndjson, byte "_s));
    QVERIFY(report.summary().startsWith(u"Damaged: "_s));
}

void TestVerify::missingSegmentsAreFound_data()
{
    QTest::addColumn<QList<int>>("removed");
    QTest::addColumn<QString>("said");
    QTest::newRow("first") << QList<int>{1} << u"000001.ndjson is missing"_s;
    QTest::newRow("one") << QList<int>{3} << u"000003.ndjson is missing"_s;
    QTest::newRow("several") << QList<int>{2, 3, 4}
                             << u"000002.ndjson to 000004.ndjson are missing"_s;
}

void TestVerify::missingSegmentsAreFound()
{
    QFETCH(QList<int>, removed);
    QFETCH(QString, said);
    QTemporaryDir dir;
    makeCapture(dir.path(), 300, 10'000);
    quint64 lost = 0;
    for (const int segment : removed) {
        lost += quint64(readFile(segmentPath(dir.path(), quint32(segment))).count('\n'));
        QVERIFY(QFile::remove(segmentPath(dir.path(), quint32(segment))));
    }
    const VerifyReport report = checked(dir.path());
    QVERIFY(report.damaged());
    QCOMPARE(report.missingSequences, lost);
    QVERIFY2(report.problems.contains(said), qPrintable(report.problems.join(u'\n')));
    QCOMPARE(report.indexesBad, quint64(removed.size())); // left behind
}

void TestVerify::badIndexesAreHarmless()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 100, 10'000);
    QByteArray index = readFile(indexPath(dir.path(), 1));
    index[index.size() - 30] = char(index[index.size() - 30] ^ 1);
    writeFile(indexPath(dir.path(), 1), index);
    QVERIFY(QFile::remove(indexPath(dir.path(), 2)));
    const VerifyReport report = checked(dir.path());
    QVERIFY(!report.damaged());
    QCOMPARE(report.indexesBad, quint64(1));
    QCOMPARE(report.indexesGood, report.segments - 3);
    QVERIFY(report.problems.value(0).contains(u"index of 000001.ndjson"_s));
}

void TestVerify::captureBeingWrittenIsNotTorn()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 10);
    auto writer = openWriter(dir.path());
    writeFile(segmentPath(dir.path(), 1), readFile(segmentPath(dir.path(), 1)) + "{\"spec");
    QVERIFY(!checked(dir.path()).damaged());
    writer.reset();
    const VerifyReport report = checked(dir.path());
    QVERIFY(report.damaged());
    QCOMPARE(report.tornBytes, quint64(6));
    QCOMPARE(report.lines, quint64(10));
}

void TestVerify::manyProblemsAreSummedUp()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 10);
    writeFile(segmentPath(dir.path(), 1), QByteArray("x\n").repeated(100'000));
    const VerifyReport report = checked(dir.path());
    QCOMPARE(report.badLines, quint64(100'000));
    QCOMPARE(report.problems.size(), 101);
    QCOMPARE(report.problems.last(), u"… and 99900 more problems"_s);
}

void TestVerify::whatIsNoCaptureIsRefused()
{
    QTemporaryDir dir;
    writeFile(dir.filePath(u"file"_s), "x");
    for (const QString &path :
         {dir.path(), dir.filePath(u"file"_s), dir.filePath(u"nothing"_s), QString()}) {
        const auto report = verifyCapture(path);
        QVERIFY(!report);
        QVERIFY(report.error().startsWith(u"Cannot verify "_s));
    }
}

void TestVerify::lossesAreSummedUpWhereverTheyStand_data()
{
    QTest::addColumn<QList<int>>("told");
    QTest::addColumn<int>("noted");
    QTest::addColumn<QString>("said");
    QTest::newRow("in a gap row") << QList<int>{7711} << 0 << u"7711 events were not stored"_s;
    QTest::newRow("in several") << QList<int>{1, 2} << 0 << u"3 events were not stored"_s;
    QTest::newRow("in the note") << QList<int>{} << 1 << u"1 event was not stored"_s;
    QTest::newRow("in both") << QList<int>{5} << 6 << u"11 events were not stored"_s;
}

void TestVerify::lossesAreSummedUpWhereverTheyStand()
{
    QFETCH(const QList<int>, told);
    QFETCH(const int, noted);
    QFETCH(const QString, said);
    QTemporaryDir dir;
    {
        const auto writer = openWriter(dir.path());
        auto batch = makeBatch(*writer, 0, 5);
        for (const int dropped : told) {
            const std::string data =
                R"({"message":"lost","dropped":)" + std::to_string(dropped) + '}';
            EventFields fields;
            fields.type = owntype::gap;
            fields.flags = OwnEvent | GapEvent;
            fields.payload = data;
            batch->append(fields, 1'700'000'000'000'000);
        }
        // What a feed says about itself is no word of ours.
        EventFields fields;
        fields.type = "call";
        fields.payload = R"({"dropped":1000})";
        batch->append(fields, 1'700'000'000'000'000);
        QVERIFY(writer->submit(std::move(batch)));
    }
    if (noted > 0)
        QVERIFY(LossNote(dir.path()).write({{u"0000000a"_s, quint64(noted)}}));
    const VerifyReport report = checked(dir.path());
    QVERIFY(!report.sound());
    QVERIFY(!report.damaged());
    QVERIFY2(report.summary().startsWith(u"Incomplete: "_s), qPrintable(report.summary()));
    QVERIFY2(report.summary().contains(said), qPrintable(report.summary()));
}

void TestVerify::aCaptureThatWasCutShortSaysSoAndIsSound()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 10);
    LossNote note(dir.path());
    note.setRecording(true);
    QVERIFY(note.write({}));
    VerifyReport report = checked(dir.path());
    QVERIFY(report.sound());
    QVERIFY(report.summary().endsWith(u", cut short"_s));
    QVERIFY(report.problems.value(0).contains(u"was cut short"_s));
    {
        const auto writer = openWriter(dir.path()); // while somebody records it is no wonder
        QVERIFY(!checked(dir.path()).cutShort);
    }
    note.setRecording(false);
    QVERIFY(note.write({}));
    QVERIFY(!checked(dir.path()).cutShort);
}

void TestVerify::oneIsNotMany()
{
    VerifyReport report;
    report.events = 1;
    report.ownEvents = 1;
    report.segments = 1;
    report.gaps = 1;
    report.badLines = 1;
    report.missingSequences = 1;
    report.toldLosses = 1;
    report.tornBytes = 1;
    report.indexesBad = 1;
    QCOMPARE(report.summary(),
             u"Damaged: 1 event and 1 row of Eventscope itself in 1 segment, 1 gap, 1 damaged "
             "line, 1 further missing event, 1 event was not stored, 1 byte of an unfinished line, "
             "1 index to be made again"_s);
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestVerify, SumsTest, SumsFileTest, ChecksumTest>(argc, argv);
}

#include "tst_verify.moc"
