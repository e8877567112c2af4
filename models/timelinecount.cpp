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
    m_next = rows.log.firstSequence() + rows.log.size();
    m_watcher = new QFutureWatcher<EventHistogram>(this);
    connect(m_watcher, &QFutureWatcherBase::finished, this, &TimelineCount::finish);
    m_watcher->setFuture(startCount(*m_pool, std::move(rows), std::move(into)));
}

void TimelineCount::catchUp(const EventLog &log)
{
    if (isBusy())
        return;
    m_next = std::max(m_next, log.firstSequence());
    const quint64 end = log.firstSequence() + log.size();
    if (end > m_next + mostAtOnce) {
        count({log.snapshot(), m_next - log.firstSequence(), nullptr}, m_histogram);
        return;
    }
    for (; m_next < end; ++m_next)
        m_histogram.add(log.at(m_next - log.firstSequence()), m_next);
}

void TimelineCount::add(const EventRecord &record, quint64 sequence)
{
    if (isBusy())
        m_waiting.emplace_back(record, sequence);
    else
        m_histogram.add(record, sequence);
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
    m_waiting.clear();
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
    watcher->deleteLater(); // it is the sender
    m_histogram = watcher->future().takeResult();
    if (m_forgetBefore != nothingForgotten)
        m_histogram.forgetBefore(m_forgetBefore);
    for (const auto &[record, sequence] : m_waiting)
        m_histogram.add(record, sequence);
    m_waiting = {};
    m_forgetBefore = nothingForgotten;
    Q_EMIT counted();
}

} // namespace eventscope
