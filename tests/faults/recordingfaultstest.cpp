// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/recordingfaultstest.h"

#include "app/commands/losses.h"
#include "models/capture/capturesums.h"
#include "models/capture/segment.h"
#include "models/capture/verify.h"
#include "tests/faults/faultshim.h"
#include "tests/models/capture/overloadtesting.h"

#include <QDirIterator>

#include <cerrno>
#include <sys/stat.h>

using namespace eventscope;
using namespace overloadtesting;
using faults::Kind;

namespace {

constexpr int recordedEvents = 1000;
constexpr int batchEvents = 25;

/// In memory where possible: these tests sync ten thousands of times.
QTemporaryDir fastFolder()
{
    return QFileInfo(u"/dev/shm"_s).isWritable()
        ? QTemporaryDir(u"/dev/shm/tst_diskfaults-XXXXXX"_s)
        : QTemporaryDir();
}

struct Sum
{
    quint64 stored = 0;
    quint64 dropped = 0;
    quint64 left = 0;
};

Sum sumOf(CaptureWriter &writer)
{
    Sum sum;
    while (writer.hasStored()) {
        for (const StoredBatch &stored : writer.takeStored())
            sum.stored += stored.batch->receivedCount();
    }
    for (const quint64 one : writer.takeDropped())
        sum.dropped += one;
    for (const quint64 one : writer.left())
        sum.left += one;
    return sum;
}

/// A recording of numbered events whose disk takes nothing, so that most of them wait in files on
/// another one; and then `calls` calls more before it refuses everything for good.
Sum endRefused(const QString &folder, const CaptureWriter::Settings &settings, int count, int code,
               int calls, bool roomComesBack)
{
    const auto writer = openWriter(folder, settings);
    faults::arm(Kind::FromNowOn, code, 1);
    for (int i = 0; i < count; i += 10)
        submitCalmly(*writer, numbered(*writer, "a", i, 10));
    (void)QTest::qWaitFor([&] { return writer->counts().unwritten == 0; }, 20'000);
    faults::arm(Kind::FromNowOn, code, calls);
    writer->flush();
    if (roomComesBack) {
        faults::disarm();
        writer->submit(numbered(*writer, "late", 0, 5));
        writer->flush();
    }
    writer->close();
    faults::disarm();
    return sumOf(*writer);
}

/// Also what exists only while events wait.
void forItsOwnerOnly(const QString &root)
{
    QDirIterator all(root, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                     QDirIterator::Subdirectories);
    while (all.hasNext()) {
        struct stat status = {};
        QCOMPARE(::lstat(QFile::encodeName(all.next()).constData(), &status), 0);
        QVERIFY2((status.st_mode & 077) == 0, qPrintable(all.filePath()));
    }
}

CaptureWriter::Settings smallSegments()
{
    CaptureWriter::Settings settings;
    settings.segmentBytes = 60'000;
    settings.commitBytes = 15'000;
    settings.commitMs = 60'000; // as many calls in each run
    settings.keepSums = true;
    settings.sumsMs = 60'000; // once at the beginning, and at the end
    return settings;
}

/// What a recording came to: of the events that were submitted, each is stored or dropped.
struct Account
{
    quint64 received = 0;
    quint64 stored = 0;
    quint64 dropped = 0;
    std::map<quint64, std::string> lines; ///< that were told to be stored, by number
};

void takeStored(CaptureWriter &writer, Losses &losses, Account &account)
{
    for (StoredBatch &stored : writer.takeStored()) {
        quint64 sequence = stored.firstSequence;
        for (const BatchEntry &entry : stored.batch->entries())
            account.lines[sequence++] = std::string(stored.batch->body(entry));
        account.stored += stored.batch->receivedCount();
        losses.stored(stored);
        writer.recycle(std::move(stored.batch));
    }
}

void settle(CaptureWriter &writer, Losses &losses, Account &account)
{
    writer.flush();
    takeStored(writer, losses, account);
    for (const quint64 count : writer.takeDropped()) {
        account.dropped += count;
        losses.dropped(u"voip-prod"_s, count);
    }
}

void record(CaptureWriter &writer, Losses &losses, int from, int count, Account &account)
{
    for (int i = from; i < from + count; i += batchEvents) {
        account.received += receivedIn(i, batchEvents);
        writer.submit(makeBatch(writer, i, batchEvents));
        writer.setCounted(u"voip-prod"_s, {account.received, 0, 0});
        if (i % (batchEvents * 8) == 0)
            settle(writer, losses, account);
    }
    settle(writer, losses, account);
}

/// A capture under the fault that is armed. Where it cannot even be opened, it is tried again
/// without.
void recordUnderFault(const QString &folder, Account &account)
{
    auto writer = CaptureWriter::open(folder, smallSegments());
    if (!writer) {
        QVERIFY2(writer.error().contains(folder), qPrintable(writer.error()));
        faults::disarm();
        writer = CaptureWriter::open(folder, smallSegments());
        QVERIFY2(writer, writer ? "" : qPrintable(writer.error()));
    }
    QStringList told; // by the writer's thread, before flush() answers
    (*writer)->setListener([&told, writer = writer->get()] {
        if (const QString problem = writer->problem(); !problem.isEmpty())
            told += problem;
    });
    Losses losses(**writer);
    losses.tellEarlier();
    record(**writer, losses, 0, recordedEvents, account);
    (*writer)->setListener({});
    for (const QString &problem : std::as_const(told))
        QVERIFY2(problem.contains(folder), qPrintable(problem));
    QVERIFY2(account.dropped == 0 || !told.isEmpty(),
             "events were dropped, and nobody was told why");
    faults::disarm();
    // And it goes on as if nothing had been.
    const quint64 dropped = account.dropped;
    record(**writer, losses, 0, batchEvents, account);
    QCOMPARE(account.dropped, dropped);
    QCOMPARE((*writer)->problem(), QString());
    losses.tell(u"the disk failed"_s);
    settle(**writer, losses, account);
    QCOMPARE(losses.end(), QString());
}

CaptureInfo::Retired recordWithLimitsUnderFault(const QString &folder, Account &account)
{
    CaptureWriter::Settings settings = smallSegments();
    settings.segmentBytes = 30'000;
    settings.limits.events = 100;
    auto writer = CaptureWriter::open(folder, settings);
    if (!writer) {
        faults::disarm();
        writer = CaptureWriter::open(folder, settings);
    }
    Losses losses(**writer);
    losses.tellEarlier();
    record(**writer, losses, 0, recordedEvents / 5, account);
    const auto named = (*writer)->nameConnection(u"voip-prod"_s, u"name"_s, u"voipbin"_s);
    if (!named && !named.error().contains(folder))
        QTest::qFail(qPrintable(named.error()), __FILE__, __LINE__);
    record(**writer, losses, recordedEvents / 5, recordedEvents / 5, account);
    faults::disarm();
    // And the limits are kept as if nothing had been.
    record(**writer, losses, 0, recordedEvents / 4, account);
    losses.tell(u"the disk failed"_s);
    settle(**writer, losses, account);
    if ((*writer)->retired().events == 0)
        QTest::qFail("nothing was cut off", __FILE__, __LINE__);
    if (const QString problem = losses.end(); !problem.isEmpty())
        QTest::qFail(qPrintable(problem), __FILE__, __LINE__);
    (*writer)->close();
    takeStored(**writer, losses, account); // the row of the last cut
    return (*writer)->retired();
}

/// What was cut off was stored all the same; what is behind it stands there.
void checkWhatIsLeft(const QString &folder, const Account &account,
                     const CaptureInfo::Retired &retired)
{
    QCOMPARE(account.stored + account.dropped, account.received);
    const auto report = verifyCapture(folder);
    QVERIFY2(report, report ? "" : qPrintable(report.error()));
    QVERIFY2(!report->damaged(), qPrintable(report->problems.join(u"; "_s)));
    QVERIFY2(report->sums == VerifyReport::Sums::Whole, qPrintable(report->totalLine()));
    QCOMPARE(report->total().received, account.received);
    QCOMPARE(report->total().stored, account.stored);
    QCOMPARE(report->total().dropped, account.dropped);
    const QList<QByteArray> lines = linesOf(folder);
    auto expected = account.lines.upper_bound(retired.lastSequence);
    QCOMPARE(lines.size(), std::distance(expected, account.lines.cend()));
    for (const QByteArray &line : lines)
        QVERIFY2(line.endsWith((expected++)->second.c_str()), line.constData());
    QVERIFY(CaptureInfo::read(folder));
}

void checkCapture(const QString &folder, const Account &account)
{
    QCOMPARE(account.stored + account.dropped, account.received);
    const auto report = verifyCapture(folder);
    QVERIFY2(report, report ? "" : qPrintable(report.error()));
    QVERIFY2(!report->damaged(), qPrintable(report->problems.join(u"; "_s)));
    QCOMPARE(report->events, account.stored);
    QCOMPARE(report->lines, quint64(account.lines.size()));
    QCOMPARE(report->losses(), account.dropped);
    QCOMPARE(report->indexesBad, quint64(0));
    QVERIFY(!report->cutShort);
    QVERIFY2(report->sums == VerifyReport::Sums::Whole, qPrintable(report->totalLine()));
    QCOMPARE(report->total().received, account.received);
    QCOMPARE(report->total().stored, account.stored);
    QCOMPARE(report->total().dropped, account.dropped);
    const auto sums = CaptureSums::read(folder);
    QVERIFY(sums);
    const std::vector<quint32> segments = listSegments(folder);
    for (const quint32 segment : segments) // one that was made, and no more, is empty
        QCOMPARE(sums->segments.value(segment).bytes,
                 quint64(QFileInfo(segmentPath(folder, segment)).size()));
    const QList<QByteArray> lines = linesOf(folder);
    auto expected = account.lines.cbegin();
    for (const QByteArray &line : lines)
        QVERIFY2(line.endsWith((expected++)->second.c_str()), line.constData());
}

} // namespace

void RecordingFaultsTest::everyCallMayFail_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::newRow("E3: ENOSPC") << int(Kind::Once) << ENOSPC;
    QTest::newRow("E4: EIO") << int(Kind::Once) << EIO;
    QTest::newRow("E3: half a write, then ENOSPC") << int(Kind::ShortOnce) << ENOSPC;
    QTest::newRow("E4: EIO from there on") << int(Kind::FromNowOn) << EIO;
    QTest::newRow("E4: EROFS from there on") << int(Kind::FromNowOn) << EROFS;
    QTest::newRow("half a write, and no error") << int(Kind::HalfOnly) << 0;
    QTest::newRow("interrupted") << int(Kind::Once) << EINTR;
}

void RecordingFaultsTest::everyCallMayFail()
{
    QFETCH(int, kind);
    QFETCH(int, code);
    int call = 1;
    for (bool hit = true; hit; ++call) {
        const QTemporaryDir root = fastFolder();
        const QString folder = root.filePath(u"c"_s);
        faults::watch(QFile::encodeName(root.path()));
        faults::arm(Kind(kind), code, call);
        Account account;
        recordUnderFault(folder, account);
        hit = faults::hits() > 0;
        faults::watch(nullptr);
        faults::disarm();
        if (!QTest::currentTestFailed())
            checkCapture(folder, account);
        if (kind == int(Kind::Once) && code == EINTR && account.dropped > 0)
            QTest::qFail("an interrupted call is no loss", __FILE__, __LINE__);
        if (QTest::currentTestFailed()) {
            qWarning("at call %d", call);
            return;
        }
    }
    QVERIFY2(call > 60, qPrintable(QString::number(call)));
    qInfo("%d calls", call - 2);
}

void RecordingFaultsTest::everyCallOfLimitsAndDescriptionsMayFail_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::newRow("E3: ENOSPC") << int(Kind::Once) << ENOSPC;
    QTest::newRow("E4: EIO from there on") << int(Kind::FromNowOn) << EIO;
    QTest::newRow("half a write, and no error") << int(Kind::HalfOnly) << 0;
}

/// As above, with limits that cut its beginning off, and a connection that is named while events
/// come: capture.json is replaced and segments are removed then.
void RecordingFaultsTest::everyCallOfLimitsAndDescriptionsMayFail()
{
    QFETCH(int, kind);
    QFETCH(int, code);
    int call = 1;
    for (bool hit = true; hit; ++call) {
        const QTemporaryDir root = fastFolder();
        const QString folder = root.filePath(u"c"_s);
        faults::watch(QFile::encodeName(root.path()));
        faults::arm(Kind(kind), code, call);
        Account account;
        const CaptureInfo::Retired retired = recordWithLimitsUnderFault(folder, account);
        hit = faults::hits() > 0;
        faults::watch(nullptr);
        faults::disarm();
        if (!QTest::currentTestFailed())
            checkWhatIsLeft(folder, account, retired);
        if (QTest::currentTestFailed()) {
            qWarning("at call %d", call);
            return;
        }
    }
    QVERIFY2(call > 80, qPrintable(QString::number(call)));
    qInfo("%d calls", call - 2);
}

void RecordingFaultsTest::whatIsInFilesStaysThereWhereTheDiskTakesNothingAtTheEnd_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("roomComesBack");
    QTest::newRow("E3: ENOSPC") << ENOSPC << false;
    QTest::newRow("E3: ENOSPC, and a row finds room at last") << ENOSPC << true;
    QTest::newRow("E4: EIO") << EIO << false;
    QTest::newRow("E4: EROFS, and a row finds room at last") << EROFS << true;
}

/// Wherever it stops while what is in files is read back: each event is stored, dropped or left,
/// and what is left is stored once by whoever goes on.
void RecordingFaultsTest::whatIsInFilesStaysThereWhereTheDiskTakesNothingAtTheEnd()
{
    QFETCH(int, code);
    QFETCH(bool, roomComesBack);
    constexpr int count = 1'500;
    quint64 left = count;
    int ends = 0;
    for (int calls = 1; left > 0; calls += 1 + calls / 3, ++ends) {
        const QTemporaryDir root = fastFolder();
        const QString folder = root.filePath(u"c"_s);
        CaptureWriter::Settings settings = narrow();
        settings.spillElsewhere = root.filePath(u"other"_s);
        faults::watch(QFile::encodeName(folder));
        const Sum sum = endRefused(folder, settings, count, code, calls, roomComesBack);
        faults::watch(nullptr);
        left = sum.left;
        QCOMPARE(sum.stored + sum.dropped + sum.left, quint64(count + (roomComesBack ? 5 : 0)));
        QVERIFY2(calls > 1 || left > 500, qPrintable(QString::number(left)));
        const quint64 waiting = verifyCapture(folder, settings.spillElsewhere)->spilled;
        forItsOwnerOnly(root.path());
        const auto later = openWriter(folder, settings);
        QCOMPARE(later->recovered().value(u"a"_s), waiting);
        later->close();
        const auto numbers = numbersIn(folder);
        QVERIFY2(rises(numbers.value(u"a"_s)), qPrintable(QString::number(calls)));
        // A line that could not be synced, and could not be cut off either, may be there all the
        // same.
        const auto found = quint64(numbers.value(u"a"_s).size() + numbers.value(u"late"_s).size());
        QVERIFY2(
            roomComesBack ? found == sum.stored + sum.left : found >= sum.stored + sum.left,
            qPrintable(u"%1 calls: %2 of %3"_s.arg(calls).arg(found).arg(sum.stored + sum.left)));
        QVERIFY(!SpillStore::isLeft(folder, settings.spillElsewhere));
        QVERIFY(!verifyCapture(folder)->damaged());
    }
    QVERIFY2(ends > 4, qPrintable(QString::number(ends)));
}

void RecordingFaultsTest::everyCallForWhatWaitsInFilesMayFail_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<int>("code");
    QTest::newRow("E4: EIO") << int(Kind::Once) << EIO;
    QTest::newRow("E3: half a write, then ENOSPC") << int(Kind::ShortOnce) << ENOSPC;
    QTest::newRow("E13: EMFILE") << int(Kind::Once) << EMFILE;
}

/// The capture's disk has room again, and all is brought back from the files: each call for it
/// fails once, those that open a file to read it, and that read it, too.
void RecordingFaultsTest::everyCallForWhatWaitsInFilesMayFail()
{
    QFETCH(int, kind);
    QFETCH(int, code);
    constexpr int count = 600;
    int call = 1;
    for (bool hit = true; hit; ++call) {
        const QTemporaryDir root = fastFolder();
        const QString folder = root.filePath(u"c"_s);
        CaptureWriter::Settings settings = narrow();
        settings.spillElsewhere = root.filePath(u"other"_s);
        auto writer = openWriter(folder, settings);
        faults::watch(QFile::encodeName(folder));
        faults::arm(Kind::FromNowOn, ENOSPC, 1);
        for (int i = 0; i < count; i += 10)
            submitCalmly(*writer, numbered(*writer, "a", i, 10));
        (void)QTest::qWaitFor([&] { return writer->counts().unwritten == 0; }, 20'000);
        QVERIFY2(writer->counts().spilled > 100, "too little waits in files");
        faults::watch(QFile::encodeName(root.path()));
        faults::countReads(true);
        faults::arm(Kind(kind), code, call);
        writer->flush();
        writer->close();
        hit = faults::hits() > 0;
        faults::watch(nullptr);
        faults::countReads(false);
        faults::disarm();
        const Sum sum = sumOf(*writer);
        const QByteArray context = QByteArray::number(call) + ": " + QByteArray::number(sum.stored)
            + ' ' + QByteArray::number(sum.left);
        QVERIFY2(sum.dropped == 0 && sum.stored + sum.left == count, context.constData());
        writer.reset(); // it holds the place of the files
        openWriter(folder, settings)->close();
        QVERIFY2(numbersIn(folder).value(u"a"_s) == upTo(count), context.constData());
        QVERIFY2(verifyCapture(folder, settings.spillElsewhere)->sound(), context.constData());
        QVERIFY(!SpillStore::isLeft(folder, settings.spillElsewhere));
    }
    QVERIFY2(call > 12, qPrintable(QString::number(call)));
    qInfo("%d calls", call - 2);
}
