// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/capture/batchhandovertest.h"

#include "tests/models/capture/capturetesting.h"

#include <atomic>
#include <thread>

using namespace capturetesting;

void BatchHandoverTest::fourThreadsLoseNothing()
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

void BatchHandoverTest::overflowIsCountedPerConnection()
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

void BatchHandoverTest::readerThatStandsStillCannotFillTheMemory()
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

void BatchHandoverTest::submittingAfterCloseIsCounted()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    writer->close();
    QVERIFY(!writer->submit(makeBatch(*writer, 0, 4, "late")));
    QCOMPARE(writer->takeDropped().value(u"late"_s), quint64(4));
    writer->flush(); // does not wait for ever
    QVERIFY(writer->submit(writer->takeEmptyBatch())); // nothing is not lost
}

void BatchHandoverTest::listenerIsCalledOncePerPile()
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

void BatchHandoverTest::listenerIsCalledAgainWhenThePileIsLarge()
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

void BatchHandoverTest::storedBatchesSurviveClose()
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
