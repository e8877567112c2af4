// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/capture/capturelinestest.h"

#include "tests/models/capture/capturereading.h"
#include "tests/models/capture/capturetesting.h"

#include <atomic>
#include <thread>

using namespace capturetesting;

void CaptureLinesTest::linesOfTheGrowingSegmentAreRead()
{
    QTemporaryDir dir;
    CaptureWriter::Settings settings;
    settings.segmentBytes = 2 << 20;
    const auto writer = openWriter(dir.path(), settings);
    const auto reader = openReader(dir.path());
    EventLog log;
    std::string scratch;
    std::string_view first;
    for (int i = 0; i < 20'000; i += 500) {
        QVERIFY(writer->submit(makeBatch(*writer, i, 500)));
        writer->flush();
        for (const StoredBatch &stored : writer->takeStored())
            log.append(stored);
        if (i == 0)
            first = reader->line(log.at(0), scratch);
        QVERIFY(lineAt(*reader, log, log.size() - 1)
                    .contains("\"sequence\":\"" + QByteArray::number(i + 500) + '"'));
    }
    QVERIFY(listSegments(dir.path()).size() > 2);
    QVERIFY(first.find("\"sequence\":\"1\"")
            != std::string_view::npos); // still good, all maps later
    EventRecord beyond = log.at(log.size() - 1);
    beyond.lineLength += 100;
    QVERIFY(reader->line(beyond, scratch).empty());
    beyond.place = EventRecord::makePlace(maxSegment, 0);
    QVERIFY(reader->line(beyond, scratch).empty());
}

void CaptureLinesTest::shortenedAndRemovedSegmentsGiveNothing()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 3000);
    EventLog log;
    const auto reader = openReader(dir.path());
    reader->load(log);
    QVERIFY(!lineAt(*reader, log, 2999).isEmpty());
    QVERIFY(QFile::resize(segmentPath(dir.path(), 1), 5000));
    // Until the reader looks at the file again, what it had mapped there reads as zeros.
    QTRY_COMPARE(lineAt(*reader, log, 2999), QByteArray());
    QVERIFY(!lineAt(*reader, log, 0).isEmpty());
    QVERIFY(QFile::remove(segmentPath(dir.path(), 1)));
    QTRY_COMPARE(lineAt(*reader, log, 0), QByteArray());
}

void CaptureLinesTest::replacedSegmentGivesNothing()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 30);
    EventLog log;
    const auto reader = openReader(dir.path());
    reader->load(log);
    QVERIFY(!lineAt(*reader, log, 0).isEmpty());
    writeFile(dir.filePath(u"other"_s), QByteArray(100'000, 'x'));
    QVERIFY(QFile::remove(segmentPath(dir.path(), 1)));
    QVERIFY(QFile::rename(dir.filePath(u"other"_s), segmentPath(dir.path(), 1)));
    QTRY_COMPARE(lineAt(*reader, log, 0), QByteArray());
}

void CaptureLinesTest::linesAreReadByManyThreads()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 2000, 50'000);
    EventLog log;
    const auto reader = openReader(dir.path());
    reader->load(log);
    const auto fresh = openReader(dir.path()); // nothing is mapped yet
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            std::string scratch;
            for (quint64 i = 0; i < log.size(); ++i) {
                const quint64 row = (i * 7 + quint64(t)) % log.size();
                const std::string wanted = "\"sequence\":\"" + std::to_string(row + 1) + "\",";
                if (fresh->line(log.at(row), scratch).find(wanted) == std::string_view::npos)
                    ++wrong;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

/// The disk is not asked: what it still has to read cannot be arranged everywhere, but a segment
/// that nobody has opened is not at hand, and one that was just read is.
void CaptureLinesTest::tellsWhichLinesAreAtHand()
{
    QTemporaryDir dir;
    auto writer = openWriter(dir.path());
    QVERIFY(writer->submit(makeBatch(*writer, 0, 100, "a")));
    writer->close();
    EventLog log;
    const auto reader = openReader(dir.path());
    reader->load(log);
    QVERIFY(!reader->isAtHand(log.at(50)));
    QVERIFY(!lineAt(*reader, log, 50).isEmpty());
    QVERIFY(reader->isAtHand(log.at(50)));
    EventRecord madeUp = log.at(50);
    madeUp.lineLength = 0; // of a lost event: there is nothing to be read
    QVERIFY(reader->isAtHand(madeUp));
}
