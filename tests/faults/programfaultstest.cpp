// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/programfaultstest.h"

#include "models/capture/verify.h"
#include "tests/faults/faultshim.h"
#include "tests/faults/recordrun.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>
#include <cerrno>
#include <sys/resource.h>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int longMs = 20'000;
constexpr qint64 secondNs = 1'000'000'000;

/// What the shim adds to the clocks.
class Clocks
{
public:
    explicit Clocks(RecordRun &run) : m_file(run.home.filePath(u"clocks"_s))
    {
        set(0, 0);
        run.useShim();
        run.environment.insert(u"FAULTS_CLOCK"_s, m_file.fileName());
    }
    void set(qint64 wallNs, qint64 sinceStartNs, qint64 standsAtNs = 0)
    {
        const qint64 all[] = {wallNs, sinceStartNs, standsAtNs};
        if (!m_file.isOpen() && !m_file.open(QIODevice::ReadWrite | QIODevice::Unbuffered))
            qFatal("no file for the clocks");
        m_file.seek(0);
        m_file.write(reinterpret_cast<const char *>(all), sizeof all);
    }
    /// From now on no timer of the program runs out any more.
    void stop()
    {
        struct timespec now = {};
        ::clock_gettime(CLOCK_MONOTONIC, &now);
        set(0, 0, now.tv_sec * secondNs + now.tv_nsec);
    }

private:
    QFile m_file;
};

/// Ends a recording, and answers its exit status; -1: it did not end.
int interrupt(RecordRun &run)
{
    run.signal(SIGINT);
    if (!run.process.waitForFinished(longMs))
        return -1;
    QCoreApplication::processEvents();
    return run.process.exitStatus() == QProcess::NormalExit ? run.process.exitCode() : -2;
}

void checkBalance(const RecordRun &run)
{
    QVERIFY2(run.summary().contains(u"received"_s), run.err.constData());
    QCOMPARE(run.number("stored") + run.number("duplicates") + run.number("dropped"),
             run.number("received"));
}

/// The events of the capture have the numbers of the server, in its order.
void checkOrder(const RecordRun &run)
{
    const auto report = verifyCapture(run.folder());
    QVERIFY(report);
    QVERIFY2(report->sound(), qPrintable(report->problems.join(u"; "_s)));
    QCOMPARE(report->events, run.number("stored"));
    QVERIFY2(report->sums == VerifyReport::Sums::Whole, qPrintable(report->totalLine()));
    QCOMPARE(report->total().received, run.number("received"));
    qint64 number = 0;
    QFile segment(run.folder() + u"/000001.ndjson"_s);
    QVERIFY(segment.open(QIODevice::ReadOnly));
    while (!segment.atEnd()) {
        const QByteArray line = segment.readLine();
        const qsizetype at = line.indexOf(R"({"n":)") + 5;
        if (at < 5)
            continue;
        const qint64 n = line.mid(at, line.indexOf(',', at) - at).toLongLong();
        QCOMPARE(n, number + 1);
        number = n;
    }
    QCOMPARE(quint64(number), report->events);
}

} // namespace

void ProgramFaultsTest::everyCallMayFail_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("step");
    QTest::newRow("E4: EIO") << int(faults::Kind::Once) << EIO << 1;
    QTest::newRow("E3: ENOSPC from there on") << int(faults::Kind::FromNowOn) << ENOSPC << 4;
}

void ProgramFaultsTest::everyCallMayFail()
{
    QFETCH(int, kind);
    QFETCH(int, code);
    QFETCH(int, step);
    NumberedServer server;
    int call = 1;
    for (bool hit = true; hit; call += step) {
        RecordRun run(server);
        run.useShim();
        run.environment.insert(u"FAULTS_FAIL"_s, u"%1:%2:%3"_s.arg(call).arg(code).arg(kind));
        run.arguments += {u"--count"_s, u"40"_s};
        run.start();
        QTRY_COMPARE_WITH_TIMEOUT(run.process.state(), QProcess::NotRunning, longMs);
        const QByteArray context = QByteArray::number(call) + ": " + run.err + run.out;
        QVERIFY2(run.process.exitStatus() == QProcess::NormalExit, context.constData());
        QVERIFY2(run.summary().contains(u"received"_s), context.constData());
        hit = run.err.contains("[fault]");
        const quint64 lost = run.number("dropped");
        QVERIFY2(run.number("stored") + lost == run.number("received"), context.constData());
        QVERIFY2(run.process.exitCode() == 1 || run.number("stored") == 40, context.constData());
        // Whoever loses something, or does not even begin, says where.
        if (lost > 0 || run.number("received") == 0)
            QVERIFY2(run.err.contains(run.folder().toUtf8()), context.constData());
        const auto report = verifyCapture(run.folder());
        if (!report)
            continue; // it was not even made
        QVERIFY2(!report->damaged() || run.number("received") == 0, context.constData());
        // What cannot even be cut off again may be there, and is not called stored.
        QVERIFY2(report->events >= run.number("stored"), context.constData());
        if (kind == int(faults::Kind::Once)) {
            QCOMPARE(report->events, run.number("stored"));
            QCOMPARE(report->losses(), lost);
        }
    }
    QVERIFY2(call > 25, qPrintable(QString::number(call)));
    qInfo("%d calls", call - step);
}

void ProgramFaultsTest::aFullDiskIsToldAndGoneOnWithOnceThereIsRoom()
{
    NumberedServer server;
    server.padding = QString(1000, u'x');
    RecordRun run(server);
    const QString disk = run.home.filePath(u"disk"_s);
    QVERIFY(QDir().mkpath(disk));
    run.arguments.last() = disk + u"/c"_s;
    // A disk that only this test sees; the shell does what it is told there.
    const QString script = u"mount -t tmpfs -o size=1m tmpfs \"$1\" || exit 77; shift; \"$@\" & "
                           "pid=$!; while read -r line; do eval \"$line\"; done; wait $pid"_s;
    run.process.setProcessEnvironment(run.environment);
    run.process.start(
        u"unshare"_s,
        QStringList{u"-rm"_s, u"sh"_s, u"-c"_s, script, u"sh"_s, disk, programtesting::program}
            + run.arguments);
    QTRY_VERIFY_WITH_TIMEOUT(run.err.contains("No space left on device")
                                 || run.process.state() == QProcess::NotRunning,
                             longMs);
    if (run.process.state() == QProcess::NotRunning)
        QSKIP("this system lets nobody mount a disk of their own");
    QVERIFY2(run.err.contains(disk.toUtf8() + "/c/000001.ndjson: No space left on device ("),
             run.err.constData());
    QVERIFY2(run.err.contains("KiB free)"), run.err.constData());
    const quint64 before = server.sent();
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > before + 2000, longMs); // it goes on to listen
    server.limit = server.sent(); // some megabytes, which have to wait: less than it has room for
    QCOMPARE(server.accepted(), 1);
    run.process.write("mount -o remount,size=200m \"" + disk.toUtf8() + "\"\n");
    QTRY_VERIFY_WITH_TIMEOUT(run.err.contains("can be written again"), 5'000);
    server.limit = server.sent() + 500;
    QTRY_COMPARE_WITH_TIMEOUT(server.sent(), server.limit, longMs);
    run.process.write("kill -INT $pid; wait $pid; " + programtesting::program.toUtf8()
                      + " verify \"" + disk.toUtf8() + "/c\" >&2\n");
    run.process.closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(run.process.state(), QProcess::NotRunning, longMs);
    // All that came while nothing could be written is there, and nothing is missing.
    QVERIFY2(run.number("received") > before + 2000, run.out.constData());
    QCOMPARE(run.number("stored"), run.number("received"));
    QCOMPARE(run.number("dropped"), 0ULL);
    QVERIFY2(run.err.contains("Sound: "), run.err.constData());
}

void ProgramFaultsTest::aReadOnlyDiskIsToldAtTheStart()
{
    NumberedServer server;
    RecordRun run(server);
    const QString disk = run.home.filePath(u"disk"_s);
    QVERIFY(QDir().mkpath(disk));
    run.arguments.last() = disk + u"/c"_s;
    run.process.setProcessEnvironment(run.environment);
    run.process.start(
        u"unshare"_s,
        QStringList{u"-rm"_s, u"sh"_s, u"-c"_s,
                    u"mount -t tmpfs -o ro tmpfs \"$1\" || exit 77; shift; exec \"$@\""_s, u"sh"_s,
                    disk, programtesting::program}
            + run.arguments);
    QTRY_COMPARE_WITH_TIMEOUT(run.process.state(), QProcess::NotRunning, longMs);
    if (run.process.exitCode() == 77 || run.process.error() == QProcess::FailedToStart
        || run.err.contains("unshare"))
        QSKIP("this system lets nobody mount a disk of their own");
    QCOMPARE(run.process.exitCode(), 1);
    QVERIFY2(run.err.contains(disk.toUtf8()) && run.err.contains("Read-only file system"),
             run.err.constData());
}

void ProgramFaultsTest::aClockThatJumpsChangesNothing_data()
{
    QTest::addColumn<qint64>("jump");
    QTest::newRow("E7: a day ahead") << 86'400 * secondNs;
    QTest::newRow("E7: a day back") << -86'400 * secondNs;
    QTest::newRow("E7: to 1970") << -1'700'000'000 * secondNs;
}

void ProgramFaultsTest::aClockThatJumpsChangesNothing()
{
    QFETCH(qint64, jump);
    NumberedServer server;
    server.eachMs = 1;
    RecordRun run(server);
    Clocks clocks(run);
    run.start();
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > 100, longMs);
    clocks.set(jump, 0);
    quint64 before = server.sent();
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > before + 200, longMs);
    clocks.set(0, 0);
    before = server.sent();
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > before + 100, longMs);
    QCOMPARE(interrupt(run), 0);
    checkBalance(run);
    checkOrder(run);
    QCOMPARE(server.accepted(), 1);
    QCOMPARE(run.number("gaps"), quint64(0));
    const double seconds = run.summary()[u"seconds"_s].toDouble();
    QVERIFY2(seconds > 0.1 && seconds < 60, run.out.constData());
}

void ProgramFaultsTest::aComputerThatSleptIsAGap()
{
    // It answers pings until the computer sleeps; afterwards nobody knows this connection any more.
    bool asleep = false;
    int pings = 0;
    RawServer server([&](QTcpSocket &client, const QByteArray &data) {
        if (RawServer::upgrade(client, data)) {
            client.write(RawServer::text("{\"n\":1,\"text\":\"\"}"));
            asleep = false;
            return;
        }
        const bool ping = !data.isEmpty() && quint8(data[0]) == 0x89;
        pings += ping;
        if (ping && !asleep)
            client.write(RawServer::frame(0xa, {}));
    });
    NumberedServer unused;
    RecordRun run(unused);
    run.arguments[4] = server.url().toString();
    Clocks clocks(run);
    run.start();
    QTRY_VERIFY_WITH_TIMEOUT(!run.rows(u"eventscope.connected"_s).isEmpty(), longMs);
    asleep = true;
    const int pingsBefore = pings;
    clocks.set(8 * 3600 * secondNs, 8 * 3600 * secondNs);
    QTRY_VERIFY_WITH_TIMEOUT(pings > pingsBefore, 5'000); // it is looked for every two seconds
    QTRY_COMPARE_WITH_TIMEOUT(server.accepted, 2, 6'000); // and the answer waited for three
    QTRY_COMPARE_WITH_TIMEOUT(run.rows(u"eventscope.gap"_s).size(), 1, longMs);
    const QJsonObject gap = run.rows(u"eventscope.gap"_s)[0][u"data"_s].toObject();
    QVERIFY2(gap[u"cause"_s].toString().contains(u"suspended"_s),
             qPrintable(gap[u"cause"_s].toString()));
    const double seconds = gap[u"seconds"_s].toDouble();
    QVERIFY2(seconds >= 8 * 3600 && seconds < 8 * 3600 + 60, qPrintable(QString::number(seconds)));
    QCOMPARE(interrupt(run), 0);
    checkBalance(run);
}

void ProgramFaultsTest::aStoppedProgramGoesOn()
{
    NumberedServer server;
    RecordRun run(server);
    run.start();
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > 500, longMs);
    run.signal(SIGSTOP);
    server.padding = QString(4000, u'x'); // what the kernel keeps for both is soon full
    QTRY_VERIFY_WITH_TIMEOUT(server.isHeldUp(), longMs);
    server.padding.clear();
    run.signal(SIGCONT);
    const quint64 before = server.sent();
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > before + 2000, longMs);
    QCOMPARE(interrupt(run), 0);
    checkBalance(run);
    checkOrder(run);
    QCOMPARE(server.accepted(), 1);
}

/// E7, E14: for three seconds it takes nothing, and the connection outlives that.
void ProgramFaultsTest::aProgramThatWasStoppedHasAGapRow()
{
    NumberedServer server;
    RecordRun run(server);
    run.start();
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > 500, longMs);
    run.signal(SIGSTOP);
    QElapsedTimer stopped;
    stopped.start();
    QTRY_VERIFY_WITH_TIMEOUT(stopped.hasExpired(3'000), longMs);
    QVERIFY(run.rows(u"eventscope.gap"_s).isEmpty());
    run.signal(SIGCONT);
    QTRY_COMPARE_WITH_TIMEOUT(run.rows(u"eventscope.gap"_s).size(), 1, longMs);
    const QJsonObject gap = run.rows(u"eventscope.gap"_s)[0][u"data"_s].toObject();
    QVERIFY2(gap[u"cause"_s].toString().startsWith(u"Eventscope was stopped for "_s),
             qPrintable(gap[u"cause"_s].toString()));
    QCOMPARE(gap[u"kind"_s].toString(), u"suspend"_s);
    // It looks twice a second.
    QVERIFY2(gap[u"seconds"_s].toDouble() >= 2.9,
             qPrintable(QString::number(gap[u"seconds"_s].toDouble())));
    QCOMPARE(interrupt(run), 0);
    checkBalance(run);
    checkOrder(run);
    QCOMPARE(server.accepted(), 1);
}

void ProgramFaultsTest::aSignalEndsItWithEverythingStored_data()
{
    QTest::addColumn<int>("number");
    QTest::newRow("E14: SIGTERM") << SIGTERM;
    QTest::newRow("E14: SIGINT") << SIGINT;
    QTest::newRow("E14: SIGHUP") << SIGHUP;
}

void ProgramFaultsTest::aSignalEndsItWithEverythingStored()
{
    QFETCH(int, number);
    NumberedServer server;
    RecordRun run(server);
    Clocks clocks(run);
    run.start();
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > 3'000, longMs);
    // It waits for nobody, and for no time to pass: not even for the server's answer to its close.
    clocks.stop();
    run.signal(number);
    QTRY_COMPARE_WITH_TIMEOUT(run.process.state(), QProcess::NotRunning, longMs);
    QCOMPARE(run.process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(run.process.exitCode(), 0);
    checkBalance(run);
    checkOrder(run);
}

void ProgramFaultsTest::aClosedPipeIsNoCrash()
{
    NumberedServer server;
    RecordRun run(server);
    run.process.setProcessEnvironment(run.environment);
    run.process.start(u"sh"_s,
                      QStringList{u"-c"_s, u"{ \"$@\"; echo \"status $?\" >&2; } | true"_s, u"sh"_s,
                                  programtesting::program}
                          + run.arguments + QStringList{u"--count"_s, u"100"_s});
    QTRY_COMPARE_WITH_TIMEOUT(run.process.state(), QProcess::NotRunning, longMs);
    QVERIFY2(run.err.contains("status 1"), run.err.constData()); // it could not say what it did
    const auto report = verifyCapture(run.folder());
    QVERIFY(report && report->sound());
    QCOMPARE(report->events, quint64(100));
}

/// E13: Qt ends a program that gets no memory. What it had stored is there, the next recording says
/// what happened, and goes on.
void ProgramFaultsTest::whatIsStoredOutlivesTheLackOfMemory()
{
    NumberedServer server;
    RecordRun run(server);
    run.start();
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > 1'000, longMs);
    const auto lines = [&run] {
        QFile segment(run.folder() + u"/000001.ndjson"_s);
        return segment.open(QIODevice::ReadOnly) ? segment.readAll().count('\n') : 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(lines() > 500, longMs);
    const quint64 before = quint64(lines());
    const rlimit nothing{1 << 20, 1 << 20}; // it keeps what it has
    const auto pid = pid_t(run.process.processId());
    QCOMPARE(::prlimit(pid, RLIMIT_AS, &nothing, nullptr), 0);
    QCOMPARE(::prlimit(pid, RLIMIT_DATA, &nothing, nullptr), 0);
    server.eachMs = 1;
    server.padding = QString(12 << 20, u'x');
    QTRY_COMPARE_WITH_TIMEOUT(run.process.state(), QProcess::NotRunning, longMs);
    QVERIFY2(run.process.exitStatus() == QProcess::CrashExit || run.process.exitCode() != 0,
             run.err.constData());
    const auto found = verifyCapture(run.folder());
    QVERIFY2(found, found ? "" : qPrintable(found.error()));
    QVERIFY2(!found->damaged(), qPrintable(found->problems.join(u"; "_s)));
    QVERIFY2(found->lines >= before, qPrintable(QString::number(found->lines)));
    QVERIFY(found->cutShort);

    server.padding.clear();
    RecordRun again(server);
    again.arguments.last() = run.folder();
    again.arguments += {u"--count"_s, u"50"_s};
    again.start();
    QTRY_COMPARE_WITH_TIMEOUT(again.process.state(), QProcess::NotRunning, longMs);
    QVERIFY2(again.process.exitCode() == 0, again.err.constData());
    const auto report = verifyCapture(run.folder());
    QVERIFY(report && !report->damaged() && !report->cutShort);
    QCOMPARE(report->events, found->events + 50);
}
