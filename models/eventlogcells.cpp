// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/eventlogcells.h"

#include "models/event/displaytext.h"
#include "models/eventlogroles.h"
#include "models/eventsummary.h"
#include "models/query/lineparts.h"

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
    return m_nameById.value(QString::fromUtf8(id.data(), qsizetype(id.size())));
}

const EventLogCells::LineTexts &EventLogCells::lineTexts(const EventRecord &record,
                                                         quint64 sequence) const
{
    if (const LineTexts *known = m_texts.object(sequence))
        return *known;
    auto *texts = new LineTexts(readLine(record)); // the cache owns it
    m_texts.insert(sequence, texts);
    return *texts;
}

QString EventLogCells::connectionText(const EventRecord &record, quint64 sequence, int limit) const
{
    std::string_view id = m_log->connections().text(record.connection);
    if (record.connection == connectionOverflow) {
        id = lineTexts(record, sequence).source;
        id.remove_prefix(id.starts_with('/') ? 1 : 0);
    }
    const QString name = connectionName(id);
    return name.isEmpty() ? displayText(id, limit) : displayText(name, limit);
}

QString EventLogCells::text(const EventRecord &record, quint64 sequence, int column,
                            int limit) const
{
    switch (column) {
    case EventLogColumn::Time:
        return timeOfDayText(record.recordedUs, m_zone);
    case EventLogColumn::SeverityGlyph:
        return severityGlyph(record.severity, record.flags);
    case EventLogColumn::Connection:
        return connectionText(record, sequence, limit);
    case EventLogColumn::Type:
        return displayText(record.type == StringTable::overflow ? lineTexts(record, sequence).type
                                                                : m_log->types().text(record.type),
                           limit);
    case EventLogColumn::Topic:
        return displayText(record.topic == StringTable::overflow
                               ? lineTexts(record, sequence).topic
                               : m_log->topics().text(record.topic),
                           limit);
    case EventLogColumn::Subject:
        return record.subjectHash == 0 ? QString()
                                       : displayText(lineTexts(record, sequence).subject, limit);
    case EventLogColumn::Summary:
        return displayText(lineTexts(record, sequence).summary, limit);
    default:
        return {};
    }
}

QVariant EventLogCells::toolTip(const EventRecord &record, quint64 sequence, int column) const
{
    if (column == EventLogColumn::Time) {
        const QString received = tr("Received %1").arg(fullTimeText(record.recordedUs, m_zone));
        if (record.timeUs == noTime)
            return toolTipText(received);
        return toolTipText(received + u'\n'
                           + tr("Its own time %1").arg(fullTimeText(record.timeUs, m_zone)));
    }
    if (column == EventLogColumn::SeverityGlyph)
        return toolTipText(severityWord(record.severity, record.flags));
    const QString full = text(record, sequence, column, maxToolTip);
    return full.size() > shortText ? QVariant(toolTipText(full)) : QVariant();
}

QVariant EventLogCells::data(const EventRecord &record, quint64 sequence, int column,
                             int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return text(record, sequence, column, maxCellLength);
    case Qt::ToolTipRole:
        return toolTip(record, sequence, column);
    case Qt::AccessibleTextRole:
    case Qt::AccessibleDescriptionRole:
        return column == EventLogColumn::SeverityGlyph
            ? QVariant(severityWord(record.severity, record.flags))
            : QVariant();
    case EventLogRole::FullText:
        return column == EventLogColumn::Time         ? fullTimeText(record.recordedUs, m_zone)
            : column == EventLogColumn::SeverityGlyph ? severityWord(record.severity, record.flags)
                                                      : text(record, sequence, column, maxFullText);
    case EventLogRole::Sequence:
        return sequence;
    case EventLogRole::SeverityValue:
        return int(shownSeverity(record.severity, record.flags));
    case EventLogRole::Flags:
        return int(record.flags);
    case EventLogRole::IsGap:
        return bool(record.flags & GapEvent);
    case EventLogRole::RecordedUs:
        return record.recordedUs;
    case EventLogRole::TimeUs:
        return record.timeUs;
    default:
        return {};
    }
}

QString EventLogCells::headerText(int column)
{
    switch (column) {
    case EventLogColumn::Time:
        return tr("Time");
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
    default:
        return {};
    }
}

QString EventLogCells::headerToolTip(int column)
{
    switch (column) {
    case EventLogColumn::Time:
        return tr("When Eventscope received it");
    case EventLogColumn::SeverityGlyph:
        return tr("Severity");
    default:
        return headerText(column);
    }
}

} // namespace eventscope
