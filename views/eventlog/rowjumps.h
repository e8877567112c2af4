// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace eventscope {

class EventTable;

/// Takes the user to the next or previous error, or to a time. A search through millions of rows is
/// done in slices between which the window lives on; another jump ends it. Child of the table.
class RowJumps final : public QObject
{
    Q_OBJECT
public:
    explicit RowJumps(EventTable *table);

    void nextError() { start(true); }
    void previousError() { start(false); }
    bool isSearching() const { return m_slice.isActive(); }

    /// Shows the first event that arrived at or after that time, of those that are shown; the last
    /// one if none did.
    void goToTime(qint64 us);
    /// The row of the model (by arrival) that goToTime() would show; -1: there is none.
    int rowAtTime(qint64 us) const;
    void showGoToTime();

private:
    void start(bool forward);
    void search();
    void finish(bool found);

    EventTable *m_table;
    QTimer m_slice;
    bool m_forward = true;
    quint64 m_at = 0; ///< sequence of the row that was looked at last
};

} // namespace eventscope
