// SPDX-License-Identifier: GPL-3.0-or-later
#include "capturetesting.h"

#include "models/capture/verify.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// The system calls of the writer thread, made to fail on command: these definitions stand before
// those of the C library.
namespace fault {

enum Kind { None, Once, OnceAfterHalf, FromNowOn };

std::atomic<Kind> kind = None;
std::atomic<int> code = EIO;
std::atomic<int> callsLeft = 0; ///< until the one that fails
std::atomic<int> hits = 0;

void arm(Kind how, int error, int call)
{
    code = error;
    callsLeft = call;
    hits = 0;
    kind = how;
}

void disarm()
{
    kind = None;
}

/// True if this call is to fail; only calls of other threads than the test's own count.
bool strikes()
{
    if (kind == None || ::syscall(SYS_gettid) == ::getpid())
        return false;
    const int left = --callsLeft;
    if (left > 0 || (left < 0 && kind != FromNowOn))
        return false;
    ++hits;
    errno = code;
    return true;
}

} // namespace fault

extern "C" ssize_t write(int fd, const void *bytes, size_t size)
{
    if (fault::strikes()) {
        if (fault::kind != fault::OnceAfterHalf || size < 2)
            return -1;
        fault::callsLeft = 1; // the next call is the one that fails
        fault::kind = fault::Once;
        size /= 2;
    }
    return ::syscall(SYS_write, fd, bytes, size);
}

extern "C" int fdatasync(int fd)
{
    return fault::strikes() ? -1 : int(::syscall(SYS_fdatasync, fd));
}

extern "C" int fsync(int fd)
{
    return fault::strikes() ? -1 : int(::syscall(SYS_fsync, fd));
}

extern "C" int ftruncate(int fd, off_t length) noexcept
{
    return fault::strikes() ? -1 : int(::syscall(SYS_ftruncate, fd, length));
}

extern "C" int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    const mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    return fault::strikes() ? -1 : int(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

using namespace capturetesting;

class TestCaptureFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { fault::disarm(); }
    void everyCallMayFailOnce_data();
    void everyCallMayFailOnce();
    void nothingIsForgottenWhileTheDiskRefuses_data();
    void nothingIsForgottenWhileTheDiskRefuses();
    void shortTroubleLosesNothing();
    void fullFileIsToldAndCounted();
    void refusedBatchesWaitForRoomAndAreThenDropped();
    void aSegmentThatIsTakenAwayIsToldAndNotGoneOnWith_data();
    void aSegmentThatIsTakenAwayIsToldAndNotGoneOnWith();
    void descriptionOnAFullDiskStaysWhole();

private:
    struct Outcome
    {
        quint64 lines = 0; ///< our own rows included
        quint64 stored = 0; ///< events that were received
        quint64 dropped = 0;
    };
    static Outcome settle(CaptureWriter &writer);
    static void checkCapture(const QString &folder, quint64 stored);
    static QTemporaryDir fastFolder();
};

/// In memory where possible: these tests sync thousands of times.
QTemporaryDir TestCaptureFaults::fastFolder()
{
    return QFileInfo(u"/dev/shm"_s).isWritable()
        ? QTemporaryDir(u"/dev/shm/tst_capturefaults-XXXXXX"_s)
        : QTemporaryDir();
}

TestCaptureFaults::Outcome TestCaptureFaults::settle(CaptureWriter &writer)
{
    writer.flush();
    Outcome outcome;
    for (const StoredBatch &stored : writer.takeStored()) {
        outcome.lines += stored.batch->size();
        outcome.stored += stored.batch->receivedCount();
        // What is told to be stored stands where it is told to stand.
        const QByteArray segment =
            readFile(segmentPath(writer.folder(), stored.segment)).mid(qsizetype(stored.offset));
        if (!segment.startsWith(R"({"specversion":"1.0","sequence":")"
                                + QByteArray::number(stored.firstSequence) + '"'))
            QTest::qFail("a stored batch is not in its place", __FILE__, __LINE__);
    }
    for (const quint64 count : writer.takeDropped())
        outcome.dropped += count;
    return outcome;
}

void TestCaptureFaults::checkCapture(const QString &folder, quint64 stored)
{
    const auto report = verifyCapture(folder);
    QVERIFY2(report, "cannot verify");
    QVERIFY2(!report->damaged(), qPrintable(report->problems.join(u"; "_s)));
    QCOMPARE(report->lines, stored);
    QCOMPARE(report->indexesBad, quint64(0));
}

void TestCaptureFaults::everyCallMayFailOnce_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::newRow("ENOSPC") << int(fault::Once) << ENOSPC;
    QTest::newRow("EIO") << int(fault::Once) << EIO;
    QTest::newRow("half a write, then ENOSPC") << int(fault::OnceAfterHalf) << ENOSPC;
    QTest::newRow("interrupted") << int(fault::Once) << EINTR;
    QTest::newRow("everything from there on") << int(fault::FromNowOn) << EIO;
}

void TestCaptureFaults::everyCallMayFailOnce()
{
    QFETCH(int, kind);
    QFETCH(int, code);
    CaptureWriter::Settings settings;
    settings.segmentBytes = 6000;
    settings.commitBytes = 2500;
    int calls = 0;
    for (int call = 1;; ++call) {
        const QTemporaryDir dir = fastFolder();
        quint64 stored = 0;
        {
            const auto writer = openWriter(dir.path(), settings);
            fault::arm(fault::Kind(kind), code, call);
            for (int i = 0; i < 60; i += 4)
                QVERIFY(writer->submit(makeBatch(*writer, i, 4)));
            Outcome outcome = settle(*writer);
            QCOMPARE(outcome.stored + outcome.dropped, receivedIn(0, 60));
            stored += outcome.lines;
            const bool hit = fault::hits > 0;
            fault::disarm();
            // And it goes on as if nothing had been.
            for (int i = 0; i < 8; i += 4)
                QVERIFY(writer->submit(makeBatch(*writer, i, 4)));
            outcome = settle(*writer);
            QCOMPARE(outcome.lines, quint64(8));
            QCOMPARE(outcome.stored, receivedIn(0, 8));
            QCOMPARE(writer->problem(), QString());
            stored += outcome.lines;
            if (!hit)
                break;
            ++calls;
        }
        checkCapture(dir.path(), stored);
        if (QTest::currentTestFailed()) {
            qWarning("at call %d", call);
            return;
        }
    }
    QVERIFY2(calls > 20, qPrintable(QString::number(calls)));
}

void TestCaptureFaults::nothingIsForgottenWhileTheDiskRefuses_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("words");
    QTest::newRow("full") << ENOSPC << u"No space left on device"_s;
    QTest::newRow("read-only") << EROFS << u"Read-only file system"_s;
    QTest::newRow("quota") << EDQUOT << u"quota"_s;
}

void TestCaptureFaults::nothingIsForgottenWhileTheDiskRefuses()
{
    QFETCH(int, code);
    QFETCH(QString, words);
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    std::atomic<int> calls = 0;
    writer->setListener([&calls] { ++calls; });
    fault::arm(fault::FromNowOn, code, 1);
    QVERIFY(writer->submit(makeBatch(*writer, 0, 10)));
    QTRY_VERIFY(!writer->problem().isEmpty());
    QVERIFY2(writer->problem().contains(words, Qt::CaseInsensitive), qPrintable(writer->problem()));
    QVERIFY(writer->problem().contains(dir.path() + u"/000001.ndjson"_s));
    QTRY_VERIFY(calls >= 1);
    QVERIFY(writer->takeDropped().isEmpty()); // still in memory
    const Outcome outcome = settle(*writer);
    QCOMPARE(outcome.dropped, receivedIn(0, 10)); // somebody wants an answer: it is no
    fault::disarm();
    QVERIFY(writer->submit(makeBatch(*writer, 10, 5)));
    QTRY_VERIFY(writer->problem().isEmpty());
    QCOMPARE(settle(*writer).lines, quint64(5));
    writer->close();
    checkCapture(dir.path(), 5);
}

void TestCaptureFaults::shortTroubleLosesNothing()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    QVERIFY(writer->submit(makeBatch(*writer, 0, 10)));
    writer->flush();
    fault::arm(fault::FromNowOn, ENOSPC, 1);
    for (int i = 10; i < 100; i += 10)
        QVERIFY(writer->submit(makeBatch(*writer, i, 10)));
    QTRY_VERIFY(!writer->problem().isEmpty());
    fault::disarm();
    QTRY_VERIFY(writer->problem().isEmpty()); // by itself
    const Outcome outcome = settle(*writer);
    QCOMPARE(outcome.lines, quint64(100));
    QCOMPARE(outcome.stored, receivedIn(0, 100));
    QCOMPARE(outcome.dropped, quint64(0));
    writer->close();
    checkCapture(dir.path(), 100);
}

void TestCaptureFaults::fullFileIsToldAndCounted()
{
    struct rlimit before = {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    struct rlimit tight = before;
    tight.rlim_cur = 400'000;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    for (int i = 0; i < 2000; i += 20)
        QVERIFY(writer->submit(makeBatch(*writer, i, 20)));
    const Outcome outcome = settle(*writer);
    const QString problem = writer->problem();
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, ignored);

    QVERIFY2(problem.contains(u"000001.ndjson: File too large"_s), qPrintable(problem));
    QVERIFY(outcome.dropped > 0 && outcome.stored > 500);
    QCOMPARE(outcome.stored + outcome.dropped, receivedIn(0, 2000));
    QVERIFY(writer->submit(makeBatch(*writer, 0, 3)));
    QCOMPARE(settle(*writer).lines, quint64(3));
    QCOMPARE(writer->problem(), QString());
    writer->close();
    checkCapture(dir.path(), outcome.lines + 3);
}

void TestCaptureFaults::refusedBatchesWaitForRoomAndAreThenDropped()
{
    QTemporaryDir dir;
    CaptureWriter::Settings settings;
    settings.queueBytes = 500'000;
    settings.spillBytes = 0;
    settings.roomWaitMs = 60'000; // where the disk refuses, nobody waits
    const auto writer = openWriter(dir.path(), settings);
    fault::arm(fault::FromNowOn, ENOSPC, 1);
    QVERIFY(writer->submit(makeBatch(*writer, 0, 1)));
    QTRY_VERIFY(!writer->problem().isEmpty());
    quint64 accepted = receivedIn(0, 1);
    for (int i = 1; i < 500; ++i)
        accepted += writer->submit(makeBatch(*writer, i, 1)) ? receivedIn(i, 1) : 0;
    QVERIFY(accepted > 20 && accepted < 450);
    QCOMPARE(writer->takeDropped().value(u"voip-prod"_s), receivedIn(0, 500) - accepted);
    fault::disarm();
    QTRY_VERIFY(writer->problem().isEmpty());
    QCOMPARE(settle(*writer).stored, accepted);
}

void TestCaptureFaults::aSegmentThatIsTakenAwayIsToldAndNotGoneOnWith_data()
{
    QTest::addColumn<QByteArray>("how");
    QTest::addColumn<bool>("isOfAnEarlierRun");
    for (const bool earlier : {false, true}) {
        const QByteArray when = earlier ? ", before this run wrote to it" : "";
        QTest::addRow("E4: removed%s", when.constData()) << QByteArray("removed") << earlier;
        QTest::addRow("E4: renamed%s", when.constData()) << QByteArray("renamed") << earlier;
        QTest::addRow("E4: replaced by another file%s", when.constData())
            << QByteArray("replaced") << earlier;
    }
    QTest::newRow("E4: overwritten in place, before this run wrote to it")
        << QByteArray("overwritten") << true;
}

void TestCaptureFaults::aSegmentThatIsTakenAwayIsToldAndNotGoneOnWith()
{
    QFETCH(QByteArray, how);
    QFETCH(bool, isOfAnEarlierRun);
    QTemporaryDir dir;
    auto writer = openWriter(dir.path());
    QVERIFY(writer->submit(makeBatch(*writer, 0, 10)));
    QCOMPARE(settle(*writer).lines, quint64(10));
    if (isOfAnEarlierRun) {
        writer.reset();
        writer = openWriter(dir.path());
    }
    const QString path = segmentPath(dir.path(), 1);
    const QByteArray other("somebody's notes");
    if (how == "overwritten") // the same file
        writeFile(path, other);
    else
        QVERIFY(how == "removed" ? QFile::remove(path)
                                 : QFile::rename(path, dir.filePath(u"elsewhere"_s)));
    if (how == "replaced")
        writeFile(path, other);
    QVERIFY(writer->submit(makeBatch(*writer, 10, 10)));
    QVERIFY(settle(*writer).lines >= 10);
    const QByteArray next = readFile(segmentPath(dir.path(), 2));
    QVERIFY(next.startsWith(R"({"specversion":"1.0","sequence":"11")"));
    QTRY_VERIFY(readFile(segmentPath(dir.path(), 2))
                    .contains("000001.ndjson was removed, renamed or replaced"));
    QCOMPARE(writer->problem(), QString());
    writer->close();
    if (how == "replaced" || how == "overwritten")
        QCOMPARE(readFile(path), other); // not ours, not touched
    const auto report = verifyCapture(dir.path());
    QVERIFY(report->damaged());
    QCOMPARE(report->events, receivedIn(10, 10));
}

void TestCaptureFaults::descriptionOnAFullDiskStaysWhole()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path());
    const QByteArray good = readFile(dir.filePath(u"capture.json"_s));
    struct rlimit before = {};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit tight = before;
    tight.rlim_cur = 100'000;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto named = writer->nameConnection(u"c"_s, QString(200'000, u'x'), u"json"_s);
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    std::signal(SIGXFSZ, ignored);
    QVERIFY(!named);
    QVERIFY2(named.error().contains(u"capture.json"_s), qPrintable(named.error()));
    QCOMPARE(readFile(dir.filePath(u"capture.json"_s)), good);
    QVERIFY(writer->info().connections.isEmpty());
}

QTEST_GUILESS_MAIN(TestCaptureFaults)
#include "tst_capturefaults.moc"
