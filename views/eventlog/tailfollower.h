// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QAbstractItemView;
class QModelIndex;

namespace eventscope {

/// Keeps the end of a list in sight until the user wants to look elsewhere: scrolling up or
/// choosing another row than the last stops it, the end of the scroll bar or setFollowing(true)
/// resumes. Child of the view that it serves.
class TailFollower final : public QObject
{
    Q_OBJECT
public:
    explicit TailFollower(QAbstractItemView *view);

    /// To be called once the view has its model and its selection model.
    void watchModel();

    bool isFollowing() const { return m_following; }
    void setFollowing(bool following);
    /// Any but the last ends following. Called by itself when another row becomes current.
    void rowChosen(const QModelIndex &current);
    /// Rows that were added at the end since following stopped.
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
    void scrollToEnd();
    void setNewRows(quint64 newRows);

    QAbstractItemView *m_view;
    bool m_following = true;
    int m_quiet = 0;
    quint64 m_newRows = 0;
};

} // namespace eventscope
