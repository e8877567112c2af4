// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventlogcells.h"

#include "models/event/displaytext.h"
#include "models/event/maskedlines.h"
#include "models/event/utf16.h"
#include "models/eventbookmarks.h"
#include "models/eventsummary.h"
#include "models/subjecthistory.h"

#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxFullText = 4096;
constexpr int maxToolTip = 1000;
/// Cells are elided by their width, which only the view knows; shorter texts fit into every usual
/// column.
constexpr int shortText = 24;
constexpr quint16 connectionOverflow = 0xffff;

QString asText(std::string_view text)
{
    return toUtf16(text);
}

} // namespace

EventLogCells::EventLogCells() : m_rows(std::make_unique<RowReader>())
{
    m_unread.summary = unread();
    for (std::string *text : {&m_unread.subject, &m_unread.type, &m_unread.topic, &m_unread.source})
        *text = unread().toStdString();
}

EventLogCells::~EventLogCells() = default;

QString EventLogCells::unread()
{
    return u"…"_s;
}

void EventLogCells::setLog(const EventLog *log, const MaskedLines *lines, const SubjectTrail *trail)
{
    m_log = log;
    m_lines = lines;
    LineTextReader reader = m_rows->reader();
    reader.log = log;
    reader.lines = lines;
    reader.trail = trail;
    setReader(std::move(reader));
}

void EventLogCells::setPathColumns(const QVector<PathColumn> &columns)
{
    m_pathColumns = columns;
    std::vector<EventPath> paths;
    for (const PathColumn &column : columns) {
        // Whoever adds a column has checked it; one that leads nowhere is empty.
        const auto parsed = EventPath::parse(column.path);
        paths.push_back(parsed ? *parsed : EventPath());
    }
    LineTextReader reader = m_rows->reader();
    reader.paths = EventPaths(std::move(paths));
    setReader(std::move(reader));
}

void EventLogCells::setConnectionNames(const QMap<QString, QString> &nameById)
{
    if (connectionNames() == nameById)
        return;
    LineTextReader reader = m_rows->reader();
    reader.connectionNames = nameById;
    setReader(std::move(reader));
}

void EventLogCells::forget()
{
    setReader(m_rows->reader());
}

void EventLogCells::setReader(LineTextReader reader)
{
    m_rows->setReader(std::move(reader));
    m_texts.clear();
}

std::vector<quint64> EventLogCells::takeRead()
{
    std::vector<quint64> sequences;
    for (RowReader::Row &row : m_rows->takeRows()) {
        sequences.push_back(row.sequence);
        remember(row.sequence, std::move(row.texts));
    }
    return sequences;
}

const LineTexts &EventLogCells::remember(quint64 sequence, LineTexts texts) const
{
    LineTexts *known = m_texts.object(sequence);
    if (!known) {
        known = new LineTexts; // the cache owns it
        m_texts.insert(sequence, known);
    }
    known->add(std::move(texts));
    return *known;
}

const LineTexts &EventLogCells::lineTexts(const CellRow &row, LineTexts::Part part) const
{
    LineTexts *known = m_texts.object(row.sequence);
    if (known && known->has(part))
        return *known;
    const LineTextReader &reader = m_rows->reader();
    if (row.atOnce && !reader.isQuick(row.record, row.sequence, part)) {
        if (auto texts = m_rows->read({row.record, row.sequence, part}))
            return remember(row.sequence, std::move(*texts));
        return known ? *known : m_unread;
    }
    if (!known) {
        known = new LineTexts(reader.read(row.record));
        m_texts.insert(row.sequence, known);
    }
    reader.readMore(row.record, row.sequence, part, *known);
    return *known;
}

std::string EventLogCells::pathText(const CellRow &row, size_t path) const
{
    const LineTexts &texts = lineTexts(row, LineTexts::Part::Paths);
    if (!texts.atPaths)
        return unread().toStdString();
    return path < texts.atPaths->size() ? (*texts.atPaths)[path] : std::string();
}

std::string EventLogCells::changedText(const CellRow &row) const
{
    if (!m_history || row.record.subjectHash == 0)
        return {};
    const LineTexts *known = m_texts.object(row.sequence);
    if ((!known || !known->changed) && !m_history->prepare())
        return unread().toStdString(); // asked again once it is known
    const LineTexts &texts = lineTexts(row, LineTexts::Part::Changed);
    return texts.changed ? *texts.changed : unread().toStdString();
}

QString EventLogCells::connectionText(const CellRow &row, int limit) const
{
    std::string_view id = m_log->connections().text(row.record.connection);
    if (row.record.connection == connectionOverflow) {
        id = lineTexts(row).source;
        id.remove_prefix(id.starts_with('/') ? 1 : 0);
    }
    const QString name = m_rows->reader().connectionName(id);
    return name.isEmpty() ? displayText(id, limit) : displayText(name, limit);
}

QString EventLogCells::timeText(const CellRow &row) const
{
    const qint64 us = m_time.of(row.record);
    switch (m_time.form) {
    case TimeShown::TimeOfDay:
        return timeOfDayText(us, m_time.zone);
    case TimeShown::DateAndTime:
        return dateTimeText(us, m_time.zone);
    case TimeShown::SinceMark:
        return spanText(m_mark                  ? m_time.of(*m_mark)
                            : m_log->size() > 0 ? m_time.of(m_log->at(0))
                                                : noTime,
                        us);
    case TimeShown::UntilNow:
        return agoText(us, nowUs());
    case TimeShown::SinceShown:
        return row.before ? spanText(m_time.of(*row.before), us) : QString();
    }
    return {};
}

QString EventLogCells::noteText(quint64 sequence, int limit) const
{
    if (!m_bookmarks || !m_bookmarks->contains(sequence))
        return {};
    const QString note = m_bookmarks->note(sequence);
    return note.isEmpty() ? tr("bookmarked") : displayText(note, limit);
}

std::string EventLogCells::topicText(const CellRow &row) const
{
    const EventRecord &record = row.record;
    if (record.topic == StringTable::overflow)
        return lineTexts(row).topic;
    const std::string_view topic = m_log->topics().text(record.topic);
    if (!m_lines || !m_lines->isMasking())
        return std::string(topic);
    const std::string_view id = m_log->connections().text(record.connection);
    std::string scratch;
    return std::string(m_lines->maskOfConnection(id).applyToName(topic, scratch));
}

/// What the event itself says in this column.
std::string EventLogCells::rawText(const CellRow &row, int column) const
{
    const EventRecord &record = row.record;
    switch (column) {
    case EventLogColumn::Type:
        return record.type == StringTable::overflow ? lineTexts(row).type
                                                    : std::string(m_log->types().text(record.type));
    case EventLogColumn::Topic:
        return topicText(row);
    case EventLogColumn::Subject:
        return record.subjectHash == 0 ? std::string() : lineTexts(row).subject;
    case EventLogColumn::Changed:
        return changedText(row);
    default:
        return column >= EventLogColumn::Count
            ? pathText(row, size_t(column - EventLogColumn::Count))
            : std::string();
    }
}

QString EventLogCells::text(const CellRow &row, int column, int limit) const
{
    const EventRecord &record = row.record;
    switch (column) {
    case EventLogColumn::Time:
        return timeText(row);
    case EventLogColumn::SeverityGlyph:
        return severityGlyph(record.severity, record.flags);
    case EventLogColumn::Connection:
        return connectionText(row, limit);
    case EventLogColumn::Summary:
        return displayText(lineTexts(row).summary, limit);
    case EventLogColumn::Sequence:
        return QString::number(row.sequence);
    case EventLogColumn::Recorded:
        return dateTimeText(record.recordedUs, m_time.zone);
    case EventLogColumn::EventTime:
        return dateTimeText(record.timeUs, m_time.zone);
    case EventLogColumn::Delta:
        return row.before ? spanText(m_time.of(*row.before), m_time.of(record)) : QString();
    case EventLogColumn::Latency:
        return spanText(record.timeUs, record.recordedUs);
    case EventLogColumn::SeverityWord:
        return severityWord(record.severity, record.flags);
    case EventLogColumn::Size:
        return record.dataOffset == 0 ? QString() : sizeText(payloadLength(record));
    case EventLogColumn::Note:
        return noteText(row.sequence, limit);
    default:
        break;
    }
    const std::string raw = rawText(row, column);
    if (raw.empty() && column >= EventLogColumn::Count
        && lineTexts(row, LineTexts::Part::Paths).tooLong)
        return tr("(too long to look into)");
    return displayText(raw, limit);
}

QVariant EventLogCells::toolTip(const CellRow &row, int column) const
{
    const EventRecord &record = row.record;
    if (column == EventLogColumn::Time) {
        const QString received =
            tr("Received %1").arg(fullTimeText(record.recordedUs, m_time.zone));
        if (record.timeUs == noTime)
            return toolTipText(received);
        return toolTipText(received + u'\n'
                           + tr("Its own time %1").arg(fullTimeText(record.timeUs, m_time.zone)));
    }
    if (column == EventLogColumn::SeverityGlyph)
        return toolTipText(severityWord(record.severity, record.flags));
    const QString full = text(row, column, maxToolTip);
    return full.size() > shortText ? QVariant(toolTipText(full)) : QVariant();
}

QVariant EventLogCells::accessibleText(const CellRow &row, int column) const
{
    if (column != EventLogColumn::SeverityGlyph)
        return {};
    const QString word = severityWord(row.record.severity, row.record.flags);
    return m_bookmarks && m_bookmarks->contains(row.sequence) ? tr("%1, bookmarked").arg(word)
                                                              : word;
}

QString EventLogCells::fullText(const CellRow &row, int column, int limit) const
{
    if (column == EventLogColumn::Time
        && (m_time.form == TimeShown::TimeOfDay || m_time.form == TimeShown::DateAndTime))
        return fullTimeText(m_time.of(row.record), m_time.zone);
    if (column == EventLogColumn::SeverityGlyph)
        return severityWord(row.record.severity, row.record.flags);
    return text(row, column, limit);
}

QVariant EventLogCells::value(const CellRow &row, int column) const
{
    const EventRecord &record = row.record;
    switch (column) {
    case EventLogColumn::Time:
        return m_time.of(record) == noTime ? QVariant() : asText(timestampText(m_time.of(record)));
    case EventLogColumn::Recorded:
        return asText(timestampText(record.recordedUs));
    case EventLogColumn::EventTime:
        return record.timeUs == noTime ? QVariant() : asText(timestampText(record.timeUs));
    case EventLogColumn::SeverityGlyph:
    case EventLogColumn::SeverityWord:
        return asText(eventscope::severityText(shownSeverity(record.severity, record.flags)));
    case EventLogColumn::Connection:
        return connectionText(row, maxFullText);
    case EventLogColumn::Sequence:
        return QString::number(row.sequence);
    case EventLogColumn::Size:
        return record.dataOffset == 0 ? QVariant() : QString::number(payloadLength(record));
    default:
        break;
    }
    const std::string raw = rawText(row, column);
    return raw.empty() || raw.size() > size_t(maxFullText) ? QVariant() : asText(raw);
}

QVariant EventLogCells::data(const CellRow &row, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column, maxCellLength);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::AccessibleTextRole:
    case Qt::AccessibleDescriptionRole:
        return accessibleText(row, column);
    case EventLogRole::FullText:
        return fullText(row, column, maxFullText);
    case EventLogRole::Value:
        return value(row, column);
    case EventLogRole::Sequence:
        return row.sequence;
    case EventLogRole::SeverityValue:
        return int(shownSeverity(row.record.severity, row.record.flags));
    case EventLogRole::Flags:
        return int(row.record.flags);
    case EventLogRole::IsGap:
        return (row.record.flags & GapEvent)
            || ((row.record.flags & OwnEvent)
                && rawText(row, EventLogColumn::Type) == owntype::retention);
    case EventLogRole::Marked:
        return marksWords(row.record.marks);
    case EventLogRole::RecordedUs:
        return row.record.recordedUs;
    case EventLogRole::TimeUs:
        return row.record.timeUs;
    case EventLogRole::Bookmarked:
        return m_bookmarks && m_bookmarks->contains(row.sequence);
    default:
        return {};
    }
}

} // namespace eventscope
