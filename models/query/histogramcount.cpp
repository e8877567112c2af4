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
        if (rows.gone.count > 0) {
            forEach(rows.gone.log, rows.gone.rows, 0, rows.gone.count,
                    [this](const EventRecord &record, quint64) {
                        histogram.remove(record);
                        return true;
                    });
            histogram.dropEmpty(log.firstSequence());
            forEach(log, rows.rows, 0, std::min(rows.fromRow, end),
                    [this](const EventRecord &record, quint64 sequence) {
                        return histogram.findFirst(record, sequence);
                    });
        }
        forEach(log, rows.rows, rows.fromRow, end,
                [this](const EventRecord &record, quint64 sequence) {
                    histogram.add(record, sequence);
                    return true;
                });
        if (!promise.isCanceled())
            promise.addResult(std::move(histogram));
        promise.finish();
    }

    /// Until visit() answers false, or nobody wants the result any more.
    template<typename Visit>
    void forEach(const EventLog::Snapshot &log, const std::optional<RowSet> &only, quint64 from,
                 quint64 end, const Visit &visit)
    {
        std::vector<quint32> some;
        const quint64 first = log.firstSequence();
        for (quint64 block = from; block < end && !promise.isCanceled(); block += blockRows) {
            const quint64 blockEnd = std::min(end, block + blockRows);
            if (!only) {
                for (quint64 row = block; row < blockEnd; ++row) {
                    if (!visit(log.at(row), first + row))
                        return;
                }
                continue;
            }
            some.clear();
            only->appendTo(some, block, blockEnd);
            for (const quint32 row : some) {
                if (!visit(log.at(row), first + row))
                    return;
            }
        }
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
