// SPDX-License-Identifier: GPL-3.0-or-later
//
// What stands above the columns of the log: the header's share of EventLogCells.

#include "models/event/displaytext.h"
#include "models/eventlogcells.h"

namespace eventscope {

namespace {

QString zoneWord(TimeZoneChoice zone)
{
    return zone == TimeZoneChoice::Utc ? EventLogCells::tr("UTC") : EventLogCells::tr("local");
}

/// Of the column whose time the user chooses.
QString timeTitle(const TimeShown &time, bool marked)
{
    switch (time.form) {
    case TimeShown::SinceMark:
        return marked ? EventLogCells::tr("Since mark") : EventLogCells::tr("Since start");
    case TimeShown::UntilNow:
        return EventLogCells::tr("Ago");
    case TimeShown::SinceShown:
        return EventLogCells::tr("Delta");
    default:
        return (time.which == TimeShown::Own ? EventLogCells::tr("Event time (%1)")
                                             : EventLogCells::tr("Time (%1)"))
            .arg(zoneWord(time.zone));
    }
}

} // namespace

QString EventLogCells::headerText(int column) const
{
    switch (column) {
    case EventLogColumn::Time:
        return timeTitle(m_time, m_mark.has_value());
    case EventLogColumn::SeverityGlyph:
        return {};
    case EventLogColumn::Connection:
        return tr("Connection");
    case EventLogColumn::Type:
        return tr("Type");
    case EventLogColumn::Topic:
        return tr("Topic");
    case EventLogColumn::Subject:
        return tr("Subject");
    case EventLogColumn::Summary:
        return tr("Summary");
    case EventLogColumn::Sequence:
        return tr("Sequence");
    case EventLogColumn::Recorded:
        return tr("Received (%1)").arg(zoneWord(m_time.zone));
    case EventLogColumn::EventTime:
        return tr("Event time (%1)").arg(zoneWord(m_time.zone));
    case EventLogColumn::Delta:
        return tr("Delta");
    case EventLogColumn::Latency:
        return tr("Latency");
    case EventLogColumn::SeverityWord:
        return tr("Severity");
    case EventLogColumn::Size:
        return tr("Size");
    case EventLogColumn::Note:
        return tr("Note");
    case EventLogColumn::Changed:
        return tr("Changed");
    default:
        return displayText(m_pathColumns.value(column - EventLogColumn::Count).shownTitle(),
                           EventColumns::maxTitle);
    }
}

QString EventLogCells::headerToolTip(int column) const
{
    const QString which = m_time.which == TimeShown::Own
        ? tr("By the event's own time; the order is that of arrival")
        : tr("By the time at which Eventscope received it");
    switch (column) {
    case EventLogColumn::Time:
        return m_time.which == TimeShown::Own ? which : tr("When Eventscope received it");
    case EventLogColumn::SeverityGlyph:
        return tr("Severity");
    case EventLogColumn::EventTime:
        return tr("When it happened, as the event says");
    case EventLogColumn::Recorded:
        return tr("When Eventscope received it");
    case EventLogColumn::Delta:
        return tr("Time since the event shown before it") + u'\n' + which;
    case EventLogColumn::Latency:
        return tr("From the event's own time until Eventscope received it");
    case EventLogColumn::Size:
        return tr("Size of the payload in the capture");
    case EventLogColumn::Note:
        return tr("Note of its bookmark");
    case EventLogColumn::Changed:
        return tr("What differs from the event before of the same subject");
    default:
        return column < EventLogColumn::Count
            ? headerText(column)
            : displayText(m_pathColumns.value(column - EventLogColumn::Count).path,
                          EventColumns::maxPath);
    }
}

} // namespace eventscope
