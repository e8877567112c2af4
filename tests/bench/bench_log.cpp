// SPDX-License-Identifier: GPL-3.0-or-later
// What one million events cost in memory, what a batch costs the GUI thread, and how a filter
// compares with a bare memmem loop over the same bytes. Everything is measured in one run on one
// machine; compare the ratios.
#include "models/eventlogmodel.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"
#include "tests/support/memorylines.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <malloc.h>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr int batches = 1000;
constexpr int batchEvents = 1000;
constexpr int promisedBytes = 64;

double milliseconds(const QElapsedTimer &clock)
{
    return double(clock.nsecsElapsed()) / 1e6;
}

size_t heapBytes()
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/// VoIPBIN events of about 350 bytes over 5 000 topics; one in a hundred says "hangup".
std::unique_ptr<EventBatch> makeBatch(int number)
{
    std::vector<TestEvent> events(batchEvents);
    for (int i = 0; i < batchEvents; ++i) {
        const int n = number * batchEvents + i;
        char id[64];
        std::snprintf(id, sizeof id, "77d0f2c1-8a3b-4c5d-9e6f-%012d", n % 5000);
        TestEvent &event = events[size_t(i)];
        event.subject = id;
        event.topic = std::string("customer_id:5e4a0680-804e-11ec-8477-2fea5968d85b:call:") + id;
        event.payload =
            std::string(
                R"({"event_type":"call.status","timestamp":"2024-01-15T10:30:05.003511Z","topic":")")
            + event.topic + R"(","data":{"id":")" + id + R"(","status":")"
            + (n % 100 == 0 ? "hangup" : "ringing")
            + R"(","previous_status":"dialing","tm_update":"2024-01-15T10:30:05.000000Z"}})";
    }
    return batchOf(events);
}

struct Capture
{
    MemoryLines lines;
    std::vector<StoredBatch> stored;
};

void report(const char *what, double value, const char *unit)
{
    std::printf("%-46s %10.2f %s\n", what, value, unit);
}

bool measureMemory(const Capture &capture, EventLog &log)
{
    const size_t before = heapBytes();
    QElapsedTimer clock;
    clock.start();
    for (const StoredBatch &stored : capture.stored)
        log.append(stored);
    const double spent = milliseconds(clock);
    const auto events = double(log.size());
    const double counted = double(log.memoryBytes()) / events;
    const double heap = double(heapBytes() - before) / events;
    report("events", events, "");
    report("heap per event, as the log counts it", counted, "bytes");
    report("heap per event, as malloc counts it", heap, "bytes");
    report("ratio to the promised 64 bytes", std::max(counted, heap) / promisedBytes, "");
    report("append to the log", spent * 1e6 / events, "ns per event");
    return std::max(counted, heap) <= promisedBytes;
}

void measureInserts(const Capture &capture)
{
    EventLog log;
    EventLogModel model(&log, &capture.lines);
    std::vector<double> costs;
    for (const StoredBatch &stored : capture.stored) {
        QElapsedTimer clock;
        clock.start();
        log.append(stored);
        model.logGrew();
        costs.push_back(milliseconds(clock));
    }
    std::sort(costs.begin(), costs.end());
    report("batch of 1000 into log and table, median", costs[costs.size() / 2], "ms");
    report("batch of 1000 into log and table, 99.9 %", costs[costs.size() * 999 / 1000], "ms");
}

std::shared_ptr<const EventPredicate> filterOf(const QString &text, const EventLog &log)
{
    FilterBinding binding;
    binding.log = &log;
    return CompiledFilter::make(parseFilter(text).expression, binding);
}

double filterMilliseconds(EventLogModel &model, const QString &text)
{
    double best = 1e9;
    for (int round = 0; round < 3; ++round) {
        QEventLoop loop;
        QObject::connect(&model, &EventLogModel::filterFinished, &loop, &QEventLoop::quit);
        QElapsedTimer clock;
        clock.start();
        model.setFilter(filterOf(text, *model.log())); // another one, so nothing is known of it
        if (model.isScanning())
            loop.exec();
        best = std::min(best, milliseconds(clock));
    }
    return best;
}

/// The least that anybody could do: one thread, exact case, the payload bytes of every line.
double bareMilliseconds(const EventLog &log, const LineSource &lines, std::string_view word,
                        int &found)
{
    double best = 1e9;
    for (int round = 0; round < 3; ++round) {
        found = 0;
        std::string scratch;
        QElapsedTimer clock;
        clock.start();
        for (quint64 row = 0; row < log.size(); ++row) {
            const EventRecord &record = log.at(row);
            const std::string_view payload = lines.line(record, scratch).substr(record.dataOffset);
            found += memmem(payload.data(), payload.size(), word.data(), word.size()) != nullptr;
        }
        best = std::min(best, milliseconds(clock));
    }
    return best;
}

bool measureFilter(EventLog &log, const Capture &capture)
{
    EventLogModel model(&log, &capture.lines);
    int found = 0;
    const double bare = bareMilliseconds(log, capture.lines, "hangup", found);
    const double scan = filterMilliseconds(model, u"HangUp"_s);
    const bool same = model.rowCount() == found;
    const double columns = filterMilliseconds(model, u"call.status"_s);
    const double umlaut = filterMilliseconds(model, u"überall"_s);
    report("bare memmem loop, one thread", bare, "ms");
    report("filter by a word in any case, all threads", scan, "ms");
    report("ratio of the filter to the bare loop", scan / bare, "");
    report("filter that columns decide", columns, "ms");
    report("filter by a word that begins with an umlaut", umlaut, "ms");
    if (!same)
        std::printf("WRONG: the filter shows %d rows, the bare loop found %d\n", model.rowCount(),
                    found);
    return same;
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    Capture capture;
    size_t bytes = 0;
    for (int i = 0; i < batches; ++i) {
        auto batch = makeBatch(i);
        bytes += batch->byteSize();
        capture.stored.push_back(capture.lines.add(std::move(batch)));
    }
    report("bytes per line", double(bytes) / batches / batchEvents, "");
    EventLog log;
    const bool small = measureMemory(capture, log);
    measureInserts(capture);
    const bool right = measureFilter(log, capture);
    return small && right ? 0 : 1;
}
