// SPDX-License-Identifier: GPL-3.0-or-later
//
// How long it takes to open a capture that was recorded before: from its indexes, and without them,
// beside simdjson that does nothing but parse the same lines. Removes the indexes of the capture
// and makes them again. Compare the ratios.
//
// usage: bench_reopen CAPTURE (made by tests/bench/make-capture)
#include "models/capture/capturereader.h"
#include "models/eventlogmodel.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <algorithm>
#include <cstdio>
#include <malloc.h>
#include <simdjson.h>
#include <thread>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int rounds = 3;

double secondsSince(const QElapsedTimer &clock)
{
    return double(clock.nsecsElapsed()) / 1e9;
}

struct Loaded
{
    double seconds = 0;
    quint64 events = 0;
    double heapPerEvent = 0;
};

Loaded load(const QString &folder)
{
    const struct mallinfo2 before = mallinfo2();
    const auto opened = CaptureReader::open(folder);
    if (!opened)
        qFatal("%s", qUtf8Printable(opened.error()));
    EventLog log;
    QElapsedTimer clock;
    clock.start();
    const CaptureReader::Loaded loaded = (*opened)->load(log);
    // What a window does with it before it is painted: rows, and the cells of a screen at each end.
    EventLogModel model(&log, opened->get());
    size_t letters = 0;
    for (int row = 0; row < std::min(model.rowCount(), 50); ++row) {
        for (int column = 0; column < EventLogColumn::UsualCount; ++column) {
            letters += size_t(model.index(row, column).data().toString().size());
            letters +=
                size_t(model.index(model.rowCount() - 1 - row, column).data().toString().size());
        }
    }
    const double seconds = secondsSince(clock);
    const struct mallinfo2 after = mallinfo2();
    const auto heap = double(after.uordblks + after.hblkhd - before.uordblks - before.hblkhd);
    if (letters == 0 || !loaded.remarks.isEmpty())
        std::printf("WRONG: %s\n", qUtf8Printable(loaded.remarks.join(u"; "_s)));
    return {seconds, log.size(), heap / double(std::max<quint64>(log.size(), 1))};
}

/// Parses every line of all segments, and nothing else.
double parseAlone(const QStringList &segments, int threads)
{
    std::atomic<int> next = 0;
    std::atomic<quint64> lines = 0;
    QElapsedTimer clock;
    clock.start();
    const auto work = [&] {
        simdjson::dom::parser parser;
        for (int i = next++; i < segments.size(); i = next++) {
            auto text = simdjson::padded_string::load(segments[i].toStdString());
            if (text.error())
                qFatal("%s", qUtf8Printable(segments[i]));
            const char *at = text.value().data();
            const char *const end = at + text.value().size();
            quint64 good = 0;
            while (at < end) {
                const auto *stop =
                    static_cast<const char *>(std::memchr(at, '\n', size_t(end - at)));
                stop = stop ? stop : end;
                good += parser.parse(at, size_t(stop - at), false).error() == simdjson::SUCCESS;
                at = stop + 1;
            }
            lines += good;
        }
    };
    std::vector<std::thread> workers;
    for (int i = 0; i < threads; ++i)
        workers.emplace_back(work);
    for (std::thread &worker : workers)
        worker.join();
    if (lines == 0)
        std::printf("WRONG: nothing was parsed\n");
    return secondsSince(clock);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: bench_reopen CAPTURE\n");
        return 2;
    }
    const QString folder = QString::fromLocal8Bit(argv[1]);
    const auto opened = CaptureReader::open(folder);
    if (!opened) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(opened.error()));
        return 1;
    }
    const QStringList segments = (*opened)->segments();
    (void)load(folder); // so that its indexes are those of this version
    Loaded best{1e9, 0, 0};
    for (int round = 0; round < rounds; ++round) {
        const Loaded loaded = load(folder);
        best = loaded.seconds < best.seconds ? loaded : best;
    }
    std::printf("%-52s %8.3f s (wanted 1) for %llu events\n",
                "open from indexes, to the first cells", best.seconds,
                static_cast<unsigned long long>(best.events));
    std::printf("%-52s %8.1f bytes (wanted 64)\n", "heap per event, as malloc counts it",
                best.heapPerEvent);
    const int threads = std::max(2, int(std::thread::hardware_concurrency()));
    double ours = 1e9;
    double theirs = 1e9;
    double alone = 1e9;
    for (int round = 0; round < rounds; ++round) {
        for (QString index : segments) {
            index.replace(u".ndjson"_s, u".idx"_s);
            QFile::remove(index);
        }
        ours = std::min(ours, load(folder).seconds);
        theirs = std::min(theirs, parseAlone(segments, threads));
        alone = std::min(alone, parseAlone(segments, 1));
    }
    std::printf("%-52s %8.3f s\n", "open without indexes, which are made again", ours);
    std::printf("%-52s %8.3f s   our speed: %.2f of it (wanted 0.5)\n",
                "simdjson parsing alone, as many threads", theirs, theirs / ours);
    std::printf("%-52s %8.3f s   our speed: %.2f of it\n", "simdjson parsing alone, one thread",
                alone, alone / ours);
    return best.seconds <= 1 && theirs / ours >= 0.5 ? 0 : 1;
}
