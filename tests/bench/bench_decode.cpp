// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a dialect costs without a socket: frames of about 350 bytes through its session into
// recycled batches, on one thread. Prints nanoseconds for each event, and the ratio to VoIPBIN's.
//
// usage: bench_decode [EVENTS (1000000)] [ROUNDS (5)] [DIALECT (all)]

#include "app/feeds/dialectregistry.h"
#include "models/event/eventbatch.h"
#include "tests/bench/decodeframes.h"
#include "tests/support/quietoutput.h"

#include <QByteArray>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

using namespace eventscope;
using namespace Qt::StringLiterals;

namespace {

constexpr size_t batchBytes = 256 << 10;

/// Takes events as a feed does, and forgets them when a batch is full.
class BatchOutput final : public QuietOutput
{
public:
    BatchOutput() { m_batch.setConnection("0badcafe"); }
    quint64 events = 0;

    void event(const EventFields &fields, int) override
    {
        m_batch.append(fields, m_recordedUs++);
        ++events;
        if (m_batch.byteSize() > batchBytes)
            m_batch.clear();
    }

private:
    EventBatch m_batch;
    qint64 m_recordedUs = 1'700'000'000'000'000;
};

double nsPerEvent(const DecodeFrames &sample, quint64 events)
{
    const Dialect *dialect = dialectById(sample.dialect);
    if (!dialect)
        qFatal("there is no dialect %s", qUtf8Printable(sample.dialect));
    OptionValues values = sample.options;
    for (const Option &option : dialect->info().options) {
        if (!values.contains(option.key))
            values[option.key] = option.defaultValue;
    }
    const std::unique_ptr<Session> session = dialect->makeSession(values);
    BatchOutput out;
    session->opened(Moment(0), sample.subprotocol, out);
    session->restore(sample.subscriptions, Moment(0), out);
    for (const std::string &frame : sample.prologue)
        session->frame({frame, false}, Moment(0), out);

    std::vector<KafkaHeader> headers;
    for (const auto &[name, value] : sample.headers)
        headers.push_back({name, value});
    KafkaRecord record;
    record.topic = "gh-status.hub1";
    record.hasValue = true;
    record.timeMs = 1'761'186'726'000;
    record.headers = headers;

    std::string frame = sample.text;
    const auto begin = std::chrono::steady_clock::now();
    for (quint64 number = 0; number < events; ++number) {
        sample.number(frame, number);
        const Moment now(qint64(number) / 700);
        if (headers.empty()) {
            session->frame({frame, false}, now, out);
            continue;
        }
        record.offset = qint64(number);
        record.value = frame;
        session->record(record, now, out);
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
    if (out.events < events)
        qFatal("%s: %llu of %llu frames became events", qUtf8Printable(sample.dialect),
               static_cast<unsigned long long>(out.events),
               static_cast<unsigned long long>(events));
    return took.count() / double(events);
}

} // namespace

int main(int argc, char **argv)
{
    const quint64 events = argc > 1 ? QByteArray(argv[1]).toULongLong() : 1'000'000;
    const int rounds = argc > 2 ? QByteArray(argv[2]).toInt() : 5;
    const QString only = argc > 3 ? QString::fromLatin1(argv[3]) : QString();
    double voipbin = 0;
    for (const DecodeFrames &sample : decodeFrames()) {
        if (!only.isEmpty() && sample.dialect != only)
            continue;
        std::vector<double> times;
        for (int round = 0; round < rounds; ++round)
            times.push_back(nsPerEvent(sample, events));
        std::sort(times.begin(), times.end());
        const double median = times[times.size() / 2];
        if (voipbin == 0)
            voipbin = median;
        std::printf("%-32s %4zu bytes   %6.0f ns/event (best %.0f)   %.2f of VoIPBIN's\n",
                    sample.name, sample.text.size(), median, times.front(), median / voipbin);
        std::fflush(stdout);
    }
    return 0;
}
