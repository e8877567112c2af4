// SPDX-License-Identifier: GPL-3.0-or-later
#include "capturetesting.h"

#include "models/event/jsontape.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <atomic>
#include <sys/stat.h>
#include <thread>

using namespace capturetesting;

class TestCaptureWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void payloadsComeOutByteForByte_data();
    void payloadsComeOutByteForByte();
    void linesAreNumberedAndPlacedAsToldAfterwards();
    void idsAreMadeFromTheCapturesOwn();
    void filesArePrivateWhateverTheUmask();
    void missingParentsAreMade();
    void secondWriterIsRefused();
    void foldersThatHoldOtherThingsAreRefused();
    void capturesOfANewerVersionAreRefused();
    void damagedDescriptionIsMadeAnew();
    void numbersGoOnAfterReopening();
    void damagedTailIsCutAndReported_data();
    void damagedTailIsCutAndReported();
    void muchGarbageIsLeftAlone();
    void fullSegmentsAreSealedWithAnIndex();
    void segmentOfAnEarlierRunGetsItsIndexToo();
    void fourThreadsLoseNothing();
    void overflowIsCountedPerConnection();
    void readerThatStandsStillCannotFillTheMemory();
    void submittingAfterCloseIsCounted();
    void listenerIsCalledOncePerPile();
    void listenerIsCalledAgainWhenThePileIsLarge();
    void storedBatchesSurviveClose();
    void namesOfConnectionsAreKept();
};

void TestCaptureWriter::payloadsComeOutByteForByte_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("big numbers") << QByteArray(
        R"({"a":18446744073709551615,"b":1e400,"c":1.10,"d":-0,"e":123456789012345678901234567890})");
    QTest::newRow("duplicate keys") << QByteArray(R"({"z":1,"a":2,"z":3,"a":{"z":1}})");
    QTest::newRow("escapes") << QByteArray(R"(["\u0041\/\ud834\udd1e\ud800\"\\\b","\u0000"])");
    QTest::newRow("scalar") << QByteArray("null");
    QTest::newRow("spaces on one line") << QByteArray("{ \"a\" :\t1 }");
    QTest::newRow("looks like a line")
        << QByteArray(R"({"specversion":"1.0","sequence":"999","data":{}})");
    QTest::newRow("five megabytes") << '"' + QByteArray(5 << 20, 'x') + '"';
    QTest::newRow("deep") << QByteArray(900, '[') + QByteArray(900, ']');
}

void TestCaptureWriter::payloadsComeOutByteForByte()
{
    QFETCH(QByteArray, payload);
    QTemporaryDir dir;
    const auto writer = openWriter(dir.filePath(u"c"_s));
    auto batch = writer->takeEmptyBatch();
    batch->setConnection("a\"b");
    EventFields fields;
    fields.type = "t";
    fields.payload = {payload.constData(), size_t(payload.size())};
    batch->append(fields, 1);
    QVERIFY(writer->submit(std::move(batch)));
    writer->flush();

    const QList<QByteArray> lines = linesOf(writer->folder());
    QCOMPARE(lines.size(), 1);
    JsonTape tape;
    QVERIFY(tape.parse({lines[0].constData(), size_t(lines[0].size())}));
    const std::string_view raw = JsonRef(tape)["data"].raw();
    QCOMPARE(QByteArray(raw.data(), qsizetype(raw.size())), payload);
}

void TestCaptureWriter::linesAreNumberedAndPlacedAsToldAfterwards()
{
    QTemporaryDir dir;
    CaptureWriter::Settings settings;
    settings.segmentBytes = 5000;
    const auto writer = openWriter(dir.filePath(u"c"_s), settings);
    for (int i = 0; i < 300; i += 6)
        QVERIFY(writer->submit(makeBatch(*writer, i, 6)));
    writer->flush();
    quint64 expected = 1;
    quint32 lastSegment = 0;
    for (const StoredBatch &stored : writer->takeStored()) {
        QCOMPARE(stored.firstSequence, expected);
        const QByteArray segment = readFile(segmentPath(writer->folder(), stored.segment));
        quint64 offset = stored.offset;
        for (const BatchEntry &entry : stored.batch->entries()) {
            const QByteArray line = segment.mid(qsizetype(offset), entry.lineLength);
            QVERIFY(line.contains("\"sequence\":\"" + QByteArray::number(expected) + "\","));
            const std::string_view body = stored.batch->body(entry);
            QCOMPARE(line.mid(entry.prefixLength), QByteArray(body.data(), qsizetype(body.size())));
            offset += entry.lineLength;
            QCOMPARE(segment[qsizetype(offset++)], '\n');
            ++expected;
        }
        lastSegment = stored.segment;
    }
    QCOMPARE(expected, quint64(301));
    QVERIFY(lastSegment > 5);
}

void TestCaptureWriter::idsAreMadeFromTheCapturesOwn()
{
    QTemporaryDir dir;
    makeCapture(dir.filePath(u"c"_s), 20);
    const QString captureId = CaptureInfo::read(dir.filePath(u"c"_s))->id;
    QSet<QString> ids;
    int made = 0;
    for (const QByteArray &line : linesOf(dir.filePath(u"c"_s))) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QVERIFY(!object.isEmpty());
        const QString id = object["id"_L1].toString();
        ids << id;
        if (id == captureId + u'-' + object["sequence"_L1].toString())
            ++made;
    }
    QCOMPARE(ids.size(), 20);
    QCOMPARE(made, 10);
}

void TestCaptureWriter::filesArePrivateWhateverTheUmask()
{
    QTemporaryDir dir;
    const mode_t before = ::umask(0);
    const QString folder = dir.filePath(u"c"_s);
    makeCapture(folder, 200, 4000);
    ::umask(before);
    const auto modeOf = [](const QString &path) {
        struct stat status = {};
        ::stat(QFile::encodeName(path), &status);
        return status.st_mode & 07777;
    };
    QCOMPARE(modeOf(folder), mode_t(0700));
    const QStringList names = QDir(folder).entryList(QDir::Files | QDir::Hidden);
    QVERIFY(names.contains(u".lock"_s) && names.contains(u"capture.json"_s));
    QVERIFY(names.contains(u"000001.idx"_s) && names.contains(u"000002.ndjson"_s));
    for (const QString &name : names)
        QVERIFY2(modeOf(folder + u'/' + name) == 0600, qPrintable(name));
}

void TestCaptureWriter::missingParentsAreMade()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.filePath(u"a/b/../c/d/"_s));
    QCOMPARE(writer->folder(), dir.filePath(u"a/c/d"_s));
    QVERIFY(QFile::exists(dir.filePath(u"a/c/d/capture.json"_s)));
    const auto blocked = CaptureWriter::open(dir.filePath(u"a/c/d/capture.json/e"_s), {});
    QVERIFY(!blocked && blocked.error().contains(u"capture.json/e"_s));
}

void TestCaptureWriter::secondWriterIsRefused()
{
    QTemporaryDir dir;
    auto writer = openWriter(dir.path());
    const auto second = CaptureWriter::open(dir.path(), {});
    QVERIFY(!second);
    QVERIFY2(second.error().contains(u"being written by another Eventscope"_s),
             qPrintable(second.error()));
    QVERIFY(second.error().contains(dir.path()));
    writer->close();
    QVERIFY(CaptureWriter::open(dir.path(), {}).has_value());
}

void TestCaptureWriter::foldersThatHoldOtherThingsAreRefused()
{
    QTemporaryDir dir;
    writeFile(dir.filePath(u"thesis.odt"_s), "precious");
    const auto writer = CaptureWriter::open(dir.path(), {});
    QVERIFY(!writer && writer.error().contains(u"holds other files"_s));
    QCOMPARE(QDir(dir.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{u"thesis.odt"_s});
    QVERIFY(!CaptureWriter::open(dir.filePath(u"thesis.odt"_s), {}));
    QVERIFY(!CaptureWriter::open({}, {}));
}

void TestCaptureWriter::capturesOfANewerVersionAreRefused()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 10);
    const QByteArray newer =
        readFile(dir.filePath(u"capture.json"_s)).replace("\"format\": 1", "\"format\": 2");
    writeFile(dir.filePath(u"capture.json"_s), newer);
    const auto writer = CaptureWriter::open(dir.path(), {});
    QVERIFY(!writer && writer.error().contains(u"newer Eventscope"_s));
    const auto reader = CaptureReader::open(dir.path());
    QVERIFY(!reader && reader.error().contains(u"newer Eventscope"_s));
    QCOMPARE(readFile(dir.filePath(u"capture.json"_s)), newer);
}

void TestCaptureWriter::damagedDescriptionIsMadeAnew()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 10);
    writeFile(dir.filePath(u"capture.json"_s), "{\"format\":1,\"id\":\"\\\"}\"}");
    auto writer = openWriter(dir.path());
    QCOMPARE(writer->repairs().size(), 1);
    QVERIFY(writer->repairs()[0].contains(u"capture.json was damaged"_s));
    QCOMPARE(writer->firstFreeSequence(), quint64(11));
    QVERIFY(QFile::exists(dir.filePath(u"capture.json.damaged"_s)));
    writer.reset();
    QVERIFY(QFile::remove(dir.filePath(u"capture.json"_s)));
    QVERIFY(QFile::remove(dir.filePath(u"capture.json.damaged"_s)));
    writeFile(dir.filePath(u".losses"_s), "{}"); // as every recording leaves it
    writer = openWriter(dir.path());
    QVERIFY(writer->repairs().value(0).contains(u"capture.json was missing"_s));
}

void TestCaptureWriter::numbersGoOnAfterReopening()
{
    QTemporaryDir dir;
    for (int run = 0; run < 5; ++run) {
        CaptureWriter::Settings settings;
        settings.segmentBytes = 6000;
        const auto writer = openWriter(dir.path(), settings);
        QCOMPARE(writer->firstFreeSequence(), quint64(run * 13 + 1));
        QVERIFY(writer->repairs().isEmpty());
        QVERIFY(writer->submit(makeBatch(*writer, 0, 13)));
    }
    const QList<QByteArray> lines = linesOf(dir.path());
    QCOMPARE(lines.size(), 65);
    for (int i = 0; i < lines.size(); ++i)
        QVERIFY(lines[i].startsWith(R"({"specversion":"1.0","sequence":")"
                                    + QByteArray::number(i + 1) + '"'));
    QVERIFY(listSegments(dir.path()).size() > 1);
}

void TestCaptureWriter::damagedTailIsCutAndReported_data()
{
    QTest::addColumn<QByteArray>("tail");
    QTest::addColumn<QString>("said");
    QTest::newRow("torn") << QByteArray(R"({"specversion":"1.0","sequence":"31","sour)")
                          << u"cut 42 bytes of an unfinished line off 000001.ndjson"_s;
    QTest::newRow("zeros") << QByteArray(100'000, '\0')
                           << u"cut 100000 bytes that are no events off 000001.ndjson"_s;
    QTest::newRow("garbage lines") << QByteArray("\x00\xff\n{}\n[1]\n", 11)
                                   << u"cut 11 bytes that are no events off 000001.ndjson"_s;
    QTest::newRow("empty lines") << QByteArray("\n\n\n")
                                 << u"cut 3 bytes that are no events off 000001.ndjson"_s;
    QTest::newRow("more than a window") << QByteArray(3 << 20, 'x')
            + '\n' << u"cut 3145729 bytes that are no events off 000001.ndjson"_s;
}

void TestCaptureWriter::damagedTailIsCutAndReported()
{
    QFETCH(QByteArray, tail);
    QFETCH(QString, said);
    QTemporaryDir dir;
    makeCapture(dir.path(), 30);
    const QByteArray good = readFile(segmentPath(dir.path(), 1));
    writeFile(segmentPath(dir.path(), 1), good + tail);
    auto writer = openWriter(dir.path());
    QCOMPARE(writer->repairs(), QStringList{said});
    QCOMPARE(writer->firstFreeSequence(), quint64(31));
    QVERIFY(writer->submit(makeBatch(*writer, 30, 1)));
    writer->close();
    QVERIFY(readFile(segmentPath(dir.path(), 1))
                .startsWith(good + R"({"specversion":"1.0","sequence":"31",)"));
}

void TestCaptureWriter::muchGarbageIsLeftAlone()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 30);
    const QByteArray all = readFile(segmentPath(dir.path(), 1)) + QByteArray(20 << 20, 'x');
    writeFile(segmentPath(dir.path(), 1), all);
    auto writer = openWriter(dir.path());
    QVERIFY(writer->repairs().value(0).contains(u"left as it is"_s));
    QVERIFY(writer->submit(makeBatch(*writer, 30, 1)));
    writer->close();
    QCOMPARE(readFile(segmentPath(dir.path(), 1)), all);
    QVERIFY(readFile(segmentPath(dir.path(), 2))
                .startsWith(R"({"specversion":"1.0","sequence":"31",)"));
}

void TestCaptureWriter::fullSegmentsAreSealedWithAnIndex()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 500, 10'000);
    const std::vector<quint32> segments = listSegments(dir.path());
    QVERIFY(segments.size() > 5);
    for (const quint32 segment : segments) {
        const bool last = segment == segments.back();
        QVERIFY(last || readFile(segmentPath(dir.path(), segment)).size() >= 10'000);
        if (!last)
            QVERIFY(QFile::exists(indexPath(dir.path(), segment)));
    }
}

void TestCaptureWriter::segmentOfAnEarlierRunGetsItsIndexToo()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 20, 10'000);
    QVERIFY(!QFile::exists(indexPath(dir.path(), 1)));
    makeCapture(dir.path(), 100, 10'000);
    QVERIFY(QFile::exists(indexPath(dir.path(), 1)));
    EventLog log;
    const auto reader = CaptureReader::open(dir.path());
    const auto loaded = (*reader)->load(log);
    QCOMPARE(loaded.events, quint64(120));
    QCOMPARE(loaded.indexesRebuilt, 0);
}

void TestCaptureWriter::fourThreadsLoseNothing()
{
    QTemporaryDir dir;
    CaptureWriter::Settings settings;
    settings.segmentBytes = 200'000;
    settings.queueBytes =
        100'000; // small, so that the threads have to wait and batches are dropped
    settings.spillBytes = 0;
    settings.roomWaitMs = 1;
    const auto writer = openWriter(dir.path(), settings);
    constexpr int perThread = 20'000;
    std::atomic<quint64> refused = 0;
    std::atomic<quint64> refusedLines = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&writer, &refused, &refusedLines, t] {
            const std::string connection = "feed-" + std::to_string(t);
            for (int i = 0; i < perThread; i += 20) {
                if (!writer->submit(makeBatch(*writer, i, 20, connection))) {
                    refused += receivedIn(i, 20);
                    refusedLines += 20;
                }
            }
        });
    }
    QMap<QString, quint64> stored;
    quint64 next = 1;
    const auto take = [&] {
        for (StoredBatch &batch : writer->takeStored()) {
            QCOMPARE(batch.firstSequence, next);
            next += batch.batch->size();
            stored[QString::fromStdString(std::string(batch.batch->connection()))] +=
                batch.batch->receivedCount();
            writer->recycle(std::move(batch.batch));
        }
    };
    for (std::thread &thread : threads) {
        take();
        thread.join();
    }
    writer->flush();
    take();
    const QMap<QString, quint64> dropped = writer->takeDropped();
    quint64 droppedSum = 0;
    for (const quint64 count : dropped)
        droppedSum += count;
    QCOMPARE(droppedSum, refused.load());
    QCOMPARE(writer->counts().dropped, refused.load());
    for (int t = 0; t < 4; ++t) {
        const QString connection = u"feed-%1"_s.arg(t);
        QCOMPARE(stored[connection] + dropped.value(connection), receivedIn(0, perThread));
    }
    QCOMPARE(quint64(linesOf(dir.path()).size()), 4 * perThread - refusedLines);
    QVERIFY(writer->takeDropped().isEmpty());
}

void TestCaptureWriter::overflowIsCountedPerConnection()
{
    QTemporaryDir dir;
    CaptureWriter::Settings settings;
    settings.queueBytes = 1;
    settings.spillBytes = 0;
    settings.roomWaitMs = 0;
    settings.commitMs = 60'000; // the first batch stays unsynced, so the queue stays full
    const auto writer = openWriter(dir.path(), settings);
    QVERIFY(writer->submit(makeBatch(*writer, 0, 5, "a")));
    QVERIFY(!writer->submit(makeBatch(*writer, 0, 7, "a")));
    QVERIFY(!writer->submit(makeBatch(*writer, 0, 2, "b")));
    QVERIFY(!writer->submit(makeBatch(*writer, 7, 2, "b"))); // a row of our own, and one event
    const QMap<QString, quint64> expected{{u"a"_s, 7}, {u"b"_s, 3}};
    QCOMPARE(writer->takeDropped(), expected);
    writer->flush();
    QVERIFY(writer->submit(makeBatch(*writer, 0, 1, "b")));
    writer->close();
    QVERIFY(writer->takeDropped().isEmpty());
    QCOMPARE(linesOf(dir.path()).size(), 6);
    QCOMPARE(writer->counts().dropped, quint64(10));
}

void TestCaptureWriter::readerThatStandsStillCannotFillTheMemory()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    const std::string payload = '"' + std::string(8 << 20, 'x') + '"';
    EventFields fields;
    fields.type = "t";
    fields.payload = payload;
    for (int i = 0; i < 30; ++i) { // 240 MiB, and nobody takes what is stored
        auto batch = writer->takeEmptyBatch();
        batch->setConnection("c");
        batch->append(fields, 1);
        QVERIFY(writer->submit(std::move(batch)));
        QVERIFY(writer->submit(makeBatch(*writer, i * 20, 20, i % 2 ? "a" : "b")));
        writer->flush();
    }
    writer->close();
    QVERIFY(writer->takeDropped().isEmpty());
    EventLog told;
    quint64 received = 0;
    quint64 next = 1;
    int takes = 0;
    for (; writer->hasStored(); ++takes) { // not all of it at once
        for (StoredBatch &stored : writer->takeStored()) {
            QCOMPARE(stored.firstSequence, next);
            next += stored.batch->size();
            received += stored.batch->receivedCount();
            told.append(stored);
        }
    }
    QVERIFY2(takes >= 6, qPrintable(QString::number(takes)));
    QCOMPARE(received, 30 + receivedIn(0, 600));
    EventLog read;
    const auto reader = CaptureReader::open(dir.path());
    (*reader)->load(read);
    QCOMPARE(describe(told), describe(read));
}

void TestCaptureWriter::submittingAfterCloseIsCounted()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    writer->close();
    QVERIFY(!writer->submit(makeBatch(*writer, 0, 4, "late")));
    QCOMPARE(writer->takeDropped().value(u"late"_s), quint64(4));
    writer->flush(); // does not wait for ever
    QVERIFY(writer->submit(writer->takeEmptyBatch())); // nothing is not lost
}

void TestCaptureWriter::listenerIsCalledOncePerPile()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    std::atomic<int> calls = 0;
    writer->setListener([&calls] { ++calls; });
    for (int i = 0; i < 10; ++i) {
        QVERIFY(writer->submit(makeBatch(*writer, i, 1)));
        writer->flush();
    }
    QTRY_COMPARE(calls.load(), 1);
    QCOMPARE(writer->takeStored().size(), size_t(10));
    QVERIFY(writer->submit(makeBatch(*writer, 0, 1)));
    QTRY_COMPARE(calls.load(), 2); // without flush(): the commit timer does it
    writer->setListener({});
    writer->takeStored();
    QVERIFY(writer->submit(makeBatch(*writer, 0, 1)));
    writer->close();
    QCOMPARE(calls.load(), 2);
}

void TestCaptureWriter::listenerIsCalledAgainWhenThePileIsLarge()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    std::atomic<int> calls = 0;
    writer->setListener([&calls] { ++calls; });
    const std::string payload = '"' + std::string(1 << 20, 'x') + '"';
    for (int i = 0; i < 12; ++i) {
        auto batch = writer->takeEmptyBatch();
        batch->setConnection("c");
        EventFields fields;
        fields.type = "large";
        fields.payload = payload;
        batch->append(fields, i);
        QVERIFY(writer->submit(std::move(batch)));
        writer->flush();
        QTRY_COMPARE(calls.load(), i < 7 ? 1 : 2);
    }
    QCOMPARE(writer->takeStored().size(), size_t(12));
}

void TestCaptureWriter::storedBatchesSurviveClose()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    QVERIFY(writer->submit(makeBatch(*writer, 0, 3)));
    writer->close();
    writer->close();
    QCOMPARE(writer->takeStored().size(), size_t(1));
    QVERIFY(writer->counts().syncs >= 1);
    QCOMPARE(qint64(writer->counts().bytes), readFile(segmentPath(dir.path(), 1)).size());
}

void TestCaptureWriter::namesOfConnectionsAreKept()
{
    QTemporaryDir dir;
    auto writer = openWriter(dir.path());
    QVERIFY(writer->nameConnection(u"voip"_s, u"VoIP “prod”"_s, u"voipbin"_s));
    QVERIFY(writer->nameConnection(u"fix"_s, u"Fix"_s, u"fix"_s));
    QVERIFY(writer->nameConnection(u"fix"_s, u"Fix two"_s, u"fix"_s));
    QVERIFY(writer->nameConnection(u"fix"_s, u"Fix two"_s, u"fix"_s, {u"*token*"_s}));
    const CaptureInfo info = *CaptureInfo::read(dir.path());
    QCOMPARE(info.connections.size(), 2);
    QCOMPARE(info.connections[u"voip"_s].name, u"VoIP “prod”"_s);
    QCOMPARE(info.connections[u"fix"_s].name, u"Fix two"_s);
    QCOMPARE(info.connections[u"fix"_s].maskedFields, QStringList{u"*token*"_s});
    QVERIFY(masksOf(info.connections).value(u"fix"_s) == FieldMask({u"*token*"_s}));
    QVERIFY(!masksOf(info.connections).contains(u"voip"_s));
    QCOMPARE(info.id, writer->info().id);
    QVERIFY(info.createdBy.startsWith(u"eventscope "_s));
    writer.reset();
    QCOMPARE(openWriter(dir.path())->info().connections.size(), 2);
}

QTEST_GUILESS_MAIN(TestCaptureWriter)
#include "tst_capturewriter.moc"
