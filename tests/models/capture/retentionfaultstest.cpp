// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/capture/retentionfaultstest.h"

#include "models/capture/verify.h"
#include "tests/models/capture/retentiontesting.h"

#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace capturetesting;

namespace {

std::atomic<bool> refuseUnlink = false;

} // namespace

// This definition stands before that of the C library.
extern "C" int unlink(const char *path) noexcept
{
    if (refuseUnlink) {
        errno = EIO;
        return -1;
    }
    return int(::syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

void RetentionFaultsTest::aCrashWithinACutIsMended_data()
{
    QTest::addColumn<bool>("someRemoved");
    QTest::newRow("before the first file went") << false;
    QTest::newRow("in the middle") << true;
}

/// The state that a crash leaves: capture.json speaks of a cut, and files are still there.
void RetentionFaultsTest::aCrashWithinACutIsMended()
{
    QFETCH(bool, someRemoved);
    QTemporaryDir folder;
    makeCapture(folder.path(), 300, 5'000);
    const std::vector<quint32> segments = listSegments(folder.path());
    QVERIFY(segments.size() > 6);
    CaptureInfo info = *CaptureInfo::read(folder.path());
    const SegmentFacts fifth = readSegmentFacts(folder.path(), 5);
    info.retired = {4, fifth.firstSequence - 1, fifth.firstSequence - 1, 20'000, 1, u"x"_s};
    QVERIFY(info.write(folder.path()));
    if (someRemoved) {
        QVERIFY(QFile::remove(segmentPath(folder.path(), 1)));
        QVERIFY(QFile::remove(indexPath(folder.path(), 2)));
        QVERIFY(QFile::remove(segmentPath(folder.path(), 3)));
    }
    // To be read, nothing is to be mended.
    QVERIFY2(verifyCapture(folder.path())->sound(),
             qPrintable(verifyCapture(folder.path())->problems.join(u'\n')));
    auto reader = CaptureReader::open(folder.path());
    EventLog log;
    const CaptureReader::Loaded loaded = (*reader)->load(log);
    QCOMPARE(loaded.remarks, QStringList());
    QCOMPARE(log.firstSequence(), fifth.firstSequence - 1); // of the mark
    QCOMPARE(log.size(), 302 - fifth.firstSequence);
    // Who goes on with it clears up, whether there are limits or not.
    const auto writer = openWriter(folder.path());
    QCOMPARE(writer->repairs(), QStringList());
    QCOMPARE(writer->firstFreeSequence(), quint64(301));
    QCOMPARE(listSegments(folder.path()).front(), quint32(5));
    QVERIFY(!QFile::exists(indexPath(folder.path(), 1)));
}

void RetentionFaultsTest::aCutThatCannotBeNotedTakesNothing()
{
    QTemporaryDir folder;
    makeCapture(folder.path(), 300, 5'000);
    const auto writer = openWriter(folder.path());
    const QString description = folder.filePath(u"capture.json"_s);
    const QByteArray text = readFile(description);
    QVERIFY(QFile::remove(description));
    QVERIFY(QDir().mkpath(description + u"/in the way"_s));
    writer->setLimits({100, 0, 0});
    QTRY_VERIFY(!writer->retentionProblem().isEmpty());
    const QString problem = writer->retentionProblem();
    QVERIFY2(problem.contains(u"capture.json"), qPrintable(problem));
    QCOMPARE(writer->retired(), CaptureInfo::Retired());
    QCOMPARE(linesOf(folder.path()).size(), 300);
    QVERIFY(QDir(description).removeRecursively());
    writeFile(description, text);
    writer->setLimits({101, 0, 0});
    QTRY_VERIFY(writer->retentionProblem().isEmpty());
    QTRY_VERIFY(writer->retired().events > 0);
    writer->close();
    QVERIFY(verifyCapture(folder.path())->sound());
}

void RetentionFaultsTest::aSegmentThatCannotBeRemovedIsToldAndTriedAgain()
{
    QTemporaryDir folder;
    makeCapture(folder.path(), 300, 5'000);
    const auto writer = openWriter(folder.path());
    refuseUnlink = true;
    writer->setLimits({100, 0, 0});
    QTRY_VERIFY(!writer->retentionProblem().isEmpty());
    refuseUnlink = false;
    QVERIFY2(writer->retentionProblem().startsWith(u"Cannot remove "_s + folder.path()),
             qPrintable(writer->retentionProblem()));
    const CaptureInfo::Retired retired = writer->retired();
    QVERIFY(retired.events > 0);
    QVERIFY(QFile::exists(segmentPath(folder.path(), 1)));
    // They do not count any more, and nobody reads them.
    writer->flush();
    QVERIFY(verifyCapture(folder.path())->sound());
    writer->setLimits({101, 0, 0});
    QTRY_VERIFY(writer->retentionProblem().isEmpty());
    QTRY_VERIFY(!QFile::exists(segmentPath(folder.path(), 1)));
    QCOMPARE(writer->retired().events, retired.events);
}

void RetentionFaultsTest::everythingStoredIsStillCounted()
{
    QTemporaryDir folder;
    CaptureWriter::Settings settings;
    settings.limits.events = 600;
    const auto writer = openWriter(folder.path(), settings);
    quint64 submitted = 0;
    quint64 stored = 0;
    quint64 rows = 0;
    const auto take = [&] {
        for (StoredBatch &batch : writer->takeStored()) {
            stored += batch.batch->receivedCount();
            rows += batch.batch->connection().empty() ? batch.batch->size() : 0;
            writer->recycle(std::move(batch.batch));
        }
    };
    for (int i = 0; i < 5'000; i += 50) {
        QVERIFY(writer->submit(makeBatch(*writer, i, 50)));
        submitted += receivedIn(i, 50);
        writer->flush();
        take();
    }
    writer->close();
    take();
    QCOMPARE(stored, submitted);
    QCOMPARE(writer->counts().dropped, quint64(0));
    QCOMPARE(rows, writer->retired().cuts);
    QVERIFY(rows > 3);
}

void RetentionFaultsTest::whatIsMappedLeavesTheDiskWhenItIsLetGo()
{
    QTemporaryDir folder;
    makeCapture(folder.path(), 300, 5'000);
    auto reader = CaptureReader::open(folder.path());
    EventLog log;
    (*reader)->load(log);
    std::string scratch;
    std::string_view line;
    for (quint64 row = 0; row < 50; ++row)
        line = (*reader)->line(log.at(row), scratch);
    const quint32 segment = log.at(49).segment();
    const QByteArray path = segmentPath(folder.path(), segment).toUtf8();
    record(folder.path(), 300, 100, {100, 0, 0});
    QVERIFY(CaptureInfo::read(folder.path())->retired.lastSegment >= segment);
    const auto isMapped = [&path] { return readFile(u"/proc/self/maps"_s).contains(path); };
    QVERIFY(isMapped());
    QVERIFY(line.starts_with('{')); // what was handed out can still be read
    (*reader)->letGo(segment);
    QVERIFY(!isMapped());
    QVERIFY(line.starts_with('\0'));
    QTRY_VERIFY((*reader)->line(log.at(49), scratch).empty());
}

void RetentionFaultsTest::aReaderMeetsACutWhileItLoads()
{
    QTemporaryDir folder;
    makeCapture(folder.path(), 2'000, 10'000);
    auto reader = CaptureReader::open(folder.path());
    EventLog log;
    bool cut = false;
    const CaptureReader::Loaded loaded = (*reader)->load(log, [&](int) {
        if (!std::exchange(cut, true))
            record(folder.path(), 2'000, 50, {500, 0, 0});
        return true;
    });
    const CaptureInfo::Retired retired = CaptureInfo::read(folder.path())->retired;
    QVERIFY(retired.events > 1'000);
    QCOMPARE(loaded.retired, retired.events);
    QCOMPARE(loaded.firstSequence, retired.lastSequence + 1);
    QCOMPARE(log.firstSequence(), retired.lastSequence); // of the mark of the cut
    QCOMPARE(loaded.badLines, quint64(0));
    for (const QString &remark : loaded.remarks)
        QVERIFY2(!remark.contains(u"missing"), qPrintable(remark));
}
