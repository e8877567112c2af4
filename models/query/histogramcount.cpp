// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/histogramcount.h"

#include <QPromise>
#include <QThreadPool>
#include <algorithm>
#include <memory>
#include <vector>

namespace eventscope {

namespace {

constexpr quint64 blockRows = 1U << 14;

struct CountJob
{
    QPromise<EventHistogram> promise;
    HistogramRows rows;
    EventHistogram histogram;

    void run()
    {
        const EventLog::Snapshot &log = rows.log;
        const quint64 end = rows.rows ? std::min(rows.rows->rows(), log.size()) : log.size();
        std::vector<quint32> some;
        for (quint64 block = rows.fromRow; block < end; block += blockRows) {
            if (promise.isCanceled())
                break;
            const quint64 blockEnd = std::min(end, block + blockRows);
            if (rows.rows) {
                some.clear();
                rows.rows->appendTo(some, block, blockEnd);
                for (const quint32 row : some)
                    histogram.add(log.at(row), log.firstSequence() + row);
                continue;
            }
            for (quint64 row = block; row < blockEnd; ++row)
                histogram.add(log.at(row), log.firstSequence() + row);
        }
        if (!promise.isCanceled())
            promise.addResult(std::move(histogram));
        promise.finish();
    }
};

} // namespace

QFuture<EventHistogram> startCount(QThreadPool &pool, HistogramRows rows, EventHistogram into)
{
    const auto job = std::make_shared<CountJob>();
    job->rows = std::move(rows);
    job->histogram = std::move(into);
    job->promise.start();
    const QFuture<EventHistogram> future = job->promise.future();
    pool.start([job] { job->run(); });
    return future;
}

} // namespace eventscope
