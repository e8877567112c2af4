// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/owndisktest.h"

#include "tests/faults/recordrun.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 20'000;

} // namespace

/// E4: the kernel refuses to make a disk read-only while files on it are being written, but for one
/// that is broken; so it gets a read-only mount of the same disk above, and whatever is opened from
/// then on is refused, while the segment that is open takes some more. Then the next one is due.
void OwnDiskTest::aDiskThatBecomesReadOnlyLosesNothing()
{
    NumberedServer server;
    RecordRun run(server);
    const QString disk = run.home.filePath(u"disk"_s);
    QVERIFY(QDir().mkpath(disk));
    run.arguments.last() = disk + u"/c"_s;
    run.arguments += {u"--max-events"_s, u"1000000"_s, u"--max-size"_s, u"1M"_s};
    const QString script =
        u"mount -t tmpfs tmpfs \"$1\" || exit 77; disk=\"$1\"; shift; \"$@\" & pid=$!; "
        "while read -r line; do eval \"$line\"; done; wait $pid"_s;
    run.process.setProcessEnvironment(run.environment);
    run.process.start(
        u"unshare"_s,
        QStringList{u"-rm"_s, u"sh"_s, u"-c"_s, script, u"sh"_s, disk, programtesting::program}
            + run.arguments);
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > 500 || run.process.state() == QProcess::NotRunning,
                             patienceMs);
    if (run.process.state() == QProcess::NotRunning)
        QSKIP("this system lets nobody mount a disk of their own");
    run.process.write("mount --bind $disk $disk && mount -o remount,bind,ro $disk && echo now >&2 "
                      "|| echo never >&2\n");
    QTRY_VERIFY_WITH_TIMEOUT(run.err.contains("now\n") || run.err.contains("never\n"), patienceMs);
    if (run.err.contains("never\n"))
        QSKIP("this system lets nobody make a disk read-only");
    QTRY_VERIFY_WITH_TIMEOUT(run.err.contains("Read-only file system"), patienceMs);
    QVERIFY2(run.err.contains(disk.toUtf8()), run.err.constData());
    const quint64 before = server.sent();
    QTRY_VERIFY_WITH_TIMEOUT(server.sent() > before + 1000, patienceMs); // it goes on to listen
    QVERIFY(!run.err.contains("can be written again"));
    QCOMPARE(server.accepted(), 1);
    run.process.write("umount -l $disk\n");
    QTRY_VERIFY_WITH_TIMEOUT(run.err.contains("can be written again"), patienceMs);
    run.process.write("kill -INT $pid; wait $pid; " + programtesting::program.toUtf8()
                      + " verify $disk/c >&2\n");
    run.process.closeWriteChannel();
    QTRY_COMPARE_WITH_TIMEOUT(run.process.state(), QProcess::NotRunning, patienceMs);
    QVERIFY2(run.number("received") > before + 1000, run.out.constData());
    QCOMPARE(run.number("dropped"), quint64(0));
    QCOMPARE(run.number("stored"), run.number("received"));
    QVERIFY2(run.err.contains("Sound: "), run.err.constData());
    QVERIFY2(run.err.contains("In total: received " + QByteArray::number(run.number("received"))
                              + " = stored "),
             run.err.constData());
}
