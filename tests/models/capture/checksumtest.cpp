// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/capture/checksumtest.h"

#include "models/event/crc32c.h"
#include "tests/models/capture/sumstesting.h"

using namespace sumstesting;

namespace {

/// A payload says another number; it is as long as before, and as good an event.
bool changeIn(const QString &path, bool last)
{
    QByteArray text = readFile(path);
    const QByteArray opening = R"("data":{"n":)";
    const qsizetype at = (last ? text.lastIndexOf(opening) : text.indexOf(opening)) + opening.size();
    if (at < opening.size())
        return false;
    text[at] = text[at] == '9' ? '8' : char(text[at] + 1);
    writeFile(path, text);
    return true;
}

QString changedSegments(const VerifyReport &report)
{
    QStringList names;
    for (const QString &problem : report.problems) {
        if (problem.contains(u" is not as it was written: "_s))
            names += problem.section(u' ', 0, 0);
    }
    return names.join(u' ');
}

CaptureSums::Checksum checksumOf(const QByteArray &bytes)
{
    return {quint64(bytes.size()), crc32c({bytes.constData(), size_t(bytes.size())})};
}

} // namespace

void ChecksumTest::aLineThatIsStillAnEventIsFoundToBeChanged_data()
{
    QTest::addColumn<bool>("inLastSegment");
    QTest::addColumn<bool>("lastLine");
    QTest::newRow("E5: in a sealed segment") << false << false;
    QTest::newRow("E5: at its end") << false << true;
    QTest::newRow("E5: in the segment in which the recording ended") << true << false;
    QTest::newRow("E5: its very last event") << true << true;
}

void ChecksumTest::aLineThatIsStillAnEventIsFoundToBeChanged()
{
    QFETCH(bool, inLastSegment);
    QFETCH(bool, lastLine);
    QTemporaryDir dir;
    recordOnce(dir.path());
    const std::vector<quint32> segments = listSegments(dir.path());
    QVERIFY(segments.size() >= 2);
    QCOMPARE(CaptureSums::read(dir.path())->segments.size(), qsizetype(segments.size()));
    QVERIFY(!verified(dir.path()).damaged());
    const quint32 changed = inLastSegment ? segments.back() : segments.front();
    QVERIFY(changeIn(segmentPath(dir.path(), changed), lastLine));
    const VerifyReport report = verified(dir.path());
    QVERIFY(report.damaged());
    QCOMPARE(report.badLines + report.missingSequences, 0ULL);
    QCOMPARE(report.contradictions, 1ULL);
    QCOMPARE(changedSegments(report), segmentName(changed));
}

void ChecksumTest::whatIsGoneOnWithKeepsItsChecksum()
{
    QTemporaryDir dir;
    for (int recording = 0; recording < 3; ++recording) {
        const auto writer = openWriter(dir.path(), keeping());
        receive(*writer, one, 22);
        writer->close();
        const QByteArray bytes = readFile(segmentPath(dir.path(), 1));
        QCOMPARE(CaptureSums::read(dir.path())->segments.value(1), checksumOf(bytes));
    }
    for (const bool lastLine : {false, true}) {
        QTemporaryDir changed;
        for (const QString &name : {u"sums.json"_s, u"capture.json"_s, segmentName(1)})
            QVERIFY(QFile::copy(dir.filePath(name), changed.filePath(name)));
        QVERIFY(changeIn(segmentPath(changed.path(), 1), lastLine));
        QCOMPARE(changedSegments(verified(changed.path())), segmentName(1));
        // Nor does whoever goes on with it take it for what was written.
        const CaptureSums::Checksum before = CaptureSums::read(changed.path())->segments.value(1);
        const auto writer = openWriter(changed.path(), keeping());
        receive(*writer, one, 22);
        writer->close();
        QVERIFY(CaptureSums::read(changed.path())->segments.value(1).bytes > before.bytes);
        QCOMPARE(changedSegments(verified(changed.path())), segmentName(1));
    }
}

/// What it wrote after that is in no checksum until somebody goes on behind it.
void ChecksumTest::whatWasKilledIsKnownUpToItsLastWord()
{
    QTemporaryDir dir;
    const QString killed = dir.filePath(u"killed"_s);
    QVERIFY(QDir().mkpath(killed));
    {
        const QString living = dir.filePath(u"living"_s);
        const auto writer = openWriter(living, keeping());
        receive(*writer, one, 22);
        writer->flush();
        QTRY_VERIFY(CaptureSums::read(living)->segments.contains(1));
        QVERIFY(QFile::copy(living + u"/sums.json"_s, killed + u"/sums.json"_s));
        receive(*writer, one, 22);
        writer->flush();
        for (const QString &name : {u"capture.json"_s, segmentName(1)})
            QVERIFY(QFile::copy(living + u'/' + name, killed + u'/' + name));
    }
    const QByteArray bytes = readFile(segmentPath(killed, 1));
    const CaptureSums::Checksum known = CaptureSums::read(killed)->segments.value(1);
    QVERIFY(known.bytes > 0 && known.bytes < quint64(bytes.size()));
    QCOMPARE(known, checksumOf(bytes.left(qsizetype(known.bytes))));
    const auto goOn = [&killed] {
        const auto writer = openWriter(killed, keeping());
        receive(*writer, one, 22);
        writer->close();
        QCOMPARE(writer->sumsProblem(), QString());
    };
    const auto checksum = [&killed] { return CaptureSums::read(killed)->segments.value(1); };
    const auto whole = [&killed] { return checksumOf(readFile(segmentPath(killed, 1))); };
    // Whoever stores nothing says nothing new of it.
    openWriter(killed, keeping())->close();
    QCOMPARE(checksum(), known);
    goOn();
    QCOMPARE(checksum(), whole());
    QVERIFY2(!verified(killed).damaged(), qPrintable(textOf(verified(killed))));
    const QByteArray sound = readFile(segmentPath(killed, 1));
    QVERIFY(sound.startsWith(bytes));
    for (const bool last : {false, true}) {
        QVERIFY(changeIn(segmentPath(killed, 1), last));
        QCOMPARE(changedSegments(verified(killed)), segmentName(1));
        writeFile(segmentPath(killed, 1), sound);
    }

    // What was cut off is written anew.
    for (const QByteArray &left : {bytes.left(bytes.indexOf('\n') + 1), QByteArray()}) {
        writeFile(segmentPath(killed, 1), left);
        goOn();
        QCOMPARE(checksum(), whole());
        QCOMPARE(changedSegments(verified(killed)), QString());
    }
}

/// An older version left none, or it was taken out: what is there is taken as it is.
void ChecksumTest::whatHadNoChecksumGetsOneFromWhoGoesOn()
{
    QTemporaryDir dir;
    const auto record = [&dir] {
        const auto writer = openWriter(dir.path(), keeping());
        receive(*writer, one, 22);
        writer->close();
    };
    record();
    CaptureSums sums = *CaptureSums::read(dir.path());
    sums.segments.clear();
    QVERIFY(sums.write(dir.path()));
    record();
    QCOMPARE(CaptureSums::read(dir.path())->segments.value(1),
             checksumOf(readFile(segmentPath(dir.path(), 1))));
    QVERIFY2(!verified(dir.path()).damaged(), qPrintable(textOf(verified(dir.path()))));
}

void ChecksumTest::whatLimitsRemoveNeedsNoChecksum()
{
    QTemporaryDir dir;
    CaptureWriter::Settings settings = keeping(6'000);
    settings.limits.events = 600;
    {
        const auto writer = openWriter(dir.path(), settings);
        for (int i = 0; i < 60; ++i) {
            QVERIFY(writer->submit(makeBatch(*writer, 0, 55)));
            writer->flush();
        }
        QTRY_VERIFY(writer->retired().events > 0);
    }
    const auto retired = CaptureInfo::read(dir.path())->retired;
    const CaptureSums sums = *CaptureSums::read(dir.path());
    QVERIFY(sums.segments.firstKey() > retired.lastSegment);
    QCOMPARE(sums.segments.size(), qsizetype(listSegments(dir.path()).size()));
    const VerifyReport report = verified(dir.path());
    QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
}

/// An older version kept none.
void ChecksumTest::aCaptureWithoutChecksumsIsSound()
{
    QTemporaryDir dir;
    recordOnce(dir.path());
    CaptureSums sums = *CaptureSums::read(dir.path());
    sums.segments.clear();
    QVERIFY(sums.write(dir.path()));
    QVERIFY(!readFile(dir.filePath(u"sums.json"_s)).contains("crc32c"));
    QVERIFY(!verified(dir.path()).damaged());
    recordOnce(dir.path());
    QVERIFY(!CaptureSums::read(dir.path())->segments.isEmpty());
    QVERIFY2(!verified(dir.path()).damaged(), qPrintable(textOf(verified(dir.path()))));
    for (const char *bad : {R"({"000001.ndjson":{"bytes":"7","crc32c":"12"}})",
                            R"({"x":{"bytes":"7","crc32c":"12345678"}})",
                            R"({"000001.ndjson":{"bytes":-7,"crc32c":"12345678"}})"}) {
        writeFile(dir.filePath(u"sums.json"_s),
                  QByteArray(R"({"format":1,"sessions":[],"segments":)") + bad + '}');
        bool damaged = false;
        QVERIFY(!CaptureSums::read(dir.path(), &damaged) && damaged);
    }
}
