// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventsorting.h"

#include "models/eventbookmarks.h"
#include "models/eventlogmodel.h"
#include "models/sortkeys.h"

#include <QPromise>
#include <memory>

namespace eventscope {

namespace {

/// All that a worker needs of the rows that are shown now.
std::shared_ptr<SortTask> sortTask(const EventLogModel &events, int column, Qt::SortOrder order)
{
    const auto task = std::make_shared<SortTask>();
    task->log = events.snapshot();
    task->texts = events.log();
    task->lines = events.lines();
    task->masks = events.masks();
    task->connectionNames = events.connectionNames();
    const EventBookmarks &marks = events.bookmarks();
    for (const quint64 sequence : marks.sequences())
        task->notes.insert(sequence, marks.note(sequence));
    task->context = events.context();
    task->time = events.timeShown();
    task->column = column;
    task->descending = order == Qt::DescendingOrder;
    if (column >= EventLogColumn::Count) {
        const auto path =
            EventPath::parse(events.pathColumns().value(column - EventLogColumn::Count).path);
        task->path = path ? *path : EventPath();
    }
    task->sequences.resize(size_t(events.rowCount()));
    for (size_t row = 0; row < task->sequences.size(); ++row)
        task->sequences[row] = events.sequenceAt(int(row));
    return task;
}

} // namespace

EventSorting::EventSorting(const EventLogModel &events, int column, Qt::SortOrder order)
{
    const auto task = sortTask(events, column, order);
    const auto promise = std::make_shared<QPromise<std::vector<quint64>>>();
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &EventSorting::takeResult);
    m_watcher.setFuture(promise->future());
    promise->start();
    m_pool.start([promise, task, &stop = m_stop] {
        promise->addResult(sortedSequences(*task, stop));
        promise->finish();
    });
}

EventSorting::~EventSorting()
{
    m_watcher.disconnect();
    m_stop = true;
    m_pool.waitForDone();
}

void EventSorting::takeResult()
{
    // takeResult() of a future takes the state of being finished along: a promise that goes just
    // then says once more that it is.
    m_watcher.disconnect(this);
    auto future = m_watcher.future();
    if (future.resultCount() == 0)
        return;
    m_sequences = future.takeResult();
    Q_EMIT finished();
}

} // namespace eventscope
