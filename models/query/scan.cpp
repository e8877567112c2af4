// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/scan.h"

#include "models/query/blockscan.h"

#include <QPromise>
#include <QThreadPool>
#include <algorithm>
#include <atomic>

namespace eventscope {

/// What the workers of one scan share. It lives until the last of them has gone.
struct FilterScan::Job
{
    /// A run of rows that no chunk's end divides; written by the one worker that took it.
    struct Block
    {
        quint64 row = 0;
        size_t rows = 0;
        std::unique_ptr<quint64[]> bits; ///< maxWords for each predicate
        std::unique_ptr<quint64[]> unreadable; ///< the same; null: there are none
        std::unique_ptr<quint64[]> undecided; ///< likewise
        std::atomic<bool> decided = false;
    };

    using Scans = std::vector<std::unique_ptr<BlockScan>>;

    QPromise<void> promise;
    EventLog::Snapshot log;
    quint64 from = 0;
    const LineSource *lines = nullptr;
    Predicates predicates;
    KnownBefore known; ///< empty: nothing is
    std::vector<Block> blocks;
    size_t used = 0; ///< of them
    std::atomic<size_t> nextBlock{0};
    std::atomic<int> decidedBlocks{0};
    std::atomic<int> working{0};
    std::atomic<quint64> searched{0};
    std::atomic<quint64> matched{0};
    std::atomic<quint64> asked{0};

    Job(EventLog::Snapshot snapshot, quint64 fromRow) : log(std::move(snapshot)), from(fromRow)
    {
        const quint64 rows = log.size() - from;
        blocks =
            std::vector<Block>(size_t(rows / BlockScan::maxRows + rows / EventLog::chunkSize + 3));
        size_t count = 0;
        for (quint64 row = from; row < log.size(); row += blocks[count++].rows) {
            blocks[count].row = row;
            // Blocks end where chunks end.
            const size_t place = (row + log.front()) % BlockScan::maxRows;
            blocks[count].rows =
                size_t(std::min<quint64>(BlockScan::maxRows - place, log.size() - row));
        }
        used = count;
    }

    bool decide(Block &block, const Scans &scans)
    {
        block.bits = std::make_unique<quint64[]>(scans.size() * BlockScan::maxWords);
        for (size_t i = 0; i < scans.size(); ++i) {
            quint64 *const bits = block.bits.get() + i * BlockScan::maxWords;
            if (!scans[i]->scan(log.run(block.row, block.rows), log.firstSequence() + block.row,
                                bits, [this] { return promise.isCanceled(); }))
                return false;
            asked += scans[i]->asked();
            const auto keepOf = [&](std::unique_ptr<quint64[]> &to, const quint64 *some) {
                keep(to, some, block.rows, i, scans.size());
            };
            keepOf(block.unreadable, scans[i]->unreadable());
            keepOf(block.undecided, scans[i]->undecided());
        }
        quint64 hits = 0;
        for (size_t word = 0; word < BlockScan::maxWords; ++word)
            hits += quint64(std::popcount(block.bits[word]));
        matched += hits;
        searched += block.rows;
        block.decided.store(true, std::memory_order_release);
        promise.setProgressValue(++decidedBlocks);
        return true;
    }

    static void keep(std::unique_ptr<quint64[]> &to, const quint64 *some, size_t rows,
                     size_t predicate, size_t predicates)
    {
        if (!some)
            return;
        if (!to)
            to = std::make_unique<quint64[]>(predicates * BlockScan::maxWords);
        std::copy_n(some, (rows + 63) / 64, to.get() + predicate * BlockScan::maxWords);
    }

    void work()
    {
        Scans scans;
        for (size_t i = 0; i < predicates.size(); ++i) {
            scans.push_back(std::make_unique<BlockScan>(*predicates[i], lines));
            scans[i]->setKnown(i < known.size() ? known[i] : nullptr);
        }
        for (size_t i = nextBlock++; i < used; i = nextBlock++) {
            if (!decide(blocks[i], scans))
                break;
        }
        if (--working == 0)
            promise.finish();
    }
};

bool matches(const EventPredicate &predicate, const EventRecord &record, const LineSource *lines,
             std::string &scratch)
{
    bool answer = false;
    if (predicate.decidedByColumns(record, answer))
        return answer;
    return predicate.matchesLine(record, lines ? lines->line(record, scratch) : std::string_view());
}

FilterScan::FilterScan(QThreadPool &pool, EventLog::Snapshot log, quint64 from,
                       const LineSource *lines, Predicates predicates, KnownBefore known)
    : m_job(std::make_shared<Job>(std::move(log), from))
{
    Job &job = *m_job;
    job.lines = lines;
    job.predicates = std::move(predicates);
    job.known = std::move(known);
    job.promise.setProgressRange(0, int(job.used));
    job.promise.start();
    const int workers = std::max(1, std::min(pool.maxThreadCount(), int(job.used)));
    job.working = workers;
    for (int i = 0; i < workers; ++i)
        pool.start([shared = m_job] { shared->work(); });
}

FilterScan::~FilterScan()
{
    cancel();
}

QFuture<void> FilterScan::future() const
{
    return m_job->promise.future();
}

void FilterScan::cancel()
{
    m_job->promise.future().cancel();
}

quint64 FilterScan::total() const
{
    return m_job->log.size() - m_job->from;
}

quint64 FilterScan::searched() const
{
    return m_job->searched;
}

quint64 FilterScan::matched() const
{
    return m_job->matched;
}

quint64 FilterScan::asked() const
{
    return m_job->asked;
}

void FilterScan::takeDecided(const std::vector<SearchedRows *> &sets, quint64 &skip)
{
    for (; m_taken < m_job->used; ++m_taken) {
        Job::Block &block = m_job->blocks[m_taken];
        if (!block.decided.load(std::memory_order_acquire))
            return;
        const quint64 left = std::min<quint64>(skip, block.rows);
        for (size_t i = 0; i < sets.size(); ++i) {
            const size_t at = i * BlockScan::maxWords;
            sets[i]->append(block.bits.get() + at,
                            {block.unreadable ? block.unreadable.get() + at : nullptr,
                             block.undecided ? block.undecided.get() + at : nullptr},
                            block.rows - left, left);
        }
        skip -= left;
        block.bits.reset();
        block.unreadable.reset();
        block.undecided.reset();
    }
}

} // namespace eventscope
