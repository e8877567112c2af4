// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/rowanchor.h"

#include "models/eventlogmodel.h"
#include "models/orderedevents.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/tailfollower.h"

#include <QItemSelectionModel>
#include <QScrollBar>

#include <algorithm>

namespace eventscope {

RowAnchor::RowAnchor(EventTable *table) : QObject(table), m_table(table)
{
    const OrderedEvents *events = table->events();
    connect(events, &QAbstractItemModel::modelAboutToBeReset, this, &RowAnchor::beforeReset);
    connect(events, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex &, int first, int last) { beforeRemove(first, last); });
}

void RowAnchor::watchEnds()
{
    const OrderedEvents *events = m_table->events();
    connect(events, &QAbstractItemModel::modelReset, this, &RowAnchor::afterReset);
    connect(events, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { afterInsert(first, last); });
    connect(events, &QAbstractItemModel::rowsRemoved, this, &RowAnchor::afterRemove);
    connect(m_table->eventModel(), &EventLogModel::filterFinished, this,
            [this] { settleWhenFound(true); });
    // A row is selected with all of its columns, the new ones too.
    connect(events, &QAbstractItemModel::columnsInserted, this, [this] {
        collectSelection();
        restoreSelection();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        if (!m_restoring)
            m_touched = true;
    });
}

void RowAnchor::collectSelection()
{
    if (!m_touched)
        return;
    m_touched = false;
    m_selected.clear();
    qsizetype count = 0;
    const QItemSelection selection = m_table->selectionModel()->selection();
    for (const QItemSelectionRange &range : selection)
        count += range.height();
    if (count > maxSelected)
        return;
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            m_selected.push_back(m_table->events()->sequenceAt(row));
    }
}

void RowAnchor::restoreSelection()
{
    const OrderedEvents *events = m_table->events();
    std::vector<int> rows;
    for (const quint64 sequence : m_selected) {
        if (const int row = events->rowOfSequence(sequence); row >= 0)
            rows.push_back(row);
    }
    std::sort(rows.begin(), rows.end());
    QItemSelection selection;
    for (size_t from = 0; from < rows.size();) {
        size_t to = from;
        while (to + 1 < rows.size() && rows[to + 1] <= rows[to] + 1)
            ++to;
        selection.append(
            {events->index(rows[from], 0), events->index(rows[to], events->columnCount() - 1)});
        from = to + 1;
    }
    m_restoring = true;
    m_table->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    m_restoring = false;
}

void RowAnchor::beforeReset()
{
    collectSelection();
    const OrderedEvents *events = m_table->events();
    const int top = m_table->verticalScrollBar()->value();
    const int current = events->rowOfSequence(m_table->currentSequence());
    m_top = events->sequenceAt(top);
    m_wasShown = current >= 0;
    m_offset = m_wasShown && m_table->isRowInSight(current) ? current - top : -1;
}

/// Where the row is, or would be if it were shown.
int RowAnchor::rowAtOrBehind(quint64 sequence) const
{
    const OrderedEvents *events = m_table->events();
    const int exact = events->rowOfSequence(sequence);
    if (exact >= 0 || !events->isByArrival())
        return exact;
    const bool newestFirst = events->isNewestFirst();
    int low = 0;
    for (int high = events->rowCount(); low < high;) {
        const int middle = low + (high - low) / 2;
        const quint64 there = events->sequenceAt(middle);
        if (newestFirst ? there > sequence : there < sequence)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int RowAnchor::rowInSightNear(quint64 sequence) const
{
    const int top = std::max(m_table->rowAt(0), 0);
    const int end = m_table->rowAt(m_table->viewport()->height() - 1);
    const int bottom = end < 0 ? m_table->events()->rowCount() - 1 : end;
    return std::clamp(rowAtOrBehind(sequence), top, std::max(top, bottom));
}

/// A search shows its first hits while it goes on; what was looked at may be among the later ones.
void RowAnchor::afterReset()
{
    settle();
    m_seeking = m_table->eventModel()->isScanning() && m_table->events()->isByArrival()
        && !isFound(soughtSequence());
    m_seekingFrom = m_table->verticalScrollBar()->value();
}

/// The last of the events that decide where the table stands.
quint64 RowAnchor::soughtSequence() const
{
    const bool current = m_offset >= 0 || !m_wasShown;
    return std::max(m_top, current ? m_table->currentSequence() : 0);
}

/// True if what is behind it is shown, too, so that its place is known even if it is hidden.
bool RowAnchor::isFound(quint64 sequence) const
{
    const OrderedEvents *events = m_table->events();
    const int rows = events->rowCount();
    return rows > 0 && events->sequenceAt(events->isNewestFirst() ? 0 : rows - 1) >= sequence;
}

void RowAnchor::settleWhenFound(bool searched)
{
    if (!m_seeking)
        return;
    const bool moved = m_touched || m_table->verticalScrollBar()->value() != m_seekingFrom
        || !m_table->events()->isByArrival();
    const bool found = searched || isFound(soughtSequence());
    if (!moved && found)
        settle();
    // With too few rows behind it the table cannot stand as it did yet.
    const QScrollBar *bar = m_table->verticalScrollBar();
    const bool held = searched || (found && bar->value() < bar->maximum());
    m_seeking = !moved && !held;
    m_seekingFrom = bar->value();
    if (m_seeking && found)
        m_touched = false; // what was selected was selected here
}

void RowAnchor::settle()
{
    restoreSelection();
    m_table->restoreCurrent();
    if (m_table->follower()->isFollowing())
        return;
    const int current = m_table->events()->rowOfSequence(m_table->currentSequence());
    if (current >= 0 && m_offset >= 0)
        m_table->scrollToRow(current - m_offset);
    else if (current >= 0 && !m_wasShown)
        m_table->centreRow(current);
    else if (m_top > 0)
        m_table->scrollToRow(rowAtOrBehind(m_top));
}

void RowAnchor::afterInsert(int first, int last)
{
    const int top = m_table->verticalScrollBar()->value();
    const bool nothingAbove = m_table->events()->rowCount() == last - first + 1;
    if (!m_table->follower()->isFollowing() && first <= top && !nothingAbove)
        m_table->scrollToRow(top + last - first + 1);
    if (m_seeking && top == m_seekingFrom)
        m_seekingFrom = m_table->verticalScrollBar()->value(); // it moved with its rows
    settleWhenFound(false);
}

void RowAnchor::beforeRemove(int first, int last)
{
    const int top = m_table->verticalScrollBar()->value();
    m_scrollTo = first < top && !m_table->follower()->isFollowing()
        ? top - (std::min(last + 1, top) - first)
        : -1;
    m_table->setRemoving(true);
}

void RowAnchor::afterRemove()
{
    m_table->setRemoving(false);
    if (m_scrollTo >= 0)
        m_table->scrollToRow(m_scrollTo);
}

} // namespace eventscope
