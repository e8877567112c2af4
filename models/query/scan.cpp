// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/scan.h"

#include <QPromise>
#include <QThreadPool>
#include <algorithm>

namespace eventscope {

namespace {

constexpr quint64 blockRows = 8192;

/// What the workers of one scan share. It lives until the last of them has gone.
struct ScanJob
{
    QPromise<std::vector<quint32>> promise;
    EventLog::Snapshot log;
    const LineSource *lines = nullptr;
    std::shared_ptr<const EventPredicate> predicate;
    std::vector<std::vector<quint32>> hits; ///< by block; each is written by one worker only
    std::atomic<size_t> nextBlock{0};
    std::atomic<int> finishedBlocks{0};
    std::atomic<int> working{0};
    std::shared_ptr<std::atomic<quint64>> searched = std::make_shared<std::atomic<quint64>>(0);
    std::shared_ptr<std::atomic<quint64>> matched = std::make_shared<std::atomic<quint64>>(0);

    bool scanBlock(size_t block, std::string &scratch)
    {
        std::vector<quint32> &found = hits[block];
        const quint64 end = std::min(log.size(), quint64(block + 1) * blockRows);
        for (quint64 row = quint64(block) * blockRows; row < end; ++row) {
            if (row % 64 == 0 && promise.isCanceled())
                return false;
            if (matches(*predicate, log.at(row), lines, scratch))
                found.push_back(quint32(row));
        }
        *searched += end - quint64(block) * blockRows;
        *matched += found.size();
        promise.setProgressValue(++finishedBlocks);
        return true;
    }

    void work()
    {
        std::string scratch;
        for (size_t block = nextBlock++; block < hits.size(); block = nextBlock++) {
            if (!scanBlock(block, scratch))
                break;
        }
        if (--working == 0)
            finish();
    }

    void finish()
    {
        if (!promise.isCanceled()) {
            std::vector<quint32> rows;
            rows.reserve(*matched);
            for (const std::vector<quint32> &found : hits)
                rows.insert(rows.end(), found.begin(), found.end());
            promise.addResult(std::move(rows));
        }
        promise.finish();
    }
};

} // namespace

bool matches(const EventPredicate &predicate, const EventRecord &record, const LineSource *lines,
             std::string &scratch)
{
    bool answer = false;
    if (predicate.decidedByColumns(record, answer))
        return answer;
    return predicate.matchesLine(record, lines ? lines->line(record, scratch) : std::string_view());
}

RunningScan startScan(QThreadPool &pool, EventLog::Snapshot log, const LineSource *lines,
                      std::shared_ptr<const EventPredicate> predicate)
{
    const auto job = std::make_shared<ScanJob>();
    job->hits.resize(size_t((log.size() + blockRows - 1) / blockRows));
    job->log = std::move(log);
    job->lines = lines;
    job->predicate = std::move(predicate);
    job->promise.setProgressRange(0, int(job->hits.size()));
    job->promise.start();
    const int workers = std::max(1, std::min(pool.maxThreadCount(), int(job->hits.size())));
    job->working = workers;
    RunningScan running{job->promise.future(), job->searched, job->matched};
    for (int i = 0; i < workers; ++i)
        pool.start([job] { job->work(); });
    return running;
}

} // namespace eventscope
