// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/eventcolumns.h"
#include "models/eventlogroles.h"
#include "models/rowreader.h"
#include "models/timeshown.h"

#include <QCache>
#include <QCoreApplication>
#include <QMap>
#include <QVariant>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

class EventBookmarks;
class MaskedLines;
class SubjectHistory;

/// One row while its cells are asked for.
struct CellRow
{
    const EventRecord &record;
    quint64 sequence = 0;
    const EventRecord *before = nullptr; ///< the one shown before it, by arrival; null: none
    bool atOnce = false; ///< no disk is waited for: what has to be read first is "…" until then
};

/// Formats single cells of the event log's table. The only place that turns events into QStrings,
/// and only for what is on the screen: the cells of a row share one reading of its line, and a
/// few hundred rows are remembered. Lines that are not in memory, or long, are read by a worker
/// (RowReader) for whoever does not wait. GUI thread.
class EventLogCells
{
    Q_DECLARE_TR_FUNCTIONS(eventscope::EventLogModel)
public:
    EventLogCells();
    ~EventLogCells();

    /// None is owned. Forgets what was remembered; once it returns, nothing reads what was set
    /// before.
    void setLog(const EventLog *log, const MaskedLines *lines, const SubjectTrail *trail);
    void setHistory(SubjectHistory *history) { m_history = history; }
    void setBookmarks(const EventBookmarks *bookmarks) { m_bookmarks = bookmarks; }

    QVariant data(const CellRow &row, int column, int role) const;
    QString headerText(int column) const;
    QString headerToolTip(int column) const;

    /// What is said in the place of what is still to be read.
    static QString unread();
    /// Tells when some of it was read; then takeRead() gives the sequences of those rows.
    const RowReader *rows() const { return m_rows.get(); }
    std::vector<quint64> takeRead();

    /// Reads every line again when it is next shown; nobody reads any until then.
    void forget();
    /// Forgets the rows that name a connection by its old name.
    void setConnectionNames(const QMap<QString, QString> &nameById);
    const QMap<QString, QString> &connectionNames() const
    {
        return m_rows->reader().connectionNames;
    }
    void setTimeShown(const TimeShown &time) { m_time = time; }
    const TimeShown &timeShown() const { return m_time; }
    /// The event that TimeShown::SinceMark counts from; none: the first of the log.
    void setMark(std::optional<EventRecord> mark) { m_mark = mark; }
    /// The columns behind EventLogColumn::Count.
    void setPathColumns(const QVector<PathColumn> &columns);
    const QVector<PathColumn> &pathColumns() const { return m_pathColumns; }
    int columnCount() const { return EventLogColumn::Count + int(m_pathColumns.size()); }

private:
    void setReader(LineTextReader reader);
    const LineTexts &remember(quint64 sequence, LineTexts texts) const;
    const LineTexts &lineTexts(const CellRow &row,
                               LineTexts::Part part = LineTexts::Part::Line) const;
    std::string changedText(const CellRow &row) const;
    std::string pathText(const CellRow &row, size_t path) const;
    QString text(const CellRow &row, int column, int limit) const;
    QString timeText(const CellRow &row) const;
    QString connectionText(const CellRow &row, int limit) const;
    QString noteText(quint64 sequence, int limit) const;
    std::string rawText(const CellRow &row, int column) const;
    std::string topicText(const CellRow &row) const;
    QVariant value(const CellRow &row, int column) const;
    QVariant toolTip(const CellRow &row, int column) const;
    QVariant accessibleText(const CellRow &row, int column) const;
    QString fullText(const CellRow &row, int column, int limit) const;

    const EventBookmarks *m_bookmarks = nullptr;
    SubjectHistory *m_history = nullptr; ///< not owned, as everything here
    TimeShown m_time;
    std::optional<EventRecord> m_mark;
    QVector<PathColumn> m_pathColumns;
    const EventLog *m_log = nullptr;
    const MaskedLines *m_lines = nullptr;
    std::unique_ptr<RowReader> m_rows;
    LineTexts m_unread;
    mutable QCache<quint64, LineTexts> m_texts{256}; ///< by sequence
};

} // namespace eventscope
