// SPDX-License-Identifier: GPL-3.0-or-later
//
// A day of a hundred sources, played in minutes: as many events, pings, reconnects and rotations of
// segments as 24 hours at ten events a second have, with limits that remove what is oldest. Ends
// with 1 if an event is lost, memory grows, or a descriptor is left open.
//
// usage: soak [MINUTES (30)] [PART OF A DAY (MINUTES / 30, at most 1)]

#include "app/commands/recording.h"
#include "models/capture/verify.h"
#include "tests/load/loadserver.h"
#include "tests/support/processfigures.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <limits>
#include <malloc.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int sources = 100;
constexpr double eventsOfADay = 100 * 10.0 * 86'400;
constexpr double pingsOfADay = 86'400 / 15.0; ///< of each source
constexpr double reconnectsOfADay = 500; ///< of each source
constexpr double surplus = 1.1; ///< a source that reconnects sends and pings nothing meanwhile
constexpr double enough = 0.95; ///< of what a day has
constexpr double mostGrowth = 1.0; ///< MB for ten million events
constexpr int hosts = 10; ///< handshakes are limited for each
constexpr int clockScale = 60;
constexpr int restMs = 700; ///< first, and between two looks
constexpr quint64 stillKept = 1 << 20; ///< bytes: what came back last
constexpr size_t restEvery = 3; ///< seconds

struct Sample
{
    double events = 0;
    double megabytes = 0;
    int files = 0;
};

struct Totals
{
    quint64 received = 0;
    quint64 dropped = 0;
    bool exact = true; ///< for each source
};

double median(std::vector<Sample> samples)
{
    const auto middle = samples.begin() + qptrdiff(samples.size() / 2);
    std::nth_element(samples.begin(), middle, samples.end(),
                     [](const Sample &a, const Sample &b) { return a.megabytes < b.megabytes; });
    return middle->megabytes;
}

/// MB for ten million events, between the medians of the two halves.
double growth(const std::vector<Sample> &samples)
{
    const auto middle = samples.begin() + qptrdiff(samples.size() / 2);
    if (middle == samples.begin())
        return std::numeric_limits<double>::infinity(); // nothing was removed: nothing is known
    const double apart = (samples.back().events - samples.front().events) / 2;
    return (median({middle, samples.end()}) - median({samples.begin(), middle})) / apart * 1e7;
}

LoadServer::Settings serving(double minutes, double part)
{
    LoadServer::Settings settings;
    const double ms = minutes * 60'000;
    settings.pingEveryMs = int(ms / (pingsOfADay * part * surplus));
    settings.closeEveryMs = int(ms / (reconnectsOfADay * part * surplus));
    settings.hosts = hosts;
    return settings;
}

Recording::Settings recordingSettings()
{
    Recording::Settings settings;
    settings.writer.limits.bytes = 512ULL << 20;
    settings.writer.limits.events = 1'000'000;
    settings.feeds.backoffBaseMs /= clockScale;
    settings.feeds.backoffMaxMs /= clockScale;
    settings.feeds.healthyAfterMs /= clockScale;
    return settings;
}

struct Soak
{
    Soak(double minutesWanted, double partOfDay)
        : minutes(minutesWanted), part(partOfDay), server(serving(minutes, part))
    { }

    bool start();
    Sample now() const;
    void sample();
    void rest();
    void sampleAtRest();
    Totals totals();
    void tell(const Totals &all, quint32 segments, double rate);
    void judgeLength(const Totals &all);
    int finish();
    bool check(bool good, const char *what);

    const double minutes;
    const double part;
    LoadServer server;
    QTemporaryDir dir{QCoreApplication::applicationDirPath() + u"/soak-XXXXXX"_s};
    std::unique_ptr<Recording> recording;
    QStringList ids;
    std::vector<Sample> samples; ///< every second
    std::vector<Sample> floors; ///< when the limits have just removed a segment, and nobody sends
    size_t nextRest = 0; ///< after so many samples
    QTimer resting;
    QElapsedTimer since;
    int failures = 0;
};

bool Soak::start()
{
    auto started = Recording::start(dir.filePath(u"c"_s), recordingSettings());
    if (!started) {
        std::fprintf(stderr, "%s\n", qPrintable(started.error()));
        return false;
    }
    recording = std::move(*started);
    QObject::connect(recording.get(), &Recording::retired, recording.get(), [this](quint64 last) {
        recording->log().retire(last + 1);
        rest();
    });
    QObject::connect(&resting, &QTimer::timeout, recording.get(), [this] { sampleAtRest(); });
    const double rate = eventsOfADay * part / (minutes * 60) / sources * surplus;
    for (int i = 0; i < sources; ++i) {
        ConnectionProfile profile;
        profile.id = u"%1"_s.arg(i, 8, 16, QLatin1Char('0'));
        profile.name = u"c%1"_s.arg(i);
        profile.dialect = u"json"_s;
        profile.options = {{u"url"_s,
                            u"ws://127.0.0.%1:%2/c%3?rate=%4"_s.arg(1 + i % hosts)
                                .arg(server.port())
                                .arg(i)
                                .arg(rate)}};
        ids << profile.id;
        recording->feeds().open(profile, {});
    }
    since.start();
    return true;
}

/// How busy the machine is decides how much is on its way, and how much is kept to be used again:
/// so nobody sends until nothing is.
void Soak::rest()
{
    if (samples.size() < nextRest || resting.isActive())
        return;
    server.pause(true);
    resting.start(restMs);
}

void Soak::sampleAtRest()
{
    if (recording->writer().counts().pooled > stillKept)
        return;
    resting.stop();
    nextRest = samples.size() + restEvery;
    ::malloc_trim(0); // what was freed is none of the program's any more
    floors.push_back(now());
    server.pause(false);
}

Sample Soak::now() const
{
    return {double(server.counts().events), residentMegabytes(), openDescriptors()};
}

void Soak::sample()
{
    samples.push_back(now());
    if (samples.size() % 15 == 0)
        std::printf("%5.0f s  %6.2f M events  %5.0f MB  %d descriptors  %llu reconnects\n",
                    double(since.elapsed()) / 1'000, samples.back().events / 1e6,
                    samples.back().megabytes, samples.back().files,
                    static_cast<unsigned long long>(server.counts().closed));
    std::fflush(stdout);
}

bool Soak::check(bool good, const char *what)
{
    std::printf("%s  %s\n", good ? "ok    " : "FAILED", what);
    failures += good ? 0 : 1;
    return good;
}

Totals Soak::totals()
{
    Totals all;
    for (int i = 0; i < sources; ++i) {
        const FeedCounters counters = recording->finalCounters(ids[i]);
        const quint64 sum = recording->stored(ids[i]) + counters.duplicates + counters.dropped;
        all.exact = all.exact && counters.received == server.sent(i) && sum == counters.received;
        all.received += counters.received;
        all.dropped += counters.dropped;
    }
    return all;
}

void Soak::tell(const Totals &all, quint32 segments, double rate)
{
    const auto [least, most] = std::minmax_element(
        samples.begin() + qptrdiff(samples.size() / 2), samples.end(),
        [](const Sample &a, const Sample &b) { return a.megabytes < b.megabytes; });
    const auto whole = [](quint64 figure) { return static_cast<unsigned long long>(figure); };
    std::printf("%.2f M events sent, %.2f M received, %llu dropped, %llu reconnects, %llu of %llu "
                "pings answered in %.0f s; %u segments begun; %.0f to %.0f MB resident, its floor "
                "%+.2f MB for 10 M events\n",
                double(server.counts().events) / 1e6, double(all.received) / 1e6,
                whole(all.dropped), whole(server.counts().closed), whole(server.counts().pongs),
                whole(server.counts().pings), double(since.elapsed()) / 1'000, segments,
                least->megabytes, most->megabytes, rate);
}

/// Whether what was played is that part of a day.
void Soak::judgeLength(const Totals &all)
{
    const auto asInADay = [this](quint64 figure, double ofADay, const char *what) {
        check(double(figure) >= ofADay * part * enough, what);
    };
    asInADay(all.received, eventsOfADay, "as many events as that part of a day has");
    asInADay(server.counts().pings, pingsOfADay * sources, "as many pings");
    asInADay(server.counts().closed, reconnectsOfADay * sources, "as many reconnects");
}

int Soak::finish()
{
    resting.stop();
    recording->finish();
    const Totals all = totals();
    // Segments that fill and go make memory rise and fall by more than it may grow: what is
    // compared is what it falls back to, each time at the same point of that. Pools, logs and
    // limits fill in the first five million events or so.
    const double rate = growth({floors.begin() + qptrdiff(floors.size() / 3), floors.end()});
    const auto report = verifyCapture(dir.filePath(u"c"_s));
    tell(all, recording->writer().retired().lastSegment + quint32(report ? report->segments : 0),
         rate);
    judgeLength(all);
    check(all.exact,
          "received = sent, and received = stored + duplicate + dropped, for each connection");
    check(all.dropped == 0, "none was dropped");
    check(server.counts().dropped == 0, "no connection was lost");
    // At most one is on its way on each connection when the last second is over.
    check(server.counts().pongs + sources >= server.counts().pings, "pings are answered");
    check(report && report->sound(), "the capture is sound");
    check(recording->writer().retired().cuts > 0, "limits removed what is oldest");
    // Five million events apart, a megabyte or two is what a machine that gets busier does to the
    // buffers of server and sockets: such a part of a day finds what leaks with every event.
    if (part >= 1)
        check(rate < mostGrowth, "memory grows by less than 1 MB for 10 million events");
    else
        check(rate < 10 * mostGrowth,
              "memory grows by less than 10 MB for 10 million events (1 MB: by a whole day)");
    return failures;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const double minutes = argc > 1 ? QByteArray(argv[1]).toDouble() : 30;
    const double part = argc > 2 ? QByteArray(argv[2]).toDouble() : std::min(1.0, minutes / 30);
    if (minutes <= 0 || part <= 0) {
        std::fprintf(stderr, "usage: soak [MINUTES (30)] [PART OF A DAY]\n");
        return 2;
    }
    // A trace of what was freed would look like growth.
    ::mallopt(M_TRIM_THRESHOLD, 1 << 20);
    { // what the program opens once and keeps (the bus, the watch of networks) is no leak
        const QTemporaryDir first;
        (void)Recording::start(first.filePath(u"c"_s), {});
    }
    const int filesBefore = openDescriptors();
    int failures = 0;
    {
        Soak soak(minutes, part);
        if (!soak.start())
            return 1;
        QTimer sampling;
        QObject::connect(&sampling, &QTimer::timeout, &application, [&soak] { soak.sample(); });
        sampling.start(1'000);
        QTimer::singleShot(int(minutes * 60'000), &application, [&soak, &sampling, &application] {
            sampling.stop();
            soak.server.stopSending();
            QTimer::singleShot(2'000, &application, &QCoreApplication::quit);
        });
        QCoreApplication::exec();
        failures = soak.finish();
    }
    const int left = openDescriptors() - filesBefore;
    std::printf("%s  no descriptor is left open (%d)\n", left > 0 ? "FAILED" : "ok    ", left);
    return failures > 0 || left > 0 ? 1 : 0;
}
