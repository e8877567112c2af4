// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/exportcolumns.h"

#include "models/event/displaytext.h"
#include "models/event/linesource.h"
#include "models/eventcolumns.h"
#include "models/eventlogroles.h"
#include "models/eventsummary.h"
#include "models/query/jsondifference.h"
#include "models/query/lineparts.h"
#include "models/query/rowcontext.h"

#include <cstdio>
#include <cstdlib>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxSummary = 4096;

/// What filters call it; the other names are those of files of columns.
struct Alias
{
    QLatin1StringView name;
    int column;
};
constexpr Alias aliases[] = {
    {QLatin1StringView("time", 4), EventLogColumn::EventTime},
    {QLatin1StringView("recordedtime", 12), EventLogColumn::Recorded},
    {QLatin1StringView("received", 8), EventLogColumn::Recorded},
    {QLatin1StringView("severity", 8), EventLogColumn::SeverityWord},
};

int columnNamed(const QString &name)
{
    for (const Alias &alias : aliases) {
        if (name == alias.name)
            return alias.column;
    }
    return EventColumns::columnOf(name);
}

std::string utf8(const QString &text)
{
    return text.toStdString();
}

/// A number that every program reads: `0.003511`, `-62.000000`.
std::string secondsText(qint64 fromUs, qint64 toUs)
{
    if (fromUs == noTime || toUs == noTime)
        return {};
    constexpr qint64 second = 1'000'000;
    const qint64 us = toUs - fromUs;
    char text[40];
    std::snprintf(text, sizeof text, "%s%lld.%06lld", us < 0 ? "-" : "", std::llabs(us / second),
                  std::llabs(us % second));
    return text;
}

} // namespace

ChosenColumns::ChosenColumns(std::vector<Column> columns,
                             const QMap<QString, QString> &connectionNames,
                             const QMap<quint64, QString> &notes, const Shown &shown,
                             const Past &past)
    : m_columns(std::move(columns)), m_notes(notes), m_shown(shown), m_context(past.context),
      m_masks(nullptr, past.masks)
{
    for (auto it = connectionNames.cbegin(); it != connectionNames.cend(); ++it)
        m_names.insert(it.key().toStdString(), it.value().toStdString());
    std::vector<EventPath> paths;
    for (const Column &column : m_columns) {
        if (column.column >= 0)
            continue;
        // Whoever made the column has checked it; one that leads nowhere is empty.
        const auto parsed = EventPath::parse(column.path);
        paths.push_back(parsed ? *parsed : EventPath());
    }
    m_paths = EventPaths(std::move(paths));
}

Result<std::vector<ChosenColumns::Column>> ChosenColumns::named(const QStringList &names)
{
    std::vector<Column> columns;
    for (const QString &name : names) {
        const QString wanted = name.trimmed();
        Column column{columnNamed(wanted), wanted, wanted};
        if (wanted.isEmpty())
            return Error{u"a name is missing between two commas"_s};
        if (const Result<void> path = EventColumns::checkPath(wanted); column.column < 0 && !path)
            return Error{u"\"%1\": %2"_s.arg(displayText(wanted, 80), path.error())};
        columns.push_back(std::move(column));
    }
    return columns;
}

std::vector<std::string> ChosenColumns::titles() const
{
    std::vector<std::string> titles;
    for (const Column &column : m_columns)
        titles.push_back(utf8(column.title));
    return titles;
}

void ChosenColumns::read(const ExportRow &row, std::vector<std::string> &cells)
{
    const LineCells &parts = m_parser.read(row.record, row.line);
    std::vector<std::string> atPaths;
    if (m_paths.size() > 0)
        atPaths =
            m_paths.values(row.record, row.line, std::string::npos, nullptr, std::string::npos);
    cells.resize(m_columns.size());
    size_t path = 0;
    for (size_t i = 0; i < m_columns.size(); ++i)
        cells[i] = m_columns[i].column < 0 ? std::move(atPaths[path++])
                                           : text(m_columns[i].column, row, parts);
    m_before = row.record;
}

std::string ChosenColumns::timeText(qint64 us) const
{
    if (us == noTime)
        return {};
    return m_shown.words ? utf8(fullTimeText(us, m_shown.time.zone)) : timestampText(us);
}

std::string ChosenColumns::chosenTime(const EventRecord &record) const
{
    const qint64 us = m_shown.time.of(record);
    if (m_shown.time.form == TimeShown::SinceMark)
        return secondsText(m_shown.markUs, us);
    if (m_shown.time.form == TimeShown::SinceShown)
        return m_before ? secondsText(m_shown.time.of(*m_before), us) : std::string();
    return timeText(us);
}

std::string ChosenColumns::connectionText(std::string_view source) const
{
    source.remove_prefix(source.starts_with('/') ? 1 : 0);
    const std::string id(source);
    return m_names.value(id, id);
}

std::string ChosenColumns::summary(const ExportRow &row, const LineCells &cells) const
{
    const auto &a = cells.attributes;
    return utf8(eventSummary({a[LineCells::Type], payloadOf(row.record, row.line),
                              a[LineCells::Reason], row.record.flags, row.record.marks},
                             maxSummary));
}

std::string ChosenColumns::severityOf(const EventRecord &record) const
{
    return m_shown.words ? utf8(severityWord(record.severity, record.flags))
                         : std::string(severityText(record.severity));
}

/// As the table says it: names of what is different from the event before of the same subject.
std::string ChosenColumns::changed(const ExportRow &row) const
{
    if (!m_context || row.record.subjectHash == 0)
        return {};
    std::string scratch;
    std::string maskedScratch;
    const std::string_view before =
        m_masks.masked(m_context->previousLine(row.record, row.sequence, scratch), maskedScratch);
    LineAttributes parts;
    if (before.empty() || !readLineAttributes(before, parts) || parts.data.empty())
        return {};
    return utf8(changedNames(parts.data, payloadOf(row.record, row.line)));
}

std::string ChosenColumns::text(int column, const ExportRow &row, const LineCells &cells) const
{
    const EventRecord &record = row.record;
    const auto &a = cells.attributes;
    switch (column) {
    case EventLogColumn::Time:
        return chosenTime(record);
    case EventLogColumn::SeverityGlyph:
    case EventLogColumn::SeverityWord:
        return severityOf(record);
    case EventLogColumn::Connection:
        return connectionText(a[LineCells::Source]);
    case EventLogColumn::Type:
        return std::string(a[LineCells::Type]);
    case EventLogColumn::Topic:
        return std::string(a[LineCells::Topic]);
    case EventLogColumn::Subject:
        return std::string(a[LineCells::Subject]);
    case EventLogColumn::Summary:
        return summary(row, cells);
    case EventLogColumn::Sequence:
        return std::to_string(row.sequence);
    case EventLogColumn::Recorded:
        return timeText(record.recordedUs);
    case EventLogColumn::EventTime:
        return timeText(record.timeUs);
    case EventLogColumn::Delta:
        return m_before ? secondsText(m_shown.time.of(*m_before), m_shown.time.of(record))
                        : std::string();
    case EventLogColumn::Latency:
        return secondsText(record.timeUs, record.recordedUs);
    case EventLogColumn::Size:
        return record.dataOffset == 0 ? std::string() : std::to_string(payloadLength(record));
    case EventLogColumn::Note:
        return utf8(m_notes.value(row.sequence));
    case EventLogColumn::Changed:
        return changed(row);
    default:
        return {};
    }
}

} // namespace eventscope
