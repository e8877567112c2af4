// SPDX-License-Identifier: GPL-3.0-or-later
//
// How fast a capture is exported: JSONL beside `cp` of the same segments and with the secrets of
// all connections masked, CSV beside `jq -r @csv` on the same lines and columns, SQLite beside a
// bare loop that inserts the same values; in turns and in one run, all of them to the same folder.
// Compare the ratios.
//
// The bare loop has the same table, settings and indexes, and syncs its file at the end as we do.
// Its clock stands still while the next values are read, but the disk goes on with what was
// inserted before: where the disk is what is waited for, the loop has that time for nothing. So the
// time of the processor is told as well, and what the disk needs for a file of that size.
//
// usage: bench_export CAPTURE (made by tests/bench/make-capture) [FOLDER (a temporary one)]
//        [jsonl|csv|sqlite (all)]. Of ten million events SQLite needs 20 GB there.
#include "models/capture/capturereader.h"
#include "models/connection/maskoptions.h"
#include "models/export/exportjob.h"
#include "models/export/sqlitesink.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <malloc.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 3;
/// jq takes half a minute for a million lines: it gets the first segments only, and so does the
/// CSV that it is compared with.
constexpr quint64 csvRows = 300'000;

double secondsSince(const QElapsedTimer &clock)
{
    return double(clock.nsecsElapsed()) / 1e9;
}

/// Of all threads of this program so far.
double processorSeconds()
{
    rusage used = {};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval &time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// What runs while it is not stopped, by the clock and by the processor.
class StopWatch
{
public:
    void start()
    {
        m_clock.start();
        m_processorBefore = processorSeconds();
    }
    void stop()
    {
        seconds += secondsSince(m_clock);
        processor += processorSeconds() - m_processorBefore;
    }

    double seconds = 0;
    double processor = 0;

private:
    QElapsedTimer m_clock;
    double m_processorBefore = 0;
};

void sync(const QString &name)
{
    const int file = ::open(QFile::encodeName(name).constData(), O_RDONLY);
    ::fsync(file);
    ::close(file);
}

/// Memory of the process, without what is mapped; what it grows by stays in it.
long memoryMiB()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("RssAnon:"))
            return line.simplified().split(' ').value(1).toLong() / 1024;
    }
    return 0;
}

/// The most that memoryMiB() is while this lives.
class PeakMemory
{
public:
    long peak() const { return m_peak; }

private:
    std::atomic<long> m_peak{0};
    std::jthread m_watch{[this](const std::stop_token &stop) {
        constexpr std::chrono::milliseconds pause(20);
        while (!stop.stop_requested()) {
            m_peak = std::max(m_peak.load(), memoryMiB());
            std::this_thread::sleep_for(pause);
        }
    }};
};

struct Bench
{
    EventLog &log;
    const CaptureReader &capture;
    QString folder;

    mutable long peak = 0; ///< MiB of memory that an export took
    mutable double processor = 0; ///< seconds that the last one took of it

    /// Minutes, for many millions of events.
    int turns() const { return log.size() > 2'000'000 ? 1 : rounds; }
    QString path(const QString &name) const { return folder + u'/' + name; }

    double ours(ExportKind kind, const QString &name, quint64 rows = 0,
                const FieldMasks &masks = {}) const
    {
        ExportRequest request;
        request.log = log.snapshot();
        request.lines = &capture;
        request.masks = masks;
        request.kind = kind;
        request.fileName = path(name);
        if (rows > 0) {
            request.onlyRows = true;
            request.rows.append(true, std::min(rows, log.size()));
        }
        ExportProgress progress;
        QFile::remove(request.fileName);
        StopWatch watch;
        malloc_trim(0); // what others left
        const long before = memoryMiB();
        const PeakMemory memory;
        watch.start();
        const auto outcome = runExport(request, progress);
        watch.stop();
        peak = std::max(peak, memory.peak() - before);
        if (!outcome || outcome->unreadable > 0)
            qFatal("%s", outcome ? "unreadable" : qUtf8Printable(outcome.error()));
        processor = watch.processor;
        return watch.seconds;
    }

    double command(const QString &line, const QString &name, bool synced) const
    {
        QFile::remove(path(name));
        QElapsedTimer clock;
        clock.start();
        if (QProcess::execute(u"/bin/sh"_s, {u"-c"_s, line}) != 0)
            qFatal("%s", qUtf8Printable(line));
        if (synced)
            sync(path(name));
        return secondsSince(clock);
    }

    bool jsonl() const;
    bool csv() const;
    bool sqlite() const;
    StopWatch insertLoop(double &indexes) const;
    /// As connections are masked unless somebody says otherwise.
    FieldMasks usualMasks() const;
};

bool report(const char *what, double ours, const char *other, double theirs, double wanted)
{
    std::printf("%-8s %8.2f s   %-34s %8.2f s   ratio %.2f   (wanted %g)\n", what, ours, other,
                theirs, theirs / ours, wanted);
    std::fflush(stdout);
    return theirs / ours >= wanted;
}

FieldMasks Bench::usualMasks() const
{
    FieldMasks masks;
    for (const QString &id : capture.info().connections.keys())
        masks.insert(id, FieldMask(fieldNames(usualSecretFields)));
    return masks;
}

bool Bench::jsonl() const
{
    // cp is done when the bytes are in memory, an export when they are on the disk: both ways.
    double mine = 1e9;
    double masked = 1e9;
    double copied = 1e9;
    double copiedAndSynced = 1e9;
    const QString segments = u"cp -r "_s + capture.folder() + u"/*.ndjson "_s;
    // Whoever came first would read them from the disk.
    command(u"cat "_s + capture.folder() + u"/*.ndjson > /dev/null"_s, u"none"_s, false);
    for (int round = 0; round < turns(); ++round) {
        mine = std::min(mine, ours(ExportKind::JsonLines, u"e.jsonl"_s));
        masked = std::min(masked, ours(ExportKind::JsonLines, u"e.jsonl"_s, 0, usualMasks()));
        QFile::remove(path(u"e.jsonl"_s));
        for (double *best : {&copied, &copiedAndSynced}) {
            const QString target = path(u"copy"_s);
            const QString sync = best == &copied ? QString() : u" && sync "_s + target + u"/*"_s;
            *best = std::min(*best,
                             command(u"rm -rf "_s + target + u"; mkdir "_s + target + u" && "_s
                                         + segments + target + sync,
                                     u"none"_s, false));
            QProcess::execute(u"rm"_s, {u"-rf"_s, target});
        }
    }
    const bool good = report("jsonl", mine, "cp of the segments", copied, 0.5);
    report("jsonl", mine, "cp and sync of them", copiedAndSynced, 0.5);
    return report("masked", masked, "without masks", mine, 0.9) && good;
}

bool Bench::csv() const
{
    ours(ExportKind::JsonLines, u"lines"_s, csvRows);
    const QString program =
        u"[.sequence,.recordedtime,.time,(.source|ltrimstr(\"/\")),.source,.type,.topic,.subject,"
        ".severitytext,(.data|tojson),.data_base64,.reason,.id]|@csv"_s;
    double mine = 1e9;
    double theirs = 1e9;
    for (int round = 0; round < rounds; ++round) {
        mine = std::min(mine, ours(ExportKind::Csv, u"e.csv"_s, csvRows));
        theirs = std::min(theirs,
                          command(u"jq -r '"_s + program + u"' "_s + path(u"lines"_s) + u" > "_s
                                      + path(u"jq.csv"_s),
                                  u"jq.csv"_s, true));
    }
    const double all = ours(ExportKind::Csv, u"e.csv"_s);
    std::printf("csv      %8.2f s   for all events\n", all);
    for (const QString &name : {u"lines"_s, u"e.csv"_s, u"jq.csv"_s})
        QFile::remove(path(name));
    return report("csv", mine, "jq -r @csv of as many lines", theirs, 20);
}

/// The values that stand in our own file, read into memory before the clock runs, a part at a time.
StopWatch Bench::insertLoop(double &indexes) const
{
    constexpr size_t atOnce = 50'000;
    constexpr int columns = 15;
    sqlite3 *from = nullptr;
    sqlite3_stmt *read = nullptr;
    sqlite3_open_v2(path(u"e.sqlite"_s).toUtf8().constData(), &from, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_prepare_v2(from, "SELECT * FROM events ORDER BY sequence", -1, &read, nullptr);
    sqlite3 *into = nullptr;
    sqlite3_stmt *insert = nullptr;
    QFile::remove(path(u"bare.sqlite"_s));
    sqlite3_open(path(u"bare.sqlite"_s).toUtf8().constData(), &into);
    StopWatch watch;
    watch.start();
    for (const char *statement : {SqliteSink::settings(), "BEGIN", SqliteSink::table()})
        sqlite3_exec(into, statement, nullptr, nullptr, nullptr);
    sqlite3_prepare_v2(into, SqliteSink::insertion(), -1, &insert, nullptr);
    watch.stop();
    for (bool more = true; more;) {
        std::vector<std::array<std::string, columns>> rows;
        while (rows.size() < atOnce && (more = sqlite3_step(read) == SQLITE_ROW)) {
            auto &row = rows.emplace_back();
            for (int i = 0; i < columns; ++i)
                row[size_t(i)].assign(static_cast<const char *>(sqlite3_column_blob(read, i)),
                                      size_t(sqlite3_column_bytes(read, i)));
        }
        std::vector<sqlite3_int64> numbers;
        for (const auto &row : rows)
            numbers.push_back(std::stoll(row[0]));
        watch.start();
        for (size_t r = 0; r < rows.size(); ++r) {
            sqlite3_bind_int64(insert, 1, numbers[r]);
            for (int i = 1; i < columns; ++i) {
                const std::string &text = rows[r][size_t(i)];
                if (text.empty())
                    sqlite3_bind_null(insert, i + 1);
                else
                    sqlite3_bind_text(insert, i + 1, text.data(), int(text.size()), SQLITE_STATIC);
            }
            sqlite3_step(insert);
            sqlite3_reset(insert);
        }
        watch.stop();
    }
    sqlite3_finalize(read);
    sqlite3_close(from);
    const double before = watch.seconds;
    watch.start();
    for (const auto &[name, statement] : SqliteSink::indexes())
        sqlite3_exec(into, statement, nullptr, nullptr, nullptr);
    watch.stop();
    indexes = watch.seconds - before;
    watch.start();
    sqlite3_exec(into, "COMMIT", nullptr, nullptr, nullptr);
    sqlite3_finalize(insert);
    sqlite3_close(into);
    sync(path(u"bare.sqlite"_s));
    watch.stop();
    return watch;
}

bool Bench::sqlite() const
{
    double mine = 1e9;
    double bare = 1e9;
    double indexes = 0;
    double mineProcessor = 1e9;
    double bareProcessor = 1e9;
    for (int round = 0; round < turns(); ++round) {
        mine = std::min(mine, ours(ExportKind::Sqlite, u"e.sqlite"_s));
        mineProcessor = std::min(mineProcessor, processor);
        double made = 0;
        const StopWatch inserted = insertLoop(made);
        if (inserted.seconds < bare) {
            bare = inserted.seconds;
            indexes = made;
        }
        bareProcessor = std::min(bareProcessor, inserted.processor);
        QFile::remove(path(u"bare.sqlite"_s));
    }
    const double disk =
        command(u"cp "_s + path(u"e.sqlite"_s) + u' ' + path(u"copy"_s), u"copy"_s, true);
    for (const QString &name : {u"e.sqlite"_s, u"copy"_s})
        QFile::remove(path(name));
    std::printf(
        "sqlite   of the bare loop %.2f s are the four indexes; %.2f s of processor, we %.2f s; "
        "cp and sync of the file %.2f s\n",
        indexes, bareProcessor, mineProcessor, disk);
    return report("sqlite", mine, "a bare insert loop and the indexes", bare, 0.8);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_export CAPTURE [FOLDER] [jsonl|csv|sqlite]\n");
        return 2;
    }
    const auto opened = CaptureReader::open(QString::fromLocal8Bit(argv[1]));
    if (!opened) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(opened.error()));
        return 1;
    }
    const QTemporaryDir temporary((argc > 2 ? QString::fromLocal8Bit(argv[2]) : QDir::tempPath())
                                  + u"/bench-export-XXXXXX"_s);
    EventLog log;
    (*opened)->load(log);
    std::printf("%llu events; %ld MiB of memory before\n",
                static_cast<unsigned long long>(log.size()), memoryMiB());
    const Bench bench{log, **opened, temporary.path()};
    bool good = true;
    using Part = bool (Bench::*)() const;
    for (const auto &[name, part] : {std::pair<const char *, Part>("jsonl", &Bench::jsonl),
                                     {"csv", &Bench::csv},
                                     {"sqlite", &Bench::sqlite}}) {
        if (argc > 3 && qstrcmp(argv[3], name) != 0)
            continue;
        bench.peak = 0;
        good = (bench.*part)() && good;
        std::printf("         exporting took at most %ld MiB of memory\n", bench.peak);
    }
    return good ? 0 : 1;
}
