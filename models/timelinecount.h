// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/histogramcount.h"

#include <QFutureWatcher>
#include <QObject>

namespace eventscope {

/// A histogram that is kept up to date while rows come: a few are counted at once, many on a worker
/// thread. What was counted before stays to be shown until the worker has the new counts. GUI
/// thread.
class TimelineCount final : public QObject
{
    Q_OBJECT
public:
    /// The pool is not owned; let it wait after the last count has been stopped.
    explicit TimelineCount(QThreadPool *pool, QObject *parent = nullptr);
    ~TimelineCount() override;

    const EventHistogram &histogram() const { return m_histogram; }
    bool isBusy() const { return m_watcher != nullptr; }

    /// Counts the rows on a worker, behind what `into` has. A count that runs is given up.
    void count(HistogramRows rows, EventHistogram into = EventHistogram());
    /// Counts what the log has behind the last row that was counted: all rows, or those of a set,
    /// as far as it knows them. While a worker counts nothing happens.
    void catchUp(const EventLog &log, const RowSet *rows = nullptr);
    /// The log lost its oldest rows: `gone` has them still. Takes what was counted of them out, on
    /// a worker, and goes on behind it. False where a worker is counting: count anew.
    bool retire(const EventLog &log, const RowSet *rows, RetiredRows gone);
    void forgetBefore(qint64 us);
    /// Empty, and whatever ran is given up; `nextSequence` is where catchUp() goes on.
    void clear(quint64 nextSequence = 0);

Q_SIGNALS:
    void counted();

private:
    void stop();
    void finish();

    QThreadPool *m_pool;
    EventHistogram m_histogram;
    quint64 m_next = 0; ///< sequence of the first row that was not looked at
    QFutureWatcher<EventHistogram> *m_watcher = nullptr; ///< while a worker counts
    qint64 m_forgetBefore; ///< what came meanwhile
};

} // namespace eventscope
