// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/orderedevents.h"

#include "models/event/groupedcount.h"
#include "models/eventlogmodel.h"
#include "models/eventsorting.h"

#include <algorithm>

namespace eventscope {

OrderedEvents::OrderedEvents(EventLogModel *model, QObject *parent)
    : QAbstractProxyModel(parent), m_events(model)
{
    setSourceModel(model);
    connectRows();
    connectResets();
    connectColumns();
}

OrderedEvents::~OrderedEvents() = default;

void OrderedEvents::connectRows()
{
    connect(m_events, &QAbstractItemModel::rowsAboutToBeInserted, this,
            [this](const QModelIndex &, int first, int last) {
                if (!isByArrival())
                    return;
                const int at = m_newestFirst ? rowCount() - first : first;
                beginInsertRows({}, at, at + last - first);
            });
    connect(m_events, &QAbstractItemModel::rowsInserted, this, [this] {
        if (isByArrival())
            endInsertRows();
        else
            Q_EMIT cameSinceChanged(cameSince());
    });
    connect(m_events, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) {
                if (!isByArrival())
                    return removeSorted(first, last);
                const auto rows = mirrored(first, last);
                beginRemoveRows({}, rows.first, rows.second);
            });
    connect(m_events, &QAbstractItemModel::rowsRemoved, this, [this] {
        if (isByArrival())
            endRemoveRows();
        else
            Q_EMIT cameSinceChanged(cameSince());
    });
    connect(m_events, &QAbstractItemModel::dataChanged, this, &OrderedEvents::onDataChanged);
}

void OrderedEvents::connectResets()
{
    // The log that a worker reads may go with the reset.
    connect(m_events, &QAbstractItemModel::modelAboutToBeReset, this, [this] {
        stopSort();
        beginResetModel();
        m_sorted.reset();
    });
    connect(m_events, &QAbstractItemModel::modelReset, this, [this] {
        endResetModel();
        if (!isArrival(m_column))
            startSort();
    });
    connect(m_events, &EventLogModel::filterFinished, this, [this] {
        if (m_waiting)
            startSort();
    });
}

void OrderedEvents::connectColumns()
{
    connect(m_events, &QAbstractItemModel::headerDataChanged, this,
            &QAbstractItemModel::headerDataChanged);
    connect(
        m_events, &QAbstractItemModel::columnsAboutToBeInserted, this,
        [this](const QModelIndex &, int first, int last) { beginInsertColumns({}, first, last); });
    connect(m_events, &QAbstractItemModel::columnsInserted, this, [this] { endInsertColumns(); });
    connect(m_events, &QAbstractItemModel::columnsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) {
                if (m_column >= first) // another one has its number then
                    sort(EventLogColumn::Time);
                beginRemoveColumns({}, first, last);
            });
    connect(m_events, &QAbstractItemModel::columnsRemoved, this, [this] { endRemoveColumns(); });
}

bool OrderedEvents::isArrival(int column)
{
    return column <= EventLogColumn::Time || column == EventLogColumn::Sequence
        || column == EventLogColumn::Recorded;
}

void OrderedEvents::sort(int column, Qt::SortOrder order)
{
    if (column == m_column && order == m_order && !m_sorted && isArrival(column))
        return;
    stopSort();
    m_column = std::max(column, 0);
    m_order = order;
    if (isArrival(column))
        showByArrival(order == Qt::DescendingOrder);
    else
        startSort();
}

void OrderedEvents::sortAgain()
{
    if (!isByArrival())
        startSort();
}

void OrderedEvents::showByArrival(bool newestFirst)
{
    if (m_sorted || m_newestFirst != newestFirst) {
        beginResetModel();
        m_sorted.reset();
        m_newestFirst = newestFirst;
        endResetModel();
        Q_EMIT cameSinceChanged(0);
    }
    Q_EMIT orderChanged();
}

void OrderedEvents::startSort()
{
    stopSort();
    if (m_events->rowCount() > maxSorted)
        return refuse();
    if (m_events->isScanning()) {
        m_waiting = true;
        Q_EMIT orderChanged();
        return;
    }
    m_sorting = std::make_unique<EventSorting>(*m_events, m_column, m_order);
    connect(m_sorting.get(), &EventSorting::finished, this, &OrderedEvents::finishSort);
    Q_EMIT orderChanged();
}

void OrderedEvents::finishSort()
{
    std::vector<quint64> sequences = m_sorting->takeSequences();
    // The oldest may have been retired meanwhile.
    std::erase_if(sequences, [this](quint64 one) { return m_events->rowOfSequence(one) < 0; });
    beginResetModel();
    m_sorted = std::make_unique<std::vector<quint64>>(std::move(sequences));
    endResetModel();
    m_sorting.release()->deleteLater(); // it is the sender
    Q_EMIT orderChanged();
    Q_EMIT cameSinceChanged(cameSince());
}

void OrderedEvents::stopSort()
{
    m_sorting.reset();
    m_waiting = false;
}

void OrderedEvents::refuse()
{
    const QString title =
        m_events->headerData(m_column, Qt::Horizontal, Qt::DisplayRole).toString();
    m_column = EventLogColumn::Time;
    m_order = m_newestFirst ? Qt::DescendingOrder : Qt::AscendingOrder;
    showByArrival(m_newestFirst);
    Q_EMIT sortRefused(
        tr("Sorting by %1 needs a filter that leaves at most %2 events. The order is that of "
           "arrival.")
            .arg(title.isEmpty() ? tr("severity") : title, groupedCount(maxSorted)));
}

quint64 OrderedEvents::cameSince() const
{
    return m_sorted ? quint64(m_events->rowCount()) - m_sorted->size() : 0;
}

std::pair<int, int> OrderedEvents::mirrored(int first, int last) const
{
    if (!m_newestFirst)
        return {first, last};
    const int end = rowCount() - 1;
    return {end - last, end - first};
}

/// Takes out what the log is about to forget, run by run.
void OrderedEvents::removeSorted(int firstSource, int lastSource)
{
    const quint64 first = m_events->sequenceAt(firstSource);
    const quint64 last = m_events->sequenceAt(lastSource);
    const auto goes = [first, last](quint64 one) { return one >= first && one <= last; };
    constexpr int maxRuns = 100;
    int runs = 0;
    for (size_t i = 0; i < m_sorted->size(); ++i)
        runs += goes((*m_sorted)[i]) && (i == 0 || !goes((*m_sorted)[i - 1])) ? 1 : 0;
    if (runs > maxRuns) {
        beginResetModel();
        std::erase_if(*m_sorted, goes);
        endResetModel();
        return;
    }
    for (auto end = m_sorted->end(); end != m_sorted->begin();) {
        auto from = end;
        while (from != m_sorted->begin() && goes(*(from - 1)))
            --from;
        if (from == end) {
            --end;
            continue;
        }
        const int row = int(from - m_sorted->begin());
        beginRemoveRows({}, row, int(end - m_sorted->begin()) - 1);
        end = m_sorted->erase(from, end);
        endRemoveRows();
    }
}

void OrderedEvents::onDataChanged(const QModelIndex &from, const QModelIndex &to,
                                  const QList<int> &roles)
{
    if (rowCount() == 0)
        return;
    int first = rowOfSource(from.row());
    int last = rowOfSource(to.row());
    if (from.row() != to.row() && !isByArrival())
        first = 0, last = rowCount() - 1;
    if (first < 0 || last < 0)
        return;
    Q_EMIT dataChanged(index(std::min(first, last), from.column()),
                       index(std::max(first, last), to.column()), roles);
}

int OrderedEvents::sourceRow(int row) const
{
    if (row < 0 || row >= rowCount())
        return -1;
    if (m_sorted)
        return m_events->rowOfSequence((*m_sorted)[size_t(row)]);
    return m_newestFirst ? rowCount() - 1 - row : row;
}

int OrderedEvents::rowOfSource(int sourceRow) const
{
    if (sourceRow < 0 || sourceRow >= m_events->rowCount())
        return -1;
    if (m_sorted) {
        const auto at =
            std::find(m_sorted->begin(), m_sorted->end(), m_events->sequenceAt(sourceRow));
        return at == m_sorted->end() ? -1 : int(at - m_sorted->begin());
    }
    return m_newestFirst ? m_events->rowCount() - 1 - sourceRow : sourceRow;
}

quint64 OrderedEvents::sequenceAt(int row) const
{
    return m_events->sequenceAt(sourceRow(row));
}

quint64 OrderedEvents::countBehind(quint64 sequence, int first, int last) const
{
    // A search over rows that are no container; clang 14 cannot read the views of libstdc++ 12.
    int edge = first;
    for (int end = last + 1; edge < end;) {
        const int middle = edge + (end - edge) / 2;
        if ((sequenceAt(middle) > sequence) == m_newestFirst)
            edge = middle + 1;
        else
            end = middle;
    }
    return quint64(m_newestFirst ? edge - first : last + 1 - edge);
}

int OrderedEvents::rowOfSequence(quint64 sequence) const
{
    return rowOfSource(m_events->rowOfSequence(sequence));
}

const EventRecord *OrderedEvents::recordAt(int row) const
{
    return m_events->recordAt(sourceRow(row));
}

QByteArray OrderedEvents::lineAt(int row) const
{
    return m_events->lineAt(sourceRow(row));
}

QModelIndex OrderedEvents::mapToSource(const QModelIndex &index) const
{
    return index.isValid() ? m_events->index(sourceRow(index.row()), index.column())
                           : QModelIndex();
}

QModelIndex OrderedEvents::mapFromSource(const QModelIndex &index) const
{
    return index.isValid() ? this->index(rowOfSource(index.row()), index.column()) : QModelIndex();
}

QModelIndex OrderedEvents::index(int row, int column, const QModelIndex &parent) const
{
    return hasIndex(row, column, parent) ? createIndex(row, column) : QModelIndex();
}

int OrderedEvents::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    return m_sorted ? int(m_sorted->size()) : m_events->rowCount();
}

int OrderedEvents::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_events->columnCount();
}

QVariant OrderedEvents::data(const QModelIndex &index, int role) const
{
    const bool delta = index.column() == EventLogColumn::Delta
        || (index.column() == EventLogColumn::Time
            && m_events->timeShown().form == TimeShown::SinceShown);
    if (delta && m_sorted && (role == Qt::DisplayRole || role == EventLogRole::FullText)) {
        const EventRecord *above = recordAt(index.row() - 1);
        const EventRecord *here = recordAt(index.row());
        const TimeShown &time = m_events->timeShown();
        return above && here ? spanText(time.of(*above), time.of(*here)) : QString();
    }
    return m_events->data(mapToSource(index), role);
}

QVariant OrderedEvents::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool number = section == EventLogColumn::Sequence || section == EventLogColumn::Delta
        || section == EventLogColumn::Latency || section == EventLogColumn::Size;
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole && number)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    // Of these the most is what is looked for first.
    if (orientation == Qt::Horizontal && role == Qt::InitialSortOrderRole
        && (number || section == EventLogColumn::SeverityGlyph
            || section == EventLogColumn::SeverityWord))
        return int(section == EventLogColumn::Sequence ? Qt::AscendingOrder : Qt::DescendingOrder);
    return m_events->headerData(section, orientation, role);
}

} // namespace eventscope
