// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/linesource.h"
#include "models/eventcolumns.h"
#include "models/eventlogroles.h"
#include "models/eventpath.h"
#include "models/timeshown.h"

#include <QCache>
#include <QCoreApplication>
#include <QMap>
#include <QVariant>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

class EventBookmarks;
class SubjectHistory;

/// One row while its cells are asked for.
struct CellRow
{
    const EventRecord &record;
    quint64 sequence = 0;
    const EventRecord *before = nullptr; ///< the one shown before it, by arrival; null: none
};

/// Formats single cells of the event log's table. The only place that turns events into QStrings,
/// and only for what is on the screen: the cells of a row share one reading of its line, and a
/// few hundred rows are remembered. GUI thread.
class EventLogCells
{
    Q_DECLARE_TR_FUNCTIONS(eventscope::EventLogModel)
public:
    /// None is owned. Forgets what was remembered.
    void setLog(const EventLog *log, const LineSource *lines);
    void setHistory(SubjectHistory *history) { m_history = history; }
    void setBookmarks(const EventBookmarks *bookmarks) { m_bookmarks = bookmarks; }

    QVariant data(const CellRow &row, int column, int role) const;
    QString headerText(int column) const;
    QString headerToolTip(int column) const;

    /// Reads every line again when it is next shown.
    void forget() { m_texts.clear(); }
    /// Forgets the rows that name a connection by its old name.
    void setConnectionNames(const QMap<QString, QString> &nameById);
    const QMap<QString, QString> &connectionNames() const { return m_nameById; }
    void setTimeShown(const TimeShown &time) { m_time = time; }
    const TimeShown &timeShown() const { return m_time; }
    /// The event that TimeShown::SinceMark counts from; none: the first of the log.
    void setMark(std::optional<EventRecord> mark) { m_mark = mark; }
    /// The columns behind EventLogColumn::Count.
    void setPathColumns(const QVector<PathColumn> &columns);
    const QVector<PathColumn> &pathColumns() const { return m_pathColumns; }
    int columnCount() const { return EventLogColumn::Count + int(m_pathColumns.size()); }

private:
    /// What only the line of an event knows.
    struct LineTexts
    {
        std::string subject;
        std::string type; ///< only where it has no number in the log's tables
        std::string topic;
        std::string source;
        QString summary;
        std::optional<std::vector<std::string>> atPaths; ///< once one of them was asked for
        bool tooLong = false; ///< for those
        std::optional<std::string> changed; ///< once it was asked for, and could be known
    };

    LineTexts &lineTexts(const CellRow &row) const;
    LineTexts readLine(const EventRecord &record) const;
    std::string changedText(const CellRow &row) const;
    std::string pathText(const CellRow &row, size_t path) const;
    QString connectionName(std::string_view id) const;
    QString text(const CellRow &row, int column, int limit) const;
    QString timeText(const CellRow &row) const;
    QString connectionText(const CellRow &row, int limit) const;
    QString noteText(quint64 sequence, int limit) const;
    std::string rawText(const CellRow &row, int column) const;
    QVariant value(const CellRow &row, int column) const;
    QVariant toolTip(const CellRow &row, int column) const;
    QVariant accessibleText(const CellRow &row, int column) const;
    QString fullText(const CellRow &row, int column, int limit) const;

    const EventLog *m_log = nullptr;
    const LineSource *m_lines = nullptr;
    const EventBookmarks *m_bookmarks = nullptr;
    SubjectHistory *m_history = nullptr; ///< not owned, as everything here
    QMap<QString, QString> m_nameById;
    TimeShown m_time;
    std::optional<EventRecord> m_mark;
    QVector<PathColumn> m_pathColumns;
    EventPaths m_paths;
    mutable QCache<quint64, LineTexts> m_texts{256}; ///< by sequence
};

} // namespace eventscope
