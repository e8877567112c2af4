// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the capture stores events, beside a loop that writes and syncs the same bytes and does
// nothing else. bench_capture [EVENTS [FOLDER]]
#include "models/capture/capturereader.h"
#include "models/capture/capturewriter.h"
#include "models/capture/filehandle.h"
#include "models/capture/verify.h"

#include <QDir>
#include <QTemporaryDir>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <unistd.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int perBatch = 500;
constexpr int batchCount = 64;
constexpr int topicCount = 5000;

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

double cpu(clockid_t clock)
{
    timespec time = {};
    ::clock_gettime(clock, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

/// A batch of VoIPBIN-like events: frames of 350 bytes, lines of about 650.
void fill(EventBatch &batch, int from, bool newTopics)
{
    batch.setConnection("voip-prod");
    for (int i = from; i < from + perBatch; ++i) {
        const int topicNumber = newTopics ? i : i * 7919 % topicCount;
        char topic[96];
        std::snprintf(topic, sizeof topic,
                      "customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:call:%012d", topicNumber);
        char subject[48];
        std::snprintf(subject, sizeof subject, "8f3b2c1a-804e-11ec-8477-%012d", topicNumber);
        std::string payload =
            R"({"event_type":"call_progressing","timestamp":"2024-01-15T10:30:05.003511Z","topic":")";
        payload += topic;
        payload += R"(","data":{"id":")";
        payload += subject;
        payload +=
            R"(","type":"flow","status":"progressing","direction":"incoming",)"
            R"("source":{"type":"tel","target":"+15551234567"},"destination":{"type":"tel","target":"+15557654321"}}})";
        EventFields fields;
        fields.type = "call_progressing";
        fields.topic = topic;
        fields.subject = subject;
        fields.time = "2024-01-15T10:30:05.003511Z";
        fields.timeUs = 1'705'314'605'003'511;
        fields.payload = payload;
        batch.append(fields, 1'705'314'605'103'511 + i);
    }
}

struct Measured
{
    double seconds = 0;
    double writerCpu = 0;
    quint64 bytes = 0;
};

/// Hands the same prepared batches in again and again, so that only the writer's own work is
/// measured.
Measured measureCapture(const QString &folder, int events, bool newTopics)
{
    auto opened = CaptureWriter::open(folder, {});
    if (!opened) {
        std::fprintf(stderr, "%s\n", qPrintable(opened.error()));
        std::exit(1);
    }
    CaptureWriter &writer = **opened;
    std::vector<std::unique_ptr<EventBatch>> free;
    for (int i = 0; i < batchCount; ++i) {
        free.push_back(std::make_unique<EventBatch>());
        fill(*free.back(), i * perBatch, newTopics);
    }
    Measured measured;
    const double start = now();
    const double cpuStart = cpu(CLOCK_PROCESS_CPUTIME_ID) - cpu(CLOCK_THREAD_CPUTIME_ID);
    for (int left = events / perBatch; left > 0;) {
        for (; left > 0 && !free.empty(); --left) {
            writer.submit(std::move(free.back()));
            free.pop_back();
        }
        if (left > 0 && free.empty())
            ::usleep(200);
        for (StoredBatch &stored : writer.takeStored())
            free.push_back(std::move(stored.batch));
    }
    writer.flush();
    measured.seconds = now() - start;
    measured.writerCpu = cpu(CLOCK_PROCESS_CPUTIME_ID) - cpu(CLOCK_THREAD_CPUTIME_ID) - cpuStart;
    measured.bytes = writer.counts().bytes;
    if (writer.counts().dropped > 0)
        std::printf("DROPPED %llu\n", static_cast<unsigned long long>(writer.counts().dropped));
    return measured;
}

Measured measureBare(const QString &path, quint64 bytes)
{
    const std::string chunk(1 << 20, 'x');
    Measured measured;
    const double start = now();
    const double cpuStart = cpu(CLOCK_THREAD_CPUTIME_ID);
    quint64 written = 0;
    quint64 segment = 0;
    FileHandle file;
    for (quint64 total = 0; total < bytes; total += written) {
        if (!file.isOpen() || segment >= 64U << 20) {
            file.open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
            segment = 0;
        }
        file.append(chunk, written);
        segment += written;
        if (segment % (4U << 20) == 0)
            file.syncData();
    }
    file.syncData();
    measured.seconds = now() - start;
    measured.writerCpu = cpu(CLOCK_THREAD_CPUTIME_ID) - cpuStart;
    measured.bytes = bytes;
    return measured;
}

void print(const char *what, const Measured &m, int events)
{
    std::printf("%-34s %8.0f events/s  %6.0f MB/s  %5.0f ns CPU/event\n", what, events / m.seconds,
                double(m.bytes) / m.seconds / 1e6, m.writerCpu / events * 1e9);
}

void measureReading(const QString &folder)
{
    const auto load = [&folder](const char *what) {
        EventLog log;
        const auto reader = CaptureReader::open(folder);
        const double start = now();
        const auto loaded = (*reader)->load(log);
        const double seconds = now() - start;
        std::printf("%-34s %8.0f events/s\n", what, double(loaded.events) / seconds);
        const double lineStart = now();
        quint64 sum = 0;
        std::string scratch;
        for (quint64 row = 0; row < log.size(); ++row)
            sum += (*reader)->line(log.at(row), scratch).size();
        std::printf("%-34s %8.0f ns (%llu bytes)\n", "  line()",
                    (now() - lineStart) / double(log.size()) * 1e9,
                    static_cast<unsigned long long>(sum));
    };
    load("load from indexes");
    for (const QString &name : QDir(folder).entryList({u"*.idx"_s}))
        QFile::remove(folder + u'/' + name);
    load("load from lines");
    const double start = now();
    const auto report = verifyCapture(folder);
    const double seconds = now() - start;
    std::printf("%-34s %8.0f events/s  %s\n", "verify", double(report->lines) / seconds,
                qPrintable(report->summary()));
}

} // namespace

int main(int argc, char **argv)
{
    const int events = argc > 1 ? std::atoi(argv[1]) / perBatch * perBatch : 2'000'000;
    const QTemporaryDir dir(argc > 2 ? QString::fromLocal8Bit(argv[2]) + u"/bench-XXXXXX"_s
                                     : QDir::tempPath() + u"/bench-XXXXXX"_s);
    for (const bool newTopics : {false, true}) {
        const QString folder = dir.filePath(newTopics ? u"new"_s : u"few"_s);
        const Measured capture = measureCapture(folder, events, newTopics);
        const Measured bare = measureBare(dir.filePath(u"bare"_s), capture.bytes);
        print("bare write + fdatasync", bare, events);
        print(newTopics ? "capture, 32 000 topics" : "capture, 5 000 topics", capture, events);
        std::printf("%-34s %8.2f of the bare loop\n", "ratio", bare.seconds / capture.seconds);
        if (newTopics)
            break;
        measureReading(folder);
        QDir(folder).removeRecursively();
    }
    return 0;
}
