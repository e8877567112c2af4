// SPDX-License-Identifier: GPL-3.0-or-later
#include "overloadtesting.h"
#include "spillfaults.h"

#include "models/capture/batchpool.h"
#include "models/capture/lanes.h"

#include <QRandomGenerator>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

// A disk that stands still on command: these definitions stand before those of the C library.
namespace disk {

std::mutex mutex;
std::condition_variable changed;
bool frozen = false;
std::atomic<bool> full = false; ///< as statvfs() tells it of a folder that is named so

void freeze(bool still)
{
    const std::lock_guard lock(mutex);
    frozen = still;
    changed.notify_all();
}

void setFull(bool isFull)
{
    full = isFull;
}

} // namespace disk

extern "C" int fdatasync(int fd)
{
    std::unique_lock lock(disk::mutex);
    // Not for the test itself, which may copy files meanwhile.
    disk::changed.wait(lock, [] { return !disk::frozen || ::syscall(SYS_gettid) == ::getpid(); });
    return int(::syscall(SYS_fdatasync, fd));
}

extern "C" int statvfs(const char *path, struct statvfs *facts) noexcept
{
    const bool full = disk::full && QByteArray(path).endsWith("full");
    *facts = {};
    facts->f_frsize = 4096;
    facts->f_bavail = full ? 1 : 1 << 20;
    return 0;
}

using namespace overloadtesting;

/// What comes faster than it can be stored.
class TestOverload : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup()
    {
        disk::freeze(false);
        disk::setFull(false);
    }
    void nobodyTakesTheRoomOfOthers_data();
    void nobodyTakesTheRoomOfOthers();
    void theLastEighthIsForTheQuiet();
    void lanesTakeTurns();
    void nobodyOvertakesWhereNobodyHasToWait();
    void frozenDiskLosesNothingThatThereIsRoomFor();
    void whatThereIsNoRoomForIsCountedExactly();
    void filesThatAreCutShortHoldNobodyUpAtTheEnd();
    void memoryOfABurstGoesBackOnceNobodyNeedsIt();
    void quietOnesPassTheBacklogOfOthers();
    void whoCanReadLaterIsToldToWait();
    void orderAndNumbersHoldWhateverHappens_data();
    void orderAndNumbersHoldWhateverHappens();
};

void TestOverload::memoryOfABurstGoesBackOnceNobodyNeedsIt()
{
    constexpr int burst = 100;
    constexpr int usual = 10;
    BatchPool pool;
    const auto cycle = [&pool](int batches) {
        std::vector<std::unique_ptr<EventBatch>> used;
        for (int i = 0; i < batches; ++i) {
            std::unique_ptr<EventBatch> batch = pool.take();
            used.push_back(batch ? std::move(batch) : std::make_unique<EventBatch>());
            appendEvent(*used.back(), i);
        }
        for (std::unique_ptr<EventBatch> &batch : used) {
            batch->clear();
            pool.keep(std::move(batch));
        }
    };
    cycle(burst);
    QCOMPARE(pool.size(), size_t(burst));
    const quint64 most = pool.bytes();
    for (int i = 0; i < 16 * BatchPool::lookEvery / usual; ++i)
        cycle(usual);
    QCOMPARE(pool.size(), size_t(usual));
    QVERIFY2(pool.bytes() < most / 5, qPrintable(QString::number(pool.bytes())));

    // Who needs as much again and again keeps it.
    for (int i = 0; i < 4 * BatchPool::lookEvery / burst; ++i)
        cycle(burst);
    for (int i = 0; i < burst; ++i)
        QVERIFY(pool.take());
    QCOMPARE(pool.bytes(), quint64(0));
    QVERIFY(!pool.take());
}

void TestOverload::nobodyTakesTheRoomOfOthers_data()
{
    QTest::addColumn<int>("greedy");
    QTest::newRow("E12: one floods") << 1;
    QTest::newRow("ten flood") << 10;
    QTest::newRow("C7: a hundred flood") << 100;
}

void TestOverload::nobodyTakesTheRoomOfOthers()
{
    QFETCH(int, greedy);
    constexpr quint64 limit = 16 << 20;
    Lanes lanes({limit, limit / 4, limit * 4});
    QMap<QString, quint64> held;
    quint64 inMemory = 0;
    for (int i = 0, refused = 0; refused < greedy; i = (i + 1) % greedy) {
        EventBatch one;
        one.setConnection("greedy-" + std::to_string(i));
        EventFields fields;
        fields.type = "t";
        one.append(fields, i);
        auto batch = std::make_unique<EventBatch>(std::move(one));
        const quint64 cost = Lanes::costOf(*batch);
        if (lanes.placeFor(*batch) != Lanes::Place::Memory) {
            ++refused;
            continue;
        }
        held[u"%1"_s.arg(i)] += cost;
        inMemory += cost;
        lanes.addToMemory(std::move(batch));
    }
    QVERIFY(inMemory <= limit);
    const auto [least, most] = std::minmax_element(held.begin(), held.end());
    QVERIFY2(*most - *least <= 10'000, "they have the same");
    QVERIFY(*most <= limit / quint64(greedy + 1) + 10'000);
    for (int i = 0; i < 10; ++i) { // and whoever comes now finds room
        auto quiet = std::make_unique<EventBatch>();
        quiet->setConnection("quiet-" + std::to_string(i));
        quiet->append({}, i);
        QCOMPARE(lanes.placeFor(*quiet), Lanes::Place::Memory);
        QVERIFY(lanes.hasSpareRoom("quiet") == (greedy == 1));
        lanes.addToMemory(std::move(quiet));
    }
}

void TestOverload::theLastEighthIsForTheQuiet()
{
    constexpr quint64 limit = 4 << 20;
    Lanes lanes({limit, limit, 64 * limit});
    const auto batchOf = [](const std::string &connection) {
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection(connection);
        batch->append({}, 1);
        return batch;
    };
    lanes.addToMemory(batchOf("quiet"));
    for (int refused = 0, i = 0; refused < 40; ++i) {
        auto batch = batchOf("greedy-" + std::to_string(i % 40));
        const Lanes::Place place = lanes.placeFor(*batch);
        refused = place == Lanes::Place::Nowhere ? refused + 1 : 0;
        if (place == Lanes::Place::Memory)
            lanes.addToMemory(std::move(batch));
        else if (place == Lanes::Place::Spill)
            lanes.addToSpill(std::move(batch));
        QVERIFY(lanes.unwrittenBytes() <= limit - limit / 8);
    }
    QVERIFY(lanes.placeFor(*batchOf("quiet")) != Lanes::Place::Nowhere);
}

void TestOverload::lanesTakeTurns()
{
    Lanes lanes({256 << 20, 0, 0});
    for (int i = 0; i < 2'000; ++i) {
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection(i == 1'999 ? "quiet" : "greedy");
        EventFields fields;
        const std::string payload = '"' + std::string(2'000, 'x') + '"';
        fields.payload = payload;
        batch->append(fields, i);
        lanes.addToMemory(std::move(batch));
    }
    Lanes::Batches taken;
    lanes.take(taken, 1 << 20);
    const auto quiet = std::find_if(taken.begin(), taken.end(), [](const auto &batch) {
        return batch->connection() == "quiet";
    });
    QVERIFY2(quiet != taken.end(), "the last to come is among the first to go");
    QVERIFY(taken.size() < 300);
}

void TestOverload::nobodyOvertakesWhereNobodyHasToWait()
{
    Lanes lanes({256 << 20, 0, 0});
    QVector<qint64> expected;
    for (int i = 0; i < 300; ++i) {
        auto batch = std::make_unique<EventBatch>();
        batch->setConnection("c" + std::to_string(i * i % 7)); // turns would have another order
        EventFields fields;
        const std::string payload = '"' + std::string(2'000, 'x') + '"';
        fields.payload = payload;
        batch->append(fields, i);
        expected << i;
        lanes.addToMemory(std::move(batch));
    }
    Lanes::Batches taken;
    lanes.take(taken, 4 << 20);
    QVector<qint64> arrived;
    for (const auto &batch : taken)
        arrived << batch->entries().front().recordedUs;
    QCOMPARE(arrived, expected);
}

void TestOverload::frozenDiskLosesNothingThatThereIsRoomFor()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    disk::freeze(true);
    constexpr int events = 1'500; // five times what memory has room for
    for (int i = 0; i < events; i += 10)
        QVERIFY(submitCalmly(*writer, numbered(*writer, "a", i, 10)));
    QTRY_VERIFY(!spillFiles(dir.path()).isEmpty());
    QVERIFY(writer->counts().spilled > 500);
    QVERIFY(writer->takeDropped().isEmpty());
    disk::freeze(false);
    writer->flush();
    QCOMPARE(numbersIn(dir.path()).value(u"a"_s), upTo(events));
    QCOMPARE(writer->counts().spilled, 0ULL);
    QTRY_COMPARE(spillFiles(dir.path()), QStringList());
    QVERIFY(submitCalmly(*writer, numbered(*writer, "a", events, 10))); // and again
    disk::freeze(true);
    for (int i = events + 10; i < 2 * events; i += 10)
        QVERIFY(submitCalmly(*writer, numbered(*writer, "a", i, 10)));
    disk::freeze(false);
    writer->close();
    QCOMPARE(numbersIn(dir.path()).value(u"a"_s), upTo(2 * events));
    QCOMPARE(spillFiles(dir.path()), QStringList());
    QVERIFY(verifyCapture(dir.path())->sound());
}

void TestOverload::whatThereIsNoRoomForIsCountedExactly()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    disk::freeze(true); // E11
    QMap<QString, quint64> refused;
    constexpr int rounds = 2'000;
    for (int i = 0; i < rounds; ++i) {
        if (!submitCalmly(*writer, numbered(*writer, "greedy", i * 10, 10)))
            refused[u"greedy"_s] += 10;
        if (i % 100 == 0 && !submitCalmly(*writer, numbered(*writer, "quiet", i / 100, 1)))
            ++refused[u"quiet"_s];
    }
    QTRY_VERIFY(!spillFiles(dir.path()).isEmpty());
    QCOMPARE(refused.value(u"quiet"_s), 0ULL);
    QVERIFY2(refused.value(u"greedy"_s) > 10 * rounds / 2, "it has had its share");
    QCOMPARE(writer->takeDropped(), refused);
    disk::freeze(false);
    writer->close();
    const auto numbers = numbersIn(dir.path());
    QCOMPARE(numbers.value(u"quiet"_s), upTo(rounds / 100));
    QCOMPARE(quint64(numbers.value(u"greedy"_s).size()), 10 * rounds - refused.value(u"greedy"_s));
    QVERIFY(rises(numbers.value(u"greedy"_s)));
    QVERIFY(writer->takeDropped().isEmpty());
}

void TestOverload::filesThatAreCutShortHoldNobodyUpAtTheEnd()
{
    QTemporaryDir dir;
    auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    disk::freeze(true);
    constexpr int events = 1'500;
    for (int i = 0; i < events; i += 10)
        QVERIFY(submitCalmly(*writer, numbered(*writer, "a", i, 10)));
    QTRY_COMPARE(writer->counts().unwritten, 0ULL);
    const QStringList files = spillFiles(dir.path());
    QCOMPARE(files.size(), 1);
    QFile file(dir.filePath(files.first()));
    QVERIFY(file.resize(file.size() / 2));
    std::thread closer([&writer] { writer->close(); });
    const bool stopped = QTest::qWaitFor(
        [&writer] { return !submitCalmly(*writer, numbered(*writer, "late", 0, 1)); });
    disk::freeze(false);
    closer.join();
    QVERIFY(stopped);
    const auto stored = quint64(numbersIn(dir.path()).value(u"a"_s).size());
    QVERIFY2(stored > events / 5 && stored < events, qPrintable(QString::number(stored)));
    QCOMPARE(writer->takeDropped().value(u"a"_s), events - stored);
    const auto gone = std::make_shared<std::atomic<bool>>(false);
    std::thread([last = std::move(writer), gone]() mutable {
        last.reset(); // waits for the thread of the spill
        *gone = true;
    }).detach();
    QTRY_VERIFY(*gone);
}

void TestOverload::quietOnesPassTheBacklogOfOthers()
{
    QTemporaryDir dir;
    CaptureWriter::Settings settings = narrow();
    settings.spillBytes = 128 << 20;
    const auto writer = openWriter(dir.path(), settings);
    const disk::Thaw thaw;
    disk::freeze(true);
    constexpr int backlog = 1'200; // 24 MB; the writer takes at most 8 of them at once
    for (int i = 0; i < backlog; ++i)
        QVERIFY(submitCalmly(*writer, numbered(*writer, "greedy", i, 1, 20'000)));
    QVERIFY(submitCalmly(*writer, numbered(*writer, "quiet", 7, 1)));
    disk::freeze(false);
    writer->close();
    const QList<QByteArray> lines = linesOf(dir.path());
    const auto quiet = std::find_if(lines.begin(), lines.end(), [](const QByteArray &line) {
        return line.contains("\"/quiet\"");
    });
    QVERIFY2(quiet - lines.begin() < backlog / 2,
             qPrintable(QString::number(quiet - lines.begin())));
    QCOMPARE(lines.size(), backlog + 1);
}

void TestOverload::whoCanReadLaterIsToldToWait()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    QVERIFY(writer->hasRoom("kafka"));
    disk::freeze(true);
    int i = 0;
    for (; writer->hasRoom("kafka") && i < 1'000; i += 10)
        QVERIFY(submitCalmly(*writer, numbered(*writer, "kafka", i, 10)));
    QVERIFY2(i > 30 && i < 1'000, qPrintable(QString::number(i)));
    QCOMPARE(writer->counts().spilled, 0ULL); // it was told in time
    disk::freeze(false);
    QTRY_VERIFY(writer->hasRoom("kafka"));
    writer->close();
    QCOMPARE(numbersIn(dir.path()).value(u"kafka"_s), upTo(i));
}

void TestOverload::orderAndNumbersHoldWhateverHappens_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 6; ++seed)
        QTest::newRow(qPrintable(u"seed %1"_s.arg(seed))) << seed;
}

void TestOverload::orderAndNumbersHoldWhateverHappens()
{
    QFETCH(quint32, seed);
    QTemporaryDir dir;
    QRandomGenerator random(seed);
    const auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    QMap<QString, int> sent;
    QMap<QString, quint64> refused;
    QMap<QString, quint64> stored;
    const auto take = [&] {
        for (StoredBatch &batch : writer->takeStored()) {
            const std::string_view id = batch.batch->connection();
            stored[QString::fromUtf8(id.data(), qsizetype(id.size()))] +=
                batch.batch->receivedCount();
            writer->recycle(std::move(batch.batch));
        }
    };
    for (int step = 0; step < 3'000; ++step) {
        const QString connection = u"c%1"_s.arg(std::min(random.bounded(5), random.bounded(5)));
        const int count = random.bounded(1, 30);
        if (!writer->submit(numbered(*writer, connection.toStdString(), sent[connection], count)))
            refused[connection] += quint64(count);
        sent[connection] += count;
        if (random.bounded(100) == 0)
            disk::freeze(random.bounded(2) == 0);
        if (random.bounded(10) == 0)
            take();
    }
    disk::freeze(false);
    writer->close();
    while (writer->hasStored())
        take();
    const auto numbers = numbersIn(dir.path());
    for (auto it = sent.cbegin(); it != sent.cend(); ++it) {
        QVERIFY2(rises(numbers.value(it.key())), qPrintable(it.key()));
        QCOMPARE(stored.value(it.key()) + refused.value(it.key()), quint64(it.value()));
        QCOMPARE(quint64(numbers.value(it.key()).size()), stored.value(it.key()));
    }
    const QMap<QString, quint64> dropped = writer->takeDropped();
    QCOMPARE(dropped, refused);
    QVERIFY(verifyCapture(dir.path())->sound());
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && application.arguments().at(1) == "--spill"_L1)
        return spillForEver(application.arguments().at(2));
    TestOverload overload;
    TestSpillFaults faults;
    return QTest::qExec(&overload, argc, argv) + QTest::qExec(&faults, argc, argv);
}

#include "tst_overload.moc"
