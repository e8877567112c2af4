// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/exportjob.h"

#include "models/event/maskedlines.h"
#include "tests/models/export/csvtable.h"
#include "tests/models/export/exportfaults.h"
#include "tests/support/memorylines.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

RowSet setOf(const std::vector<quint64> &rows)
{
    RowSet set;
    for (const quint64 row : rows) {
        set.append(false, row - set.rows());
        set.append(true, 1);
    }
    return set;
}

} // namespace

class ExportJobTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void jsonLinesAreTheLinesOfTheCapture();
    void csvHasOneRowPerEvent();
    void whatAConnectionMasksStandsInNoFile();
    void maskedJsonLinesAreTheLinesAsShown();
    void onlyTheRowsThatAreShown();
    void anEmptyLogGivesAnEmptyFile();
    void theFileIsForItsOwnerOnly();
    void aFullDiskLeavesTheOldFile_data();
    void aFullDiskLeavesTheOldFile();
    void cancelLeavesNothing();
    void cancelLeavesTheOldFile();
    void whatCannotBeWrittenIsSaid_data();
    void whatCannotBeWrittenIsSaid();
    void linesThatAreGoneAreCounted();
    void aLineOfTenMegabytesIsWhole();
    void progressReachesTheTotal();
    void aPipeGetsTheLinesAndAClosedOneAnError();
    void aDeviceThatIsFullSaysSo();
    void kindsHaveNames();

private:
    ExportRequest request(const QString &name) const;
    QString path(const QString &name) const { return m_folder->filePath(name); }
    static QByteArray contents(const QString &path);
    QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden, QDir::Name);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MemoryLines> m_lines;
    std::unique_ptr<EventLog> m_log;
};

void ExportJobTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_lines = std::make_unique<MemoryLines>();
    m_log = std::make_unique<EventLog>();
    for (int batch = 0; batch < 3; ++batch) {
        std::vector<TestEvent> events(1000);
        for (size_t i = 0; i < events.size(); ++i)
            events[i].payload = "{\"batch\":" + std::to_string(batch)
                + ",\"n\":" + std::to_string(i)
                + ",\"big\":12345678901234567890.10,\"text\":\"\\u00fc, \\\"quoted\\\"\"}";
        m_log->append(m_lines->add(batchOf(events)));
    }
}

ExportRequest ExportJobTest::request(const QString &name) const
{
    ExportRequest request;
    request.log = m_log->snapshot();
    request.lines = m_lines.get();
    request.fileName = path(name);
    return request;
}

QByteArray ExportJobTest::contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(not there)");
}

void ExportJobTest::jsonLinesAreTheLinesOfTheCapture()
{
    ExportProgress progress;
    const auto outcome = runExport(request(u"all.jsonl"_s), progress);
    QVERIFY2(outcome, qPrintable(outcome ? QString() : outcome.error()));
    QByteArray expected;
    std::string scratch;
    for (quint64 row = 0; row < m_log->size(); ++row) {
        const std::string_view line = m_lines->line(m_log->at(row), scratch);
        expected.append(line.data(), qsizetype(line.size())).append('\n');
    }
    QCOMPARE(contents(path(u"all.jsonl"_s)), expected);
    QCOMPARE(outcome->rows, quint64(3000));
    QCOMPARE(outcome->bytes, quint64(expected.size()));
    QCOMPARE(outcome->unreadable, quint64(0));
    QVERIFY(!outcome->cancelled);
    QVERIFY(expected.startsWith(R"({"specversion":"1.0","sequence":"1",)"));
    QVERIFY(expected.contains(R"("big":12345678901234567890.10,)"));
}

void ExportJobTest::csvHasOneRowPerEvent()
{
    ExportRequest csv = request(u"all.csv"_s);
    csv.kind = ExportKind::Csv;
    csv.connectionNames = {{u"0a1b2c3d"_s, u"voip-prod"_s}};
    ExportProgress progress;
    QVERIFY(runExport(csv, progress));
    const auto rows = parseCsv(contents(csv.fileName));
    QCOMPARE(rows.size(), 3001);
    QCOMPARE(rows[0].mid(0, 3), QList<QByteArray>({"sequence", "recordedtime", "time"}));
    for (int i = 1; i <= 3000; ++i) {
        QCOMPARE(rows[i].size(), rows[0].size());
        QCOMPARE(rows[i][0], QByteArray::number(i));
        QCOMPARE(rows[i][3], QByteArray("voip-prod"));
    }
    const QByteArray payload =
        R"({"batch":1,"n":234,"big":12345678901234567890.10,"text":"\u00fc, \"quoted\""})";
    QCOMPARE(rows[1235][rows[0].indexOf("data")], payload);
}

void ExportJobTest::whatAConnectionMasksStandsInNoFile()
{
    m_log->append(m_lines->add(batchOf({{.payload = R"({"password":"$2a$11$x","n":1})"}})));
    m_log->append(
        m_lines->add(batchOf({{.payload = R"({"password":"$2a$11$y","n":2})"}}, "ffffffff")));
    for (const ExportKind kind : {ExportKind::JsonLines, ExportKind::Csv}) {
        ExportRequest job = request(u"e."_s + exportSuffix(kind));
        job.kind = kind;
        job.masks = {{u"0a1b2c3d"_s, FieldMask({u"pass*"_s})}};
        ExportProgress progress;
        QVERIFY(runExport(job, progress));
        const QByteArray text = contents(job.fileName);
        QVERIFY(!text.contains("$2a$11$x"));
        QCOMPARE(text.count("[masked]"), 1);
        QVERIFY(text.contains("$2a$11$y")); // of a connection that masks nothing
    }
}

/// Copied in runs where nothing is masked, and still line by line what is shown.
void ExportJobTest::maskedJsonLinesAreTheLinesAsShown()
{
    int i = 0;
    // Each is a run; the next one is looked at while one is written, where it is long enough.
    const std::string longLine = R"({"name":"Ann","note":")" + std::string(500, 'x') + R"("})";
    for (const int count : {1, 69, 71, 139, 2, 300, 18}) {
        std::vector<TestEvent> events;
        for (const int end = i + count; i < end; ++i)
            events.push_back({.payload = i % 70 < 2 ? R"({"password":"hunter2"})"
                                  : i % 3 == 0      ? R"({"passing":"it names no secret"})"
                                                    : longLine});
        m_log->append(m_lines->add(batchOf(events)));
    }
    ExportRequest job = request(u"masked.jsonl"_s);
    job.masks = {{u"0a1b2c3d"_s, FieldMask({u"pass*"_s})}};
    QByteArray expected;
    std::string scratch;
    const MaskedLines shown(m_lines.get(), job.masks);
    for (quint64 row = 0; row < m_log->size(); ++row) {
        const std::string_view line = shown.line(m_log->at(row), scratch);
        expected.append(line.data(), qsizetype(line.size())).append('\n');
    }
    ExportProgress progress;
    job.log = m_log->snapshot();
    const auto outcome = runExport(job, progress);
    QVERIFY(outcome);
    QCOMPARE(outcome->rows, m_log->size());
    QCOMPARE(contents(job.fileName), expected);
    QVERIFY(!expected.contains("hunter2"));
    QVERIFY(expected.contains(R"("name":"Ann")"));
}

void ExportJobTest::onlyTheRowsThatAreShown()
{
    ExportRequest some = request(u"some.jsonl"_s);
    some.onlyRows = true;
    some.rows = setOf({0, 1999, 2999});
    ExportProgress progress;
    const auto outcome = runExport(some, progress);
    QVERIFY(outcome);
    QCOMPARE(outcome->rows, quint64(3));
    const QList<QByteArray> lines = contents(some.fileName).split('\n');
    QCOMPARE(lines.size(), 4);
    QVERIFY(lines[0].contains(R"("sequence":"1")"));
    QVERIFY(lines[1].contains(R"("sequence":"2000")"));
    QVERIFY(lines[2].contains(R"("sequence":"3000")"));

    some.rows = RowSet();
    QVERIFY(runExport(some, progress));
    QCOMPARE(contents(some.fileName), QByteArray());
}

void ExportJobTest::anEmptyLogGivesAnEmptyFile()
{
    ExportRequest empty = request(u"empty"_s);
    empty.log = EventLog::Snapshot();
    ExportProgress progress;
    QVERIFY(runExport(empty, progress));
    QCOMPARE(contents(empty.fileName), QByteArray());
    empty.kind = ExportKind::Csv;
    QVERIFY(runExport(empty, progress));
    QCOMPARE(parseCsv(contents(empty.fileName)).size(), 1);
}

void ExportJobTest::theFileIsForItsOwnerOnly()
{
    const mode_t before = umask(0);
    ExportProgress progress;
    const bool done = runExport(request(u"private.jsonl"_s), progress).has_value();
    umask(before);
    QVERIFY(done);
    struct stat status
    { };
    QCOMPARE(stat(QFile::encodeName(path(u"private.jsonl"_s)).constData(), &status), 0);
    QCOMPARE(int(status.st_mode & 0777), 0600);
}

void ExportJobTest::aFullDiskLeavesTheOldFile_data()
{
    QTest::addColumn<int>("limit");
    QTest::newRow("nothing fits") << 0;
    QTest::newRow("a part fits") << 64 * 1024;
    QTest::newRow("all but the last byte fits") << -1;
}

void ExportJobTest::aFullDiskLeavesTheOldFile()
{
    QFETCH(const int, limit);
    ExportProgress progress;
    const ExportRequest wanted = request(u"report.jsonl"_s);
    quint64 size = 0;
    {
        const auto whole = runExport(request(u"whole.jsonl"_s), progress);
        QVERIFY(whole);
        size = whole->bytes;
        QFile::remove(path(u"whole.jsonl"_s));
    }
    QFile old(wanted.fileName);
    QVERIFY(old.open(QIODevice::WriteOnly) && old.write("the old one") == 11);
    old.close();

    QString error;
    {
        const FileSizeLimit limited(limit < 0 ? rlim_t(size - 1) : rlim_t(limit));
        const auto outcome = runExport(wanted, progress);
        QVERIFY(!outcome);
        error = outcome.error();
    }
    QCOMPARE(contents(wanted.fileName), QByteArray("the old one"));
    QCOMPARE(files(), QStringList{u"report.jsonl"_s});
    QVERIFY2(error.contains(wanted.fileName), qPrintable(error));
    QVERIFY2(error.contains(qt_error_string(EFBIG)), qPrintable(error));
}

void ExportJobTest::cancelLeavesNothing()
{
    ExportProgress progress;
    const CancellingLines cancelling(*m_lines, progress, 1500);
    ExportRequest wanted = request(u"cancelled.jsonl"_s);
    wanted.lines = &cancelling;
    const auto outcome = runExport(wanted, progress);
    QVERIFY(outcome);
    QVERIFY(outcome->cancelled);
    QCOMPARE(files(), QStringList());
    QVERIFY(progress.done < progress.total);
}

void ExportJobTest::cancelLeavesTheOldFile()
{
    ExportProgress progress;
    const ExportRequest wanted = request(u"report.jsonl"_s);
    QVERIFY(runExport(wanted, progress));
    const QByteArray before = contents(wanted.fileName);
    progress.cancel = true;
    const auto outcome = runExport(wanted, progress);
    QVERIFY(outcome && outcome->cancelled);
    QCOMPARE(contents(wanted.fileName), before);
    QCOMPARE(files().size(), 1);
}

void ExportJobTest::whatCannotBeWrittenIsSaid_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("no such folder") << u"missing/file.jsonl"_s;
    QTest::newRow("the folder itself") << u"."_s;
    QTest::newRow("a name that is too long") << QString(300, u'x');
}

void ExportJobTest::whatCannotBeWrittenIsSaid()
{
    QFETCH(const QString, name);
    ExportProgress progress;
    const auto outcome = runExport(request(name), progress);
    QVERIFY(!outcome);
    QVERIFY2(outcome.error().startsWith(u"Cannot write "_s + m_folder->path()),
             qPrintable(outcome.error()));
    QVERIFY2(!outcome.error().contains(u"Unknown"_s), qPrintable(outcome.error()));
    QCOMPARE(files(), QStringList());
}

void ExportJobTest::linesThatAreGoneAreCounted()
{
    m_lines->lose(1);
    ExportRequest wanted = request(u"rest.jsonl"_s);
    ExportProgress progress;
    auto outcome = runExport(wanted, progress);
    QVERIFY(outcome);
    QCOMPARE(outcome->rows, quint64(2000));
    QCOMPARE(outcome->unreadable, quint64(1000));

    wanted.onlyRows = true;
    wanted.rows = setOf({5, 1005, 99'999});
    outcome = runExport(wanted, progress);
    QVERIFY(outcome);
    QCOMPARE(outcome->rows, quint64(1));
    QCOMPARE(outcome->unreadable, quint64(2));
}

void ExportJobTest::aLineOfTenMegabytesIsWhole()
{
    const std::string large = "\"" + std::string(10'000'000, 'x') + "\"";
    m_log->append(m_lines->add(batchOf({{.payload = large}, {.payload = "1"}})));
    for (const ExportKind kind : {ExportKind::JsonLines, ExportKind::Csv}) {
        ExportRequest wanted = request(u"large"_s);
        wanted.kind = kind;
        ExportProgress progress;
        const auto outcome = runExport(wanted, progress);
        QVERIFY(outcome);
        QCOMPARE(outcome->rows, quint64(3002));
        const QByteArray written = contents(wanted.fileName);
        QCOMPARE(quint64(written.size()), outcome->bytes);
        const qsizetype begin = written.indexOf("xxxx");
        QVERIFY(begin > 0);
        QCOMPARE(QByteArrayView(written).sliced(begin, 10'000'000).count('x'),
                 qsizetype(10'000'000));
    }
}

void ExportJobTest::progressReachesTheTotal()
{
    ExportProgress progress;
    QVERIFY(runExport(request(u"all.jsonl"_s), progress));
    QCOMPARE(progress.total.load(), quint64(3000));
    QCOMPARE(progress.done.load(), quint64(3000));
}

void ExportJobTest::aPipeGetsTheLinesAndAClosedOneAnError()
{
    const QString fifo = path(u"pipe"_s);
    QCOMPARE(mkfifo(QFile::encodeName(fifo).constData(), 0600), 0);
    QByteArray read;
    std::thread reader([&] {
        QFile file(fifo);
        if (file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            read = file.readAll();
    });
    ExportProgress progress;
    const auto outcome = runExport(request(u"pipe"_s), progress);
    reader.join();
    QVERIFY(outcome);
    QCOMPARE(quint64(read.size()), outcome->bytes);

    std::thread leaver([&] {
        QFile file(fifo);
        if (file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            file.read(10);
    });
    const auto broken = runExport(request(u"pipe"_s), progress);
    leaver.join();
    QVERIFY(!broken); // and SIGPIPE has not ended this process
    QVERIFY2(broken.error().contains(u"its reader has gone"_s), qPrintable(broken.error()));
}

void ExportJobTest::aDeviceThatIsFullSaysSo()
{
    ExportRequest wanted = request(QString());
    wanted.fileName = u"/dev/full"_s;
    ExportProgress progress;
    const auto outcome = runExport(wanted, progress);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error(), u"Cannot write /dev/full: "_s + qt_error_string(ENOSPC));
    wanted.fileName.clear();
    QVERIFY(!runExport(wanted, progress));
    wanted = request(u"x"_s);
    wanted.lines = nullptr;
    QVERIFY(!runExport(wanted, progress));
    QCOMPARE(files(), QStringList());
}

void ExportJobTest::kindsHaveNames()
{
    for (const ExportKind kind : {ExportKind::JsonLines, ExportKind::Csv})
        QCOMPARE(exportKindFromName(exportSuffix(kind)), std::optional(kind));
    QCOMPARE(exportKindFromName(u"xlsx"_s), std::nullopt);
    QCOMPARE(exportKindFromName(QString()), std::nullopt);
    QCOMPARE(exportSuffix(ExportKind::JsonLines), u"jsonl"_s);
}

QTEST_GUILESS_MAIN(ExportJobTest)
#include "tst_exportjob.moc"
