// SPDX-License-Identifier: GPL-3.0-or-later
//
// Many connections at once, over real sockets, from the frame to the synced capture.
//
// usage: tst_load [--seconds N (2)] [--floods N (100)] [ARGUMENTS OF Qt Test…]
// With 60 seconds it is the load that the README speaks of, checks times and memory as well as
// counts, and prints them. Less than that says nothing about times: then only counts are checked,
// and the server waits for an answer to its pings for a minute instead of 5 s. An answer comes once
// all is read that was sent before the ping, megabytes in the kernel for each connection: so with
// many that flood, how soon it comes says how busy the machine is.

#include "models/capture/verify.h"
#include "tests/load/loadtesting.h"
#include "tests/support/processfigures.h"

#include <QFile>
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

using namespace loadtesting;

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

// Sanitizers have to hear of every thread: Clang's can be called by name, and that of GCC cannot.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASK_SANITIZER
#elif __has_feature(thread_sanitizer)
#define KEEP_PTHREADS
#endif
#endif
#if (defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)) && !defined(ASK_SANITIZER)
#define KEEP_PTHREADS
#endif

#ifdef ASK_SANITIZER
extern "C" int __interceptor_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *),
                                            void *);
#endif

#ifndef KEEP_PTHREADS
extern "C" int pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                              void *(*run)(void *), void *argument) noexcept
{
    if (fault::threadsLeft == 0)
        return EAGAIN;
    if (fault::threadsLeft > 0)
        --fault::threadsLeft;
#ifdef ASK_SANITIZER
    return __interceptor_pthread_create(thread, attributes, run, argument);
#else
    using Function = int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    static const auto real = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "pthread_create"));
    return real(thread, attributes, run, argument);
#endif
}
#endif

namespace {

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
    QTest::newRow("C7: a hundred flood, ten are quiet") << floods << 10;
}

void TestLoad::floodsAreCountedAndHoldUpNobody()
{
    QFETCH(int, greedy);
    QFETCH(int, quiet);
    LoadServer::Settings serving = patientServer();
    serving.hosts = 10;
    Load load(serving);
    for (int i = 0; i < greedy + quiet; ++i)
        load.open(i, i < greedy ? 0 : 10, u"127.0.0.%1"_s.arg(1 + i % serving.hosts));
    QTRY_COMPARE_WITH_TIMEOUT(load.server.counts().open.load(), quint64(greedy + quiet), stillMs);
    load.delaysUs.clear();
    const double peak = runFor(seconds * 1'000);
    QTRY_VERIFY_WITH_TIMEOUT(!load.delaysUs.empty(), 60'000); // sanitizers make all of it slow
    load.finishAndCount();
    qInfo(
        "%d flood, %d are quiet: %.0f events/s, %llu dropped, %.0f MB resident at most, quiet ones "
        "p50 %.0f ms, p99 %.0f ms, most %.0f ms; pongs after %lld ms at most",
        greedy, quiet, double(load.received) / seconds,
        static_cast<unsigned long long>(load.recording->writer().counts().dropped), peak,
        load.delayMs(0.5), load.delayMs(0.99), load.delayMs(1),
        static_cast<long long>(load.server.counts().slowestPongMs));
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
    LoadServer::Settings serving = patientServer();
    serving.pingEveryMs = seconds >= 6 ? 1'000 : 100;
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
    LoadServer::Settings serving = patientServer();
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
    QSKIP("this sanitizer makes the threads");
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
    if (const qsizetype at = arguments.indexOf(u"--floods"_s); at > 0) {
        floods = std::clamp(arguments.value(at + 1).toInt(), 1, LoadServer::mostNames - 10);
        arguments.remove(at, 2);
    }
    TestLoad test;
    return QTest::qExec(&test, arguments);
}

#include "tst_load.moc"
