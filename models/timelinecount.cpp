// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timelinecount.h"

#include <algorithm>
#include <limits>

namespace eventscope {

namespace {

/// So many rows take less than a millisecond.
constexpr quint64 mostAtOnce = 1U << 15;
constexpr qint64 nothingForgotten = std::numeric_limits<qint64>::min();

} // namespace

TimelineCount::TimelineCount(QThreadPool *pool, QObject *parent)
    : QObject(parent), m_pool(pool), m_forgetBefore(nothingForgotten)
{ }

TimelineCount::~TimelineCount()
{
    stop();
}

void TimelineCount::count(HistogramRows rows, EventHistogram into)
{
    stop();
    m_next = rows.log.firstSequence() + (rows.rows ? rows.rows->rows() : rows.log.size());
    m_watcher = new QFutureWatcher<EventHistogram>(this);
    connect(m_watcher, &QFutureWatcherBase::finished, this, &TimelineCount::finish);
    m_watcher->setFuture(startCount(*m_pool, std::move(rows), std::move(into)));
}

void TimelineCount::catchUp(const EventLog &log, const RowSet *rows)
{
    if (isBusy())
        return;
    const quint64 first = log.firstSequence();
    quint64 row = std::max(m_next, first) - first;
    const quint64 end = rows ? std::min(rows->rows(), log.size()) : log.size();
    if (row >= end)
        return;
    const quint64 fresh = rows ? rows->count() - rows->rank(row) : end - row;
    if (fresh > mostAtOnce) {
        count({log.snapshot(), row, rows ? std::optional(*rows) : std::nullopt}, m_histogram);
        return;
    }
    for (row = rows ? rows->next(row) : row; row < end; row = rows ? rows->next(row + 1) : row + 1)
        m_histogram.add(log.at(row), first + row);
    m_next = first + end;
}

bool TimelineCount::retire(const EventLog &log, const RowSet *rows, RetiredRows gone)
{
    if (isBusy())
        return false;
    const quint64 first = log.firstSequence();
    const quint64 counted = std::min(m_next, first);
    const quint64 goneFirst = gone.log.firstSequence();
    gone.count = counted > goneFirst ? counted - goneFirst : 0;
    if (gone.rows)
        gone.count = std::min(gone.count, gone.rows->rows());
    if (gone.count > 0)
        count({log.snapshot(), std::max(m_next, first) - first,
               rows ? std::optional(*rows) : std::nullopt, std::move(gone)},
              m_histogram);
    return true;
}

void TimelineCount::forgetBefore(qint64 us)
{
    if (isBusy())
        m_forgetBefore = us;
    m_histogram.forgetBefore(us);
}

void TimelineCount::clear(quint64 nextSequence)
{
    stop();
    m_histogram = EventHistogram();
    m_next = nextSequence;
}

/// Gives a count up: its worker stops by itself, and what it still has to say is not heard.
void TimelineCount::stop()
{
    m_forgetBefore = nothingForgotten;
    if (!m_watcher)
        return;
    m_watcher->future().cancel();
    m_watcher->disconnect(this);
    m_watcher->deleteLater();
    m_watcher = nullptr;
}

void TimelineCount::finish()
{
    QFutureWatcher<EventHistogram> *watcher = std::exchange(m_watcher, nullptr);
    watcher->disconnect(this); // a promise that goes now may say once more that it is finished
    watcher->deleteLater(); // it is the sender
    m_histogram = watcher->future().takeResult();
    if (m_forgetBefore != nothingForgotten)
        m_histogram.forgetBefore(m_forgetBefore);
    m_forgetBefore = nothingForgotten;
    Q_EMIT counted();
}

} // namespace eventscope
