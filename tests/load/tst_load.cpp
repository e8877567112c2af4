// SPDX-License-Identifier: GPL-3.0-or-later
//
// Many connections at once, over real sockets, from the frame to the synced capture.
//
// usage: tst_load [--seconds N (2)] [ARGUMENTS OF Qt Test…]
// With 60 seconds it is the load that the README speaks of, checks times and memory as well as
// counts, and prints them. Less than that says nothing about times: then only counts are checked.

#include "app/commands/recording.h"
#include "models/capture/verify.h"
#include "tests/load/loadserver.h"
#include "tests/support/processfigures.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <dlfcn.h>
#include <mutex>
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

// A disk that stands still, and a system without threads, on command: these definitions stand
// before those of the C library.
namespace fault {

std::mutex mutex;
std::condition_variable changed;
bool diskFrozen = false;
std::atomic<int> threadsLeft = -1; ///< until none can be made; below 0: as many as wanted

void freezeDisk(bool still)
{
    const std::lock_guard lock(mutex);
    diskFrozen = still;
    changed.notify_all();
}

} // namespace fault

extern "C" int fdatasync(int fd)
{
    std::unique_lock lock(fault::mutex);
    fault::changed.wait(lock, [] { return !fault::diskFrozen; });
    return int(::syscall(SYS_fdatasync, fd));
}

// The address sanitizer has one of its own, and has to hear of every thread.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define KEEP_PTHREADS
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define KEEP_PTHREADS
#endif

#ifndef KEEP_PTHREADS
extern "C" int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                              void *(*run)(void *), void *argument) noexcept
{
    if (fault::threadsLeft == 0)
        return EAGAIN;
    if (fault::threadsLeft > 0)
        --fault::threadsLeft;
    using Function = int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    static const auto real = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "pthread_create"));
    return real(thread, attributes, run, argument);
}
#endif

namespace {

int seconds = 2;
bool isFull()
{
    return seconds >= 60;
}

/// What a quiet connection's event says of when it was sent.
qint64 sentUs(std::string_view payload)
{
    const size_t at = payload.find("\"us\":");
    return at == std::string_view::npos ? 0 : QByteArray(payload.data() + at + 5, 16).toLongLong();
}

/// A recording of connections to one server.
struct Load
{
    Load(const LoadServer::Settings &serving, Recording::Settings settings = {}) : server(serving)
    {
        settings.keepLog = false;
        settings.writer.limits.bytes = 256 << 20; // else a minute of it fills the disk
        auto started = Recording::start(dir.filePath(u"c"_s), settings);
        if (!started)
            qFatal("%s", qPrintable(started.error()));
        recording = std::move(*started);
        recording->setConsumer([this](const StoredBatch &stored) { see(stored); });
        QObject::connect(&recording->feeds(), &FeedHub::statusChanged, &context,
                         [this](const QString &id, const ConnectionStatus &status) {
                             causes[id] = status.cause;
                         });
        QObject::connect(&recording->feeds(), &FeedHub::countersChanged, &context,
                         [this](const QString &id, const FeedCounters &counters) {
                             arrived[id] = counters.received;
                         });
    }

    /// `c0` and on.
    void open(int name, double rate, const QString &host = u"127.0.0.1"_s)
    {
        ConnectionProfile profile;
        profile.id = u"%1"_s.arg(name, 8, 16, QLatin1Char('0'));
        profile.name = u"c%1"_s.arg(name);
        profile.dialect = u"json"_s;
        profile.options = {
            {u"url"_s,
             u"ws://%1:%2/c%3?rate=%4"_s.arg(host).arg(server.port()).arg(name).arg(rate)}};
        if (rate > 0 && rate < 100)
            quiet.insert(profile.id);
        ids << profile.id;
        recording->feeds().open(profile, {});
    }

    void see(const StoredBatch &stored)
    {
        const std::string_view id = stored.batch->connection();
        if (!quiet.contains(QString::fromUtf8(id.data(), qsizetype(id.size()))))
            return;
        for (const BatchEntry &entry : stored.batch->entries()) {
            if (const qint64 us = sentUs(stored.batch->part(entry, entry.data)); us > 0)
                delaysUs.push_back(stored.syncedUs - us);
        }
    }

    /// Everything that was sent has arrived, and the sums are right.
    void finishAndCount()
    {
        server.stopSending();
        QTRY_VERIFY_WITH_TIMEOUT(server.isDrained(), 60'000);
        for (int i = 0; i < ids.size(); ++i) // what is in the sockets
            QTRY_COMPARE_WITH_TIMEOUT(arrived.value(ids[i]), server.sent(i), 60'000);
        QElapsedTimer timer;
        timer.start();
        recording->finish();
        finishMs = timer.elapsed();
        quint64 droppedSum = 0;
        for (int i = 0; i < ids.size(); ++i) {
            const FeedCounters counters = recording->finalCounters(ids[i]);
            QCOMPARE(counters.received, server.sent(i));
            QCOMPARE(recording->stored(ids[i]) + counters.duplicates + counters.dropped,
                     counters.received);
            received += counters.received;
            droppedSum += counters.dropped;
            dropped[ids[i]] = counters.dropped;
        }
        QCOMPARE(server.counts().dropped.load(), 0ULL);
        QCOMPARE(recording->writer().counts().dropped, droppedSum);
        QVERIFY(server.counts().pongs.load() > 0);
    }

    double delayMs(double part)
    {
        std::sort(delaysUs.begin(), delaysUs.end());
        return delaysUs.empty()
            ? 0
            : double(delaysUs[size_t(double(delaysUs.size() - 1) * part)]) / 1'000;
    }

    LoadServer server;
    QTemporaryDir dir{QCoreApplication::applicationDirPath() + u"/load-XXXXXX"_s};
    QObject context;
    QStringList ids;
    QSet<QString> quiet;
    QMap<QString, QString> causes;
    QMap<QString, quint64> arrived;
    QMap<QString, quint64> dropped;
    std::vector<qint64> delaysUs;
    quint64 received = 0;
    qint64 finishMs = 0;
    std::unique_ptr<Recording> recording; ///< goes first: it tells all of these until it is over
};

/// Waits while events come, and answers the most memory that was seen.
double runFor(int ms)
{
    double peak = 0;
    QElapsedTimer timer;
    timer.start();
    // It is the time that is wanted here, and the peak of it.
    (void)QTest::qWaitFor(
        [&] {
            peak = std::max(peak, residentMegabytes());
            return timer.elapsed() >= ms;
        },
        ms + 60'000);
    return peak;
}

} // namespace

class TestLoad : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup()
    {
        fault::freezeDisk(false);
        fault::threadsLeft = -1;
    }
    void floodsAreCountedAndHoldUpNobody_data();
    void floodsAreCountedAndHoldUpNobody();
    void frozenWindowLosesNothing();
    void frozenDiskLosesNothingSilently();
    void fewDescriptorsAreTold();
    void noThreadIsTold();
};

void TestLoad::floodsAreCountedAndHoldUpNobody_data()
{
    QTest::addColumn<int>("greedy");
    QTest::addColumn<int>("quiet");
    QTest::newRow("E12: one floods, 99 are quiet") << 1 << 99;
    QTest::newRow("C7: a hundred flood, ten are quiet") << 100 << 10;
}

void TestLoad::floodsAreCountedAndHoldUpNobody()
{
    QFETCH(int, greedy);
    QFETCH(int, quiet);
    LoadServer::Settings serving;
    serving.hosts = 10;
    Load load(serving);
    for (int i = 0; i < greedy + quiet; ++i)
        load.open(i, i < greedy ? 0 : 10, u"127.0.0.%1"_s.arg(1 + i % serving.hosts));
    QTRY_COMPARE_WITH_TIMEOUT(load.server.counts().open.load(), quint64(greedy + quiet), 30'000);
    load.delaysUs.clear();
    const double peak = runFor(seconds * 1'000);
    QTRY_VERIFY_WITH_TIMEOUT(!load.delaysUs.empty(), 60'000); // sanitizers make all of it slow
    load.finishAndCount();
    qInfo(
        "%d flood, %d are quiet: %.0f events/s, %llu dropped, %.0f MB resident at most, quiet ones "
        "p50 %.0f ms, p99 %.0f ms, most %.0f ms",
        greedy, quiet, double(load.received) / seconds,
        static_cast<unsigned long long>(load.recording->writer().counts().dropped), peak,
        load.delayMs(0.5), load.delayMs(0.99), load.delayMs(1));
    for (const QString &id : std::as_const(load.quiet))
        QCOMPARE(load.dropped.value(id), 0ULL);
    if (isFull()) {
        QVERIFY2(peak < 400, qPrintable(QString::number(peak)));
        QVERIFY2(load.delayMs(0.99) < 1'000, qPrintable(QString::number(load.delayMs(0.99))));
    }
}

/// E10: nobody takes what is stored, and no timer of the window rings.
void TestLoad::frozenWindowLosesNothing()
{
    LoadServer::Settings serving;
    serving.pingEveryMs = seconds >= 6 ? 1'000 : 100;
    serving.pongWithinMs = seconds >= 6 ? 5'000 : 500;
    Load load(serving);
    for (int i = 0; i < 20; ++i)
        load.open(i, i < 2 ? 5'000 : 20);
    QTRY_COMPARE_WITH_TIMEOUT(load.server.counts().open.load(), 20ULL, 20'000);
    QTRY_VERIFY(load.server.counts().events > 1'000);
    const double before = residentMegabytes();
    const quint64 pongs = load.server.counts().pongs;
    ::poll(nullptr, 0, seconds * 1'000); // the fault itself
    const double frozen = residentMegabytes();
    QVERIFY(load.server.counts().pongs > pongs + 20);
    load.finishAndCount();
    QCOMPARE(load.recording->writer().counts().dropped, 0ULL);
    quint64 gaps = 0;
    for (const QString &id : std::as_const(load.ids))
        gaps += load.recording->finalCounters(id).gaps;
    QCOMPARE(gaps, 0ULL);
    qInfo(
        "window frozen for %d s: %llu events, none lost, %llu pongs, %.0f MB before and %.0f MB at "
        "its end",
        seconds, static_cast<unsigned long long>(load.received),
        static_cast<unsigned long long>(load.server.counts().pongs - pongs), before, frozen);
}

/// E11: memory, then files, then exact numbers.
void TestLoad::frozenDiskLosesNothingSilently()
{
    LoadServer::Settings serving;
    Recording::Settings settings;
    if (!isFull()) { // so that all of it happens in so short a time
        settings.writer.queueBytes = 2 << 20;
        // A batch costs 4 KiB at least, and a slow machine makes the time longer: who is quiet must
        // not come near an even share by that alone.
        settings.writer.spillBytes = 16 << 20;
    }
    Load load(serving, settings);
    for (int i = 0; i < 12; ++i)
        load.open(i, i < 4 ? 0 : 20);
    QTRY_COMPARE_WITH_TIMEOUT(load.server.counts().open.load(), 12ULL, 20'000);
    QTRY_VERIFY(load.server.counts().events > 1'000);
    fault::freezeDisk(true);
    const double peak = runFor(seconds * 1'000);
    const CaptureWriter::Counts counts = load.recording->writer().counts();
    QVERIFY(counts.spilled > 0 && counts.dropped > 0);
    load.server.stopSending();
    fault::freezeDisk(false);
    load.finishAndCount();
    for (const QString &id : std::as_const(load.quiet))
        QCOMPARE(load.dropped.value(id), 0ULL);
    const auto report = verifyCapture(load.dir.filePath(u"c"_s));
    QVERIFY(report && !report->damaged());
    if (report->retired == 0) // each of them is in a row that is still there
        QCOMPARE(report->losses(), load.recording->writer().counts().dropped);
    qInfo("disk frozen for %d s: %llu events, %llu dropped and told, %llu waited in files, %.0f MB "
          "resident at most; all stored %.1f s after it went on",
          seconds, static_cast<unsigned long long>(load.received),
          static_cast<unsigned long long>(load.recording->writer().counts().dropped),
          static_cast<unsigned long long>(counts.spilled), peak, double(load.finishMs) / 1'000);
    if (isFull())
        QVERIFY2(load.finishMs < 10'000, qPrintable(QString::number(load.finishMs)));
}

/// E13: some connections cannot be, and say so; the others go on, and all come when they can.
void TestLoad::fewDescriptorsAreTold()
{
    struct rlimit before = {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    LoadServer::Settings serving;
    serving.hosts = 10;
    Recording::Settings settings;
    settings.feeds.backoffBaseMs = 50;
    settings.feeds.backoffMaxMs = 200;
    settings.writer.segmentBytes = 64 << 10; // it has to open files meanwhile
    Load load(serving, settings);
    struct rlimit tight = before;
    tight.rlim_cur =
        rlim_t(openDescriptors() + 60); // two for each connection: the server is here too
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    for (int i = 0; i < 60; ++i)
        load.open(i, 50, u"127.0.0.%1"_s.arg(1 + i % serving.hosts));
    const auto told = [&load] {
        const QStringList all = load.causes.values();
        return std::any_of(all.begin(), all.end(),
                           [](const QString &cause) { return !cause.isEmpty(); });
    };
    const bool anyTold =
        QTest::qWaitFor([&] { return told() && load.causes.size() == 60; }, 20'000);
    const QStringList causes = load.causes.values();
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QVERIFY2(anyTold, "somebody says why it is not connected");
    QTRY_COMPARE_WITH_TIMEOUT(load.server.counts().open.load(), 60ULL, 30'000);
    const quint64 events = load.server.counts().events;
    QTRY_VERIFY(load.server.counts().events > events + 1'000);
    load.server.stopSending();
    load.recording->finish();
    quint64 stored = 0;
    for (const QString &id : std::as_const(load.ids)) {
        const FeedCounters counters = load.recording->finalCounters(id);
        QCOMPARE(load.recording->stored(id) + counters.duplicates + counters.dropped,
                 counters.received);
        stored += load.recording->stored(id);
        QCOMPARE(counters.dropped, 0ULL);
    }
    QVERIFY(stored > 0);
    QVERIFY(!verifyCapture(load.dir.filePath(u"c"_s))->damaged());
    QStringList words = causes;
    words.removeAll(QString());
    qInfo("%lld of 60 could not connect: %s", static_cast<long long>(words.size()),
          qPrintable(words.value(0)));
}

/// E13: where there is no thread, nothing is recorded, and that is said.
void TestLoad::noThreadIsTold()
{
#ifdef KEEP_PTHREADS
    QSKIP("the sanitizer makes the threads");
#endif
    QTemporaryDir dir;
    fault::threadsLeft = 0;
    auto started = Recording::start(dir.filePath(u"c"_s), {});
    QVERIFY(!started && started.error().contains(u"no thread"));
    fault::threadsLeft = 1; // for the writer
    started = Recording::start(dir.filePath(u"c"_s), {});
    QVERIFY(!started && started.error().contains(u"no thread"));
    fault::threadsLeft = 1;
    const auto writer = CaptureWriter::open(dir.filePath(u"d"_s), {}); // does without the spill
    QVERIFY(writer && (*writer)->repairs().join(u' ').contains(u"no thread"));
    fault::threadsLeft = -1;
    QVERIFY(Recording::start(dir.filePath(u"c"_s), {}));
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    QStringList arguments = application.arguments();
    if (const qsizetype at = arguments.indexOf(u"--seconds"_s); at > 0) {
        seconds = std::max(1, arguments.value(at + 1).toInt());
        arguments.remove(at, 2);
    }
    TestLoad test;
    return QTest::qExec(&test, arguments);
}

#include "tst_load.moc"
