// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventlogmodel.h"

#include "models/event/maskedlines.h"
#include "models/eventlogcells.h"
#include "models/query/rowindex.h"
#include "models/query/scan.h"

#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QThread>
#include <QThreadPool>
#include <limits>
#include <numeric>
#include <utility>

namespace eventscope {

namespace {

constexpr quint64 maxRows = std::numeric_limits<int>::max();

} // namespace

/// A filter whose scan is on its way.
struct EventLogSearch
{
    std::shared_ptr<const EventPredicate> filter;
    RunningScan scan;
    QFutureWatcher<std::vector<quint32>> *watcher = nullptr; ///< child of the model
    quint64 total = 0;
    std::vector<quint32> tail; ///< matches among what came after the scan's snapshot
    QElapsedTimer clock;
};

struct EventLogModel::State
{
    EventLog *log = nullptr;
    const LineSource *lines = nullptr;
    MaskedLines shown; ///< the same without secrets: for eyes and copies
    EventLogCells cells;

    std::shared_ptr<const EventPredicate> filter; ///< of the rows that are shown
    RowIndex rows; ///< what is shown under a filter
    std::vector<quint32> held; ///< under a filter, while paused: what matches and is not shown
    quint64 seen = 0; ///< log rows that were looked at
    quint64 end = 0; ///< log rows that the table covers; behind `seen` only while paused
    quint64 reportedWaiting = 0;
    bool paused = false;

    std::unique_ptr<EventLogSearch> search;
    QThreadPool pool; ///< of this model alone, so that setLog() can wait for it

    quint64 logRow(int row) const { return filter ? rows[row] : quint64(row); }

    /// Appends those of the log rows [from, to) that match.
    void collect(const EventPredicate &predicate, quint64 from, quint64 to,
                 std::vector<quint32> &into) const
    {
        std::string scratch;
        for (quint64 row = from; row < to; ++row) {
            if (matches(predicate, log->at(row), lines, scratch))
                into.push_back(quint32(row));
        }
    }
};

EventLogModel::EventLogModel(EventLog *log, const LineSource *lines, QObject *parent)
    : QAbstractTableModel(parent), m_state(std::make_unique<State>())
{
    m_state->pool.setMaxThreadCount(std::max(2, QThread::idealThreadCount()));
    setLog(log, lines);
}

EventLogModel::~EventLogModel()
{
    dropSearch();
    m_state->pool.waitForDone();
}

void EventLogModel::setLog(EventLog *log, const LineSource *lines)
{
    State &s = *m_state;
    dropSearch();
    s.pool.waitForDone(); // a cancelled scan stops within a few rows
    beginResetModel();
    s.log = log;
    s.lines = lines;
    s.shown.setSource(lines);
    s.cells.setLog(log, lines ? &s.shown : nullptr);
    s.filter = nullptr;
    s.rows.clear();
    s.held.clear();
    s.seen = s.end = log ? std::min(log->size(), maxRows) : 0;
    endResetModel();
    reportWaiting();
}

int EventLogModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return m_state->filter ? m_state->rows.size() : int(m_state->end);
}

int EventLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : EventLogColumn::Count;
}

QVariant EventLogModel::data(const QModelIndex &index, int role) const
{
    const EventRecord *record = index.isValid() ? recordAt(index.row()) : nullptr;
    if (!record)
        return {};
    return m_state->cells.data(*record, sequenceAt(index.row()), index.column(), role);
}

QVariant EventLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    // The vertical header is hidden; asking Qt's default for it would format row numbers for
    // nothing.
    if (orientation != Qt::Horizontal || section < 0 || section >= EventLogColumn::Count)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return EventLogCells::headerText(section);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return EventLogCells::headerToolTip(section);
    default:
        return {};
    }
}

void EventLogModel::logGrew()
{
    State &s = *m_state;
    const quint64 size = s.log ? std::min(s.log->size(), maxRows) : 0;
    if (size <= s.seen)
        return;
    if (s.search)
        s.collect(*s.search->filter, s.seen, size, s.search->tail);
    std::vector<quint32> fresh;
    if (s.filter)
        s.collect(*s.filter, s.seen, size, fresh);
    s.seen = size;
    if (s.paused)
        s.held.insert(s.held.end(), fresh.begin(), fresh.end());
    else
        insertFresh(fresh);
    reportWaiting();
}

/// Shows the log up to what was seen; under a filter, `fresh` is what matches of it. One signal,
/// whatever came.
void EventLogModel::insertFresh(const std::vector<quint32> &fresh)
{
    State &s = *m_state;
    const quint64 count = s.filter ? fresh.size() : s.seen - s.end;
    if (count > 0)
        beginInsertRows({}, rowCount(), rowCount() + int(count) - 1);
    s.rows.append(fresh);
    s.end = s.seen;
    if (count > 0)
        endInsertRows();
}

void EventLogModel::setPaused(bool paused)
{
    State &s = *m_state;
    if (s.paused == paused)
        return;
    s.paused = paused;
    if (!paused)
        insertFresh(std::exchange(s.held, {}));
    reportWaiting();
}

bool EventLogModel::isPaused() const
{
    return m_state->paused;
}

quint64 EventLogModel::waiting() const
{
    return m_state->filter ? m_state->held.size() : m_state->seen - m_state->end;
}

void EventLogModel::reportWaiting()
{
    const quint64 now = waiting();
    if (std::exchange(m_state->reportedWaiting, now) != now)
        Q_EMIT waitingChanged(now);
}

void EventLogModel::setFilter(std::shared_ptr<const EventPredicate> filter)
{
    State &s = *m_state;
    dropSearch();
    if (filter && s.seen > 0) {
        startSearch(std::move(filter));
        return;
    }
    if (filter || s.filter)
        replaceFilter(std::move(filter), {});
    Q_EMIT filterFinished(s.seen, quint64(rowCount()) + waiting(), 0);
}

void EventLogModel::startSearch(std::shared_ptr<const EventPredicate> filter)
{
    State &s = *m_state;
    logGrew(); // so that the scan's snapshot ends where the tail begins
    s.search = std::make_unique<EventLogSearch>();
    EventLogSearch &search = *s.search;
    search.filter = std::move(filter);
    search.total = s.seen;
    search.clock.start();
    search.watcher = new QFutureWatcher<std::vector<quint32>>(this);
    connect(search.watcher, &QFutureWatcherBase::progressValueChanged, this,
            &EventLogModel::reportSearch);
    connect(search.watcher, &QFutureWatcherBase::finished, this, &EventLogModel::finishSearch);
    search.scan = startScan(s.pool, s.log->snapshot(), s.lines, search.filter);
    search.watcher->setFuture(search.scan.future);
}

void EventLogModel::reportSearch()
{
    const EventLogSearch &search = *m_state->search;
    Q_EMIT filterProgress(std::min(search.scan.searched->load(), search.total), search.total,
                          search.scan.matches->load());
}

void EventLogModel::finishSearch()
{
    const std::unique_ptr<EventLogSearch> search = std::move(m_state->search);
    search->watcher->deleteLater(); // it is the sender
    std::vector<quint32> rows = search->scan.future.takeResult();
    rows.insert(rows.end(), search->tail.begin(), search->tail.end());
    const quint64 found = rows.size();
    const double seconds = double(search->clock.nsecsElapsed()) / 1e9;
    replaceFilter(search->filter, std::move(rows));
    Q_EMIT filterFinished(m_state->seen, found, seconds);
}

/// Forgets a scan: its workers stop by themselves, and what it still has to say is not heard.
void EventLogModel::dropSearch()
{
    const std::unique_ptr<EventLogSearch> search = std::move(m_state->search);
    if (!search)
        return;
    search->scan.future.cancel();
    search->watcher->disconnect(this);
    search->watcher->deleteLater();
}

/// `rows` is everything in the log that matches; what the pause hides stays hidden.
void EventLogModel::replaceFilter(std::shared_ptr<const EventPredicate> filter,
                                  std::vector<quint32> rows)
{
    State &s = *m_state;
    beginResetModel();
    s.filter = std::move(filter);
    s.rows.assign(std::move(rows));
    s.held = s.rows.splitOff(s.end);
    endResetModel();
    reportWaiting();
}

bool EventLogModel::isFiltered() const
{
    return m_state->filter != nullptr;
}

bool EventLogModel::isScanning() const
{
    return m_state->search != nullptr;
}

quint64 EventLogModel::logSize() const
{
    return m_state->log ? m_state->log->size() : 0;
}

quint64 EventLogModel::sequenceAt(int row) const
{
    return recordAt(row) ? m_state->log->firstSequence() + m_state->logRow(row) : 0;
}

int EventLogModel::rowOfSequence(quint64 sequence) const
{
    const State &s = *m_state;
    if (!s.log || sequence < s.log->firstSequence() || sequence - s.log->firstSequence() >= s.end)
        return -1;
    const quint64 row = sequence - s.log->firstSequence();
    return s.filter ? s.rows.positionOf(quint32(row)) : int(row);
}

const EventRecord *EventLogModel::recordAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return nullptr;
    return &m_state->log->at(m_state->logRow(row));
}

QByteArray EventLogModel::lineAt(int row) const
{
    const EventRecord *record = recordAt(row);
    if (!record || !m_state->lines)
        return {};
    std::string scratch;
    const std::string_view line = m_state->shown.line(*record, scratch);
    return {line.data(), qsizetype(line.size())};
}

std::vector<quint32> EventLogModel::shownRows(bool *all) const
{
    const State &s = *m_state;
    *all = !s.filter && s.end == logSize();
    if (s.filter || *all)
        return s.rows.rows();
    std::vector<quint32> rows(s.end);
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
}

const EventLog *EventLogModel::log() const
{
    return m_state->log;
}

EventLog::Snapshot EventLogModel::snapshot() const
{
    return m_state->log ? m_state->log->snapshot() : EventLog::Snapshot();
}

const LineSource *EventLogModel::lines() const
{
    return m_state->lines;
}

const FieldMasks &EventLogModel::masks() const
{
    return m_state->shown.masks();
}

void EventLogModel::setMasks(const FieldMasks &masks)
{
    State &s = *m_state;
    if (s.shown.masks() == masks)
        return;
    s.shown.setMasks(masks);
    s.cells.forget();
    Q_EMIT masksChanged();
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, EventLogColumn::Summary),
                           index(rowCount() - 1, EventLogColumn::Summary));
}

QMap<QString, QString> EventLogModel::connectionNames() const
{
    return m_state->cells.connectionNames();
}

void EventLogModel::setConnectionNames(const QMap<QString, QString> &nameById)
{
    m_state->cells.setConnectionNames(nameById);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, EventLogColumn::Connection),
                           index(rowCount() - 1, EventLogColumn::Connection));
}

void EventLogModel::setTimeZone(TimeZoneChoice zone)
{
    m_state->cells.setTimeZone(zone);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, EventLogColumn::Time),
                           index(rowCount() - 1, EventLogColumn::Time));
}

TimeZoneChoice EventLogModel::timeZone() const
{
    return m_state->cells.timeZone();
}

} // namespace eventscope
