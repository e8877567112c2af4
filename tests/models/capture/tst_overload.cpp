// SPDX-License-Identifier: GPL-3.0-or-later
#include "lanestest.h"
#include "overloadtesting.h"
#include "spillfaults.h"
#include "spillplaces.h"

#include "models/capture/writequeue.h"
#include "tests/support/testclasses.h"

#include <QRandomGenerator>
#include <atomic>

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
        disk::setReading(disk::Reading::Works);
    }
    void whatTheGreediestLosesIsCounted();
    void whoWaitsForTheDiskIsTold();
    void rowsOfTheWriterAreWantedAtTheEnd();
    void whoLooksAtACaptureWaitsForNoDisk();
    void frozenDiskLosesNothingThatThereIsRoomFor();
    void whatThereIsNoRoomForIsCountedExactly();
    void filesThatAreCutShortHoldNobodyUpAtTheEnd();
    void memoryOfABurstGoesBackOnceNobodyNeedsIt();
    void quietOnesPassTheBacklogOfOthers();
    void whoCanReadLaterIsToldToWait();
    void orderAndNumbersHoldWhateverHappens_data();
    void orderAndNumbersHoldWhateverHappens();
};

/// While the limits remove segments from a disk that stands still, the window asks about the
/// capture.
void TestOverload::whoLooksAtACaptureWaitsForNoDisk()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 600, 5'000);
    const auto writer = openWriter(dir.path());
    const disk::Thaw thaw;
    writer->flush();
    QVERIFY(!disk::isWaitedFor());
    disk::freeze(true);
    writer->setLimits({100, 0, 0});
    QTRY_VERIFY(disk::isWaitedFor());
    std::atomic<bool> answered = false;
    std::thread window([&] {
        const CaptureInfo info = writer->info();
        writer->setLimits({101, 0, 0});
        answered = info.retired == writer->retired() && writer->retentionProblem().isEmpty();
    });
    (void)QTest::qWaitFor([&] { return answered.load(); }, 10'000);
    const bool inTime = answered;
    const bool stood = disk::isWaitedFor();
    disk::freeze(false);
    window.join();
    QVERIFY(inTime && stood);
    QTRY_VERIFY(writer->retired().events > 400);
    writer->close();
    QVERIFY(verifyCapture(dir.path())->sound());
}

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
        BatchPool::Batches surplus;
        for (std::unique_ptr<EventBatch> &batch : used) {
            batch->clear();
            pool.keep(std::move(batch), surplus);
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

    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    std::vector<std::unique_ptr<EventBatch>> full;
    for (int i = 0; i < burst; ++i)
        full.push_back(makeBatch(*writer, i, 1));
    for (std::unique_ptr<EventBatch> &batch : full)
        writer->recycle(std::move(batch));
    QVERIFY(writer->submit(makeBatch(*writer, burst, 1)));
    QTRY_COMPARE(writer->counts().pooled, quint64(0)); // nothing comes
}

void TestOverload::whatTheGreediestLosesIsCounted()
{
    QTemporaryDir dir;
    CaptureWriter::Settings settings = narrow();
    settings.spillBytes = 0; // there is only memory
    const auto writer = openWriter(dir.path(), settings);
    const disk::Thaw thaw;
    QVERIFY(freezeBehind(*writer, "other") > 0);
    QMap<QString, quint64> sent;
    const auto send = [&](const QString &connection, int count) {
        (void)writer->submit(
            numbered(*writer, connection.toStdString(), int(sent[connection]), count));
        sent[connection] += quint64(count);
    };
    for (int i = 0; i < 200; ++i)
        send(u"greedy"_s, 10);
    for (int i = 0; i < 60; ++i) { // all of them together want more than there is
        for (int one = 0; one < 6; ++one)
            send(u"quiet-%1"_s.arg(one), 1);
    }
    const QMap<QString, quint64> dropped = writer->takeDropped();
    disk::freeze(false);
    writer->close();
    QVERIFY(writer->takeDropped().isEmpty());
    const auto numbers = numbersIn(dir.path());
    quint64 mostOfQuiet = 0;
    for (auto it = sent.cbegin(); it != sent.cend(); ++it) {
        const auto stored = quint64(numbers.value(it.key()).size());
        QCOMPARE(stored + dropped.value(it.key()), it.value());
        QVERIFY2(rises(numbers.value(it.key())), qPrintable(it.key()));
        if (it.key() != u"greedy")
            mostOfQuiet = std::max(mostOfQuiet, stored);
    }
    const auto ofGreedy = quint64(numbers.value(u"greedy"_s).size());
    // It keeps what the writer had in hand, and at most about twice what they have.
    QVERIFY2(ofGreedy <= 2 * mostOfQuiet + 80,
             qPrintable(u"%1, %2"_s.arg(ofGreedy).arg(mostOfQuiet)));
}

void TestOverload::whoWaitsForTheDiskIsTold()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    const int first = freezeBehind(*writer);
    QVERIFY(first > 0);
    for (int i = first; i < 1'500; i += 10)
        QVERIFY(submitCalmly(*writer, numbered(*writer, "a", i, 10)));
    QVector<quint64> told;
    writer->flush([&told](quint64 waiting) {
        told << waiting;
        disk::freeze(false);
    });
    QVERIFY(!told.isEmpty() && told.constFirst() > 500 && told.constFirst() < 1'500);
    QCOMPARE(numbersIn(dir.path()).value(u"a"_s), upTo(1'500));
}

void TestOverload::rowsOfTheWriterAreWantedAtTheEnd()
{
    WriteQueue queue({}, {});
    queue.stop();
    auto row = std::make_unique<EventBatch>();
    row->append({}, 1);
    queue.add(std::move(row));
    QVERIFY2(queue.isFlushing(), "the writer would look again and again until it is time to sync");
    WriteQueue::Batches todo;
    QVERIFY(queue.wait(todo, WriteQueue::Clock::time_point::max(), WriteQueue::Writing::Idle));
    QCOMPARE(todo.size(), size_t(1));
}

void TestOverload::frozenDiskLosesNothingThatThereIsRoomFor()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    const int first = freezeBehind(*writer);
    QVERIFY(first > 0);
    constexpr int events = 1'500; // five times what memory has room for
    for (int i = first; i < events; i += 10)
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
    constexpr int events = 1'500;
    QVERIFY(fillFiles(*writer, events));
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
    QVERIFY(writer->hasRoom("kafka", 0));
    disk::freeze(true);
    int i = 0;
    for (; writer->hasRoom("kafka", 0) && i < 1'000; i += 10)
        QVERIFY(submitCalmly(*writer, numbered(*writer, "kafka", i, 10)));
    QVERIFY2(i > 30 && i < 1'000, qPrintable(QString::number(i)));
    QCOMPARE(writer->counts().spilled, 0ULL); // it was told in time
    disk::freeze(false);
    QTRY_VERIFY(writer->hasRoom("kafka", 0));
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
    quint64 refused = 0;
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
            refused += quint64(count);
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
    const QMap<QString, quint64> dropped = writer->takeDropped();
    for (auto it = sent.cbegin(); it != sent.cend(); ++it) {
        QVERIFY2(rises(numbers.value(it.key())), qPrintable(it.key()));
        QCOMPARE(stored.value(it.key()) + dropped.value(it.key()), quint64(it.value()));
        QCOMPARE(quint64(numbers.value(it.key()).size()), stored.value(it.key()));
    }
    QVERIFY(std::accumulate(dropped.cbegin(), dropped.cend(), 0ULL) >= refused);
    QVERIFY(verifyCapture(dir.path())->sound());
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && application.arguments().at(1) == "--spill"_L1)
        return spillForEver(application.arguments().at(2));
    TestLanes lanes;
    TestOverload overload;
    TestSpillFaults faults;
    TestSpillPlaces places;
    return eventscope::runTests(application.arguments(), lanes, overload, faults, places);
}

#include "tst_overload.moc"
