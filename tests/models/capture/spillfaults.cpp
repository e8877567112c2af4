// SPDX-License-Identifier: GPL-3.0-or-later
#include "spillfaults.h"

#include "overloadtesting.h"

#include "models/capture/spillrecord.h"

#include <QProcess>
#include <QRandomGenerator>
#include <cstdio>

using namespace overloadtesting;

int spillForEver(const QString &folder)
{
    CaptureWriter::Settings settings = narrow();
    settings.spillBytes = 200 << 20;
    settings.commitMs = 1;
    const auto writer = CaptureWriter::open(folder, settings);
    for (int i = 0; writer; i += 20) {
        for (const char *connection : {"a", "b", "c"})
            (*writer)->submit(numbered(**writer, connection, i, 20));
        for (StoredBatch &stored : (*writer)->takeStored())
            (*writer)->recycle(std::move(stored.batch));
        std::printf("%d\n", i);
        std::fflush(stdout);
    }
    return 1;
}

void TestSpillFaults::cleanup()
{
    disk::freeze(false);
    disk::setFull(false);
}

void TestSpillFaults::killedInTheMiddleStoresNothingTwice()
{
    int found = 0;
    for (int round = 0; round < 6; ++round) {
        QTemporaryDir dir;
        const QString folder = dir.filePath(u"c"_s);
        QProcess child;
        child.start(QCoreApplication::applicationFilePath(), {u"--spill"_s, folder});
        QVERIFY(child.waitForReadyRead(20'000));
        const int words = QRandomGenerator::global()->bounded(6'000);
        QVERIFY(QTest::qWaitFor([&] { return child.bytesAvailable() > words; }, 20'000));
        child.kill();
        QVERIFY(child.waitForFinished());
        const quint64 waiting = verifyCapture(folder)->spilled;
        const auto writer = openWriter(folder, narrow());
        const disk::Thaw thaw;
        quint64 recovered = 0;
        for (const quint64 events : writer->recovered())
            recovered += events;
        QCOMPARE(recovered, waiting);
        found += recovered > 0 ? 1 : 0;
        const auto before = numbersIn(folder);
        writer->close();
        const auto after = numbersIn(folder);
        quint64 more = 0;
        for (auto it = after.cbegin(); it != after.cend(); ++it) {
            QVERIFY2(rises(it.value()), qPrintable(it.key()));
            more += quint64(it->size() - before.value(it.key()).size());
        }
        QVERIFY(more <= recovered); // the rest was stored before `before` was read
        QCOMPARE(spillFiles(folder), QStringList());
        QVERIFY(verifyCapture(folder)->spilled == 0 && !verifyCapture(folder)->damaged());
    }
    QVERIFY2(found > 0, "no kill found anything in files: the test shows nothing");
}

void TestSpillFaults::whatWaitedIsStoredAfterACrash()
{
    QTemporaryDir dir;
    QTemporaryDir crashed;
    const auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    disk::freeze(true);
    for (int i = 0; i < 1'500; i += 10)
        QVERIFY(submitCalmly(*writer, numbered(*writer, i % 20 ? "a" : "b", i, 10)));
    QTRY_VERIFY(writer->counts().spilled > 0 && !spillFiles(dir.path()).isEmpty());
    const QStringList names =
        QDir(dir.path()).entryList(QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot);
    for (const QString &name : names) // what a crash leaves now
        QVERIFY(QFile::copy(dir.filePath(name), crashed.filePath(name)));
    const QString torn = crashed.filePath(spillFiles(crashed.path()).constLast());
    const QByteArray whole = readFile(torn);
    writeFile(torn, whole.chopped(100)); // its last batch is not whole
    disk::freeze(false);

    const quint64 waiting = verifyCapture(crashed.path())->spilled;
    QVERIFY(waiting > 100);
    const auto later = openWriter(crashed.path());
    QCOMPARE(later->recovered().value(u"a"_s) + later->recovered().value(u"b"_s), waiting);
    QVERIFY(!later->repairs().isEmpty());
    QVERIFY(later->submit(numbered(*later, "a", 5'000, 1)));
    later->close();
    const auto numbers = numbersIn(crashed.path());
    QVERIFY(rises(numbers.value(u"a"_s)) && rises(numbers.value(u"b"_s)));
    QCOMPARE(numbers.value(u"a"_s).constLast(), 5'000); // behind what waited
    QVERIFY(quint64(numbers.value(u"a"_s).size() + numbers.value(u"b"_s).size()) >= waiting + 1);
    QCOMPARE(spillFiles(crashed.path()), QStringList());
}

void TestSpillFaults::damagedFilesAreCountedAsDropped()
{
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    disk::freeze(true);
    for (int i = 0; i < 1'500; i += 10)
        QVERIFY(submitCalmly(*writer, numbered(*writer, "a", i, 10)));
    QTRY_VERIFY(!spillFiles(dir.path()).isEmpty());
    const QString path = dir.filePath(spillFiles(dir.path()).constFirst());
    QTRY_VERIFY(QFileInfo(path).size() > 100'000);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(20'000) && file.write("damage") == 6);
    file.close();
    disk::freeze(false);
    writer->flush();
    QCOMPARE(writer->takeDropped(), (QMap<QString, quint64>{{u"a"_s, 10}}));
    writer->close();
    const QList<int> numbers = numbersIn(dir.path()).value(u"a"_s);
    QCOMPARE(numbers.size(), 1'490);
    QVERIFY(rises(numbers));
}

void TestSpillFaults::otherDiskHelpsWhereOneIsFull()
{
    QTemporaryDir dir;
    QTemporaryDir other;
    const QString folder = dir.filePath(u"full"_s);
    CaptureWriter::Settings settings = narrow();
    settings.spillElsewhere = other.filePath(u"cache/spill"_s);
    const auto writer = openWriter(folder, settings);
    const disk::Thaw thaw;
    disk::setFull(true);
    disk::freeze(true);
    for (int i = 0; i < 1'500; i += 10)
        QVERIFY(submitCalmly(*writer, numbered(*writer, "a", i, 10)));
    QTRY_VERIFY(!QDir(settings.spillElsewhere).isEmpty());
    QCOMPARE(spillFiles(folder), QStringList());
    const QFileInfoList files = QDir(settings.spillElsewhere).entryInfoList(QDir::Files);
    for (const QFileInfo &file : files)
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    disk::freeze(false);
    writer->close();
    QCOMPARE(numbersIn(folder).value(u"a"_s), upTo(1'500));
    QVERIFY(QDir(settings.spillElsewhere).isEmpty());
}

void TestSpillFaults::refusingDisksLoseWhatWaitsWithItsNumber()
{
    QTemporaryDir dir;
    const QString folder = dir.filePath(u"full"_s);
    const auto writer = openWriter(folder, narrow());
    const disk::Thaw thaw;
    disk::setFull(true); // for the spill: what there is no memory for waits, and is then dropped
    disk::freeze(true);
    quint64 refused = 0;
    for (int i = 0; i < 1'500; i += 10)
        refused += writer->submit(numbered(*writer, "a", i, 10)) ? 0 : 10;
    QVERIFY(refused > 500 && refused < 1'500);
    QCOMPARE(writer->takeDropped().value(u"a"_s), refused);
    disk::freeze(false);
    writer->close();
    QCOMPARE(quint64(numbersIn(folder).value(u"a"_s).size()), 1'500 - refused);
}

void TestSpillFaults::recordsSurviveAnything()
{
    EventBatch batch;
    batch.setConnection("c");
    for (int i = 0; i < 12; ++i)
        appendEvent(batch, i);
    std::string record;
    appendSpillRecord(record, batch);
    EventBatch back;
    QCOMPARE(spillFrameAt(record).length, record.size());
    QVERIFY(readSpillRecord(spillFrameAt(record).content, back));
    QCOMPARE(back.bytes(), batch.bytes());
    QCOMPARE(back.receivedCount(), batch.receivedCount());
    QCOMPARE(back.connection(), batch.connection());
    QRandomGenerator random(7);
    for (int round = 0; round < 3'000; ++round) {
        std::string damaged = record;
        for (int i = 0; i < 3; ++i)
            damaged[random.bounded(quint32(i ? damaged.size() : 300))] = char(random.bounded(256));
        QVERIFY(spillFrameAt(damaged).state != SpillFrame::State::Whole || damaged == record);
        // And with a checksum that is right: it reads what is sound, or nothing.
        if (readSpillRecord(damaged, back)) {
            for (const BatchEntry &entry : back.entries())
                QVERIFY(back.part(entry, entry.data).size() <= back.body(entry).size());
        }
        const size_t cut = random.bounded(quint32(record.size()));
        QVERIFY(spillFrameAt(std::string_view(record).substr(0, cut)).state
                == SpillFrame::State::Torn);
    }
}
