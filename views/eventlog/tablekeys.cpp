// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/tablekeys.h"

#include "models/eventlogroles.h"
#include "models/orderedevents.h"
#include "views/eventlog/eventtable.h"
#include "views/eventlog/rowanchor.h"

#include <QItemSelectionModel>
#include <QKeyEvent>

namespace eventscope {

namespace {

bool isNavigation(int key)
{
    return key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp
        || key == Qt::Key_PageDown;
}

} // namespace

TableKeys::TableKeys(EventTable *table, const RowAnchor *anchor)
    : QObject(table), m_table(table), m_anchor(anchor)
{ }

bool TableKeys::press(const QKeyEvent &event)
{
    if (isNavigation(event.key()) && !isCurrentInSight())
        startWhereTheUserLooks();
    const auto modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const bool plain = modifiers == Qt::NoModifier;
    // Qt would leave the choice where it was, and show another row's details.
    const bool far = plain || modifiers == Qt::ControlModifier;
    if (plain && choosesTheRowItStandsOn(event.key()))
        m_table->setCurrentIndex(m_table->currentIndex());
    else if (plain && event.key() == Qt::Key_Space)
        Q_EMIT m_table->pauseToggled();
    else if (far && event.key() == Qt::Key_End)
        goToEnd();
    else if (far && event.key() == Qt::Key_Home && m_table->events()->rowCount() > 0)
        goToStart();
    else if (event.matches(QKeySequence::Copy))
        m_table->copyRows();
    else
        return false;
    return true;
}

/// The newest are followed there, wherever that is; the other end is just a row.
void TableKeys::goToEnd()
{
    const OrderedEvents *events = m_table->events();
    if (events->isByArrival() && !events->isNewestFirst())
        m_table->follower()->setFollowing(true);
    else
        choose(events->rowCount() - 1);
}

void TableKeys::goToStart()
{
    const OrderedEvents *events = m_table->events();
    if (events->isNewestFirst())
        m_table->follower()->setFollowing(true);
    else
        choose(0);
}

/// This row alone, whatever modifier is held.
void TableKeys::choose(int row)
{
    const int column = std::max(m_table->currentIndex().column(), 0);
    m_table->selectionModel()->setCurrentIndex(m_table->events()->index(row, column),
                                               QItemSelectionModel::ClearAndSelect
                                                   | QItemSelectionModel::Rows);
}

void TableKeys::beginWhereTheUserLooks()
{
    if (m_table->currentSequence() == 0 || !isCurrentShown())
        startWhereTheUserLooks();
}

bool TableKeys::isCurrentShown() const
{
    return m_table->events()->rowOfSequence(m_table->currentSequence()) >= 0;
}

bool TableKeys::isCurrentInSight() const
{
    return isCurrentShown()
        && m_table->viewport()->rect().intersects(m_table->visualRect(m_table->currentIndex()));
}

/// The focus stands on a row that was not chosen: the first step is to choose it. At the end that
/// is followed the way up leads away from it at once.
bool TableKeys::choosesTheRowItStandsOn(int key) const
{
    if (!isNavigation(key) || !m_table->currentIndex().isValid()
        || m_table->selectionModel()->hasSelection())
        return false;
    const bool down = key == Qt::Key_Down || key == Qt::Key_PageDown;
    return down != m_table->events()->isNewestFirst() || !m_table->follower()->isFollowing()
        || m_table->events()->rowCount() == 1;
}

void TableKeys::startWhereTheUserLooks()
{
    // The current row is where it once was chosen, or put by Qt, far above by now.
    const OrderedEvents *events = m_table->events();
    const bool following = m_table->follower()->isFollowing();
    if (events->rowCount() == 0 || (!following && isCurrentShown()))
        return;
    const TailFollower::Quiet quiet(*m_table->follower());
    m_placing = true;
    const int newest = events->isNewestFirst() ? 0 : events->rowCount() - 1;
    const int row = following ? newest : m_anchor->rowInSightNear(m_table->currentSequence());
    m_table->selectionModel()->setCurrentIndex(events->index(row, EventLogColumn::Time),
                                               QItemSelectionModel::NoUpdate);
    m_placing = false;
}

} // namespace eventscope
