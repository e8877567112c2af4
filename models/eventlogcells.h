// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/linesource.h"
#include "models/event/timestamp.h"

#include <QCache>
#include <QCoreApplication>
#include <QMap>
#include <QVariant>
#include <string>

namespace eventscope {

/// Formats single cells of the event log's table. The only place that turns events into QStrings,
/// and only for what is on the screen: seven cells of a row share one reading of its line, and a
/// few hundred rows are remembered. GUI thread.
class EventLogCells
{
    Q_DECLARE_TR_FUNCTIONS(eventscope::EventLogModel)
public:
    /// Neither is owned. Forgets what was remembered.
    void setLog(const EventLog *log, const LineSource *lines);

    QVariant data(const EventRecord &record, quint64 sequence, int column, int role) const;
    static QString headerText(int column);
    static QString headerToolTip(int column);

    /// Reads every line again when it is next shown.
    void forget() { m_texts.clear(); }
    /// Forgets the rows that name a connection by its old name.
    void setConnectionNames(const QMap<QString, QString> &nameById);
    const QMap<QString, QString> &connectionNames() const { return m_nameById; }
    void setTimeZone(TimeZoneChoice zone) { m_zone = zone; }
    TimeZoneChoice timeZone() const { return m_zone; }

private:
    /// What only the line of an event knows.
    struct LineTexts
    {
        std::string subject;
        std::string type; ///< only where it has no number in the log's tables
        std::string topic;
        std::string source;
        QString summary;
    };

    const LineTexts &lineTexts(const EventRecord &record, quint64 sequence) const;
    LineTexts readLine(const EventRecord &record) const;
    QString connectionName(std::string_view id) const;
    QString text(const EventRecord &record, quint64 sequence, int column, int limit) const;
    QString connectionText(const EventRecord &record, quint64 sequence, int limit) const;
    QVariant toolTip(const EventRecord &record, quint64 sequence, int column) const;

    const EventLog *m_log = nullptr;
    const LineSource *m_lines = nullptr;
    QMap<QString, QString> m_nameById;
    TimeZoneChoice m_zone = TimeZoneChoice::Local;
    mutable QCache<quint64, LineTexts> m_texts{256}; ///< by sequence
};

} // namespace eventscope
