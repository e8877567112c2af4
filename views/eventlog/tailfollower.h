// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

class QAbstractItemView;
class QModelIndex;

namespace eventscope {

/// Keeps the newest rows of a list in sight until the user wants to look elsewhere: scrolling away
/// or choosing another row than the newest stops it, that end of the scroll bar or
/// setFollowing(true) resumes. Child of the view that it serves.
class TailFollower final : public QObject
{
    Q_OBJECT
public:
    explicit TailFollower(QAbstractItemView *view);

    /// To be called once the view has its model and its selection model.
    void watchModel();

    bool isFollowing() const { return m_following; }
    void setFollowing(bool following);
    /// Where the newest rows are: at the end, unless they come first.
    void setNewestFirst(bool newestFirst);
    /// Says how many of the rows [first, last], which were added where the newest are, came just
    /// now; without it all of them.
    void setNewCounter(std::function<quint64(int first, int last)> count);
    /// Any but the newest ends following. Called by itself when another row becomes current.
    void rowChosen(const QModelIndex &current);
    /// Rows that came where the newest are since following stopped.
    quint64 newRows() const { return m_newRows; }

    /// While one of these lives, moves of the current row are not the user's.
    class Quiet
    {
    public:
        explicit Quiet(TailFollower &follower) : m_follower(follower) { ++m_follower.m_quiet; }
        ~Quiet() { --m_follower.m_quiet; }
        Quiet(const Quiet &) = delete;
        Quiet &operator=(const Quiet &) = delete;

    private:
        TailFollower &m_follower;
    };

Q_SIGNALS:
    void followingChanged(bool following);
    void newRowsChanged(quint64 newRows);

private:
    void onScrolledByUser();
    void onRowsInserted(int first, int last);
    void onRowsRemoved();
    void scrollToEnd();
    void setNewRows(quint64 newRows);

    QAbstractItemView *m_view;
    std::function<quint64(int, int)> m_countNew;
    bool m_following = true;
    bool m_newestFirst = false;
    int m_quiet = 0;
    quint64 m_newRows = 0;
};

} // namespace eventscope
