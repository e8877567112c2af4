// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <vector>

class QItemSelection;

namespace eventscope {

class EventTable;

/// Holds still what the user looks at and has selected, whatever happens to the rows: new ones
/// above it, old ones that are retired, filters and orders that come and go. Child of the table,
/// made before the table gets its model, so that it hears of changes first.
class RowAnchor final : public QObject
{
    Q_OBJECT
public:
    explicit RowAnchor(EventTable *table);

    /// To be called once the table has its model: hears of changes last, too.
    void watchEnds();

    /// More selected rows than this are not remembered over a change of the filter.
    static constexpr qsizetype maxSelected = 20'000;

    /// Where the keys start if this row is not there: where it would be, or at the edge that is
    /// nearer to it.
    int rowInSightNear(quint64 sequence) const;

private:
    void beforeReset();
    void afterReset();
    void afterInsert(int first, int last);
    void beforeRemove(int first, int last);
    void afterRemove();
    void settle();
    void settleWhenFound(bool searched);
    quint64 soughtSequence() const;
    bool isFound(quint64 sequence) const;
    void collectSelection();
    void restoreSelection();
    int rowAtOrBehind(quint64 sequence) const;

    EventTable *m_table;
    std::vector<quint64> m_selected; ///< sequences
    bool m_touched = true; ///< by the user, since they were collected
    bool m_restoring = false;

    quint64 m_top = 0; ///< sequence of the first row in sight before a reset
    int m_offset = -1; ///< of the current row below it; -1: it was out of sight
    bool m_wasShown = false; ///< the current row was in the table
    bool m_seeking = false; ///< a search has not come yet to where the user looked
    int m_seekingFrom = 0; ///< where the table stands meanwhile; elsewhere the user took it
    int m_scrollTo = -1; ///< where the table is to stand once rows are gone
};

} // namespace eventscope
