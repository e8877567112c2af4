// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/capturereader.h"
#include "models/capture/capturewriter.h"
#include "models/capture/guardedmap.h"
#include "models/capture/segment.h"
#include "models/capture/segmentcolumns.h"
#include "models/event/maskedlines.h"
#include "models/query/blockscan.h"
#include "models/query/filterparser.h"
#include "models/query/knownparts.h"
#include "models/query/subjecttrail.h"

#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <atomic>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

/// What several threads share, by std::thread alone: the preset `tsan` watches it (Qt as Debian
/// builds it hides its own locks from ThreadSanitizer, so queued calls and pools cannot be
/// watched). In other builds these are ordinary tests of the same promises.
class TestThreads : public QObject
{
    Q_OBJECT

    static constexpr int feeds = 4;
    static constexpr int batches = 60;
    static constexpr int events = 20;

    static void fill(EventBatch &batch, int feed, int from);
    static std::shared_ptr<const CompiledFilter> filterOf(const char *text, const EventLog &log);
    QTemporaryDir m_folder;

private Q_SLOTS:
    void feedsWriterReaderAndOwnerShareACapture();
    void aLogIsReadWhileItGrows();
    void oneFilterDecidesOnSeveralThreads();
    void whatIsKnownIsReadWhileItsSetGoesOn();
    void aSetGrowsInPlaceOnceItsReadersAreGone();
    void aTrailIsFollowedWhileTheLogGrows();
    void segmentsAreReadSideBySide();
    void mapsComeAndGoOnSeveralThreads();
};

void TestThreads::fill(EventBatch &batch, int feed, int from)
{
    batch.setConnection("feed-" + std::to_string(feed));
    for (int i = from; i < from + events; ++i) {
        const std::string n = std::to_string(i);
        const std::string subject = "subject-" + std::to_string(i % 13);
        const std::string payload =
            R"({"n":)" + n + R"(,"token":"secret","text":"needle )" + n + R"("})";
        EventFields fields;
        fields.type = i % 2 ? "call.status" : "call.started";
        fields.topic = "topic";
        fields.subject = subject;
        fields.payload = payload;
        batch.append(fields, 1'700'000'000'000'000 + i);
    }
}

std::shared_ptr<const CompiledFilter> TestThreads::filterOf(const char *text, const EventLog &log)
{
    FilterBinding binding;
    binding.log = &log;
    return CompiledFilter::make(parseFilter(QString::fromUtf8(text)).expression, binding);
}

void TestThreads::feedsWriterReaderAndOwnerShareACapture()
{
    const QString folder = m_folder.filePath(u"shared"_s);
    CaptureWriter::Settings settings;
    settings.segmentBytes = 40'000;
    settings.queueBytes = 60'000;
    settings.commitMs = 1;
    settings.roomWaitMs = 2;
    const auto opened = CaptureWriter::open(folder, settings);
    QVERIFY2(bool(opened), qPrintable(opened ? QString() : opened.error()));
    CaptureWriter &writer = **opened;
    std::atomic<int> heard = 0;
    writer.setListener([&heard] { ++heard; });
    const auto reader = CaptureReader::open(folder);
    QVERIFY(bool(reader));
    const MaskedLines masked(reader->get(), {{u"feed-1"_s, FieldMask({u"token"_s})}});

    std::vector<std::thread> threads;
    std::atomic<quint64> refused = 0;
    for (int feed = 0; feed < feeds; ++feed) {
        threads.emplace_back([&writer, &refused, feed] {
            for (int i = 0; i < batches; ++i) {
                auto batch = writer.takeEmptyBatch();
                fill(*batch, feed, i * events);
                writer.hasRoom("feed-1", 0);
                if (!writer.submit(std::move(batch)))
                    refused += events;
            }
        });
    }
    // The owner takes what is stored, and another thread reads the lines of it back.
    EventLog log;
    std::atomic<bool> over = false;
    std::mutex mutex;
    EventLog::Snapshot shared;
    std::atomic<quint64> unread = 0;
    std::thread looking([&] {
        std::string scratch;
        for (bool last = false; !last;) {
            last = over;
            EventLog::Snapshot rows;
            {
                const std::lock_guard lock(mutex);
                rows = shared;
            }
            for (quint64 row = 0; row < rows.size(); row += last ? 1 : 17)
                unread += masked.line(rows.at(row), scratch).empty() ? 1 : 0;
            (*reader)->lines(rows.size() ? rows.at(0) : EventRecord(), EventRecord());
        }
    });
    const auto take = [&] {
        for (bool more = true; more; more = writer.hasStored()) {
            for (StoredBatch &stored : writer.takeStored()) {
                log.append(stored);
                writer.recycle(std::move(stored.batch));
            }
        }
        const std::lock_guard lock(mutex);
        shared = log.snapshot();
    };
    for (std::thread &thread : threads) {
        take();
        thread.join();
    }
    writer.flush();
    take();
    over = true;
    looking.join();
    writer.close();
    quint64 dropped = 0;
    for (const quint64 count : writer.takeDropped())
        dropped += count;
    // What was taken may make room for one who has less.
    QVERIFY(dropped >= refused.load());
    QCOMPARE(log.size() + dropped, quint64(feeds * batches * events));
    QCOMPARE(unread.load(), quint64(0));
    QVERIFY(heard > 0);
}

void TestThreads::aLogIsReadWhileItGrows()
{
    EventLog log;
    std::mutex mutex;
    EventLog::Snapshot shared;
    std::atomic<bool> over = false;
    std::atomic<quint64> wrong = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            while (!over) {
                EventLog::Snapshot rows;
                {
                    const std::lock_guard lock(mutex);
                    rows = shared;
                }
                for (quint64 row = 0; row < rows.size(); row += 101)
                    wrong += log.types().text(rows.at(row).type).empty() ? 1 : 0;
            }
        });
    }
    quint64 next = 1;
    for (int i = 0; i < 3000; ++i) {
        StoredBatch stored;
        stored.batch = std::make_unique<EventBatch>();
        fill(*stored.batch, i, i * events);
        stored.firstSequence = next;
        next += events;
        log.append(stored);
        if (i % 50 == 0)
            log.retire(next / 2);
        const std::lock_guard lock(mutex);
        shared = log.snapshot();
    }
    over = true;
    for (std::thread &thread : readers)
        thread.join();
    QCOMPARE(wrong.load(), quint64(0));
}

namespace {

/// Lines in memory, one batch a segment.
class BatchLines final : public LineSource
{
public:
    std::string_view line(const EventRecord &record, std::string &) const override
    {
        return std::string_view(text).substr(record.offset(), record.lineLength);
    }
    std::string text;
};

void store(EventBatch batch, EventLog &log, BatchLines &lines)
{
    StoredBatch stored;
    stored.firstSequence = 1;
    stored.batch = std::make_unique<EventBatch>(std::move(batch));
    for (BatchEntry &entry : stored.batch->entries()) {
        const std::string head = R"({"specversion":"1.0","sequence":"1","id":"x",)";
        entry.prefixLength = quint32(head.size());
        const std::string whole = head + std::string(stored.batch->body(entry));
        entry.lineLength = quint32(whole.size());
        lines.text += whole + '\n';
    }
    log.append(stored);
}

} // namespace

void TestThreads::oneFilterDecidesOnSeveralThreads()
{
    EventLog log;
    BatchLines lines;
    EventBatch batch;
    fill(batch, 1, 0);
    store(std::move(batch), log, lines);
    const auto filter = filterOf("(needle data.n > 5 type:call.s*) or /NEEDLE [12]$/i", log);
    const auto expected = [&](quint64 row) {
        FilterLine line;
        line.reset(log.at(row), row + 1, &lines);
        return filter->evaluate(line) == Truth::Yes;
    };
    std::vector<bool> wanted;
    for (quint64 row = 0; row < log.size(); ++row)
        wanted.push_back(expected(row));
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 3; ++i) {
        threads.emplace_back([&] {
            BlockScan scan(*filter, &lines);
            const EventLog::Snapshot rows = log.snapshot();
            for (int round = 0; round < 200; ++round) {
                quint64 bits[BlockScan::maxWords] = {};
                scan.scan(rows.run(0, size_t(rows.size())), 1, bits, [] { return false; });
                for (quint64 row = 0; row < rows.size(); ++row)
                    wrong += bool(bits[0] >> row & 1) != wanted[size_t(row)] ? 1 : 0;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
    QCOMPARE(filter->givenUp(), quint64(0));
}

/// The set that it comes from has the same memory, until it is written.
void TestThreads::whatIsKnownIsReadWhileItsSetGoesOn()
{
    EventLog log;
    BatchLines lines;
    EventBatch batch;
    fill(batch, 1, 0);
    store(std::move(batch), log, lines);
    const EventLog::Snapshot rows = log.snapshot();
    const auto records = rows.run(0, size_t(rows.size()));
    const auto part = filterOf("data.n > 5", log);
    const auto opposite = filterOf("not data.n > 5", log);
    quint64 bits[BlockScan::maxWords] = {};
    QVERIFY(BlockScan(*part, &lines).scan(records, 1, bits, {}));
    const quint64 found = bits[0];
    SearchedRows set;
    set.append(bits, {}, records.size());
    for (int round = 0; round < 50; ++round) {
        auto known = std::make_shared<KnownParts>(opposite, 1);
        known->add(*part, set);
        std::atomic<int> wrong = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([&, mine = known] {
                BlockScan scan(*opposite, nullptr);
                scan.setKnown(mine);
                quint64 recalled[BlockScan::maxWords] = {};
                const quint64 all = ~quint64(0) >> (64 - records.size());
                wrong += !scan.recall(records, 1, recalled) || recalled[0] != (found ^ all);
            });
        }
        known.reset(); // the last of them lets go of it
        set.append(bits, {}, records.size());
        set.truncate(records.size());
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(wrong.load(), 0);
    }
}

/// Nothing but the set itself says that they are: what tells that it is time to go on orders
/// nothing.
void TestThreads::aSetGrowsInPlaceOnceItsReadersAreGone()
{
    constexpr quint64 rows = 640;
    std::array<quint64, rows / 64> bits;
    bits.fill(0x5555'5555'5555'5555);
    for (int round = 0; round < 100; ++round) {
        RowSet set;
        set.append(bits.data(), rows);
        std::atomic<int> wrong = 0;
        std::atomic<int> gone = 0;
        std::vector<std::thread> readers;
        for (int i = 0; i < 2; ++i) {
            readers.emplace_back([&wrong, &gone, copy = std::make_unique<RowSet>(set)]() mutable {
                wrong += copy->count() != rows / 2 || !copy->contains(2) ? 1 : 0;
                copy.reset();
                gone.fetch_add(1, std::memory_order_relaxed);
            });
        }
        while (gone.load(std::memory_order_relaxed) < 2)
            std::this_thread::yield();
        set.append(bits.data(), rows);
        for (std::thread &reader : readers)
            reader.join();
        QCOMPARE(wrong.load(), 0);
        QCOMPARE(set.count(), rows);
    }
}

void TestThreads::aTrailIsFollowedWhileTheLogGrows()
{
    EventLog log;
    SubjectTrail trail;
    trail.setLog(&log);
    trail.newest(1); // somebody asks: from now on it is kept up
    std::atomic<bool> over = false;
    std::atomic<quint64> found = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 2; ++i) {
        threads.emplace_back([&] {
            while (!over) {
                trail.catchUp();
                const auto last = trail.newest(subjectHash("subject-3"));
                if (last && trail.before(last->sequence, SubjectTrail::On::AnyConnection))
                    ++found;
            }
        });
    }
    quint64 next = 1;
    for (int i = 0; i < 2000; ++i) {
        StoredBatch stored;
        stored.batch = std::make_unique<EventBatch>();
        fill(*stored.batch, i % 3, i * events);
        stored.firstSequence = next;
        next += events;
        log.append(stored);
        trail.update();
    }
    QTRY_VERIFY(found > 0);
    over = true;
    for (std::thread &thread : threads)
        thread.join();
    trail.catchUp();
    QVERIFY(trail.isComplete());
}

void TestThreads::segmentsAreReadSideBySide()
{
    const QString folder = m_folder.filePath(u"side"_s);
    CaptureWriter::Settings settings;
    settings.segmentBytes = 20'000;
    const auto writer = CaptureWriter::open(folder, settings);
    QVERIFY(bool(writer));
    for (int i = 0; i < batches; ++i) {
        auto batch = (*writer)->takeEmptyBatch();
        fill(*batch, 1, i * events);
        QVERIFY((*writer)->submit(std::move(batch)));
        (*writer)->flush();
    }
    (*writer)->close();
    const std::vector<quint32> segments = listSegments(folder);
    QVERIFY(segments.size() > 3);
    std::atomic<size_t> rows = 0;
    const std::atomic<bool> stop = false;
    std::vector<std::thread> threads;
    for (const quint32 segment : segments) {
        threads.emplace_back([&, segment] {
            const auto columns = SegmentColumns::read(folder, segment, true, stop);
            rows += columns->size();
            if (columns->wantsIndex() && !columns->saveIndex())
                rows = 0;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(rows.load(), size_t(batches * events));
}

void TestThreads::mapsComeAndGoOnSeveralThreads()
{
    const auto page = size_t(::sysconf(_SC_PAGESIZE));
    const QByteArray path = QFile::encodeName(m_folder.filePath(u"map"_s));
    const int fd = ::open(path.constData(), O_RDWR | O_CREAT, 0600);
    QVERIFY(fd >= 0);
    QCOMPARE(::ftruncate(fd, off_t(4 * page)), 0);
    std::atomic<int> failed = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 300; ++round) {
                const auto map = GuardedMap::map(fd, 4 * page);
                if (!map || map->data()[page] != '\0' || map->isSpoiled())
                    ++failed;
                if (map && round % 3 == 0) {
                    map->letGo();
                    failed += map->data()[0] != '\0' ? 1 : 0;
                }
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    ::close(fd);
    QCOMPARE(failed.load(), 0);
}

QTEST_GUILESS_MAIN(TestThreads)
#include "tst_threads.moc"
