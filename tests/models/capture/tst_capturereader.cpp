// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/capture/capturelinestest.h"
#include "tests/models/capture/capturereading.h"
#include "tests/models/capture/capturetesting.h"
#include "tests/support/testclasses.h"

using namespace capturetesting;

class TestCaptureReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsLoadedIsWhatWasSeenLive();
    void anyBrokenIndexIsMadeAgainWithTheSameResult_data();
    void anyBrokenIndexIsMadeAgainWithTheSameResult();
    void damagedLinesGetARowAndARemark();
    void missingSegmentIsShownRowByRow();
    void whatIsMissingBeforeTheFirstEventIsOneRow_data();
    void whatIsMissingBeforeTheFirstEventIsOneRow();
    void loadingStopsWithinASegment_data();
    void loadingStopsWithinASegment();
    void absurdNumbersDoNotEatTheMemory();
    void tornLineIsReportedUnlessSomebodyWrites();
    void indexThatCannotBeWrittenIsToldAndIsNoDamage();
    void captureWithoutDescriptionOpens();
    void foldersThatAreNoCaptureAreRefused();
    void loadingCanBeStopped();
    void newTopicsWithoutEndAreRead();
};

void TestCaptureReader::whatIsLoadedIsWhatWasSeenLive()
{
    QTemporaryDir dir;
    EventLog live;
    CaptureWriter::Settings settings;
    settings.segmentBytes = 20'000;
    auto writer = openWriter(dir.path(), settings);
    for (int i = 0; i < 400; i += 8)
        QVERIFY(writer->submit(makeBatch(*writer, i, 8, i % 16 ? "a \"feed\"" : "b")));
    writer->close();
    for (const StoredBatch &stored : writer->takeStored())
        live.append(stored);
    const QStringList expected = describe(live);

    CaptureReader::Loaded loaded;
    QCOMPARE(loadedRows(dir.path(), &loaded), expected);
    QCOMPARE(loaded.events, quint64(400));
    QCOMPARE(loaded.firstSequence, quint64(1));
    QCOMPARE(loaded.indexesRebuilt, 0);
    QCOMPARE(loaded.badLines, quint64(0));
    QCOMPARE(loaded.remarks, QStringList());

    // The same without any index: from the lines, and the indexes are back afterwards.
    const auto segments = listSegments(dir.path());
    QHash<quint32, QByteArray> indexes;
    for (const quint32 segment : segments) {
        indexes[segment] = readFile(indexPath(dir.path(), segment));
        QFile::remove(indexPath(dir.path(), segment));
    }
    QCOMPARE(loadedRows(dir.path(), &loaded), expected);
    QCOMPARE(loaded.indexesRebuilt, int(segments.size()) - 1);
    QCOMPARE(loaded.remarks, QStringList());
    for (const quint32 segment : segments)
        QCOMPARE(readFile(indexPath(dir.path(), segment)), indexes[segment]);
}

void TestCaptureReader::anyBrokenIndexIsMadeAgainWithTheSameResult_data()
{
    QTest::addColumn<QString>("damage");
    for (const char *damage :
         {"missing", "empty", "cut", "grown", "flipped", "garbage", "of another segment", "old"})
        QTest::newRow(damage) << QString::fromLatin1(damage);
}

void TestCaptureReader::anyBrokenIndexIsMadeAgainWithTheSameResult()
{
    QFETCH(QString, damage);
    QTemporaryDir dir;
    makeCapture(dir.path(), 300, 30'000);
    const QStringList expected = loadedRows(dir.path());
    const QString path = indexPath(dir.path(), 1);
    const QByteArray good = readFile(path);
    QVERIFY(!good.isEmpty());
    QByteArray bad = good;
    if (damage == u"empty")
        bad.clear();
    else if (damage == u"cut")
        bad.chop(9);
    else if (damage == u"grown")
        bad += "x";
    else if (damage == u"flipped")
        bad[bad.size() / 2] = char(bad[bad.size() / 2] ^ 4);
    else if (damage == u"garbage")
        bad.fill('\xff');
    else if (damage == u"of another segment")
        bad = readFile(indexPath(dir.path(), 2));
    else if (damage == u"old")
        bad[12] = 9; // its version
    if (damage == u"missing")
        QVERIFY(QFile::remove(path));
    else
        writeFile(path, bad);

    CaptureReader::Loaded loaded;
    QCOMPARE(loadedRows(dir.path(), &loaded), expected);
    QCOMPARE(loaded.indexesRebuilt, 1);
    QCOMPARE(loaded.remarks.size(), damage == u"missing" ? 0 : 1);
    QCOMPARE(readFile(path), good);
}

void TestCaptureReader::damagedLinesGetARowAndARemark()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 60, 12'000);
    const QString path = segmentPath(dir.path(), 1);
    const QByteArray good = readFile(path);
    const qsizetype at = good.indexOf("\"sequence\":\"5\"");
    QByteArray bad = good;
    bad.replace(at, 14, QByteArray(14, '\0'));
    writeFile(path, bad);
    for (int again = 0; again < 2; ++again) { // no index may hide the damage the second time
        EventLog log;
        const auto reader = openReader(dir.path());
        const auto loaded = reader->load(log);
        QCOMPARE(loaded.events, quint64(59));
        QCOMPARE(loaded.badLines, quint64(1));
        QCOMPARE(log.size(), quint64(60));
        const QString remarks = loaded.remarks.join(u'\n');
        QVERIFY2(remarks.contains(u"Damaged line in 000001.ndjson at byte %1"_s.arg(
                     good.lastIndexOf('\n', at) + 1)),
                 qPrintable(remarks));
        QCOMPARE(loaded.remarks.last(), u"1 event is missing; 1 damaged line was skipped"_s);
        // Row and number stay together, and the lost one says so.
        const EventRecord &lost = log.at(4);
        QVERIFY(lost.flags & GapEvent);
        QVERIFY(log.types().text(lost.type) == owntype::gap);
        LineAttributes attributes;
        const QByteArray line = lineAt(*reader, log, 4);
        QVERIFY(readLineAttributes({line.constData(), size_t(line.size())}, attributes));
        QVERIFY(attributes.type == owntype::gap);
        QVERIFY(line.mid(lost.dataOffset).startsWith(R"({"message":"An event is lost here)"));
        for (quint64 row = 0; row < log.size(); ++row) {
            if (row != 4)
                QVERIFY(lineAt(*reader, log, row)
                            .contains("\"sequence\":\"" + QByteArray::number(row + 1) + '"'));
        }
    }
}

void TestCaptureReader::missingSegmentIsShownRowByRow()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 200, 10'000);
    QVERIFY(QFile::remove(segmentPath(dir.path(), 2)));
    EventLog log;
    const auto reader = openReader(dir.path());
    const auto loaded = reader->load(log);
    QCOMPARE(log.size(), quint64(200));
    QVERIFY(loaded.events < 200);
    QVERIFY(loaded.remarks.contains(u"000002.ndjson is missing"_s));
    QVERIFY(loaded.remarks.contains(u"%1 events are missing"_s.arg(200 - loaded.events)));
    QVERIFY(lineAt(*reader, log, 199).contains("\"sequence\":\"200\""));
}

void TestCaptureReader::whatIsMissingBeforeTheFirstEventIsOneRow_data()
{
    QTest::addColumn<QString>("damage");
    QTest::newRow("the first segments are gone") << u"gone"_s;
    QTest::newRow("a later segment has the name of the first") << u"renamed"_s;
    QTest::newRow("the first segment is empty") << u"empty"_s;
    QTest::newRow("the first segment is damaged") << u"damaged"_s;
    QTest::newRow("limits removed what was before") << u"cut"_s;
    QTest::newRow("far more than rows may stand for") << u"many"_s;
}

namespace {

constexpr quint64 many = 3'000'000'000;

/// Raises the numbers of all events.
void addToNumbers(const QString &folder, quint64 more)
{
    for (const quint32 segment : listSegments(folder)) {
        QByteArray lines = readFile(segmentPath(folder, segment));
        for (quint64 number = 1; number <= 200; ++number)
            lines.replace("\"sequence\":\"" + QByteArray::number(number) + '"',
                          "\"sequence\":\"" + QByteArray::number(more + number) + '"');
        writeFile(segmentPath(folder, segment), lines);
        QFile::remove(indexPath(folder, segment));
    }
}

void loseTheBeginning(const QString &folder, const QString &damage)
{
    const bool isGone = damage != u"empty" && damage != u"damaged";
    for (const quint32 segment : {1, 2}) {
        QFile::remove(indexPath(folder, segment));
        if (isGone)
            QVERIFY(QFile::remove(segmentPath(folder, segment)));
        else
            writeFile(segmentPath(folder, segment), damage == u"empty" ? "" : "{\"torn\n");
    }
    if (damage == u"renamed") {
        QVERIFY(QFile::rename(segmentPath(folder, 3), segmentPath(folder, 1)));
        QFile::remove(indexPath(folder, 3));
    }
    if (damage == u"cut") {
        CaptureInfo info = *CaptureInfo::read(folder);
        info.retired.lastSegment = 1;
        info.retired.lastSequence = info.retired.events = 5;
        QVERIFY(info.write(folder));
    }
    if (damage == u"many")
        addToNumbers(folder, many);
}

} // namespace

void TestCaptureReader::whatIsMissingBeforeTheFirstEventIsOneRow()
{
    QFETCH(const QString, damage);
    QTemporaryDir dir;
    makeCapture(dir.path(), 200, 10'000);
    loseTheBeginning(dir.path(), damage);
    const quint64 last = damage == u"many" ? many + 200 : 200;
    const quint64 before = damage == u"cut" ? 5 : 0; // what limits removed
    EventLog log;
    const auto reader = openReader(dir.path());
    const auto loaded = reader->load(log);
    QVERIFY(loaded.events > 0 && loaded.events < 200);
    const quint64 marks = before > 0 ? 2 : 1;
    QCOMPARE(log.size(), loaded.events + marks);
    QCOMPARE(log.firstSequence() + log.size(), last + 1);
    const quint64 missing = last - loaded.events - before;
    const EventRecord &gap = log.at(marks - 1);
    QCOMPARE(gap.flags, EventFlags(OwnEvent | GapEvent));
    QCOMPARE(gap.recordedUs, log.at(marks).recordedUs); // as old as what follows, not of 1970
    const QByteArray line = lineAt(*reader, log, marks - 1);
    QVERIFY(QJsonDocument::fromJson(line).isObject());
    QVERIFY2(line.mid(gap.dataOffset)
                 .startsWith("{\"message\":\"" + QByteArray::number(missing)
                             + " events are missing here"),
             line.constData());
    QVERIFY2(line.endsWith("\"missing\":" + QByteArray::number(missing) + "}}"), line.constData());
    QVERIFY(loaded.remarks.last().startsWith(u"%1 events are missing"_s.arg(missing)));
    QVERIFY(
        lineAt(*reader, log, marks)
            .contains("\"sequence\":\"" + QByteArray::number(log.firstSequence() + marks) + '"'));
    QVERIFY(lineAt(*reader, log, log.size() - 1)
                .contains("\"sequence\":\"" + QByteArray::number(last) + '"'));
}

void TestCaptureReader::absurdNumbersDoNotEatTheMemory()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 10);
    QByteArray lines = readFile(segmentPath(dir.path(), 1));
    lines.replace("\"sequence\":\"4\"", "\"sequence\":\"4000000000000000000\"");
    lines.replace("\"sequence\":\"8\"", "\"sequence\":\"2\"");
    writeFile(segmentPath(dir.path(), 1), lines);
    EventLog log;
    const auto loaded = openReader(dir.path())->load(log);
    QCOMPARE(loaded.events, quint64(10));
    QCOMPARE(log.size(), quint64(10) + 6); // 3 to 8 are lost between 2 and 9
    QVERIFY(loaded.remarks.join(u'\n').contains(u"Numbers jump or go back at 3 places"_s));
}

void TestCaptureReader::tornLineIsReportedUnlessSomebodyWrites()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 10);
    auto writer = openWriter(dir.path());
    const QString path = segmentPath(dir.path(), 1);
    const QByteArray good = readFile(path);
    writeFile(path, good + "{\"half");
    CaptureReader::Loaded loaded;
    QCOMPARE(loadedRows(dir.path(), &loaded).size(), 10);
    QCOMPARE(loaded.remarks, QStringList());
    writer.reset();
    QCOMPARE(loadedRows(dir.path(), &loaded).size(), 10);
    QCOMPARE(loaded.remarks, QStringList{u"000001.ndjson ends in an unfinished line of 6 bytes"_s});
    QCOMPARE(readFile(path), good + "{\"half"); // reading mends nothing
}

void TestCaptureReader::indexThatCannotBeWrittenIsToldAndIsNoDamage()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 200, 30'000);
    const QStringList expected = loadedRows(dir.path());
    QVERIFY(QFile::remove(indexPath(dir.path(), 1)));
    QVERIFY(QDir(dir.path()).mkdir(u"000001.idx.new"_s)); // stops even root
    CaptureReader::Loaded loaded;
    QCOMPARE(loadedRows(dir.path(), &loaded), expected);
    QCOMPARE(loaded.remarks, QStringList()); // the capture is whole
    QVERIFY2(loaded.indexProblem.startsWith(u"Cannot write "_s), qPrintable(loaded.indexProblem));
}

void TestCaptureReader::captureWithoutDescriptionOpens()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 10);
    QVERIFY(QFile::remove(dir.filePath(u"capture.json"_s)));
    CaptureReader::Loaded loaded;
    QCOMPARE(loadedRows(dir.path(), &loaded).size(), 10);
    QVERIFY(loaded.remarks.value(0).contains(u"capture.json is missing"_s));
    writeFile(dir.filePath(u"capture.json"_s), "{]");
    QCOMPARE(loadedRows(dir.path(), &loaded).size(), 10);
    QVERIFY(loaded.remarks.value(0).contains(u"it is damaged"_s));
}

void TestCaptureReader::foldersThatAreNoCaptureAreRefused()
{
    QTemporaryDir dir;
    writeFile(dir.filePath(u"file"_s), "x");
    for (const QString &path :
         {dir.path(), dir.filePath(u"file"_s), dir.filePath(u"nothing"_s), QString()}) {
        const auto reader = CaptureReader::open(path);
        QVERIFY(!reader);
        QVERIFY(reader.error().startsWith(u"Cannot open "_s));
    }
}

void TestCaptureReader::loadingCanBeStopped()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 200, 10'000);
    EventLog log;
    QList<int> steps;
    const auto loaded = openReader(dir.path())->load(log, [&steps](int step) {
        steps << step;
        return steps.size() < 3;
    });
    QVERIFY(loaded.events > 0 && loaded.events < 200);
    QCOMPARE(log.size(), loaded.events);
    QVERIFY(loaded.remarks.value(0).contains(u"was stopped"_s));
    QVERIFY(std::is_sorted(steps.begin(), steps.end()));
}

void TestCaptureReader::loadingStopsWithinASegment_data()
{
    QTest::addColumn<bool>("indexed");
    QTest::newRow("from the index") << true;
    QTest::newRow("from the lines") << false;
}

void TestCaptureReader::loadingStopsWithinASegment()
{
    QFETCH(const bool, indexed);
    constexpr int count = 30'000;
    QTemporaryDir folder;
    makeCapture(folder.path(), count, 4 << 20);
    const QString index = indexPath(folder.path(), 1);
    QVERIFY(QFile::exists(index));
    if (!indexed)
        QVERIFY(QFile::remove(index));
    auto reader = CaptureReader::open(folder.path());
    QVERIFY(reader);
    QVERIFY((*reader)->segments().size() > 1);

    EventLog all;
    QVector<int> told;
    const auto whole = (*reader)->load(all, [&told](int done) {
        told += done;
        return true;
    });
    QCOMPARE(whole.events, quint64(count));
    QVERIFY(std::is_sorted(told.begin(), told.end()));
    QCOMPARE(told.last(), 1000);

    if (!indexed)
        QVERIFY(QFile::remove(index));
    EventLog some;
    int refused = 0;
    const auto stopped = (*reader)->load(some, [&refused](int done) {
        refused += done > 0 ? 1 : 0;
        return done == 0; // a slow machine asks before anything was read
    });
    QCOMPARE(refused, 1); // nobody is asked again who said no
    QVERIFY(stopped.events > 0);
    QVERIFY2(stopped.events < 10'000, qPrintable(QString::number(stopped.events)));
    QVERIFY2(stopped.remarks.join(u"; "_s).contains(u"stopped at 000001"_s),
             qPrintable(stopped.remarks.join(u"; "_s)));
    QCOMPARE(QFile::exists(index), indexed); // half an index would hide the rest for ever
}

void TestCaptureReader::newTopicsWithoutEndAreRead()
{
    QTemporaryDir dir;
    CaptureWriter::Settings settings;
    settings.segmentBytes = 4 << 20;
    constexpr int count = 70'000; // more than a table of texts takes
    EventLog live;
    {
        const auto writer = openWriter(dir.path(), settings);
        for (int i = 0; i < count; i += 1000) {
            auto batch = writer->takeEmptyBatch();
            batch->setConnection("c");
            for (int n = i; n < i + 1000; ++n) {
                const std::string topic = "topic-" + std::to_string(n);
                EventFields fields;
                fields.type = "t";
                fields.topic = topic;
                fields.payload = "1";
                batch->append(fields, 1);
            }
            QVERIFY(writer->submit(std::move(batch)));
        }
        writer->close();
        for (const StoredBatch &stored : writer->takeStored())
            live.append(stored);
    }
    EventLog log;
    const auto reader = openReader(dir.path());
    QCOMPARE(reader->load(log).events, quint64(count));
    for (quint64 row = 0; row < count; row += 997)
        QCOMPARE(describe(log, row), describe(live, row));
    QCOMPARE(log.at(count - 1).topic, StringTable::overflow);
    QVERIFY(lineAt(*reader, log, count - 1).contains("topic-69999"));
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestCaptureReader, CaptureLinesTest>(argc, argv);
}

#include "tst_capturereader.moc"
