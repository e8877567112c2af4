// SPDX-License-Identifier: GPL-3.0-or-later
//
// The same events in every format, hostile ones among them: whatever is in a capture comes back.
#include "models/event/jsontape.h"
#include "models/export/exportjob.h"
#include "tests/models/export/csvtable.h"
#include "tests/models/export/exportfaults.h"
#include "tests/support/memorylines.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <sqlite3.h>
#include <sys/stat.h>
#include <zstd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

using Rows = QList<QList<QByteArray>>;

/// What a query answers; "(null)" for NULL. Nothing, and the message in `error`, if it fails.
Rows query(const QString &file, const char *sql, QByteArray *error = nullptr)
{
    sqlite3 *database = nullptr;
    sqlite3_stmt *statement = nullptr;
    Rows rows;
    sqlite3_open_v2(file.toUtf8().constData(), &database, SQLITE_OPEN_READONLY, nullptr);
    int done = sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
    while (done == SQLITE_OK && (done = sqlite3_step(statement)) == SQLITE_ROW) {
        QList<QByteArray> row;
        for (int i = 0; i < sqlite3_column_count(statement); ++i) {
            const auto *text = static_cast<const char *>(sqlite3_column_blob(statement, i));
            const int size = sqlite3_column_bytes(statement, i);
            row += sqlite3_column_type(statement, i) == SQLITE_NULL ? QByteArray("(null)")
                                                                    : QByteArray(text, size);
        }
        rows += row;
        done = SQLITE_OK;
    }
    if (error && done != SQLITE_DONE)
        *error = sqlite3_errmsg(database);
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return rows;
}

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

/// Lines as somebody else may have written them: whatever the bytes are.
class WrittenLines final : public LineSource
{
public:
    explicit WrittenLines(QList<QByteArray> lines) : m_lines(std::move(lines)) { }
    EventLog::Snapshot log()
    {
        for (qsizetype i = 0; i < m_lines.size(); ++i) {
            EventRecord record;
            record.place = EventRecord::makePlace(1, quint64(i) * 1'000'000);
            record.lineLength = quint32(m_lines[i].size());
            m_log.append(&record, 1);
        }
        return m_log.snapshot();
    }
    std::string_view line(const EventRecord &record, std::string &) const override
    {
        const QByteArray &line = m_lines[qsizetype(record.offset() / 1'000'000)];
        return {line.constData(), size_t(line.size())};
    }

private:
    QList<QByteArray> m_lines;
    EventLog m_log;
};

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

class ExportFormatsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aDatabaseHasEveryEvent();
    void numbersAndKeysInADatabaseAreThoseReceived_data();
    void numbersAndKeysInADatabaseAreThoseReceived();
    void whateverALineIsADatabaseCanBeAsked_data();
    void whateverALineIsADatabaseCanBeAsked();
    void aDatabaseHasItsIndexesAndOnlyItsOwnerReadsIt();
    void aDatabaseMasksSecrets();
    void furtherAttributesStandInADatabase();
    void aDatabaseIsAllOrNothing_data();
    void aDatabaseIsAllOrNothing();
    void aCancelledDatabaseLeavesNothing_data();
    void aCancelledDatabaseLeavesNothing();
    void aDatabaseGoesOnlyWhereAFileCan_data();
    void aDatabaseGoesOnlyWhereAFileCan();
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
    void progressOfADatabaseReachesItsEnd();
    void fileNamesSayTheFormat_data();
    void fileNamesSayTheFormat();

private:
    ExportRequest request(const QString &name, ExportKind kind) const;
    QString path(const QString &name) const { return m_folder->filePath(name); }
    QByteArray contents(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(not there)");
    }
    QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MemoryLines> m_lines;
    std::unique_ptr<EventLog> m_log;
};

void ExportFormatsTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_lines = std::make_unique<MemoryLines>();
    m_log = std::make_unique<EventLog>();
    for (int batch = 0; batch < 3; ++batch) {
        std::vector<TestEvent> events(700);
        for (size_t i = 0; i < events.size(); ++i) {
            events[i].payload =
                "{\"batch\":" + std::to_string(batch) + ",\"n\":" + std::to_string(i) + "}";
            events[i].severity = i % 7 == 0 ? Severity::Warning : Severity::Info;
        }
        m_log->append(m_lines->add(batchOf(events)));
    }
}

ExportRequest ExportFormatsTest::request(const QString &name, ExportKind kind) const
{
    ExportRequest request;
    request.log = m_log->snapshot();
    request.lines = m_lines.get();
    request.fileName = path(name);
    request.kind = kind;
    request.connectionNames = {{u"0a1b2c3d"_s, u"voip prod"_s}};
    return request;
}

void ExportFormatsTest::aDatabaseHasEveryEvent()
{
    ExportProgress progress;
    const auto outcome = runExport(request(u"e.sqlite"_s, ExportKind::Sqlite), progress);
    QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error()));
    QCOMPARE(outcome->rows, quint64(2100));
    QCOMPARE(outcome->bytes, quint64(QFileInfo(path(u"e.sqlite"_s)).size()));
    QCOMPARE(files(), QStringList{u"e.sqlite"_s});
    const QString file = path(u"e.sqlite"_s);
    const Rows all = query(file, "SELECT * FROM events ORDER BY sequence");
    QCOMPARE(all.size(), 2100);
    QCOMPARE(all[701],
             QList<QByteArray>({"702", "2023-11-14T22:13:20.000000Z", "(null)", "voip prod",
                                "/0a1b2c3d", "call.status", "customer_id:c1:call:77d0f2c1",
                                "77d0f2c1", "info", "m-702", "(null)", "(null)",
                                R"({"batch":1,"n":1})", "(null)", "(null)"}));
    QCOMPARE(query(file, "SELECT count(*), sum(json_extract(data, '$.n')) FROM events"),
             Rows({{"2100", QByteArray::number(3 * 699 * 700 / 2)}}));
    QCOMPARE(query(file, "PRAGMA integrity_check"), Rows({{"ok"}}));
}

void ExportFormatsTest::numbersAndKeysInADatabaseAreThoseReceived_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::newRow("beyond 64 bits") << QByteArray("{\"n\":123456789012345678901234567890}");
    QTest::newRow("beyond doubles") << QByteArray("[1e400,-1e400,0.1000000000000000055511]");
    QTest::newRow("duplicate keys") << QByteArray(R"({"a":1,"a":2})");
    QTest::newRow("a number") << QByteArray("12345678901234567890.10");
    QTest::newRow("a negative one") << QByteArray("-1");
    QTest::newRow("escapes") << QByteArray(R"({"t":"\u0000\u00fc\ud83d\ude00\"\n"})");
    QTest::newRow("a quote that SQL knows") << QByteArray(R"("'); DROP TABLE events; --")");
    QTest::newRow("null") << QByteArray("null");
}

void ExportFormatsTest::numbersAndKeysInADatabaseAreThoseReceived()
{
    QFETCH(const QByteArray, payload);
    m_log->append(m_lines->add(batchOf({{.payload = payload.toStdString()}})));
    ExportProgress progress;
    QVERIFY(runExport(request(u"e.sqlite"_s, ExportKind::Sqlite), progress));
    QCOMPARE(query(path(u"e.sqlite"_s),
                   "SELECT data, json_valid(data), typeof(data) FROM events WHERE sequence = 2101"),
             Rows({{payload, "1", "text"}}));
}

void ExportFormatsTest::whateverALineIsADatabaseCanBeAsked_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QList<QByteArray>>("row"); // type, subject, reason, data, data_base64
    const QByteArray none = "(null)";
    const QByteArray head = R"({"specversion":"1.0","id":"1","source":"/x","type":)";
    QTest::newRow("torn") << QByteArray(R"({"specversion":"1.0","type":"call)")
                          << QList<QByteArray>({none, none, none,
                                                R"("{\"specversion\":\"1.0\",\"type\":\"call")",
                                                none});
    QTest::newRow("NUL in an attribute")
        << head + R"("a\u0000b","data":1})"
        << QList<QByteArray>({R"(a\u0000b)", none, none, "1", none});
    QTest::newRow("not UTF-8") << head + "\"a\xff\",\"data\":\"\xfe\"}"
                               << QList<QByteArray>(
                                      {"a\xef\xbf\xbd", none, none, "\"\xef\xbf\xbd\"", none});
    QTest::newRow("lone surrogate") << head + R"("a\ud800","data":1})"
                                    << QList<QByteArray>({"a\xef\xbf\xbd", none, none, "1", none});
    QTest::newRow("invalid base64") << head + R"("t","data_base64":"###"})"
                                    << QList<QByteArray>({"t", none, none, none, "###"});
    QTest::newRow("the payload first") << QByteArray(
        R"({"data":{"a":[1]},"specversion":"1.0","id":"1","source":"/x","type":"t","subject":"s"})")
                                       << QList<QByteArray>({"t", "s", none, R"({"a":[1]})", none});
    QTest::newRow("no object") << QByteArray("17")
                               << QList<QByteArray>({none, none, none, "17", none});
}

void ExportFormatsTest::whateverALineIsADatabaseCanBeAsked()
{
    QFETCH(const QByteArray, line);
    QFETCH(const QList<QByteArray>, row);
    WrittenLines lines({line, R"({"specversion":"1.0","id":"2","source":"/x","type":"u"})"});
    ExportRequest wanted = request(u"e.sqlite"_s, ExportKind::Sqlite);
    wanted.log = lines.log();
    wanted.lines = &lines;
    ExportProgress progress;
    QVERIFY(runExport(wanted, progress));
    QByteArray error;
    QCOMPARE(query(path(u"e.sqlite"_s),
                   "SELECT type, subject, reason, data, data_base64 FROM events "
                   "WHERE sequence = 1",
                   &error),
             Rows({row}));
    query(path(u"e.sqlite"_s), "SELECT json_type(data) FROM events", &error);
    QCOMPARE(error, QByteArray());
    QCOMPARE(query(path(u"e.sqlite"_s), "SELECT type FROM events WHERE sequence = 2"),
             Rows({{"u"}}));
}

void ExportFormatsTest::aDatabaseHasItsIndexesAndOnlyItsOwnerReadsIt()
{
    const mode_t before = umask(0);
    ExportProgress progress;
    const bool done = runExport(request(u"e.sqlite"_s, ExportKind::Sqlite), progress).has_value();
    umask(before);
    QVERIFY(done);
    QCOMPARE(query(path(u"e.sqlite"_s),
                   "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name"),
             Rows({{"events_recorded"}, {"events_subject"}, {"events_topic"}, {"events_type"}}));
    const Rows plan =
        query(path(u"e.sqlite"_s), "EXPLAIN QUERY PLAN SELECT * FROM events WHERE subject = 'x'");
    QVERIFY(plan.value(0).value(3).contains("events_subject"));
    struct stat status
    { };
    QCOMPARE(stat(QFile::encodeName(path(u"e.sqlite"_s)).constData(), &status), 0);
    QCOMPARE(int(status.st_mode & 0777), 0600);
}

void ExportFormatsTest::aDatabaseMasksSecrets()
{
    m_log->append(m_lines->add(batchOf({{.payload = R"({"password":"$2a$11$x","n":1})"}})));
    ExportRequest wanted = request(u"e.sqlite"_s, ExportKind::Sqlite);
    wanted.masks = {{u"0a1b2c3d"_s, FieldMask({u"pass*"_s})}};
    ExportProgress progress;
    QVERIFY(runExport(wanted, progress));
    QVERIFY(!contents(u"e.sqlite"_s).contains("$2a$11$x"));
    QCOMPARE(query(path(u"e.sqlite"_s), "SELECT data FROM events WHERE sequence = 2101"),
             Rows({{R"({"password":"[masked]","n":1})"}}));
}

void ExportFormatsTest::furtherAttributesStandInADatabase()
{
    WrittenLines lines({R"({"specversion":"1.0","sequence":"1","id":"1","source":"/x","type":"t",)"
                        R"("kafkapartition":"3","traced":true,"n":7,"data":{}})"});
    ExportRequest wanted = request(u"e.sqlite"_s, ExportKind::Sqlite);
    wanted.log = lines.log();
    wanted.lines = &lines;
    ExportProgress progress;
    QVERIFY(runExport(wanted, progress));
    QCOMPARE(query(path(u"e.sqlite"_s),
                   "SELECT attributes, json_extract(attributes, '$.kafkapartition') FROM events"),
             Rows({{R"({"kafkapartition":"3","traced":true,"n":7})", "3"}}));
}

void ExportFormatsTest::aDatabaseIsAllOrNothing_data()
{
    QTest::addColumn<int>("limit");
    QTest::newRow("nothing fits") << 0;
    QTest::newRow("a part fits") << 64 * 1024;
    QTest::newRow("all but the last page fits") << -8192;
}

void ExportFormatsTest::aDatabaseIsAllOrNothing()
{
    QFETCH(int, limit);
    if (limit < 0) {
        ExportProgress progress;
        QVERIFY(runExport(request(u"whole"_s, ExportKind::Sqlite), progress));
        limit += int(QFileInfo(path(u"whole"_s)).size());
        QVERIFY(QFile::remove(path(u"whole"_s)));
    }
    QFile old(path(u"e.sqlite"_s));
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("the old one") == 11);
    old.close();
    ExportProgress progress;
    QString error;
    {
        const FileSizeLimit full{rlim_t(limit)};
        const auto outcome = runExport(request(u"e.sqlite"_s, ExportKind::Sqlite), progress);
        QVERIFY(!outcome);
        error = outcome.error();
    }
    QVERIFY2(error.startsWith(u"Cannot write "_s + path(u"e.sqlite"_s)), qPrintable(error));
    QVERIFY2(error.contains(qt_error_string(EFBIG)), qPrintable(error));
    QCOMPARE(contents(u"e.sqlite"_s), QByteArray("the old one"));
    QCOMPARE(files(), QStringList{u"e.sqlite"_s});
}

void ExportFormatsTest::aCancelledDatabaseLeavesNothing_data()
{
    QTest::addColumn<bool>("inIndexes");
    QTest::newRow("among the rows") << false;
    QTest::newRow("while indexes are made") << true;
}

void ExportFormatsTest::aCancelledDatabaseLeavesNothing()
{
    QFETCH(const bool, inIndexes);
    ExportProgress progress;
    const CancellingLines cancelling(*m_lines, progress, inIndexes ? 2099 : 999);
    ExportRequest wanted = request(u"e.sqlite"_s, ExportKind::Sqlite);
    wanted.lines = &cancelling;
    const auto outcome = runExport(wanted, progress);
    QVERIFY(outcome);
    QVERIFY(outcome->cancelled);
    QCOMPARE(progress.done.load() == progress.total.load(), inIndexes);
    QCOMPARE(files(), QStringList());
}

void ExportFormatsTest::aDatabaseGoesOnlyWhereAFileCan_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("why");
    QTest::newRow("standard output") << u"-"_s << u"file of its own"_s;
    QTest::newRow("a device") << u"/dev/null"_s << u"file of its own"_s;
    QTest::newRow("a folder") << u"."_s << qt_error_string(EISDIR);
    QTest::newRow("no such folder") << u"missing/e.sqlite"_s << qt_error_string(ENOENT);
    QTest::newRow("a name that is too long") << QString(300, u'x') << qt_error_string(ENAMETOOLONG);
    QTest::newRow("nothing") << QString() << u"no file name"_s;
}

void ExportFormatsTest::aDatabaseGoesOnlyWhereAFileCan()
{
    QFETCH(const QString, name);
    QFETCH(const QString, why);
    ExportRequest wanted = request(name, ExportKind::Sqlite);
    if (name == u"-"_s || name.startsWith(u'/') || name.isEmpty())
        wanted.fileName = name;
    ExportProgress progress;
    const auto outcome = runExport(wanted, progress);
    QVERIFY(!outcome);
    QVERIFY2(outcome.error().contains(why), qPrintable(outcome.error()));
    QCOMPARE(files(), QStringList());
}

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

void ExportFormatsTest::progressOfADatabaseReachesItsEnd()
{
    ExportProgress progress;
    QCOMPARE(progress.fraction(), 0.0);
    QVERIFY(runExport(request(u"e.sqlite"_s, ExportKind::Sqlite), progress));
    QCOMPARE(progress.fraction(), 1.0);
    ExportProgress lines;
    QVERIFY(runExport(request(u"e.jsonl"_s, ExportKind::JsonLines), lines));
    QCOMPARE(lines.fraction(), 1.0);
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

QTEST_GUILESS_MAIN(ExportFormatsTest)
#include "tst_exportformats.moc"
