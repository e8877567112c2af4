// SPDX-License-Identifier: GPL-3.0-or-later
#include "spillfaults.h"

#include "overloadtesting.h"

#include "models/capture/spillrecord.h"

#include <QProcess>
#include <QRandomGenerator>
#include <cstdio>

using namespace overloadtesting;

namespace {

constexpr quint64 muchSpilled = 3'000; ///< events

} // namespace

int spillForEver(const QString &folder)
{
    CaptureWriter::Settings settings = narrow();
    settings.spillBytes = 200 << 20;
    settings.commitMs = 1;
    const auto writer = CaptureWriter::open(folder, settings);
    for (int i = 0; writer; i += 20) {
        // However quick the disk is, something waits in files most of the time.
        if (const quint64 spilled = (*writer)->counts().spilled; spilled == 0)
            disk::freeze(true);
        else if (spilled > muchSpilled)
            disk::freeze(false);
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
    disk::setReading(disk::Reading::Works);
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
    const int first = freezeBehind(*writer);
    QVERIFY(first > 0);
    for (int i = first + 10; i < 1'500; i += 10)
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

void TestSpillFaults::damagedFilesAreCountedAsDropped_data()
{
    QTest::addColumn<int>("at"); // of the second record
    QTest::newRow("E5: its text") << 2'000;
    QTest::newRow("E5: its beginning") << 0;
    QTest::newRow("E5: its checksum") << 4;
    QTest::newRow("E5: its length") << 8;
    QTest::newRow("E5: the lengths within") << 12;
}

void TestSpillFaults::damagedFilesAreCountedAsDropped()
{
    QFETCH(int, at);
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    const int first = freezeBehind(*writer);
    QVERIFY(first > 0);
    for (int i = first; i < 1'500; i += 10)
        QVERIFY(submitCalmly(*writer, numbered(*writer, "a", i, 10)));
    QTRY_VERIFY(!spillFiles(dir.path()).isEmpty());
    const QString path = dir.filePath(spillFiles(dir.path()).constFirst());
    QTRY_VERIFY(QFileInfo(path).size() > 100'000);
    const QByteArray whole = readFile(path);
    const size_t second = spillFrameLength({whole.constData(), size_t(whole.size())});
    QVERIFY(second > 2'500 && second < 20'000);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(qint64(second) + at)
            && file.write("damage") == 6);
    file.close();
    disk::freeze(false);
    writer->flush();
    QCOMPARE(writer->takeDropped(), (QMap<QString, quint64>{{u"a"_s, 10}}));
    writer->close();
    const QList<int> numbers = numbersIn(dir.path()).value(u"a"_s);
    QCOMPARE(numbers.size(), 1'490);
    QVERIFY(rises(numbers));
}

void TestSpillFaults::whatCannotBeReadForAWhileIsNotLost_data()
{
    QTest::addColumn<disk::Reading>("reading");
    QTest::newRow("E4: EIO") << disk::Reading::Refused;
    QTest::newRow("E4: nothing comes") << disk::Reading::Cut;
    QTest::newRow("E13: EMFILE") << disk::Reading::Closed;
}

void TestSpillFaults::whatCannotBeReadForAWhileIsNotLost()
{
    QFETCH(disk::Reading, reading);
    QTemporaryDir dir;
    const auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    constexpr int events = 1'500;
    QVERIFY(fillFiles(*writer, events));
    disk::setReading(reading);
    disk::freeze(false);
    QTRY_VERIFY2(writer->problem().contains(u".spill-0"_s), qPrintable(writer->problem()));
    QVERIFY(writer->submit(numbered(*writer, "b", 0, 1)));
    QTRY_COMPARE(numbersIn(dir.path()).value(u"b"_s), upTo(1)); // it is held up by nothing
    QVERIFY(writer->counts().spilled > 500);
    disk::setReading(disk::Reading::Works);
    QTRY_COMPARE(writer->problem(), QString()); // by itself
    writer->flush();
    QCOMPARE(numbersIn(dir.path()).value(u"a"_s), upTo(events));
    QVERIFY(writer->takeDropped().isEmpty());
    writer->close();
    QCOMPARE(spillFiles(dir.path()), QStringList());
}

void TestSpillFaults::whatCannotBeReadAtTheEndStaysForTheNext()
{
    QTemporaryDir dir;
    auto writer = openWriter(dir.path(), narrow());
    const disk::Thaw thaw;
    constexpr int events = 1'500;
    QVERIFY(fillFiles(*writer, events));
    disk::setReading(disk::Reading::Refused);
    disk::freeze(false);
    writer->close();
    const quint64 left = writer->counts().left;
    QVERIFY(left > 500 && left < quint64(events));
    QVERIFY(writer->takeDropped().isEmpty());
    QVERIFY(!writer->problem().isEmpty());
    QCOMPARE(quint64(numbersIn(dir.path()).value(u"a"_s).size()), events - left);
    writer.reset();
    QVERIFY(SpillStore::isLeft(dir.path(), {}));

    disk::setReading(disk::Reading::Closed);
    const auto refused = CaptureWriter::open(dir.path(), narrow());
    QVERIFY2(!refused && refused.error().contains(u".spill-0"_s),
             "it would be lost without a word");
    QVERIFY(verifyCapture(dir.path())->problems.join(u' ').contains(u".spill-0"_s));
    disk::setReading(disk::Reading::Works);
    const auto later = openWriter(dir.path(), narrow());
    QCOMPARE(later->recovered().value(u"a"_s), left);
    later->close();
    QCOMPARE(numbersIn(dir.path()).value(u"a"_s), upTo(events));
    QVERIFY(!SpillStore::isLeft(dir.path(), {}));
}

void TestSpillFaults::whatCannotBeReadForGoodIsSetAside()
{
    QTemporaryDir dir;
    CaptureWriter::Settings settings = narrow();
    settings.spillPatienceMs = 0; // after the second try
    const auto writer = openWriter(dir.path(), settings);
    const disk::Thaw thaw;
    constexpr int events = 1'500;
    QVERIFY(fillFiles(*writer, events));
    const QString aside = dir.filePath(u".spill-000001.unreadable"_s);
    disk::setReading(disk::Reading::Refused);
    disk::freeze(false);
    QTRY_VERIFY(QFile::exists(aside));
    disk::setReading(disk::Reading::Works);
    QTRY_VERIFY(writer->counts().dropped > 500); // what was in it
    QTRY_COMPARE(writer->problem(), QString());
    QVERIFY(writer->submit(numbered(*writer, "a", events, 10))); // and it goes on
    writer->flush();
    const quint64 lost = writer->takeDropped().value(u"a"_s);
    const QList<int> numbers = numbersIn(dir.path()).value(u"a"_s);
    QCOMPARE(quint64(numbers.size()), events + 10 - lost);
    QVERIFY(rises(numbers) && numbers.constLast() == events + 9);
    writer->close();
    QByteArray row;
    const QList<QByteArray> lines = linesOf(dir.path());
    for (const QByteArray &line : lines)
        row = line.contains("000001.unreadable") ? line : row;
    QVERIFY(row.contains("eventscope.gap") && row.contains("Input/output error"));
    QVERIFY(QFile::exists(aside) && !SpillStore::isLeft(dir.path(), {}));

    // Who gives it its name back has it.
    QVERIFY(QFile::rename(aside, dir.filePath(u".spill-000001"_s)));
    const auto later = openWriter(dir.path(), narrow());
    QCOMPARE(later->recovered().value(u"a"_s), lost);
    later->close();
    QList<int> all = numbersIn(dir.path()).value(u"a"_s);
    std::sort(all.begin(), all.end());
    QCOMPARE(all, upTo(events + 10));
}

/// An event waits in a file of this capture.
static void leaveOne(const QString &folder)
{
    makeCapture(folder, 5);
    SpillStore store({folder, {}, {}});
    SpillStore::Batches batches;
    batches.push_back(std::make_unique<EventBatch>());
    batches.back()->setConnection("a");
    appendEvent(*batches.back(), 1);
    QCOMPARE(store.append(batches), 0);
}

void TestSpillFaults::whatCannotBeReadForAMomentIsWaitedForAtTheStart()
{
    QTemporaryDir dir;
    leaveOne(dir.path());
    disk::refuseReads(4);
    const auto writer = openWriter(dir.path());
    QVERIFY2(!writer->repairs().join(u' ').contains(u"unreadable"_s),
             qPrintable(writer->repairs().join(u' ')));
    QCOMPARE(writer->recovered().size(), 1);
    writer->close();
    QCOMPARE(linesOf(dir.path()).size(), 6);
}

void TestSpillFaults::whatCannotBeReadForGoodHoldsUpNoStart()
{
    QTemporaryDir dir;
    leaveOne(dir.path());
    disk::setReading(disk::Reading::Refused);
    const auto writer = openWriter(dir.path(), narrow());
    const QString said = writer->repairs().join(u' ');
    QVERIFY2(said.contains(u".spill-000001.unreadable"_s) && said.contains(u"Input/output error"),
             qPrintable(said));
    QVERIFY(writer->recovered().isEmpty());
    disk::setReading(disk::Reading::Works);
    QVERIFY(writer->submit(numbered(*writer, "a", 0, 1)));
    writer->close();
    QCOMPARE(numbersIn(dir.path()).value(u"a"_s), upTo(1));
    QVERIFY(linesOf(dir.path()).join('\n').contains("000001.unreadable"));
    QVERIFY(QFile::exists(dir.filePath(u".spill-000001.unreadable"_s)));
    QVERIFY(!SpillStore::isLeft(dir.path(), {}));
}

/// All of the first file is stored, and some of the second, when the program is killed.
void TestSpillFaults::aFileThatGoesTakesNothingOfTheNextAlong()
{
    QTemporaryDir dir;
    const QString first = dir.filePath(u".spill-000001"_s);
    constexpr int batches = 12;
    constexpr quint64 each = 4 << 20;
    quint64 read = 0;
    {
        SpillStore store({dir.path(), {}, {}});
        const std::string payload = '"' + std::string(each, 'x') + '"';
        for (int i = 0; i < batches; ++i) {
            SpillStore::Batches one;
            one.push_back(std::make_unique<EventBatch>());
            one.back()->setConnection("a");
            EventFields fields;
            fields.type = "t";
            fields.payload = payload;
            one.back()->append(fields, 1'700'000'000'000'000 + i);
            QCOMPARE(store.append(one), 0);
            store.publish();
        }
        QCOMPARE(spillFiles(dir.path()).size(), 2);
        store.mark();
        while (QFile::exists(first)) {
            read += store.read(each, read + 1).size();
            store.release();
            QVERIFY(read < batches);
        }
    }
    SpillStore store({dir.path(), {}, {}});
    const auto found = store.find(read + 1);
    QVERIFY(found);
    QCOMPARE(found->value(u"a"_s).events, batches - read);
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
