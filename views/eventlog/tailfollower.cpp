// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventlog/tailfollower.h"

#include <QAbstractItemView>
#include <QItemSelectionModel>
#include <QScrollBar>

#include <algorithm>
#include <utility>

namespace eventscope {

TailFollower::TailFollower(QAbstractItemView *view) : QObject(view), m_view(view)
{
    // Only the user triggers actions of a scroll bar; rows that come and windows that grow do not.
    connect(view->verticalScrollBar(), &QScrollBar::actionTriggered, this,
            &TailFollower::onScrolledByUser);
    connect(view->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (m_following)
            scrollToEnd();
    });
}

void TailFollower::watchModel()
{
    const QAbstractItemModel *model = m_view->model();
    connect(model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { onRowsInserted(first, last); });
    connect(model, &QAbstractItemModel::rowsRemoved, this, &TailFollower::onRowsRemoved);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        setNewRows(0);
        if (m_following)
            scrollToEnd();
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { rowChosen(current); });
}

void TailFollower::setFollowing(bool following)
{
    if (following) {
        setNewRows(0);
        scrollToEnd();
    }
    if (following == m_following)
        return;
    m_following = following;
    Q_EMIT followingChanged(following);
}

void TailFollower::onScrolledByUser()
{
    // The value itself follows only after this signal.
    const QScrollBar *bar = m_view->verticalScrollBar();
    setFollowing(m_newestFirst ? bar->sliderPosition() <= bar->minimum()
                               : bar->sliderPosition() >= bar->maximum());
}

void TailFollower::rowChosen(const QModelIndex &current)
{
    if (m_quiet > 0 || !current.isValid())
        return;
    const int newest = m_newestFirst ? 0 : m_view->model()->rowCount() - 1;
    if (current.row() != newest)
        setFollowing(false);
}

void TailFollower::onRowsInserted(int first, int last)
{
    if (m_following)
        scrollToEnd();
    else if (m_newestFirst ? first == 0 : last + 1 == m_view->model()->rowCount())
        setNewRows(m_newRows + (m_countNew ? m_countNew(first, last) : quint64(last - first + 1)));
}

/// What goes are the oldest: the new ones are those that go last.
void TailFollower::onRowsRemoved()
{
    setNewRows(std::min(m_newRows, quint64(m_view->model()->rowCount())));
}

void TailFollower::setNewCounter(std::function<quint64(int, int)> count)
{
    m_countNew = std::move(count);
}

void TailFollower::scrollToEnd()
{
    if (m_newestFirst)
        m_view->scrollToTop();
    else
        m_view->scrollToBottom();
}

void TailFollower::setNewestFirst(bool newestFirst)
{
    m_newestFirst = newestFirst;
    if (m_following)
        scrollToEnd();
}

void TailFollower::setNewRows(quint64 newRows)
{
    if (newRows == m_newRows)
        return;
    m_newRows = newRows;
    Q_EMIT newRowsChanged(newRows);
}

} // namespace eventscope
