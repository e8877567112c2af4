// SPDX-License-Identifier: GPL-3.0-or-later
//
// Writes a capture of any size with the program's own writer: events like those of the real
// systems, the same for the same seed.
//
// usage: make_capture FOLDER [EVENTS (10000000)] [SEED (1)]
#include "models/capture/capturewriter.h"
#include "tests/bench/madeevents.h"

#include <QCoreApplication>
#include <QDir>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace eventscope;

namespace {

constexpr size_t batchEvents = 250;

struct Fleet
{
    explicit Fleet(CaptureWriter &captureWriter) : writer(captureWriter) { }

    std::unique_ptr<EventBatch> take()
    {
        recycle();
        return writer.takeEmptyBatch();
    }
    /// Waits for the disk rather than have the writer drop anything.
    bool submit(std::unique_ptr<EventBatch> batch)
    {
        while (!writer.hasRoom(batch->connection(), 0)) {
            recycle();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        return writer.submit(std::move(batch));
    }
    void recycle()
    {
        for (StoredBatch &stored : writer.takeStored())
            writer.recycle(std::move(stored.batch));
    }

    CaptureWriter &writer;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: make_capture FOLDER [EVENTS (10000000)] [SEED (1)]\n");
        return 2;
    }
    const size_t events = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 10'000'000;
    const quint64 seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
    const QString folder = QString::fromLocal8Bit(argv[1]);
    if (QDir(folder).exists() && !QDir(folder).isEmpty()) {
        std::fprintf(stderr, "%s is not empty\n", argv[1]);
        return 1;
    }
    CaptureWriter::Settings settings;
    settings.queueBytes = 256ULL << 20;
    settings.commitBytes = 32ULL << 20; // nobody waits for a single event here
    auto opened = CaptureWriter::open(folder, settings);
    if (!opened) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(opened.error()));
        return 1;
    }
    CaptureWriter &writer = **opened;
    using namespace Qt::StringLiterals;
    for (const auto &[id, name, dialect] : {std::tuple{u"5f0c11aa"_s, u"voip-prod"_s, u"voipbin"_s},
                                            std::tuple{u"5f0c11ab"_s, u"fix-nightly"_s, u"fix"_s},
                                            std::tuple{u"5f0c11ac"_s, u"hubs"_s, u"acm"_s},
                                            std::tuple{u"5f0c11ad"_s, u"print shop"_s, u"zaikio"_s},
                                            std::tuple{u"5f0c11ae"_s, u"tables"_s, u"daptin"_s}})
        (void)writer.nameConnection(id, name, dialect);

    const auto start = std::chrono::steady_clock::now();
    MadeEvents made(seed);
    Fleet fleet(writer);
    for (size_t done = 0; done < events;) {
        auto batch = fleet.take();
        const size_t count = std::min(batchEvents, events - done);
        made.fill(*batch, count);
        if (!fleet.submit(std::move(batch))) {
            std::fprintf(stderr, "%s\n", qUtf8Printable(writer.problem()));
            return 1;
        }
        done += count;
    }
    writer.flush();
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const CaptureWriter::Counts counts = writer.counts();
    writer.close();
    std::printf("%zu events, %.0f bytes a line, %.1f s\n", events,
                double(counts.bytes) / double(events), seconds);
    return counts.dropped == 0 && writer.problem().isEmpty() ? 0 : 1;
}
