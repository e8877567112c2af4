// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/capture/sumsfiletest.h"

#include "models/capture/sumledger.h"
#include "tests/models/capture/sumstesting.h"

using namespace sumstesting;

void SumsFileTest::anOlderVersionSaysNothing()
{
    QTemporaryDir dir;
    makeCapture(dir.path(), 22);
    QVERIFY(!QFile::exists(dir.filePath(u"sums.json"_s)));
    VerifyReport report = verified(dir.path());
    QVERIFY(report.sound());
    QCOMPARE(report.sums, VerifyReport::Sums::None);
    QCOMPARE(report.connectionLines(), QStringList(u"voip-prod: 20 events, 2 gaps"_s));
    QVERIFY(report.totalLine().contains(u"an older Eventscope recorded it"_s));
    // And one that goes on with a capture of this one, or the other way round:
    recordOnce(dir.path());
    makeCapture(dir.path(), 22);
    report = verified(dir.path());
    QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
    QCOMPARE(report.sums, VerifyReport::Sums::AtLeast);
    QVERIFY(textOf(report).contains(u"44 rows are in no sum"_s));
    QCOMPARE(report.total().stored, report.events);
}

/// They are written anew every few seconds, with the checksums of all segments.
void SumsFileTest::theyAreOneLine()
{
    QTemporaryDir dir;
    recordOnce(dir.path());
    const QByteArray text = readFile(dir.filePath(u"sums.json"_s));
    QVERIFY(text.contains("crc32c"));
    QVERIFY2(!text.contains('\n') && !text.contains(' '), text.constData());
}

void SumsFileTest::damagedSumsAreBegunAnew()
{
    QTemporaryDir dir;
    recordOnce(dir.path());
    writeFile(dir.filePath(u"sums.json"_s), "{\"format\":1,\"sessions\":[");
    {
        const auto writer = openWriter(dir.path(), keeping());
        QVERIFY2(writer->repairs().join(u' ').contains(u"sums.json.damaged"_s),
                 qPrintable(writer->repairs().join(u' ')));
        receive(*writer, one, 11);
    }
    QVERIFY(QFile::exists(dir.filePath(u"sums.json.damaged"_s)));
    const VerifyReport report = verified(dir.path());
    QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
    QCOMPARE(report.sums, VerifyReport::Sums::AtLeast);
}

void SumsFileTest::thoseOfANewerVersionAreLeftAlone()
{
    QTemporaryDir dir;
    recordOnce(dir.path());
    const QByteArray newer = "{\"format\":2,\"sessions\":{}}";
    writeFile(dir.filePath(u"sums.json"_s), newer);
    {
        const auto writer = openWriter(dir.path(), keeping());
        QVERIFY(writer->repairs().join(u' ').contains(u"newer Eventscope"_s));
        receive(*writer, one, 11);
    }
    QCOMPARE(readFile(dir.filePath(u"sums.json"_s)), newer);
}

void SumsFileTest::manyRecordingsArePutTogether()
{
    QTemporaryDir dir;
    recordOnce(dir.path());
    // As if most lines had been a recording each, and one recording had none.
    CaptureSums sums = *CaptureSums::read(dir.path());
    const CaptureSums::Session all = sums.sessions[0];
    sums.sessions.clear();
    for (const quint64 first : {1, 2, 3, 4, 4})
        sums.sessions.push_back({{}, {}, true, first, first, 0, {}});
    sums.sessions[3].last = 3;
    for (quint64 first = 5; first < 80; ++first)
        sums.sessions.push_back({{}, {}, true, first, first, 0, {{two, {1, 0, 1}}}});
    sums.sessions.push_back({{}, {}, true, 80, all.last, 0, all.connections});
    QVERIFY(sums.write(dir.path()));
    openWriter(dir.path(), keeping())->close();
    const auto folded = CaptureSums::read(dir.path());
    QVERIFY2(folded, folded ? "" : qPrintable(folded.error()));
    QCOMPARE(folded->sessions.size(), size_t(64));
    QCOMPARE(folded->sessions[0].uncounted, 0ULL);
    VerifyReport report = verified(dir.path());
    QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
    QCOMPARE(report.sums, VerifyReport::Sums::Whole);
    QCOMPARE(report.total().received, 93 + 75ULL);
    // What was in no sum between two stays so where these become one.
    sums.sessions.back().first += 3;
    sums.fold(2);
    sums.fold(1);
    QCOMPARE(sums.sessions[0].uncounted, 3ULL);
    QVERIFY(sums.write(dir.path()));
    report = verified(dir.path());
    QVERIFY2(!report.damaged(), qPrintable(textOf(report)));
    QCOMPARE(report.sums, VerifyReport::Sums::AtLeast);
}

/// They are written whole, on the thread that writes events.
void SumsFileTest::largeOnesAreWrittenLessOften()
{
    using namespace std::chrono_literals;
    QTemporaryDir dir;
    const auto dueIn = [](const SumLedger &ledger) {
        return ledger.dueAt() - SumLedger::Clock::now();
    };
    SumLedger ledger(dir.path(), 1s);
    QStringList repairs;
    ledger.begin(1, {}, repairs);
    ledger.setCounted(one, {1, 0, 0});
    QVERIFY(ledger.write({}));
    ledger.setCounted(one, {2, 0, 0});
    QVERIFY(dueIn(ledger) <= 1s);
    for (int i = 0; i < 10'000; ++i)
        ledger.setCounted(u"%1"_s.arg(i, 8, 16, QLatin1Char('0')), {1, 0, 0});
    QVERIFY(ledger.write({}));
    const auto seconds = QFileInfo(dir.filePath(u"sums.json"_s)).size() / (64 << 10);
    QVERIFY(seconds > 5);
    ledger.setCounted(one, {3, 0, 0});
    QVERIFY(dueIn(ledger) > std::chrono::seconds(seconds - 2));
    QVERIFY(dueIn(ledger) <= std::chrono::seconds(seconds));
    // And the last word comes at once.
    QVERIFY(ledger.end({}, {}));
    QCOMPARE(CaptureSums::read(dir.path())->sessions.back().connections.value(one).received, 3ULL);
}
