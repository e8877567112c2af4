// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventlogmodel.h"

#include "models/event/maskedlines.h"
#include "models/eventbookmarks.h"
#include "models/eventlogcells.h"
#include "models/logcontext.h"
#include "models/subjecthistory.h"

namespace eventscope {

struct EventLogModel::State
{
    ShownRows rows;
    MaskedLines shown; ///< the lines without secrets: for eyes and copies
};

EventLogModel::EventLogModel(EventLog *log, const LineSource *lines, QObject *parent)
    : QAbstractTableModel(parent), m_cells(std::make_unique<EventLogCells>()),
      m_bookmarks(std::make_unique<EventBookmarks>()),
      m_context(std::make_unique<LogContext>(m_bookmarks.get())),
      m_history(std::make_unique<SubjectHistory>(this, &m_context->trail())),
      m_state(std::make_unique<State>())
{
    connectRows();
    connectBookmarks();
    m_cells->setHistory(m_history.get());
    connect(m_history.get(), &SubjectHistory::ready, this,
            [this] { cellsChanged(EventLogColumn::Changed, EventLogColumn::Changed); });
    connect(m_cells->rows(), &RowReader::rowsRead, this, &EventLogModel::showRead);
    setLog(log, lines);
}

EventLogModel::~EventLogModel()
{
    m_cells->setLog(nullptr, nullptr, nullptr); // its worker reads what goes now
}

void EventLogModel::connectRows()
{
    const ShownRows *rows = &m_state->rows;
    connect(rows, &ShownRows::aboutToInsert, this,
            [this](int first, int last) { beginInsertRows({}, first, last); });
    connect(rows, &ShownRows::inserted, this, [this] { endInsertRows(); });
    connect(rows, &ShownRows::aboutToRemove, this,
            [this](int first, int last) { beginRemoveRows({}, first, last); });
    connect(rows, &ShownRows::removed, this, [this] { endRemoveRows(); });
    connect(rows, &ShownRows::aboutToReset, this, [this] { beginResetModel(); });
    connect(rows, &ShownRows::wasReset, this, [this] { endResetModel(); });
    connect(rows, &ShownRows::filtersChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1),
                               {EventLogRole::FilterNumber});
    });
    connect(rows, &ShownRows::waitingChanged, this, &EventLogModel::waitingChanged);
    connect(rows, &ShownRows::searchProgress, this, &EventLogModel::filterProgress);
    connect(rows, &ShownRows::searchFinished, this, &EventLogModel::filterFinished);
    connect(rows, &ShownRows::caughtUp, this, &EventLogModel::filterCaughtUp);
}

void EventLogModel::setLog(EventLog *log, const LineSource *lines)
{
    State &s = *m_state;
    Q_EMIT logAboutToBeReplaced();
    beginResetModel();
    m_cells->setLog(nullptr, nullptr, nullptr);
    s.rows.setLog(log, lines);
    m_history->stop();
    m_context->setLog(log, lines); // nobody asks any more
    s.shown.setSource(lines);
    m_cells->setLog(log, lines ? &s.shown : nullptr, &m_context->trail());
    m_cells->setMark({});
    m_timeMark = 0;
    endResetModel();
    Q_EMIT logReplaced();
}

int EventLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_state->rows.size();
}

int EventLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_cells->columnCount();
}

QVariant EventLogModel::data(const QModelIndex &index, int role) const
{
    const EventRecord *record = index.isValid() ? recordAt(index.row()) : nullptr;
    if (!record)
        return {};
    if (role == EventLogRole::FilterNumber)
        return m_state->rows.filterOf(m_state->rows.logRow(index.row()));
    return m_cells->data(
        {*record, sequenceAt(index.row()), recordAt(index.row() - 1), role == Qt::DisplayRole},
        index.column(), role);
}

QVariant EventLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    // The vertical header is hidden; asking Qt's default for it would format row numbers for
    // nothing.
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return m_cells->headerText(section);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return m_cells->headerToolTip(section);
    default:
        return {};
    }
}

void EventLogModel::logGrew()
{
    m_context->trail().update(); // first: filters ask it of what came
    m_state->rows.logGrew();
    Q_EMIT logGrown();
}

void EventLogModel::retire(quint64 sequence)
{
    Q_EMIT logAboutToRetire();
    m_state->rows.retire(sequence);
    m_context->trail().update();
    Q_EMIT logRetired();
}

void EventLogModel::setPaused(bool paused)
{
    m_state->rows.setPaused(paused);
}

bool EventLogModel::isPaused() const
{
    return m_state->rows.isPaused();
}

quint64 EventLogModel::waiting() const
{
    return m_state->rows.waiting();
}

void EventLogModel::setFilter(std::shared_ptr<const EventPredicate> filter)
{
    if (filter)
        setFilters({{std::move(filter), StackedFilter::Use::Include}});
    else
        setFilters({});
}

void EventLogModel::setFilters(std::vector<StackedFilter> filters)
{
    m_state->rows.setFilters(std::move(filters));
}

const std::vector<StackedFilter> &EventLogModel::filters() const
{
    return m_state->rows.filters();
}

bool EventLogModel::isFiltered() const
{
    return m_state->rows.isFiltered();
}

bool EventLogModel::isScanning() const
{
    return m_state->rows.isSearching();
}

quint64 EventLogModel::unsearched() const
{
    return m_state->rows.unsearched();
}

quint64 EventLogModel::unreadable() const
{
    return m_state->rows.unreadable();
}

size_t EventLogModel::memoryBytes() const
{
    return m_state->rows.memoryBytes();
}

quint64 EventLogModel::logSize() const
{
    return log() ? log()->size() : 0;
}

quint64 EventLogModel::sequenceAt(int row) const
{
    return recordAt(row) ? log()->firstSequence() + m_state->rows.logRow(row) : 0;
}

int EventLogModel::rowOfSequence(quint64 sequence) const
{
    if (!log() || sequence < log()->firstSequence())
        return -1;
    const quint64 row = sequence - log()->firstSequence();
    return row < log()->size() ? m_state->rows.positionOf(row) : -1;
}

bool EventLogModel::isHidden(quint64 sequence) const
{
    const RowSet *shown = shownSet();
    if (!shown || !recordOf(sequence))
        return false;
    const quint64 row = sequence - log()->firstSequence();
    return row < shown->rows() && !shown->contains(row);
}

const EventRecord *EventLogModel::recordAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return nullptr;
    return &log()->at(m_state->rows.logRow(row));
}

QByteArray EventLogModel::lineAt(int row) const
{
    const EventRecord *record = recordAt(row);
    if (!record || !lines())
        return {};
    std::string scratch;
    const std::string_view line = m_state->shown.line(*record, scratch);
    return {line.data(), qsizetype(line.size())};
}

QString EventLogModel::originAt(int row) const
{
    const EventRecord *record = recordAt(row);
    return record && lines() ? QString::fromStdString(lines()->origin(*record)) : QString();
}

const EventRecord *EventLogModel::recordOf(quint64 sequence) const
{
    if (!log() || sequence < log()->firstSequence())
        return nullptr;
    const quint64 row = sequence - log()->firstSequence();
    return row < log()->size() ? &log()->at(row) : nullptr;
}

QByteArray EventLogModel::lineOf(quint64 sequence) const
{
    const EventRecord *record = recordOf(sequence);
    if (!record || !lines())
        return {};
    std::string scratch;
    const std::string_view line = m_state->shown.line(*record, scratch);
    return {line.data(), qsizetype(line.size())};
}

SubjectHistory &EventLogModel::history() const
{
    return *m_history;
}

const RowSet *EventLogModel::shownSet() const
{
    return m_state->rows.letThrough();
}

std::vector<quint32> EventLogModel::shownRows(bool *all) const
{
    return m_state->rows.rows(all);
}

const EventLog *EventLogModel::log() const
{
    return m_state->rows.log();
}

EventLog::Snapshot EventLogModel::snapshot() const
{
    return log() ? log()->snapshot() : EventLog::Snapshot();
}

const LineSource *EventLogModel::lines() const
{
    return m_state->rows.lines();
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
    m_cells->forget(); // first: a worker may be reading through them
    s.shown.setMasks(masks);
    Q_EMIT masksChanged();
    cellsChanged(EventLogColumn::Summary, columnCount() - 1);
}

} // namespace eventscope
