// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

#include <optional>

namespace eventscope {

class ColumnRoom;
class EventLogModel;
class TailFollower;

/// The table of the log. It remembers what is selected by sequence, so that filters, pauses and new
/// events move rows but never the selection. The model is not owned.
class EventTable final : public QTableView
{
    Q_OBJECT
public:
    explicit EventTable(EventLogModel *model, QWidget *parent = nullptr);

    EventLogModel *eventModel() const { return m_model; }
    TailFollower *follower() const { return m_follower; }

    /// 0: nothing is selected.
    quint64 currentSequence() const { return m_currentSequence; }
    /// Selects the event and puts it in sight; false if it is not shown.
    bool showSequence(quint64 sequence);

    void copyRows();
    void copyJsonLines();

    /// A menu with one check mark a column; the caller owns and shows it.
    void fillColumnMenu(QMenu *menu);
    void resetColumns();

    QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &state);

Q_SIGNALS:
    void currentSequenceChanged(quint64 sequence);
    void pauseToggled();
    /// Text of a cell that the user wants to see alone.
    void filterWanted(const QString &text);
    void copied(int rows, qint64 selected);
    void columnsChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void setUpHeaders();
    void applyFont();
    void onCurrentChanged(const QModelIndex &current);
    void onSelectionChanged();
    void restoreSelection();
    bool isCurrentInSight() const;
    bool choosesTheRowItStandsOn(int key) const;
    void startWhereTheUserLooks();
    QVector<int> shownColumns() const;

    EventLogModel *m_model;
    TailFollower *m_follower;
    ColumnRoom *m_room = nullptr;
    quint64 m_currentSequence = 0;
    bool m_takingFocus = false;
};

} // namespace eventscope
