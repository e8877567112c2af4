// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QKeyEvent;

namespace eventscope {

class EventTable;
class RowAnchor;

/// What keys do in the table of the log, and where they start: where the user looks, though Qt
/// would go on from a row that was chosen long ago, or that nobody chose. Child of the table.
class TableKeys final : public QObject
{
    Q_OBJECT
public:
    TableKeys(EventTable *table, const RowAnchor *anchor);

    /// False: the key is not for us.
    bool press(const QKeyEvent &event);
    /// The table is given the focus.
    void beginWhereTheUserLooks();
    /// What becomes the current row now is nobody's choice.
    bool isPlacing() const { return m_placing; }

private:
    void goToEnd();
    void goToStart();
    void choose(int row);
    void startWhereTheUserLooks();
    bool isCurrentInSight() const;
    bool isCurrentShown() const;
    bool choosesTheRowItStandsOn(int key) const;

    EventTable *m_table;
    const RowAnchor *m_anchor;
    bool m_placing = false;
};

} // namespace eventscope
