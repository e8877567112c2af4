// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/export/databaseexporttest.h"

#include "models/export/exportjob.h"
#include "tests/models/export/exportfaults.h"

#include <QTest>
#include <sqlite3.h>
#include <sys/stat.h>

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

} // namespace

void DatabaseExportTest::aDatabaseHasEveryEvent()
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

void DatabaseExportTest::numbersAndKeysInADatabaseAreThoseReceived_data()
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

void DatabaseExportTest::numbersAndKeysInADatabaseAreThoseReceived()
{
    QFETCH(const QByteArray, payload);
    m_log->append(m_lines->add(batchOf({{.payload = payload.toStdString()}})));
    ExportProgress progress;
    QVERIFY(runExport(request(u"e.sqlite"_s, ExportKind::Sqlite), progress));
    QCOMPARE(query(path(u"e.sqlite"_s),
                   "SELECT data, json_valid(data), typeof(data) FROM events WHERE sequence = 2101"),
             Rows({{payload, "1", "text"}}));
}

void DatabaseExportTest::whateverALineIsADatabaseCanBeAsked_data()
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
    QTest::newRow("an escape that is none")
        << head + R"("t","more":"\q"})" << QList<QByteArray>({"t", none, none, none, none});
    QTest::newRow("no object") << QByteArray("17")
                               << QList<QByteArray>({none, none, none, "17", none});
}

void DatabaseExportTest::whateverALineIsADatabaseCanBeAsked()
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
    query(path(u"e.sqlite"_s), "SELECT json_type(data), json_type(attributes) FROM events", &error);
    QCOMPARE(error, QByteArray());
    QCOMPARE(query(path(u"e.sqlite"_s), "SELECT type FROM events WHERE sequence = 2"),
             Rows({{"u"}}));
}

void DatabaseExportTest::aDatabaseHasItsIndexesAndOnlyItsOwnerReadsIt()
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

void DatabaseExportTest::aDatabaseMasksSecrets()
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

void DatabaseExportTest::furtherAttributesStandInADatabase()
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

void DatabaseExportTest::secretsInAttributesStandInNoFile()
{
    WrittenLines lines({R"({"specversion":"1.0","sequence":"1","id":"1","source":"/x","type":"t",)"
                        R"("kafkapartition":"3","accesstoken":"tok-SECRET-1","data":{"n":1}})"});
    ExportRequest wanted = request(u"e.sqlite"_s, ExportKind::Sqlite);
    wanted.log = lines.log();
    wanted.lines = &lines;
    wanted.masks = {{u"x"_s, FieldMask({u"*token"_s})}};
    ExportProgress progress;
    QVERIFY(runExport(wanted, progress));
    QVERIFY(!contents(u"e.sqlite"_s).contains("SECRET"));
    QCOMPARE(query(path(u"e.sqlite"_s), "SELECT attributes, data FROM events"),
             Rows({{R"({"kafkapartition":"3","accesstoken":"[masked]"})", R"({"n":1})"}}));
    wanted = request(u"e.jsonl"_s, ExportKind::JsonLines);
    wanted.log = lines.log();
    wanted.lines = &lines;
    wanted.masks = {{u"x"_s, FieldMask({u"*token"_s})}};
    QVERIFY(runExport(wanted, progress));
    QVERIFY(contents(u"e.jsonl"_s)
                .endsWith(R"("kafkapartition":"3","accesstoken":"[masked]","data":{"n":1}})"
                          "\n"));
}

void DatabaseExportTest::aDatabaseIsAllOrNothing_data()
{
    QTest::addColumn<int>("limit");
    QTest::newRow("nothing fits") << 0;
    QTest::newRow("a part fits") << 64 * 1024;
    QTest::newRow("all but the last page fits") << -8192;
}

void DatabaseExportTest::aDatabaseIsAllOrNothing()
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

void DatabaseExportTest::aCancelledDatabaseLeavesNothing_data()
{
    QTest::addColumn<bool>("inIndexes");
    QTest::newRow("among the rows") << false;
    QTest::newRow("while indexes are made") << true;
}

void DatabaseExportTest::aCancelledDatabaseLeavesNothing()
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

void DatabaseExportTest::aDatabaseGoesOnlyWhereAFileCan_data()
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

void DatabaseExportTest::aDatabaseGoesOnlyWhereAFileCan()
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

void DatabaseExportTest::progressOfADatabaseReachesItsEnd()
{
    ExportProgress progress;
    QCOMPARE(progress.fraction(), 0.0);
    QVERIFY(runExport(request(u"e.sqlite"_s, ExportKind::Sqlite), progress));
    QCOMPARE(progress.fraction(), 1.0);
    ExportProgress lines;
    QVERIFY(runExport(request(u"e.jsonl"_s, ExportKind::JsonLines), lines));
    QCOMPARE(lines.fraction(), 1.0);
}
