// SPDX-License-Identifier: GPL-3.0-or-later
#include "capturetesting.h"

#include "models/capture/filehandle.h"
#include "models/capture/segmentindex.h"
#include "models/event/crc32c.h"

#include <fcntl.h>
#include <limits>

using namespace capturetesting;

class TestSegmentIndex : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void columnsComeBack();
    void everyFlippedBitOfAnIndexIsFound();
    void everyCutIndexIsRefused();
    void indexOfAnotherSegmentIsRefused();
    void aPayloadMayBeginFarBehind();
    void hostileIndexWithGoodChecksumsIsRefused();
    void unfinishedDraftIsReplaced();
};

void TestSegmentIndex::columnsComeBack()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 9000, 2 << 20); // several blocks
    FileHandle segment;
    QCOMPARE(segment.open(segmentPath(dir.path(), 1), O_RDONLY), 0);
    const auto index = SegmentIndex::load(indexPath(dir.path(), 1), segment);
    QVERIFY(index);
    const QList<QByteArray> lines = readFile(segmentPath(dir.path(), 1)).split('\n');
    QVERIFY(index->size() > 4096);
    QCOMPARE(qsizetype(index->size()), lines.size() - 1);
    QCOMPARE(index->firstSequence(), quint64(1));
    LineParser parser;
    LineEnvelope line;
    std::string scratch;
    for (size_t i = 0; i < index->size(); ++i) {
        const QByteArray &text = lines[qsizetype(i)];
        QVERIFY(parser.check({text.constData(), size_t(text.size())}, line));
        const IndexRecord &record = index->at(i);
        QCOMPARE(record.lineLength, line.length);
        QCOMPARE(record.recordedUs, line.recordedUs);
        QCOMPARE(record.timeUs, line.timeUs);
        QCOMPARE(record.dataOffset(), line.dataOffset);
        QCOMPARE(record.flags, line.flags);
        QCOMPARE(record.marks, line.marks);
        QCOMPARE(bool(record.marks & Repeated), text.contains("\"seen\":\"2\""));
        QCOMPARE((record.marks & ~Repeated) != 0, text.contains("\"marks\":\""));
        QCOMPARE(record.severity, quint8(line.severity));
        QCOMPARE(record.subjectHash, subjectHash(plainText(line.subject, scratch)));
        QVERIFY(index->types().at(record.type) == plainText(line.type, scratch));
        QVERIFY(index->topics().at(record.topic) == plainText(line.topic, scratch));
        QVERIFY(index->connections().at(record.connection) == "voip-prod");
    }
}

void TestSegmentIndex::everyFlippedBitOfAnIndexIsFound()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 20, 4000);
    FileHandle segment;
    QCOMPARE(segment.open(segmentPath(dir.path(), 1), O_RDONLY), 0);
    const QString path = indexPath(dir.path(), 1);
    const QByteArray good = readFile(path);
    QVERIFY(good.size() > 500);
    QVERIFY(SegmentIndex::load(path, segment).has_value());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Unbuffered));
    for (qsizetype at = 0; at < good.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            const char flipped = char(good[at] ^ (1 << bit));
            QVERIFY(file.seek(at) && file.write(&flipped, 1) == 1);
            QVERIFY2(!SegmentIndex::load(path, segment).has_value(),
                     qPrintable(u"byte %1 bit %2"_s.arg(at).arg(bit)));
        }
        QVERIFY(file.seek(at) && file.write(good.constData() + at, 1) == 1);
    }
    QVERIFY(SegmentIndex::load(path, segment).has_value());
}

void TestSegmentIndex::everyCutIndexIsRefused()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 20, 4000);
    FileHandle segment;
    QCOMPARE(segment.open(segmentPath(dir.path(), 1), O_RDONLY), 0);
    const QString path = indexPath(dir.path(), 1);
    for (qint64 size = QFileInfo(path).size() - 1; size >= 0; --size) {
        QVERIFY(QFile::resize(path, size));
        QVERIFY(!SegmentIndex::load(path, segment).has_value());
    }
}

void TestSegmentIndex::indexOfAnotherSegmentIsRefused()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 20, 4000);
    const QByteArray lines = readFile(segmentPath(dir.path(), 1));
    FileHandle segment;
    QByteArray other = lines;
    other.replace("id-", "ID-"); // of the same length, and of other content at its ends
    writeFile(segmentPath(dir.path(), 1), other);
    QCOMPARE(segment.open(segmentPath(dir.path(), 1), O_RDONLY), 0);
    const auto index = SegmentIndex::load(indexPath(dir.path(), 1), segment);
    QVERIFY(!index && index.error().contains(u"made for another segment"_s));
}

void TestSegmentIndex::aPayloadMayBeginFarBehind()
{
    QTemporaryDir dir;
    writeFile(dir.filePath(u"lines"_s), QByteArray(200'000, 'x') + '\n');
    FileHandle segment;
    QCOMPARE(segment.open(dir.filePath(u"lines"_s), O_RDONLY), 0);
    IndexBuilder builder;
    builder.begin(1);
    LineEnvelope line;
    line.length = 200'000;
    line.recordedUs = 1'700'000'000'000'000;
    line.dataOffset = 170'007;
    builder.add(line);
    const QString path = dir.filePath(u"far.idx"_s);
    QVERIFY(builder.save(path, segment));
    const auto index = SegmentIndex::load(path, segment);
    QVERIFY2(index.has_value(), index ? "" : qPrintable(index.error()));
    QCOMPARE(index->at(0).dataOffset(), quint32(170'007));
    // Indexes of before could not say so, and said that there is none.
    QByteArray bytes = readFile(path);
    const IndexRecord record = index->at(0);
    IndexRecord old = record;
    old.setDataOffset(0);
    old.wideOffset = 0;
    const qsizetype at =
        bytes.indexOf(QByteArray(reinterpret_cast<const char *>(&record), sizeof record));
    QVERIFY(at > 0);
    const QByteArray changed(reinterpret_cast<const char *>(&old), sizeof old);
    bytes.replace(at, changed.size(), changed);
    const quint32 crc = crc32c(std::string_view(changed.constData(), size_t(changed.size())));
    bytes.replace(at + changed.size(), sizeof crc,
                  QByteArray(reinterpret_cast<const char *>(&crc), sizeof crc));
    writeFile(path, bytes);
    const auto narrow = SegmentIndex::load(path, segment);
    QVERIFY2(!narrow && narrow.error().contains(u"where a payload begins"_s),
             narrow ? "" : qPrintable(narrow.error()));
}

void TestSegmentIndex::hostileIndexWithGoodChecksumsIsRefused()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 20, 4000);
    FileHandle segment;
    QCOMPARE(segment.open(segmentPath(dir.path(), 1), O_RDONLY), 0);
    quint64 length = 0;
    QCOMPARE(segment.size(length), 0);
    // Lines that do not add up to the segment, made by the very code that makes good ones.
    IndexBuilder builder;
    builder.begin(1);
    LineEnvelope line;
    line.length = quint32(length - 2);
    line.recordedUs = 1'700'000'000'000'000;
    builder.add(line);
    const QString path = dir.filePath(u"hostile.idx"_s);
    QVERIFY(builder.save(path, segment));
    const auto wrongLength = SegmentIndex::load(path, segment);
    QVERIFY(!wrongLength && wrongLength.error().contains(u"another length"_s));
    builder.begin(1);
    line.length = quint32(length - 1);
    line.dataOffset = quint32(length); // behind the end of its line
    builder.add(line);
    QVERIFY(builder.save(path, segment));
    const auto outside = SegmentIndex::load(path, segment);
    QVERIFY(!outside && outside.error().contains(u"a record is out of bounds"_s));
    line.dataOffset = 0;
    const auto loadedWithTime = [&](qint64 us) {
        builder.begin(1);
        line.timeUs = us;
        builder.add(line);
        return bool(builder.save(path, segment)) && SegmentIndex::load(path, segment).has_value();
    };
    QVERIFY(loadedWithTime(noTime));
    QVERIFY(loadedWithTime(-1));
    // What no text of a line says, and what differences would overflow with.
    for (const qint64 us :
         {noTime + 1, std::numeric_limits<qint64>::max(), qint64(253'402'300'800) * 1'000'000})
        QVERIFY2(!loadedWithTime(us), qPrintable(QString::number(us)));
    line.timeUs = noTime;
    builder.begin(maxSequence);
    builder.add(line);
    QVERIFY(builder.save(path, segment));
    QVERIFY(!SegmentIndex::load(path, segment).has_value());
}

void TestSegmentIndex::unfinishedDraftIsReplaced()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 40, 4000);
    const QByteArray good = readFile(indexPath(dir.path(), 1));
    QVERIFY(QFile::remove(indexPath(dir.path(), 1)));
    writeFile(indexPath(dir.path(), 1) + u".new"_s, good + good); // a crash left it
    EventLog log;
    QCOMPARE((*CaptureReader::open(dir.path()))->load(log).indexesRebuilt, 1);
    QCOMPARE(readFile(indexPath(dir.path(), 1)), good);
    QVERIFY(!QFile::exists(indexPath(dir.path(), 1) + u".new"_s));
}

QTEST_GUILESS_MAIN(TestSegmentIndex)
#include "tst_segmentindex.moc"
