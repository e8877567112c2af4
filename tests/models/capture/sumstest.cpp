// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/capture/sumstest.h"

#include "models/capture/spillstore.h"
#include "tests/models/capture/sumstesting.h"

#include <random>

using namespace sumstesting;

namespace {

/// As a program leaves it that is killed now: lines only come to it while it is copied, so what
/// speaks of them goes first. Indexes are caches.
void copyCapture(const QString &from, const QString &to)
{
    QVERIFY(QDir().mkpath(to));
    const QStringList segments = QDir(from).entryList({u"*.ndjson"_s}, QDir::Files, QDir::Name);
    for (const QString &name : QStringList{u"sums.json"_s, u"capture.json"_s} + segments)
        QVERIFY(QFile::copy(from + u'/' + name, to + u'/' + name));
}

void replaceIn(const QString &path, const QByteArray &from, const QByteArray &to)
{
    QByteArray text = readFile(path);
    const qsizetype at = text.lastIndexOf(from);
    QVERIFY2(at >= 0, from.constData());
    writeFile(path, text.replace(at, from.size(), to));
}

void leaveInFiles(const QString &folder, int events)
{
    SpillStore store({folder, {}, {}});
    SpillStore::Batches batches(1);
    batches[0] = std::make_unique<EventBatch>();
    batches[0]->setConnection(one.toStdString());
    for (int i = 0; i < events; ++i)
        appendEvent(*batches[0], 100 * 11 + i % 7); // no rows of our own
    QCOMPARE(store.append(batches), 0);
}

} // namespace

void SumsTest::eachConnectionAndAllTogetherAddUp()
{
    QTemporaryDir dir;
    recordOnce(dir.path());
    const VerifyReport report = verified(dir.path());
    QCOMPARE(report.sums, VerifyReport::Sums::Whole);
    QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
    QCOMPARE(report.losses(), 2ULL);
    QCOMPARE(report.connectionLines(),
             QStringList(
                 {u"Calls: received 43 = stored 40 + duplicates 1 + dropped 2 + left 0, 5 gaps"_s,
                  u"two: received 50 = stored 50 + duplicates 0 + dropped 0 + left 0, 5 gaps"_s}));
    QCOMPARE(report.totalLine(),
             u"In total: received 93 = stored 90 + duplicates 1 + dropped 2 + left 0"_s);
}

void SumsTest::severalRecordingsOfOneCaptureAddUp()
{
    QTemporaryDir dir;
    for (int i = 0; i < 3; ++i)
        recordOnce(dir.path());
    openWriter(dir.path(), keeping())->close(); // that received nothing
    const VerifyReport report = verified(dir.path());
    QCOMPARE(report.sums, VerifyReport::Sums::Whole);
    QCOMPARE(report.contradictions, 0ULL);
    QCOMPARE(report.total().received, 3 * 93ULL);
    QCOMPARE(report.total().stored, report.events);
    QVERIFY(report.total().addsUp());
    QCOMPARE(CaptureSums::read(dir.path())->sessions.size(), size_t(4));
}

void SumsTest::oneThatWasCutShortSaysWhatIsKnown()
{
    QTemporaryDir dir;
    const QString first = dir.filePath(u"first"_s);
    const QString killed = dir.filePath(u"killed"_s);
    recordOnce(first);
    const auto writer = openWriter(first, keeping());
    receive(*writer, one, 44, 1, 0);
    writer->setCounted(one, {50, 1, 0}); // nine are still on their way
    writer->flush();
    QTRY_COMPARE(CaptureSums::read(first)->sessions.back().connections.value(one).received, 50ULL);
    QCOMPARE(verified(first).sums, VerifyReport::Sums::SoFar);
    QVERIFY2(verified(first).totalLine().endsWith(u" + 9 on their way so far"_s),
             qPrintable(verified(first).totalLine()));
    copyCapture(first, killed);

    VerifyReport report = verified(killed);
    QCOMPARE(report.sums, VerifyReport::Sums::AtLeast);
    QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
    QVERIFY2(textOf(report).contains(u"was cut short"_s), qPrintable(textOf(report)));
    QVERIFY2(textOf(report).contains(u"Calls: received at least 93 = stored 80 + duplicates 2 + "
                                     "dropped 2 + left 0 + 9 that waited when it was cut short"_s),
             qPrintable(textOf(report)));
    {
        const auto next = openWriter(killed, keeping());
        receive(*next, one, 11);
    }
    report = verified(killed);
    QCOMPARE(report.sums, VerifyReport::Sums::AtLeast);
    QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
    QCOMPARE(report.total().stored, report.events);
    QCOMPARE(report.problems.filter(u"was cut short"_s).size(), 1); // this recording alone
}

void SumsTest::whatContradictsTheSumsIsDamage_data()
{
    QTest::addColumn<int>("how");
    QTest::addColumn<QString>("said");
    QTest::newRow("the last line is gone") << 0 << u"The last event, 100, is missing"_s;
    QTest::newRow("the last segment is gone") << 1 << u"are missing"_s;
    QTest::newRow("a line became another one's")
        << 2 << u"two: sums.json says that 50 events were stored, and 49 are here"_s;
    QTest::newRow("an event became a row of ours")
        << 3 << u"two: sums.json says that 50 events were stored, and 49 are here"_s;
    QTest::newRow("less was received") << 4 << u"does not add up for Calls"_s;
    QTest::newRow("less was received and stored")
        << 5 << u"two: sums.json says that 49 events were stored, and 50 are here"_s;
    QTest::newRow("the sums are gone") << 6 << u"which says what was received, is missing"_s;
    QTest::newRow("the sums are no JSON") << 7 << u"sums.json: it is damaged"_s;
    QTest::newRow("one has no number") << 8 << u"sums.json: it is damaged"_s;
    QTest::newRow("their numbers fall") << 9 << u"sums.json: it is damaged"_s;
}

void SumsTest::whatContradictsTheSumsIsDamage()
{
    QFETCH(int, how);
    QFETCH(QString, said);
    QTemporaryDir dir;
    recordOnce(dir.path());
    QVERIFY(!verified(dir.path()).damaged());
    const quint32 segment = listSegments(dir.path()).back();
    const QString last = segmentPath(dir.path(), segment);
    const QString sums = dir.filePath(u"sums.json"_s);
    QFile::remove(indexPath(dir.path(), segment)); // whoever changes lines can do that, too
    const QByteArray lines = readFile(last);
    if (how == 0)
        writeFile(last, lines.left(lines.lastIndexOf('\n', -2) + 1));
    else if (how == 1)
        QVERIFY(QFile::remove(last));
    else if (how == 2)
        replaceIn(last, R"("source":"/two")", R"("source":"/one")");
    else if (how == 3)
        replaceIn(last, R"("type":"call.status")", R"("type":"eventscope.sent")");
    else if (how == 4)
        replaceIn(sums, R"("received":"43")", R"("received":"42")");
    else if (how == 5) {
        replaceIn(sums, R"("received":"50")", R"("received":"49")");
        replaceIn(sums, R"("stored":"50")", R"("stored":"49")");
    } else if (how == 6)
        QVERIFY(QFile::remove(sums));
    else if (how == 7)
        writeFile(sums, readFile(sums).chopped(10));
    else if (how == 8)
        replaceIn(sums, R"("stored":"50")", R"("stored":50)");
    else
        replaceIn(sums, R"("first":"1")", R"("first":"0")");
    const VerifyReport report = verified(dir.path());
    QVERIFY2(report.damaged() && !report.sound(), qPrintable(textOf(report)));
    QVERIFY2(textOf(report).contains(said), qPrintable(textOf(report)));
    QVERIFY(report.summary().startsWith(u"Damaged: "_s));
}

void SumsTest::whatLimitsRemovedWasStoredAllTheSame_data()
{
    QTest::addColumn<bool>("byAnOlderVersion");
    QTest::newRow("counted by connection") << false;
    QTest::newRow("by a version that did not count them") << true;
}

void SumsTest::whatLimitsRemovedWasStoredAllTheSame()
{
    QFETCH(bool, byAnOlderVersion);
    QTemporaryDir dir;
    {
        CaptureWriter::Settings settings = keeping();
        settings.limits.events = 1'000;
        const auto writer = openWriter(dir.path(), settings);
        for (int i = 0; i < 3'000; i += 50) {
            QVERIFY(writer->submit(makeBatch(*writer, i, 50, i % 150 == 0 ? "one" : "two")));
            writer->flush();
        }
        QTRY_VERIFY(writer->retired().events > 1'000);
    }
    CaptureInfo info = *CaptureInfo::read(dir.path());
    QVERIFY(info.retired.ofConnections.value(one) > 0 && info.retired.ownRows > 0);
    if (byAnOlderVersion) {
        info.retired.ofConnections.clear();
        info.retired.ownRows = 0;
        QVERIFY(info.write(dir.path()));
    }
    VerifyReport report = verified(dir.path());
    QVERIFY2(report.sound(), qPrintable(textOf(report)));
    QCOMPARE(report.sums, VerifyReport::Sums::Whole);
    QCOMPARE(report.total().stored, receivedIn(0, 3'000));
    QVERIFY(report.events < 1'500);
    const QString parts = u" (%1 here, %2 removed by the limits)"_s.arg(report.events)
                              .arg(receivedIn(0, 3'000) - report.events);
    QVERIFY2(report.totalLine().contains(parts), qPrintable(report.totalLine()));
    // What is there is compared all the same, as far as anybody can.
    for (const quint32 segment : listSegments(dir.path())) {
        const QString path = segmentPath(dir.path(), segment);
        if (!readFile(path).contains(R"("source":"/two")"))
            continue;
        QFile::remove(indexPath(dir.path(), segment));
        for (int lines = 0; lines < 2; ++lines) // one of them is no row of our own
            replaceIn(path, R"("source":"/two")", R"("source":"/one")");
        break;
    }
    report = verified(dir.path());
    QVERIFY(report.contradictions > 0); // by the checksum of the segment, always
    QCOMPARE(textOf(report).contains(u"sums.json says that"_s), !byAnOlderVersion);
}

void SumsTest::whatIsLeftInFilesIsStoredLater_data()
{
    QTest::addColumn<bool>("lost");
    QTest::newRow("they are stored by the next") << false;
    QTest::newRow("they are taken away") << true;
}

void SumsTest::whatIsLeftInFilesIsStoredLater()
{
    QFETCH(bool, lost);
    QTemporaryDir dir;
    recordOnce(dir.path());
    leaveInFiles(dir.path(), 6);
    CaptureSums sums = *CaptureSums::read(dir.path());
    sums.sessions.back().connections[one].received += 6;
    sums.sessions.back().connections[one].left += 6;
    QVERIFY(sums.write(dir.path()));
    VerifyReport report = verified(dir.path());
    QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
    QVERIFY(textOf(report).contains(u"dropped 2 + left 6"_s));
    QCOMPARE(report.losses(), 2ULL);
    if (lost) {
        const QStringList files =
            QDir(dir.path()).entryList({spillPrefix + u"*"_s}, QDir::Files | QDir::Hidden);
        for (const QString &file : files)
            QVERIFY(QFile::remove(dir.filePath(file)));
        report = verified(dir.path());
        QCOMPARE(report.losses(), 8ULL);
        QVERIFY2(
            textOf(report).contains(u"Calls: 6 events stayed in files when it ended, and 0 are "
                                    "there"_s),
            qPrintable(textOf(report)));
        return;
    }
    {
        const auto writer = openWriter(dir.path(), keeping());
        receive(*writer, one, 11);
    }
    report = verified(dir.path());
    QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
    QCOMPARE(report.sums, VerifyReport::Sums::Whole);
    QCOMPARE(report.total().left, 0ULL);
    QCOMPARE(report.total().stored, report.events);
    QVERIFY(report.total().addsUp());
}

void SumsTest::aDropThatNoRowTellsOfIsALoss()
{
    QTemporaryDir dir;
    {
        const auto writer = openWriter(dir.path(), keeping());
        receive(*writer, one, 44);
        writer->setCounted(one, {45, 0, 5});
    }
    const VerifyReport report = verified(dir.path());
    QVERIFY(!report.damaged() && !report.sound());
    QCOMPARE(report.losses(), 5ULL);
    QVERIFY(textOf(report).contains(u"5 events could not be stored, and no gap row tells of it"_s));
}

void SumsTest::nothingAtRandomContradictsItself_data()
{
    QTest::addColumn<quint32>("seed");
    for (quint32 seed = 1; seed <= 4; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

/// Recordings that end and that are cut short, with limits and without, copies and losses.
void SumsTest::nothingAtRandomContradictsItself()
{
    QFETCH(quint32, seed);
    std::mt19937 random(seed);
    QTemporaryDir dir;
    QString folder = dir.filePath(u"0"_s);
    bool whole = true;
    for (int i = 1; i <= 6; ++i) {
        CaptureWriter::Settings settings = keeping(3'000);
        const bool killed = random() % 3 == 0;
        settings.limits.events =
            killed || random() % 2 ? 0 : 400; // nothing goes while it is copied
        const auto writer = openWriter(folder, settings);
        quint64 received = 0;
        quint64 copies = 0;
        quint64 unread = 0;
        for (quint32 batches = random() % 12; batches > 0; --batches) {
            const int events = 1 + int(random() % 60);
            QVERIFY(writer->submit(makeBatch(*writer, 0, events, one.toStdString())));
            copies += random() % 3;
            if (random() % 4 == 0) {
                tellLost(*writer, one, 1);
                ++unread;
            }
            received += receivedIn(0, events);
            writer->setCounted(one, {received + copies + unread, copies, unread});
            if (random() % 2)
                writer->flush();
        }
        if (killed) {
            writer->flush();
            whole = false;
            const QString next = dir.filePath(QString::number(i));
            copyCapture(folder, next);
            folder = next;
        } else {
            writer->close();
        }
        const VerifyReport report = verified(folder);
        QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
        QVERIFY2(report.total().addsUp(), qPrintable(textOf(report)));
        QVERIFY2((report.sums == VerifyReport::Sums::Whole) == whole, qPrintable(textOf(report)));
        if (whole)
            QCOMPARE(report.total().received,
                     report.total().stored + report.total().duplicates + report.total().dropped);
    }
}
