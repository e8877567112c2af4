// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/fieldmask.h"
#include "models/event/linesource.h"
#include "models/event/timestamp.h"
#include "models/eventcolumns.h"
#include "models/eventlogroles.h"
#include "models/timeshown.h"
#include "models/query/shownrows.h"

#include <QAbstractTableModel>
#include <QMap>
#include <memory>

namespace eventscope {

class EventBookmarks;
class EventLogCells;
class LogContext;
class RowContext;
class SubjectHistory;

/// The event log as a table: a window onto EventLog that formats only the cells it is asked for.
/// One insert per batch of batches; which rows are shown is for ShownRows to say. GUI thread only.
class EventLogModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    /// Neither is owned; both must outlive the model. `lines` may be null in tests of columns
    /// alone.
    EventLogModel(EventLog *log, const LineSource *lines, QObject *parent = nullptr);
    ~EventLogModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    /// What is displayed waits for no disk: a cell whose line is still to be read says so by an
    /// ellipsis, until dataChanged. Every other role answers in full.
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// To be called once after any number of EventLog::append(): shows what is new (unless paused).
    void logGrew();
    /// Forgets all rows and the filter (it belongs to the log's tables) and shows the (other) log
    /// from its start; for opening a capture. Once it returns, nothing reads the old log or its
    /// lines any more. Both may be null.
    void setLog(EventLog *log, const LineSource *lines);

    /// While paused the log grows behind the table; waiting() counts what is not shown yet and
    /// would be: with a filter, only what matches it.
    void setPaused(bool paused);
    bool isPaused() const;
    quint64 waiting() const;

    /// Forgets the events before `sequence`, from the log, too: rows go at the top.
    void retire(quint64 sequence);

    /// Shows only what the stack lets through; an empty one shows everything. The scan runs on
    /// worker threads; the old rows stay, and go on growing, until a reset brings the first of the
    /// new ones, behind which the others follow. What was searched for once is kept: give the same
    /// predicate again. Setting other filters meanwhile ends the scan without a word. Emits
    /// filterProgress while it runs, and filterFinished (at once where there is nothing to scan).
    void setFilters(std::vector<StackedFilter> filters);
    /// A stack of one, or of none.
    void setFilter(std::shared_ptr<const EventPredicate> filter);
    const std::vector<StackedFilter> &filters() const; ///< of what is shown
    bool isFiltered() const;
    bool isScanning() const;
    /// New events that the filters are still asked about, because they take their time; then
    /// filterCaughtUp() comes.
    quint64 unsearched() const;
    /// Events that the filters could not look into: their lines can no longer be read.
    quint64 unreadable() const;

    size_t memoryBytes() const; ///< heap for what is known of filters
    quint64 logSize() const; ///< events in the log, shown or not
    quint64 shownCount() const { return quint64(rowCount()); }
    quint64 sequenceAt(int row) const;
    int rowOfSequence(quint64 sequence) const; ///< -1: not shown
    /// The filter lets it not through. What is yet to be searched, or waits while the table is
    /// paused, is not shown either, and not hidden.
    bool isHidden(quint64 sequence) const;
    const EventRecord *recordAt(
        int row) const; ///< null: no such row; valid until the next logGrew()
    /// The whole line of a row, masked; empty if it cannot be read any more.
    QByteArray lineAt(int row) const;
    /// Which of several captures that are one log the row is of; empty where there is only one.
    QString originAt(int row) const;
    /// Log rows of what is shown, for an export: empty and `all` true if that is the whole log.
    std::vector<quint32> shownRows(bool *all) const;
    /// The same as a set that is cheap to copy; null: nothing is hidden. Valid until the next call.
    const RowSet *shownSet() const;

    /// The log behind the table; filters are made from its tables of texts.
    const EventLog *log() const;
    /// For exports: the log as it is now, where its lines are read from, and what of them is masked.
    EventLog::Snapshot snapshot() const;
    const LineSource *lines() const;
    const FieldMasks &masks() const;
    QMap<QString, QString> connectionNames() const;

    /// What is not shown of the events of which connections. A filter searches all the same.
    void setMasks(const FieldMasks &masks);
    void setConnectionNames(const QMap<QString, QString> &nameById);
    void setTimeZone(TimeZoneChoice zone);
    TimeZoneChoice timeZone() const;

    /// What the column of times shows. The event with sequence `mark` is what it counts from where
    /// it counts; 0: the first of the log.
    void setTimeShown(const TimeShown &time);
    const TimeShown &timeShown() const;
    void setTimeMark(quint64 mark);
    quint64 timeMark() const;
    /// Times that run on are read again: for whoever shows them.
    void clockTicked();
    /// The columns that are made from paths stand behind those that every log has, in this order.
    const QVector<PathColumn> &pathColumns() const;
    /// The error says what is wrong with the path, or that there are too many.
    Result<void> addPathColumn(const PathColumn &column);
    void removePathColumn(int at);
    void setPathColumnTitle(int at, const QString &title);
    /// Of the log that is shown. Whoever sets the log opens them, too.
    EventBookmarks &bookmarks() const;
    /// What a filter of this log is bound to; lives as long as the model.
    const RowContext *context() const;

    // Any event of the log, whether a filter shows it or not.
    const EventRecord *recordOf(quint64 sequence) const; ///< null: not there; as recordAt()
    QByteArray lineOf(quint64 sequence) const; ///< masked; empty if it cannot be read
    QVariant cellOf(quint64 sequence, int column, int role = Qt::DisplayRole) const;
    /// The other events of a subject. Lives as long as the model.
    SubjectHistory &history() const;

Q_SIGNALS:
    void logGrown(); ///< whether anything of it is shown or not
    void logAboutToRetire(); ///< the log still has all its rows
    void logRetired(); ///< rows went at the top of the log, whether they were shown or not
    void logAboutToBeReplaced(); ///< whoever reads its lines elsewhere has to end that now
    void logReplaced(); ///< by setLog(): nothing that was known of its rows holds
    void timeShownChanged();
    void waitingChanged(quint64 waiting);
    void masksChanged();
    void filterProgress(quint64 searched, quint64 total, quint64 matches);
    void filterFinished(quint64 searched, quint64 matches, double seconds);
    void filterCaughtUp();

private:
    void connectRows();
    void connectBookmarks();
    void cellsChanged(int firstColumn, int lastColumn);
    void showRead();

    struct State;
    std::unique_ptr<EventLogCells> m_cells;
    std::unique_ptr<EventBookmarks> m_bookmarks;
    std::unique_ptr<LogContext> m_context;
    std::unique_ptr<SubjectHistory> m_history;
    quint64 m_timeMark = 0;
    std::unique_ptr<State> m_state; ///< the rows; last, for its workers read what is above
};

} // namespace eventscope
