// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/leftinfilestest.h"

#include "app/commands/cutshortcaptures.h"
#include "models/capture/spillstore.h"
#include "models/capture/verify.h"
#include "tests/app/commands/lossestesting.h"

#include <fcntl.h>
#include <sys/stat.h>

using namespace eventscope;
using namespace capturetesting;
using namespace lossestesting;
using namespace Qt::StringLiterals;

namespace {

/// So many rows wait in a file of the spill, in frames of at most a thousand; one in eleven is no
/// event.
void leaveInFiles(const QString &folder, int events)
{
    SpillStore store({folder, {}, {}});
    SpillStore::Batches batches;
    for (int i = 0; i < events; ++i) {
        if (i % 1'000 == 0 && i > 0) {
            QCOMPARE(store.append(batches), 0);
            batches.clear();
        }
        if (i % 20 == 0)
            batches.push_back(std::make_unique<EventBatch>());
        batches.back()->setConnection(connection);
        appendEvent(*batches.back(), i);
    }
    QCOMPARE(store.append(batches), 0);
}

} // namespace

/// A recording whose files could not be read at its end.
void LeftInFilesTest::whatStayedInFilesIsStoredAtTheNextStart()
{
    QTemporaryDir dir;
    const QString folder = dir.filePath(u"ended"_s);
    record(folder)->finish();
    leaveInFiles(folder, 6);
    QVERIFY(SpillStore::isLeft(folder, {}));
    QCOMPARE(endCutShortCaptures(dir.path()), QStringList()); // nothing was cut short
    QCOMPARE(linesOf(folder).size(), 6);
    QCOMPARE(gapsIn(folder).size(), 0);
    QVERIFY(!SpillStore::isLeft(folder, {}));
}

void LeftInFilesTest::whatWaitsInFilesStaysThereWhereTheDiskIsFullAtTheStart_data()
{
    QTest::addColumn<bool>("cutShort");
    QTest::newRow("the recording was ended") << false;
    QTest::newRow("the recording was cut short") << true;
}

/// Nobody but a recording gives up what waits.
void LeftInFilesTest::whatWaitsInFilesStaysThereWhereTheDiskIsFullAtTheStart()
{
    QFETCH(bool, cutShort);
    QTemporaryDir dir;
    QTemporaryDir captures;
    const QString folder = captures.filePath(u"capture"_s);
    const auto recording = record(dir.path());
    submit(*recording, 3);
    recording->writer().flush();
    if (!cutShort)
        recording->finish();
    killed(dir.path(), folder);
    leaveInFiles(folder, 600);
    {
        const FullDisk disk(20'000);
        QCOMPARE(endCutShortCaptures(captures.path()), QStringList());
    }
    QVERIFY(SpillStore::isLeft(folder, {}));
    QCOMPARE(endCutShortCaptures(captures.path()), cutShort ? QStringList{folder} : QStringList());
    const QList<QByteArray> lines = linesOf(folder);
    QCOMPARE(lines.size(), 603 + (cutShort ? 1 : 0));
    QCOMPARE(lines.constLast().contains("the recording was cut short"), cutShort);
    QVERIFY(!SpillStore::isLeft(folder, {}));
}

void LeftInFilesTest::whatStaysInFilesIsAMemberOfTheSum()
{
    QTemporaryDir dir;
    const QString id = QLatin1String(connection);
    Recording::Settings settings;
    settings.writer.queueBytes = 60'000;
    settings.writer.roomWaitMs = 0;
    quint64 left = 0;
    quint64 stored = 0;
    {
        const auto recording = record(dir.path(), settings);
        QVERIFY(recording);
        const FullDisk full(20'000);
        const CaptureWriter &writer = recording->writer();
        quint64 received = 0;
        for (int i = 0; i < 50 && (writer.counts().spilled < 30 || writer.counts().unwritten);
             ++i) {
            submit(*recording, 10);
            received += 10;
            (void)QTest::qWaitFor([&] { return writer.counts().unwritten == 0; }, 200);
        }
        recording->finish();
        left = recording->left(id);
        stored = recording->stored(id);
        QVERIFY(left > 0);
        QCOMPARE(stored + recording->finalCounters(id).dropped + left, received);
    }
    QCOMPARE(verifyCapture(dir.path())->connections.value(id).spilled, left);
    {
        const FullDisk full(20'000);
        const auto next = record(dir.path(), settings);
        QVERIFY(next);
        next->finish();
        QCOMPARE(next->writer().counts().left, left);
        QCOMPARE(next->left(id), 0ULL); // it did not receive them
    }
    const auto last = record(dir.path(), settings);
    QVERIFY(last);
    last->finish();
    QCOMPARE(last->stored(id), 0ULL);
    QCOMPARE(last->writer().counts().left, 0ULL);
    QCOMPARE(verifyCapture(dir.path())->connections.value(id).events, stored + left);
}

/// Who received nothing dropped nothing: what an earlier recording left is cut short after it was
/// counted.
void LeftInFilesTest::whatIsDamagedOfAnEarlierRecordingIsNoneOfThisOnes()
{
    constexpr int waiting = 80'000; // several times what is read at once
    QTemporaryDir dir;
    const QString id = QLatin1String(connection);
    Recording::Settings settings;
    settings.writer.queueBytes = 60'000;
    {
        const auto first = record(dir.path(), settings);
        submit(*first, 60);
        first->finish();
    }
    leaveInFiles(dir.path(), waiting);
    std::unique_ptr<Recording> next;
    {
        const FullDisk full(20'000);
        next = record(dir.path(), settings);
        QVERIFY(next);
        const QFileInfo file(dir.filePath(spillPrefix + u"000001"_s));
        // Cut short: the limit lets nobody write so far behind.
        QVERIFY(QFile::resize(file.filePath(), file.size() * 3 / 4));
    }
    next->finish();
    const quint64 dropped = next->writer().counts().dropped;
    QVERIFY(dropped > 0);
    QCOMPARE(verifyCapture(dir.path())->connections.value(id).events,
             60 + next->writer().recovered().value(id) - dropped);
    QCOMPARE(next->stored(id), 0ULL);
    QCOMPARE(next->left(id), 0ULL);
    QCOMPARE(next->finalCounters(id).dropped, 0ULL);
}

void LeftInFilesTest::whatWaitsForCapturesThatAreGoneIsRemovedAtTheStart()
{
    QTemporaryDir dir;
    Recording::Settings settings;
    settings.writer.spillElsewhere = dir.filePath(u"spill"_s);
    const QString gone = dir.filePath(u"gone"_s);
    QVERIFY(QDir().mkpath(gone));
    SpillPlace place(settings.writer.spillElsewhere, gone, u"0badcafe"_s);
    QCOMPARE(place.make(), 0);
    const QString path = place.path();
    writeFile(path + u"/000001"_s, "events");
    place.leave(); // there is a file
    QVERIFY(QDir().rmdir(gone));
    const timespec longAgo[2] = {{1'700'000'000, 0}, {1'700'000'000, 0}};
    for (const char *name : {"/000001", "/capture"})
        QCOMPARE(::utimensat(AT_FDCWD, QFile::encodeName(path) + name, longAgo, 0), 0);
    record(dir.filePath(u"new"_s), settings)->finish();
    QVERIFY(!QFileInfo::exists(path));
}
