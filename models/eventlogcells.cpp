// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventlogcells.h"

#include "models/event/displaytext.h"
#include "models/eventbookmarks.h"
#include "models/eventsummary.h"
#include "models/query/jsondifference.h"
#include "models/query/lineparts.h"
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
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Our own sentences begin with the connection, which has a column of its own: what happened is the
/// news, and there is room for little.
QString withoutLeadingName(const QString &sentence, const QString &name)
{
    if (name.isEmpty() || !sentence.startsWith(name))
        return sentence;
    const QString rest = sentence.mid(name.size());
    const bool named = rest.startsWith(u": "_s) || rest.startsWith(u' ');
    const QString news = rest.mid(rest.startsWith(u':') ? 1 : 0).trimmed();
    // A long topic would leave no room for what became of it.
    for (const auto &[words, verdict] :
         {std::pair(u" was refused: "_s, u"Refused: "_s),
          std::pair(u" is not confirmed: "_s, u"Not confirmed: "_s)}) {
        const qsizetype at = named ? news.indexOf(words) : -1;
        if (at > 0 && !QStringView(news).left(at).contains(u' '))
            return verdict + news.left(at) + u" — "_s + news.mid(at + words.size());
    }
    return named && !news.isEmpty() ? news.at(0).toUpper() + news.mid(1) : sentence;
}

} // namespace

void EventLogCells::setLog(const EventLog *log, const LineSource *lines)
{
    m_log = log;
    m_lines = lines;
    m_texts.clear();
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
    m_paths = EventPaths(std::move(paths));
    m_texts.clear();
}

void EventLogCells::setConnectionNames(const QMap<QString, QString> &nameById)
{
    if (m_nameById == nameById)
        return;
    m_nameById = nameById;
    m_texts.clear();
}

EventLogCells::LineTexts EventLogCells::readLine(const EventRecord &record) const
{
    std::string lineScratch;
    const std::string_view line = m_lines ? m_lines->line(record, lineScratch) : std::string_view();
    LineTexts texts;
    if (line.empty()) {
        texts.summary = tr("(this event can no longer be read from its capture)");
        return texts;
    }
    std::string scratch;
    const auto read = [&](bool wanted, std::string_view name, std::string &into) {
        if (wanted)
            into = attributeOf(record, line, name, scratch);
    };
    std::string reason;
    read(record.subjectHash != 0, "subject", texts.subject);
    read(record.type == StringTable::overflow, "type", texts.type);
    read(record.topic == StringTable::overflow, "topic", texts.topic);
    read(record.connection == connectionOverflow, "source", texts.source);
    read(record.flags & Undecodable, "reason", reason);
    const std::string_view type =
        record.type == StringTable::overflow ? texts.type : m_log->types().text(record.type);
    texts.summary =
        eventSummary({type, payloadOf(record, line), reason, record.flags}, maxFullText);
    // Rows of gaps have no other cells, so they say whose they are.
    if ((record.flags & OwnEvent) && !(record.flags & GapEvent))
        texts.summary = withoutLeadingName(
            texts.summary, connectionName(m_log->connections().text(record.connection)));
    return texts;
}

QString EventLogCells::connectionName(std::string_view id) const
{
    return m_nameById.value(asText(id));
}

EventLogCells::LineTexts &EventLogCells::lineTexts(const CellRow &row) const
{
    if (LineTexts *known = m_texts.object(row.sequence))
        return *known;
    auto *texts = new LineTexts(readLine(row.record)); // the cache owns it
    m_texts.insert(row.sequence, texts);
    return *texts;
}

std::string EventLogCells::pathText(const CellRow &row, size_t path) const
{
    LineTexts &texts = lineTexts(row);
    if (!texts.atPaths) {
        std::string scratch;
        const std::string_view line = m_lines ? m_lines->line(row.record, scratch) : "";
        texts.atPaths = m_paths.values(row.record, line, EventPaths::usualBound, &texts.tooLong);
    }
    return path < texts.atPaths->size() ? (*texts.atPaths)[path] : std::string();
}

std::string EventLogCells::changedText(const CellRow &row) const
{
    if (!m_history || !m_lines || row.record.subjectHash == 0)
        return {};
    LineTexts &texts = lineTexts(row);
    if (texts.changed)
        return *texts.changed;
    if (!m_history->prepare())
        return tr("…").toStdString(); // asked again once it is known
    texts.changed.emplace();
    const quint64 previous = m_history->previous(row.sequence);
    if (previous < m_log->firstSequence())
        return {};
    const EventRecord &before = m_log->at(previous - m_log->firstSequence());
    std::string scratch;
    std::string otherScratch;
    const std::string_view old = payloadOf(before, m_lines->line(before, scratch));
    const std::string_view now = payloadOf(row.record, m_lines->line(row.record, otherScratch));
    if (!old.empty() && !now.empty())
        texts.changed = changedNames(old, now).toStdString();
    return *texts.changed;
}

QString EventLogCells::connectionText(const CellRow &row, int limit) const
{
    std::string_view id = m_log->connections().text(row.record.connection);
    if (row.record.connection == connectionOverflow) {
        id = lineTexts(row).source;
        id.remove_prefix(id.starts_with('/') ? 1 : 0);
    }
    const QString name = connectionName(id);
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

/// What the event itself says in this column.
std::string EventLogCells::rawText(const CellRow &row, int column) const
{
    const EventRecord &record = row.record;
    switch (column) {
    case EventLogColumn::Type:
        return record.type == StringTable::overflow ? lineTexts(row).type
                                                    : std::string(m_log->types().text(record.type));
    case EventLogColumn::Topic:
        return record.topic == StringTable::overflow
            ? lineTexts(row).topic
            : std::string(m_log->topics().text(record.topic));
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
    if (raw.empty() && column >= EventLogColumn::Count && lineTexts(row).tooLong)
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
        return bool(row.record.flags & GapEvent);
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
