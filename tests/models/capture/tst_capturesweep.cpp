// SPDX-License-Identifier: GPL-3.0-or-later
#include "capturetesting.h"

#include "models/capture/capturelock.h"
#include "models/capture/capturesummary.h"
#include "models/capture/capturesweep.h"
#include "models/capture/lossnote.h"
#include "models/capture/verify.h"

using namespace capturetesting;

namespace {

constexpr qint64 hour = 3'600'000'000;
constexpr qint64 base = 1'700'000'000'000'000;

/// Thirty segments or so of ten events each; all recorded at one hour after another.
void makeAt(const QString &folder, int hours, int events = 300)
{
    CaptureWriter::Settings settings;
    settings.segmentBytes = 2'000;
    const auto writer = openWriter(folder, settings);
    QVERIFY(writer->nameConnection(u"c"_s, QFileInfo(folder).fileName() + u" feed"_s, u"json"_s));
    for (int i = 0; i < events; i += 10) {
        auto batch = writer->takeEmptyBatch();
        batch->setConnection("c");
        for (int n = i; n < i + 10; ++n) {
            EventFields fields;
            fields.type = "t";
            const std::string payload = "{\"n\":" + std::to_string(n) + "}";
            fields.payload = payload;
            batch->append(fields, base + hours * hour + n);
        }
        QVERIFY(writer->submit(std::move(batch)));
    }
    writer->close();
}

} // namespace

class TestCaptureSweep : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

    QString path(const QString &name) const { return m_home->filePath(name); }
    quint64 eventsOf(const QString &name) const { return CaptureSummary::read(path(name)).events; }
    quint64 bytesOf(const QString &name) const
    {
        quint64 bytes = 0;
        for (const quint32 segment : listSegments(path(name)))
            bytes += readSegmentFacts(path(name), segment).bytes;
        return bytes;
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        makeAt(path(u"oldest"_s), 0);
        makeAt(path(u"middle"_s), 10);
        makeAt(path(u"newest"_s), 20);
    }

    void withoutLimitsNothingHappens()
    {
        CaptureSweep sweep(m_home->path());
        const auto outcome = sweep.run({}, {}, base + 100 * hour);
        QCOMPARE(outcome.events, 0ULL);
        QVERIFY(!outcome.forOwn.any());
    }

    void theOldestGoesFirst()
    {
        CaptureSweep sweep(m_home->path());
        const auto outcome = sweep.run({500, 0, 0}, {}, base + 100 * hour);
        QCOMPARE(outcome.problems, QStringList());
        QCOMPARE(outcome.removed, QStringList{u"oldest"_s});
        QCOMPARE(outcome.cut, QStringList{u"middle"_s});
        QVERIFY(!QFileInfo::exists(path(u"oldest"_s)));
        QCOMPARE(eventsOf(u"newest"_s), 300ULL);
        const quint64 left = eventsOf(u"middle"_s);
        QVERIFY(left <= 200 && left > 150);
        QCOMPARE(outcome.events, 600 - left - 300 + 300);
        // What was cut is sound, and says what it lost.
        const auto report = verifyCapture(path(u"middle"_s));
        QVERIFY2(report->sound(), qPrintable(report->problems.join(u'\n')));
        QCOMPARE(report->retired, 300 - left);
        EventLog log;
        const auto reader = CaptureReader::open(path(u"middle"_s));
        const auto loaded = (*reader)->load(log);
        QCOMPARE(log.size(), left + 1);
        QCOMPARE(log.types().text(log.at(0).type), std::string_view(owntype::retention));
        std::string scratch;
        const std::string_view mark = (*reader)->line(log.at(0), scratch);
        QVERIFY(mark.find("\"removed\":" + std::to_string(300 - left)) != std::string_view::npos);
        // The second time there is nothing to do.
        const auto again = sweep.run({500, 0, 0}, {}, base + 100 * hour);
        QCOMPARE(again.events, 0ULL);
    }

    void limitsOfSizeAndAgeHoldToo_data()
    {
        QTest::addColumn<bool>("bySize");
        QTest::newRow("size") << true;
        QTest::newRow("age") << false;
    }
    void limitsOfSizeAndAgeHoldToo()
    {
        QFETCH(bool, bySize);
        CaptureSweep sweep(m_home->path());
        const quint64 keep = bytesOf(u"newest"_s) + bytesOf(u"middle"_s);
        const RetentionLimits limits =
            bySize ? RetentionLimits{0, keep, 0} : RetentionLimits{0, 0, 25 * hour};
        const auto outcome = sweep.run(limits, {}, base + 30 * hour);
        QCOMPARE(outcome.removed, QStringList{u"oldest"_s});
        QCOMPARE(outcome.cut, QStringList());
        QVERIFY(QFileInfo::exists(path(u"middle"_s)));
    }

    void whatIsKeptOrOpenIsNotTouched_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("marked to be kept") << u"kept"_s;
        QTest::newRow("being written") << u"written"_s;
        QTest::newRow("open in a window") << u"read"_s;
        QTest::newRow("the own one") << u"own"_s;
    }
    void whatIsKeptOrOpenIsNotTouched()
    {
        QFETCH(QString, how);
        const QString oldest = path(u"oldest"_s);
        std::unique_ptr<CaptureWriter> writer;
        std::unique_ptr<CaptureReader> reader;
        if (how == u"kept")
            QVERIFY(setKept(oldest, true));
        else if (how == u"written")
            writer = openWriter(oldest);
        else if (how == u"read")
            reader = std::move(*CaptureReader::open(oldest));
        CaptureSweep sweep(m_home->path());
        const auto outcome =
            sweep.run({400, 0, 0}, how == u"own" ? oldest : QString(), base + 100 * hour);
        QCOMPARE(eventsOf(u"oldest"_s), 300ULL);
        QVERIFY(eventsOf(u"middle"_s) < 300 || !QFileInfo::exists(path(u"middle"_s)));
        if (how == u"own")
            QCOMPARE(outcome.forOwn.events, 400ULL); // the others are cut for it
        if (how == u"read") // it is told, for it was chosen
            QVERIFY2(outcome.problems.value(0).contains(u"is open in a window"),
                     qPrintable(outcome.problems.join(u'|')));
        else
            QCOMPARE(outcome.problems, QStringList());
    }

    /// Older captures go before what is being recorded does.
    void whatIsRecordedGetsTheRoomOfOlderCaptures()
    {
        const QString own = path(u"own"_s);
        makeAt(own, 30);
        QVERIFY(setKept(path(u"oldest"_s), true));
        CaptureSweep sweep(m_home->path());
        auto outcome = sweep.run({1'000, 0, 0}, own, base + 100 * hour);
        QCOMPARE(outcome.forOwn.events, 700ULL); // but for what stays
        QVERIFY(eventsOf(u"newest"_s) > 250);
        makeAt(own, 40);
        outcome = sweep.run({1'000, 0, 0}, own, base + 100 * hour);
        QCOMPARE(eventsOf(u"own"_s), 600ULL);
        QVERIFY(eventsOf(u"newest"_s) <= 100);
        QVERIFY(!QFileInfo::exists(path(u"middle"_s)));
        QCOMPARE(eventsOf(u"oldest"_s), 300ULL);
        QCOMPARE(outcome.forOwn.events, 700ULL);
    }

    void theLastEventSaysHowOldACaptureIsNotOurRows()
    {
        // A retention row of now stands at its end.
        CaptureWriter::Settings settings;
        settings.limits.events = 100;
        {
            const auto writer = openWriter(path(u"oldest"_s), settings);
            QTRY_VERIFY(writer->retired().events > 0);
            writer->flush();
        }
        QVERIFY(CaptureSummary::read(path(u"oldest"_s)).lastUs > base + 1000 * hour);
        CaptureSweep sweep(m_home->path());
        const auto outcome = sweep.run({0, 0, 25 * hour}, {}, base + 30 * hour);
        QCOMPARE(outcome.removed, QStringList{u"oldest"_s});
    }

    void foreignFoldersAreLeftAlone()
    {
        QDir().mkpath(path(u"aaa"_s));
        writeFile(path(u"aaa/notes.txt"_s), "mine");
        QDir().mkpath(path(u"bbb"_s));
        writeFile(path(u"bbb/capture.json"_s), "damaged");
        writeFile(path(u"bbb/000001.ndjson"_s), "{}\n");
        CaptureSweep sweep(m_home->path());
        sweep.run({1, 1, 1}, {}, base + 100 * hour);
        QCOMPARE(QDir(m_home->path()).entryList(QDir::Dirs | QDir::NoDotAndDotDot),
                 (QStringList{u"aaa"_s, u"bbb"_s}));
        QCOMPARE(readFile(path(u"aaa/notes.txt"_s)), QByteArray("mine"));
    }

    void aSummaryNeedsNotMuch()
    {
        const CaptureSummary summary = CaptureSummary::read(path(u"middle"_s));
        QCOMPARE(summary.state, CaptureSummary::State::Complete);
        QCOMPARE(summary.name, u"middle"_s);
        QCOMPARE(summary.events, 300ULL);
        QCOMPARE(summary.firstUs, base + 10 * hour);
        QCOMPARE(summary.lastUs, base + 10 * hour + 299);
        QCOMPARE(summary.connections, QStringList{u"middle feed"_s});
        QVERIFY(summary.bytes > 0);
        QVERIFY(!summary.kept);
    }

    void aSummarySaysTheState()
    {
        const QString folder = path(u"middle"_s);
        {
            const auto writer = openWriter(folder);
            QCOMPARE(CaptureSummary::read(folder).state, CaptureSummary::State::Recording);
            LossNote note(folder);
            note.setRecording(true);
            QVERIFY(note.write({}));
        }
        QCOMPARE(CaptureSummary::read(folder).state, CaptureSummary::State::CutShort);
        {
            LossNote note(folder);
            note.setRecording(false);
            QVERIFY(note.write({{u"c"_s, 5}}));
        }
        QCOMPARE(CaptureSummary::read(folder).state, CaptureSummary::State::Incomplete);
        writeFile(folder + u"/capture.json"_s, "{");
        const CaptureSummary damaged = CaptureSummary::read(folder);
        QCOMPARE(damaged.state, CaptureSummary::State::Unreadable);
        QVERIFY(!damaged.problem.isEmpty());
        QCOMPARE(damaged.events, 300ULL);
        QCOMPARE(CaptureSummary::readAll(m_home->path()).size(), 3);
    }

    void aCaptureIsRemovedWithItsFilesOnly()
    {
        writeFile(path(u"oldest/mine.txt"_s), "mine");
        QVERIFY(removeCapture(path(u"oldest"_s)));
        QCOMPARE(QDir(path(u"oldest"_s))
                     .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList{u"mine.txt"_s});
        QVERIFY(removeCapture(path(u"middle"_s)));
        QVERIFY(!QFileInfo::exists(path(u"middle"_s)));
        QVERIFY(!removeCapture(path(u"oldest"_s)));
        QVERIFY(!removeCapture(m_home->path()));
        const auto reader = CaptureReader::open(path(u"newest"_s));
        QVERIFY(!removeCapture(path(u"newest"_s)));
        QCOMPARE(eventsOf(u"newest"_s), 300ULL);
    }

    void aCaptureIsRenamed_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("works");
        QTest::newRow("plain") << u"Friday"_s << true;
        QTest::newRow("spaces and letters") << u"  Ünïcode, Friday  "_s << true;
        QTest::newRow("slash") << u"a/b"_s << false;
        QTest::newRow("up") << u".."_s << false;
        QTest::newRow("nothing") << u"  "_s << false;
        QTest::newRow("taken") << u"newest"_s << false;
        QTest::newRow("too long") << QString(300, u'x') << false;
        QTest::newRow("line break") << u"a\nb"_s << false;
    }
    void aCaptureIsRenamed()
    {
        QFETCH(QString, name);
        QFETCH(bool, works);
        const auto renamed = renameCapture(path(u"oldest"_s), name);
        QCOMPARE(renamed.has_value(), works);
        QCOMPARE(QFileInfo::exists(path(u"oldest"_s)), !works);
        if (works) {
            QCOMPARE(*renamed, path(name.trimmed()));
            QCOMPARE(CaptureSummary::read(*renamed).events, 300ULL);
        } else {
            QVERIFY(!renamed.error().isEmpty());
        }
    }

    /// Whatever the disk refuses, the capture is read.
    void aDiskThatTakesNoIndexIsNoDamage()
    {
        const QString folder = path(u"oldest"_s);
        const quint32 first = listSegments(folder).front();
        QVERIFY(QFile::remove(indexPath(folder, first)));
        QVERIFY(QDir().mkpath(indexPath(folder, first) + u".new"_s)); // in the way of the new one
        auto reader = CaptureReader::open(folder);
        EventLog log;
        const CaptureReader::Loaded loaded = (*reader)->load(log);
        QCOMPARE(log.size(), 300ULL);
        QCOMPARE(loaded.remarks, QStringList());
        QVERIFY2(loaded.indexProblem.contains(u".idx"), qPrintable(loaded.indexProblem));
    }

    void readersDoNotKeepAWriterOut()
    {
        const QString folder = path(u"oldest"_s);
        const auto reader = CaptureReader::open(folder);
        const auto another = CaptureReader::open(folder);
        QVERIFY(!CaptureLock::isHeld(folder));
        const auto writer = openWriter(folder);
        QVERIFY(CaptureLock::isHeld(folder));
        QVERIFY(CaptureReader::open(folder));
        QVERIFY(!CaptureWriter::open(folder, {}));
    }
};

QTEST_GUILESS_MAIN(TestCaptureSweep)
#include "tst_capturesweep.moc"
