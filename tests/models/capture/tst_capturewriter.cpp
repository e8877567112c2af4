// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/event/jsontape.h"
#include "tests/models/capture/batchhandovertest.h"
#include "tests/models/capture/capturetesting.h"
#include "tests/support/testclasses.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <sys/stat.h>

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

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, TestCaptureWriter, BatchHandoverTest>(argc, argv);
}

#include "tst_capturewriter.moc"
