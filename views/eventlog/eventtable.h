// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/result.h"
#include "views/eventlog/longtable.h"
#include "views/eventlog/rowcopy.h"
#include "views/eventlog/tailfollower.h"

#include <QTimer>

#include <memory>
#include <optional>

namespace eventscope {

class EventLogModel;
class GlyphSearch;
class OrderedEvents;
class RowAnchor;
class RowJumps;
class RowMarks;
class TableColumns;
class TableKeys;

/// The table of the log. It remembers what is selected by sequence, so that filters, pauses and new
/// events move rows but never the selection. The model is not owned.
class EventTable final : public LongTable
{
    Q_OBJECT
public:
    explicit EventTable(EventLogModel *model, QWidget *parent = nullptr);

    EventLogModel *eventModel() const { return m_model; }
    /// The rows in the order that is shown: what the indexes of this view belong to.
    OrderedEvents *events() const { return m_events; }
    TailFollower *follower() const { return m_follower; }
    TableColumns *columns() const { return m_columns; }
    RowMarks *marks() const { return m_marks; }
    RowJumps *jumps() const { return m_jumps; }

    /// 0: nothing is selected.
    quint64 currentSequence() const { return m_currentSequence; }
    /// The current event, or the first one in sight, or (where the end is followed) the newest:
    /// where the user looks.
    quint64 sequenceInSight() const;
    /// The events between the edges of what is in sight, the older first; {0, 0} if there is none.
    std::pair<quint64, quint64> sequencesInSight() const;
    /// Selects the event and puts it in sight; false if it is not shown.
    bool showSequence(quint64 sequence);

    void copyRows() { copyAs(CopyForm::Text); }
    void copyJsonLines() { copyAs(CopyForm::JsonLines); }
    /// Few rows at once; many in slices, and copied() says when they are in the clipboard.
    void copyAs(CopyForm form);

    /// Shows a value of the payload (`data.status`) as a column. The error is a sentence for the
    /// user.
    Result<void> addPathColumn(const QString &path, const QString &title = {});
    /// A menu with one check mark a column; the caller owns and shows it.
    void fillColumnMenu(QMenu *menu);
    void resetColumns();

    QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &state);

    bool isRowInSight(int row) const;
    void scrollToRow(int row);
    void centreRow(int row);
    /// Makes the event that was current the current one again, without scrolling.
    void restoreCurrent();
    /// While rows go, what Qt makes the current one is nobody's choice.
    void setRemoving(bool removing);
    /// Letters are keys of the window here, not a search through millions of rows.
    void keyboardSearch(const QString &) override { }

Q_SIGNALS:
    void currentSequenceChanged(quint64 sequence);
    void pauseToggled();
    /// A condition in the language of filters, to be joined with what is filtered by already.
    void filterWanted(const QString &condition);
    /// The same in place of what is filtered by: it is about other events.
    void otherFilterWanted(const QString &condition);
    /// To be shown, even if a filter hides it.
    void eventWanted(quint64 sequence);
    /// `unseen`: columns that were copied, too, though the table has no room for them.
    void copied(int rows, qint64 selected, const QStringList &unseen);
    void columnsChanged();
    /// A short sentence for the status bar.
    void remark(const QString &text);
    /// What is in sight is another part of the log.
    void sightChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void goOnCopying();
    void setUpCells();
    void setUpHeaders();
    void connectOrder();
    void showOrder();
    void applyFont();
    void onCurrentChanged(const QModelIndex &current);
    void onSelectionChanged();

    EventLogModel *m_model;
    TailFollower *m_follower;
    OrderedEvents *m_events;
    GlyphSearch *m_glyphs = nullptr;
    RowAnchor *m_anchor = nullptr;
    TableColumns *m_columns = nullptr;
    RowMarks *m_marks = nullptr;
    RowJumps *m_jumps = nullptr;
    TableKeys *m_keys = nullptr;
    std::optional<TailFollower::Quiet> m_removing;
    std::unique_ptr<RowCopy> m_copying; ///< null: nothing is being copied
    QStringList m_copiedUnseen; ///< of it
    QTimer m_copyTimer; ///< its next slice
    QTimer m_clock; ///< while times are shown as how long ago they are
    quint64 m_currentSequence = 0;
    quint64 m_lastAtReset = 0; ///< the last event of the log then, shown or not
    bool m_takingFocus = false;
};

} // namespace eventscope
