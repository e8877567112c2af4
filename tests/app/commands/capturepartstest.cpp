// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/capturepartstest.h"

#include "app/commands/captureexport.h"
#include "models/eventbookmarks.h"
#include "models/exportcolumns.h"
#include "models/logcontext.h"
#include "models/query/scan.h"
#include "tests/models/capture/capturetesting.h"

#include <QFileInfo>
#include <QHash>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QThreadPool>

using namespace eventscope;
using namespace capturetesting;
using namespace Qt::StringLiterals;

namespace {

constexpr quint64 smallSegment = 16 * 1024;

/// As the command did it while it had all rows in memory.
ExportOutcome exportedAtOnce(const ExportOptions &options)
{
    const auto set = CaptureSet::load(options.captures);
    EventBookmarks bookmarks;
    if (options.captures.size() == 1 && QFileInfo(options.captures[0]).isDir())
        std::ignore = bookmarks.open(options.captures[0]);
    EventLog &log = (*set)->log();
    LogContext context(&bookmarks);
    context.setLog(&log, set->get());
    context.trail().update();
    FilterBinding binding;
    binding.log = &log;
    binding.context = &context;
    const QMap<QString, QString> names = (*set)->connectionNames();
    for (auto it = names.cbegin(); it != names.cend(); ++it)
        binding.connectionNames.insert(log.connections().find(it.key().toStdString()), *it);
    const auto filter = CompiledFilter::make(parseFilter(options.where).expression, binding);
    QThreadPool pool;
    FilterScan scan(pool, log.snapshot(), 0, set->get(), {filter});
    pool.waitForDone();
    SearchedRows rows;
    quint64 skip = 0;
    scan.takeDecided({&rows}, skip);
    ExportRequest request;
    request.log = log.snapshot();
    request.lines = set->get();
    request.rows = rows.matching();
    request.onlyRows = true;
    request.kind = options.kind;
    request.fileName = options.output;
    request.masks = (*set)->masks();
    request.connectionNames = names;
    QMap<quint64, QString> notes;
    for (const quint64 sequence : bookmarks.sequences())
        notes.insert(sequence, bookmarks.note(sequence));
    if (!options.columns.isEmpty())
        request.columns = std::make_shared<ChosenColumns>(
            *ChosenColumns::named(options.columns), names, notes,
            ChosenColumns::Shown{{}, noTime, false}, ChosenColumns::Past{&context, request.masks});
    ExportProgress progress;
    return *runExport(request, progress);
}

Result<ExportOutcome> exportedInParts(const ExportOptions &options, const PartSize &size)
{
    const auto set = CaptureSet::open(options.captures);
    if (!set)
        return Error{set.error()};
    EventBookmarks bookmarks;
    if (options.captures.size() == 1 && QFileInfo(options.captures[0]).isDir())
        std::ignore = bookmarks.open(options.captures[0]);
    CaptureExport exporting(**set, options, bookmarks, size);
    ExportProgress progress;
    return exporting.run(progress);
}

/// Maps of files in a folder.
int mapsOf(const QString &folder)
{
    int maps = 0;
    for (const QByteArray &line : readFile(u"/proc/self/maps"_s).split('\n'))
        maps += line.endsWith(".ndjson") && line.contains(QFile::encodeName(folder)) ? 1 : 0;
    return maps;
}

} // namespace

/// Calls whose events say over and over how they are, on two connections that have the same calls.
void CapturePartsTest::makeCalls(const QString &name, int from, int count, quint64 segmentBytes)
{
    CaptureWriter::Settings settings;
    settings.segmentBytes = segmentBytes;
    const auto writer = openWriter(path(name), settings);
    QVERIFY(writer->nameConnection(u"one"_s, u"First"_s, u"voipbin"_s, {u"pin"_s}));
    QVERIFY(writer->nameConnection(u"two"_s, u"Second"_s, u"voipbin"_s, {}));
    for (int batchFrom = from; batchFrom < from + count; batchFrom += 50) {
        auto batch = writer->takeEmptyBatch();
        batch->setConnection(batchFrom % 100 ? "one" : "two");
        for (int n = batchFrom; n < batchFrom + 50; ++n) {
            const std::string subject = "call-" + std::to_string(n % 2 ? n % 41 : n / 3);
            const std::string topic = "topic:" + std::to_string(n);
            const std::string payload = R"({"status":)" + std::to_string(n / 97 % 3) + R"(,"n":)"
                + std::to_string(n) + R"(,"pin":"4711"})";
            EventFields fields;
            fields.type = n % 7 ? "call.status" : "call.end";
            fields.topic = topic;
            fields.subject = n % 10 ? std::string_view(subject) : std::string_view();
            fields.payload = payload;
            batch->append(fields, 1'700'000'000'000'000 + n * 10'007 - n % 3 * 40'000);
        }
        QVERIFY(writer->submit(std::move(batch)));
        if (batchFrom % 100 == 50)
            writer->flush(); // a segment is sealed between two commits
    }
    writer->close();
}

ExportOptions CapturePartsTest::options(const QStringList &captures) const
{
    ExportOptions options;
    for (const QString &capture : captures)
        options.captures += path(capture);
    options.output = path(u"out"_s);
    return options;
}

void CapturePartsTest::initTestCase()
{
    makeCalls(u"calls"_s, 0, 1'200, smallSegment);
    makeCalls(u"others"_s, 300, 600, smallSegment);
    QVERIFY(listSegments(path(u"calls"_s)).size() > 10);
    makeCalls(u"damaged"_s, 0, 700, smallSegment);
    const QString broken = segmentPath(path(u"damaged"_s), 3);
    QByteArray bytes = readFile(broken);
    bytes[bytes.indexOf('\n') + 1] = '#';
    writeFile(broken, bytes);
    QVERIFY(QFile::remove(indexPath(path(u"damaged"_s), 3)));
    QVERIFY(QFile::remove(segmentPath(path(u"damaged"_s), 5)));
    makeCalls(u"retired"_s, 0, 100, smallSegment);
    {
        CaptureWriter::Settings settings;
        settings.segmentBytes = smallSegment / 4;
        settings.limits.events = 400;
        const auto writer = openWriter(path(u"retired"_s), settings);
        for (int i = 0; i < 1'500; i += 50) {
            QVERIFY(writer->submit(makeBatch(*writer, i, 50)));
            writer->flush();
        }
        writer->close();
    }
    QVERIFY(listSegments(path(u"retired"_s)).front() > 1);
    EventBookmarks bookmarks;
    QVERIFY(bookmarks.open(path(u"calls"_s)));
    for (const quint64 sequence : {1, 899, 900, 901, 1150})
        QVERIFY(bookmarks.set(sequence, u"note %1"_s.arg(sequence)));
    QByteArray lines = "\xef\xbb\xbf";
    for (int n = 0; n < 900; ++n) {
        lines += n % 50 == 49 ? QByteArray("no JSON\n\n")
                              : "{\"event\":\"e" + QByteArray::number(n % 9) + "\",\"id\":\"x"
                + QByteArray::number(n % 31) + "\",\"subject\":\"call-" + QByteArray::number(n % 31)
                + "\",\"status\":" + QByteArray::number(n / 77)
                + ",\"timestamp\":\"2023-11-14T22:13:"
                + QByteArray::number(20 + n / 30).rightJustified(2, '0') + "Z\"}\r\n";
    }
    writeFile(path(u"file.jsonl"_s), lines + "{\"event\":\"torn\"");
    writeFile(path(u"empty.jsonl"_s), {});
}

void CapturePartsTest::anExportInPartsIsTheSameFile_data()
{
    QTest::addColumn<QStringList>("captures");
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("kind");
    struct
    {
        const char *what;
        QStringList captures;
        bool withAllFilters;
    } const sets[] = {{"one", {u"calls"_s}, true},
                      {"damaged", {u"damaged"_s}, false},
                      {"of limits", {u"retired"_s}, false},
                      {"a file", {u"file.jsonl"_s}, true},
                      {"an empty file", {u"empty.jsonl"_s}, false},
                      {"several",
                       {u"others"_s, u"file.jsonl"_s, u"calls"_s, u"empty.jsonl"_s, u"retired"_s},
                       false}};
    struct
    {
        const char *what;
        const char *where;
        const char *kind;
        bool always;
    } const filters[] = {
        {"all", "", "jsonl", true},
        {"all columns", "", "csv", true},
        {"rows of a table", "type:call.end or is:own", "sqlite", false},
        {"text", "4711", "jsonl", false},
        {"a name and a topic", "connection:First topic:topic:*9", "jsonl", false},
        {"what changed", "changed:data.status", "csv", true},
        {"few of what changed", "type:call.end changed:data.status", "jsonl", false},
        {"numbers", "is:bookmarked or sequence:1000..1100", "jsonl", false}};
    for (const auto &set : sets) {
        for (const auto &filter : filters) {
            if (set.withAllFilters || filter.always)
                QTest::addRow("%s, %s", set.what, filter.what)
                    << set.captures << QString::fromLatin1(filter.where)
                    << QString::fromLatin1(filter.kind);
        }
    }
}

void CapturePartsTest::anExportInPartsIsTheSameFile()
{
    QFETCH(const QStringList, captures);
    QFETCH(const QString, where);
    QFETCH(const QString, kind);
    ExportOptions wanted = options(captures);
    wanted.where = where;
    QVERIFY(!parseFilter(where).error);
    wanted.kind = exportKindFromName(kind).value();
    if (wanted.kind == ExportKind::Csv)
        wanted.columns = {u"sequence"_s, u"recorded"_s,   u"delta"_s,   u"changed"_s,
                          u"note"_s,     u"connection"_s, u"summary"_s, u"data.pin"_s};
    wanted.output = path(u"expected"_s);
    const ExportOutcome expected = exportedAtOnce(wanted);
    wanted.output = path(u"out"_s);
    // A few rows, a few bytes and segments in pieces, and all of it.
    for (const PartSize &size :
         {PartSize{.rows = 197}, PartSize{.bytes = 19'000, .segment = 1}, PartSize{}}) {
        const auto outcome = exportedInParts(wanted, size);
        QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error()));
        QCOMPARE(outcome->rows, expected.rows);
        QCOMPARE(outcome->unreadable, expected.unreadable);
        QCOMPARE(outcome->bytes, expected.bytes);
        QVERIFY(readFile(wanted.output) == readFile(path(u"expected"_s)));
    }
}

void CapturePartsTest::whatWasNotAsItShouldBeIsSaidTheSame_data()
{
    QTest::addColumn<QStringList>("captures");
    QTest::newRow("damaged") << QStringList{u"damaged"_s};
    QTest::newRow("a file") << QStringList{u"file.jsonl"_s};
    QTest::newRow("several") << QStringList{u"damaged"_s, u"file.jsonl"_s};
}

void CapturePartsTest::whatWasNotAsItShouldBeIsSaidTheSame()
{
    QFETCH(const QStringList, captures);
    const QStringList paths = options(captures).captures;
    const auto loaded = CaptureSet::load(paths);
    for (const PartSize &size : {PartSize{.rows = 64}, PartSize{.bytes = 4'000, .segment = 1}}) {
        const auto set = CaptureSet::open(paths);
        (*set)->begin(size);
        while ((*set)->more()) { }
        QCOMPARE((*set)->remarks(), (*loaded)->remarks());
        QVERIFY(!(*set)->remarks().isEmpty());
        QCOMPARE((*set)->passed(), 1000);
    }
}

void CapturePartsTest::nothingGrowsWithTheCapture_data()
{
    QTest::addColumn<QStringList>("captures");
    QTest::addColumn<int>("most"); // maps
    QTest::newRow("one") << QStringList{u"calls"_s} << 2;
    QTest::newRow("several") << QStringList{u"calls"_s, u"others"_s, u"damaged"_s} << 6;
}

/// Topics are all different, and segments many: what is kept of a part must go with it.
void CapturePartsTest::nothingGrowsWithTheCapture()
{
    QFETCH(const QStringList, captures);
    QFETCH(const int, most);
    constexpr quint64 rows = 120;
    const auto set = CaptureSet::open(options(captures).captures);
    (*set)->begin({.rows = rows});
    quint64 all = 0;
    int parts = 0;
    int before = -1;
    std::string scratch;
    while ((*set)->more()) {
        const EventLog &log = (*set)->log();
        QVERIFY(log.size() <= rows);
        // Those of the segments that it is of: three of 100 rows. In all there are 1200.
        QVERIFY2(log.topics().size() <= quint32(160 * most),
                 qPrintable(QString::number(log.topics().size())));
        // Three chunks: the part may lie across the end of one.
        QVERIFY(log.memoryBytes() < 3 * sizeof(EventLog::Chunk));
        for (quint64 row = 0; row < log.size(); ++row)
            QVERIFY(!(*set)->line(log.at(row), scratch).empty());
        QVERIFY2(mapsOf(m_home.path()) <= most, qPrintable(QString::number(mapsOf(m_home.path()))));
        all += log.size();
        ++parts;
        QVERIFY((*set)->passed() >= before);
        before = (*set)->passed();
    }
    QVERIFY(parts >= int(all / rows));
    QCOMPARE(mapsOf(m_home.path()), 0);
    const auto loaded = CaptureSet::load(options(captures).captures);
    QCOMPARE(all, (*loaded)->log().size());
}

void CapturePartsTest::whatNobodyNamesIsMaskedAsNewConnectionsAre_data()
{
    QTest::addColumn<ExportKind>("kind");
    QTest::addColumn<QStringList>("columns");
    QTest::addColumn<bool>("described");
    const QStringList whole;
    QTest::newRow("lines") << ExportKind::JsonLines << whole << true;
    QTest::newRow("a table") << ExportKind::Csv << whole << true;
    QTest::newRow("what changed") << ExportKind::Csv << QStringList{u"data"_s, u"changed"_s}
                                  << true;
    QTest::newRow("a database") << ExportKind::Sqlite << whole << true;
    QTest::newRow("without capture.json") << ExportKind::JsonLines << whole << false;
}

void CapturePartsTest::whatNobodyNamesIsMaskedAsNewConnectionsAre()
{
    QFETCH(const ExportKind, kind);
    QFETCH(const QStringList, columns);
    QFETCH(const bool, described);
    QTemporaryDir home;
    const QString folder = home.filePath(u"capture"_s);
    const auto writer = openWriter(folder);
    QVERIFY(writer->nameConnection(u"lifted"_s, u"Lifted"_s, u"daptin"_s, {}));
    for (const char *connection : {"lifted", "nameless"}) {
        auto batch = writer->takeEmptyBatch();
        batch->setConnection(connection);
        for (const char *secret : {"first", "second"}) {
            const std::string payload =
                std::string(R"({"password":")") + connection + '-' + secret + R"("})";
            EventFields fields;
            fields.type = "user";
            fields.subject = connection;
            fields.payload = payload;
            batch->append(fields, 1'700'000'000'000'000);
        }
        QVERIFY(writer->submit(std::move(batch)));
    }
    writer->close();
    if (!described)
        QVERIFY(QFile::remove(folder + u"/capture.json"_s));
    ExportOptions wanted;
    wanted.captures = QStringList{folder};
    wanted.columns = columns;
    wanted.kind = kind;
    wanted.output = home.filePath(u"out"_s);
    QVERIFY(exportedInParts(wanted, {.rows = 1}));
    const QByteArray masked = readFile(wanted.output);
    QVERIFY(!masked.contains("nameless-first") && !masked.contains("nameless-second"));
    QVERIFY(masked.contains("[masked]"));
    QCOMPARE(masked.contains("lifted-second"), described); // whoever lifted a mask said so there
    wanted.showSecrets = true;
    QVERIFY(exportedInParts(wanted, {.rows = 1}));
    QVERIFY(readFile(wanted.output).contains("nameless-second"));
}

/// Each part is filtered by a filter of its own, and an expression that takes for ever may not
/// begin again with each.
void CapturePartsTest::patienceWithAnExpressionGoesOn()
{
    const FilterExpression expression = parseFilter(u"data.text:/(a+)+$/"_s).expression;
    EventLog log;
    FilterBinding binding;
    binding.log = &log;
    std::shared_ptr<const CompiledFilter> filter;
    const std::string line =
        R"({"specversion":"1.0","data":{"text":")" + std::string(40, 'a') + R"(b"}})";
    EventRecord record;
    record.lineLength = quint32(line.size());
    record.dataOffset = quint16(line.find("{\"text"));
    for (int part = 0; part < 4; ++part) {
        binding.after = filter.get();
        filter = CompiledFilter::make(expression, binding);
        for (quint32 n = 0; n < RegexPatience::mostInARow / 2; ++n)
            QVERIFY(!filter->matchesLine(record, line));
    }
    QCOMPARE(filter->givenUp(), quint64(RegexPatience::mostInARow));
    QCOMPARE(filter->leftOut(), quint64(RegexPatience::mostInARow));
}

void CapturePartsTest::itCanBeStopped()
{
    for (const QStringList &captures :
         {QStringList{u"calls"_s}, {u"calls"_s, u"others"_s}, {u"file.jsonl"_s}}) {
        for (const int noAt : {1, 3, 6}) {
            const auto set = CaptureSet::open(options(captures).captures);
            int asked = 0;
            (*set)->begin({.rows = 100}, [&](int) { return ++asked < noAt; });
            while ((*set)->more()) { }
            QCOMPARE(asked, noAt);
            QCOMPARE((*set)->log().size(), 0ULL);
        }
    }
    ExportOptions wanted = options({u"calls"_s});
    wanted.output = path(u"stopped"_s);
    const auto set = CaptureSet::open(wanted.captures);
    const EventBookmarks bookmarks;
    CaptureExport exporting(**set, wanted, bookmarks, {.rows = 100});
    ExportProgress progress;
    progress.cancel = true;
    const auto outcome = exporting.run(progress);
    QVERIFY(outcome && outcome->cancelled);
    QVERIFY(!QFileInfo::exists(wanted.output));
}

void CapturePartsTest::subjectsThatDoNotFitIntoMemoryAreFound()
{
    SubjectPlaces places(quint64(1) << 13);
    QHash<quint64, quint64> expected;
    QRandomGenerator random(47);
    std::vector<quint64> keys(12'000);
    for (quint64 &key : keys)
        key = random.generate64() | 1;
    // Some stand at the end of the table, and go around it.
    for (size_t i = 0; i < 50; ++i)
        keys[i] = ~quint64(0) - i;
    for (quint64 n = 0; n < 60'000; ++n) {
        const quint64 key = keys[random.bounded(quint32(keys.size()))];
        const auto before = places.exchange({key, n, qint64(n), 1, 0});
        QVERIFY2(before, before ? "" : qPrintable(before.error()));
        QCOMPARE(before->lineLength, expected.contains(key) ? 1U : 0U);
        QCOMPARE(before->place, expected.value(key));
        expected[key] = n;
    }
    QVERIFY(places.isOnDisk());
}
