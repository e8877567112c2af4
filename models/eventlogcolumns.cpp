// SPDX-License-Identifier: GPL-3.0-or-later
//
// What EventLogModel shows in which columns: its share that knows nothing of how rows are found.

#include "models/eventbookmarks.h"
#include "models/eventlogcells.h"
#include "models/eventlogmodel.h"
#include "models/logcontext.h"

namespace eventscope {

void EventLogModel::connectBookmarks()
{
    m_cells->setBookmarks(m_bookmarks.get());
    connect(m_bookmarks.get(), &EventBookmarks::changed, this, [this](quint64 sequence) {
        const int row = sequence > 0 ? rowOfSequence(sequence) : -1;
        if (sequence > 0 && row < 0)
            return;
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(std::max(row, 0), 0),
                               index(row < 0 ? rowCount() - 1 : row, EventLogColumn::Note));
    });
}

EventBookmarks &EventLogModel::bookmarks() const
{
    return *m_bookmarks;
}

QVariant EventLogModel::cellOf(quint64 sequence, int column, int role) const
{
    const EventRecord *record = recordOf(sequence);
    return record ? m_cells->data({*record, sequence, nullptr}, column, role) : QVariant();
}

const RowContext *EventLogModel::context() const
{
    return m_context.get();
}

void EventLogModel::cellsChanged(int firstColumn, int lastColumn)
{
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, firstColumn), index(rowCount() - 1, lastColumn));
}

/// Lines that were read for cells: those rows are shown again.
void EventLogModel::showRead()
{
    int first = rowCount();
    int last = -1;
    for (const quint64 sequence : m_cells->takeRead()) {
        const int row = rowOfSequence(sequence);
        if (row < 0)
            continue;
        first = std::min(first, row);
        last = std::max(last, row);
    }
    if (last >= 0)
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
}

QMap<QString, QString> EventLogModel::connectionNames() const
{
    return m_cells->connectionNames();
}

void EventLogModel::setConnectionNames(const QMap<QString, QString> &nameById)
{
    m_cells->setConnectionNames(nameById);
    cellsChanged(EventLogColumn::Connection, EventLogColumn::Connection);
}

void EventLogModel::setTimeZone(TimeZoneChoice zone)
{
    TimeShown time = timeShown();
    time.zone = zone;
    setTimeShown(time);
}

TimeZoneChoice EventLogModel::timeZone() const
{
    return timeShown().zone;
}

void EventLogModel::setTimeShown(const TimeShown &time)
{
    if (time == timeShown())
        return;
    m_cells->setTimeShown(time);
    Q_EMIT headerDataChanged(Qt::Horizontal, EventLogColumn::Time, EventLogColumn::Delta);
    cellsChanged(EventLogColumn::Time, EventLogColumn::Delta);
    Q_EMIT timeShownChanged();
}

const TimeShown &EventLogModel::timeShown() const
{
    return m_cells->timeShown();
}

void EventLogModel::setTimeMark(quint64 mark)
{
    const EventRecord *record = recordAt(rowOfSequence(mark));
    m_timeMark = record ? mark : 0;
    m_cells->setMark(record ? std::optional(*record) : std::nullopt);
    Q_EMIT headerDataChanged(Qt::Horizontal, EventLogColumn::Time, EventLogColumn::Time);
    cellsChanged(EventLogColumn::Time, EventLogColumn::Time);
    Q_EMIT timeShownChanged();
}

quint64 EventLogModel::timeMark() const
{
    return m_timeMark;
}

void EventLogModel::clockTicked()
{
    if (timeShown().form == TimeShown::UntilNow)
        cellsChanged(EventLogColumn::Time, EventLogColumn::Time);
}

const QVector<PathColumn> &EventLogModel::pathColumns() const
{
    return m_cells->pathColumns();
}

Result<void> EventLogModel::addPathColumn(const PathColumn &column)
{
    if (auto good = EventColumns::checkPath(column.path); !good)
        return good;
    QVector<PathColumn> columns = pathColumns();
    if (columns.size() >= EventColumns::maxMade)
        return Error{tr("At most %1 columns can be made from paths.").arg(EventColumns::maxMade)};
    beginInsertColumns({}, columnCount(), columnCount());
    columns.append({column.path, column.title.simplified().left(EventColumns::maxTitle)});
    m_cells->setPathColumns(columns);
    endInsertColumns();
    return {};
}

void EventLogModel::removePathColumn(int at)
{
    QVector<PathColumn> columns = pathColumns();
    if (at < 0 || at >= columns.size())
        return;
    beginRemoveColumns({}, EventLogColumn::Count + at, EventLogColumn::Count + at);
    columns.removeAt(at);
    m_cells->setPathColumns(columns);
    endRemoveColumns();
}

void EventLogModel::setPathColumnTitle(int at, const QString &title)
{
    QVector<PathColumn> columns = pathColumns();
    if (at < 0 || at >= columns.size())
        return;
    columns[at].title = title.simplified().left(EventColumns::maxTitle);
    m_cells->setPathColumns(columns);
    Q_EMIT headerDataChanged(Qt::Horizontal, EventLogColumn::Count + at,
                             EventLogColumn::Count + at);
}

} // namespace eventscope
