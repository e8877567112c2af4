// SPDX-License-Identifier: GPL-3.0-or-later
//
// The same events in every format, hostile ones among them: whatever is in a capture comes back.
#include "models/export/exportjob.h"
#include "tests/models/export/csvtable.h"
#include "tests/models/export/databaseexporttest.h"
#include "tests/models/export/exportfaults.h"
#include "tests/models/export/exportfixture.h"
#include "tests/support/testclasses.h"

#include <QCoreApplication>
#include <zstd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

QByteArray uncompressed(const QByteArray &bytes)
{
    ZSTD_DCtx *context = ZSTD_createDCtx();
    QByteArray all;
    QByteArray piece(qsizetype(ZSTD_DStreamOutSize()), '\0');
    ZSTD_inBuffer in{bytes.constData(), size_t(bytes.size()), 0};
    size_t left = 1;
    while (in.pos < in.size) {
        ZSTD_outBuffer out{piece.data(), size_t(piece.size()), 0};
        left = ZSTD_decompressStream(context, &out, &in);
        if (ZSTD_isError(left))
            break;
        all.append(piece.constData(), qsizetype(out.pos));
    }
    ZSTD_freeDCtx(context);
    return left == 0 ? all : QByteArray("(no whole frame)");
}

/// Its second half was cut away while it was mapped, so that it reads as zeros.
class CutLines final : public LineSource
{
public:
    CutLines(const MemoryLines &lines, quint64 cut) : m_lines(lines), m_cut(cut) { }
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        scratch = m_lines.line(record, scratch);
        cut(scratch, record.offset());
        return scratch;
    }
    std::string_view lines(const EventRecord &first, const EventRecord &last) const override
    {
        m_text = m_lines.lines(first, last);
        cut(m_text, first.offset());
        return m_text;
    }

private:
    void cut(std::string &text, quint64 offset) const
    {
        for (size_t i = 0; i < text.size(); ++i) {
            if (offset + i >= m_cut)
                text[i] = '\0';
        }
    }

    const MemoryLines &m_lines;
    quint64 m_cut;
    mutable std::string m_text;
};

/// Some lines are lost: their rows have no length, and a line is made up for them, as the reader of
/// captures does it.
class LostLines final : public LineSource
{
public:
    static constexpr std::string_view madeUp = R"({"specversion":"1.0","type":"eventscope.gap"})";

    explicit LostLines(const MemoryLines &lines) : m_lines(lines) { }
    std::string_view line(const EventRecord &record, std::string &scratch) const override
    {
        return record.lineLength == 0 ? madeUp : m_lines.line(record, scratch);
    }
    std::string_view lines(const EventRecord &first, const EventRecord &last) const override
    {
        return m_lines.lines(first, last);
    }

private:
    const MemoryLines &m_lines;
};

/// Two columns and what came in which order.
class TwoColumns final : public ExportColumns
{
public:
    std::vector<std::string> titles() const override { return {"=first", "second"}; }
    void begin() override { m_rows = 0; }
    void read(const ExportRow &row, std::vector<std::string> &cells) override
    {
        cells = {std::to_string(row.sequence), "row " + std::to_string(++m_rows)};
    }

private:
    int m_rows = 0;
};

} // namespace

class ExportFormatsTest final : public ExportFixture
{
    Q_OBJECT

private Q_SLOTS:
    void compressedIsTheSameFile_data();
    void compressedIsTheSameFile();
    void aCancelledCompressionLeavesNothing();
    void aDatabaseIsNotCompressed();
    void chosenColumnsReplaceTheUsualOnes();
    void linesInRunsAreTheLinesOneByOne_data();
    void linesInRunsAreTheLinesOneByOne();
    void linesThatAreCutAwayAreCountedNotWritten_data();
    void linesThatAreCutAwayAreCountedNotWritten();
    void whatIsLostHasALineOfItsOwn();
    void fileNamesSayTheFormat_data();
    void fileNamesSayTheFormat();
};

void ExportFormatsTest::compressedIsTheSameFile_data()
{
    QTest::addColumn<ExportKind>("kind");
    QTest::addColumn<bool>("byName");
    QTest::newRow("jsonl") << ExportKind::JsonLines << true;
    QTest::newRow("csv") << ExportKind::Csv << true;
    QTest::newRow("asked for") << ExportKind::Csv << false;
}

void ExportFormatsTest::compressedIsTheSameFile()
{
    QFETCH(const ExportKind, kind);
    QFETCH(const bool, byName);
    // More than one buffer and one block of the compressor.
    std::vector<TestEvent> events(40'000);
    for (size_t i = 0; i < events.size(); ++i)
        events[i].payload = "\"" + std::to_string(i * 7919) + std::string(50, 'x') + "\"";
    m_log->append(m_lines->add(batchOf(events)));
    ExportProgress progress;
    QVERIFY(runExport(request(u"plain"_s, kind), progress));
    ExportRequest wanted = request(byName ? u"e.ZST"_s : u"e"_s, kind);
    wanted.compressed = !byName;
    const auto outcome = runExport(wanted, progress);
    QVERIFY(outcome);
    const QByteArray packed = contents(byName ? u"e.ZST"_s : u"e"_s);
    QCOMPARE(quint64(packed.size()), outcome->bytes);
    QVERIFY(packed.size() < contents(u"plain"_s).size() / 3);
    QCOMPARE(uncompressed(packed), contents(u"plain"_s));
}

void ExportFormatsTest::aCancelledCompressionLeavesNothing()
{
    ExportProgress progress;
    progress.cancel = true;
    const auto outcome = runExport(request(u"e.jsonl.zst"_s, ExportKind::JsonLines), progress);
    QVERIFY(outcome && outcome->cancelled);
    QCOMPARE(files(), QStringList());
}

void ExportFormatsTest::aDatabaseIsNotCompressed()
{
    ExportProgress progress;
    const auto outcome = runExport(request(u"e.sqlite.zst"_s, ExportKind::Sqlite), progress);
    QVERIFY(!outcome);
    QVERIFY2(outcome.error().contains(u".zst"_s), qPrintable(outcome.error()));
    QCOMPARE(files(), QStringList());
}

void ExportFormatsTest::chosenColumnsReplaceTheUsualOnes()
{
    ExportRequest wanted = request(u"e.csv"_s, ExportKind::Csv);
    wanted.columns = std::make_shared<TwoColumns>();
    ExportProgress progress;
    QVERIFY(runExport(wanted, progress));
    const auto rows = parseCsv(contents(u"e.csv"_s));
    QCOMPARE(rows.size(), 2101);
    QCOMPARE(rows[0], QList<QByteArray>({"'=first", "second"}));
    QCOMPARE(rows[1], QList<QByteArray>({"1", "row 1"}));
    QCOMPARE(rows[2100], QList<QByteArray>({"2100", "row 2100"}));
}

void ExportFormatsTest::linesInRunsAreTheLinesOneByOne_data()
{
    QTest::addColumn<QList<int>>("rows"); // empty: all
    QTest::addColumn<int>("lost"); // segment; -1: none
    QTest::newRow("all") << QList<int>() << -1;
    QTest::newRow("some") << QList<int>({0, 1, 2, 699, 700, 701, 1399, 1400, 2099}) << -1;
    QTest::newRow("one") << QList<int>({1000}) << -1;
    QTest::newRow("a segment is lost") << QList<int>() << 1;
}

void ExportFormatsTest::linesInRunsAreTheLinesOneByOne()
{
    QFETCH(const QList<int>, rows);
    QFETCH(const int, lost);
    if (lost >= 0)
        m_lines->lose(quint32(lost));
    ExportRequest wanted = request(u"e.jsonl"_s, ExportKind::JsonLines);
    wanted.onlyRows = !rows.isEmpty();
    QByteArray expected;
    quint64 unreadable = 0;
    std::string scratch;
    for (quint64 row = 0; row < m_log->size(); ++row) {
        const bool in = rows.isEmpty() || rows.contains(int(row));
        wanted.rows.append(in, 1);
        if (!in)
            continue;
        const std::string_view line = m_lines->line(m_log->at(row), scratch);
        unreadable += line.empty() ? 1 : 0;
        if (!line.empty())
            expected.append(line.data(), qsizetype(line.size())).append('\n');
    }
    ExportProgress progress;
    const auto outcome = runExport(wanted, progress);
    QVERIFY(outcome);
    QCOMPARE(outcome->unreadable, unreadable);
    QCOMPARE(progress.done.load(), progress.total.load());
    QCOMPARE(contents(u"e.jsonl"_s), expected);
}

void ExportFormatsTest::linesThatAreCutAwayAreCountedNotWritten_data()
{
    QTest::addColumn<ExportKind>("kind");
    QTest::newRow("jsonl") << ExportKind::JsonLines;
    QTest::newRow("csv") << ExportKind::Csv;
    QTest::newRow("sqlite") << ExportKind::Sqlite;
}

void ExportFormatsTest::linesThatAreCutAwayAreCountedNotWritten()
{
    QFETCH(const ExportKind, kind);
    const EventRecord &first = m_log->at(500); // in the middle of its line, in all three segments
    const CutLines lines(*m_lines, first.offset() + first.lineLength / 2);
    quint64 whole = 0;
    for (quint64 row = 0; row < m_log->size(); ++row) {
        const EventRecord &record = m_log->at(row);
        whole += record.offset() + record.lineLength <= first.offset() + first.lineLength / 2;
    }
    ExportRequest wanted = request(u"e"_s, kind);
    wanted.lines = &lines;
    ExportProgress progress;
    const auto outcome = runExport(wanted, progress);
    QVERIFY(outcome);
    QCOMPARE(outcome->rows, whole);
    QCOMPARE(outcome->unreadable, m_log->size() - whole);
    if (kind == ExportKind::JsonLines) {
        QCOMPARE(contents(u"e"_s).count('\n'), qsizetype(whole));
        QCOMPARE(contents(u"e"_s).count('\0'), 0);
    }
}

void ExportFormatsTest::whatIsLostHasALineOfItsOwn()
{
    const LostLines lines(*m_lines);
    EventLog log;
    std::vector<EventRecord> records;
    QByteArray expected;
    std::string scratch;
    for (quint64 row = 0; row < m_log->size(); ++row) {
        EventRecord record = m_log->at(row);
        if (row == 0 || row == 100 || row == 101 || row == 699 || row == 2099)
            record.lineLength = 0;
        records.push_back(record);
        const std::string_view line = lines.line(record, scratch);
        expected.append(line.data(), qsizetype(line.size())).append('\n');
    }
    log.append(records.data(), records.size());
    ExportRequest wanted = request(u"e.jsonl"_s, ExportKind::JsonLines);
    wanted.log = log.snapshot();
    wanted.lines = &lines;
    ExportProgress progress;
    const auto outcome = runExport(wanted, progress);
    QVERIFY(outcome);
    QCOMPARE(outcome->rows, quint64(2100));
    QCOMPARE(contents(u"e.jsonl"_s), expected);
}

void ExportFormatsTest::fileNamesSayTheFormat_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("kind"); // -1: nothing
    QTest::newRow("jsonl") << u"a.jsonl"_s << int(ExportKind::JsonLines);
    QTest::newRow("ndjson") << u"a/b.NDJSON"_s << int(ExportKind::JsonLines);
    QTest::newRow("csv") << u"a.csv"_s << int(ExportKind::Csv);
    QTest::newRow("compressed") << u"a.csv.zst"_s << int(ExportKind::Csv);
    QTest::newRow("sqlite") << u"a.sqlite"_s << int(ExportKind::Sqlite);
    QTest::newRow("db") << u"a.db"_s << int(ExportKind::Sqlite);
    QTest::newRow("other") << u"a.txt"_s << -1;
    QTest::newRow("no dot") << u"csv"_s << -1;
    QTest::newRow("only compressed") << u"a.zst"_s << -1;
}

void ExportFormatsTest::fileNamesSayTheFormat()
{
    QFETCH(const QString, name);
    QFETCH(const int, kind);
    const auto found = exportKindFromFile(name);
    QCOMPARE(found ? int(*found) : -1, kind);
}

int main(int argc, char **argv)
{
    return testMain<QCoreApplication, ExportFormatsTest, DatabaseExportTest>(argc, argv);
}

#include "tst_exportformats.moc"
