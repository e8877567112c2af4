// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/sortkeys.h"

#include "models/event/maskedlines.h"
#include "models/event/utf16.h"
#include "models/eventlogroles.h"
#include "models/eventsummary.h"
#include "models/query/decimal.h"
#include "models/query/jsondifference.h"
#include "models/query/lineparts.h"
#include "models/query/rowcontext.h"

#include <algorithm>
#include <compare>
#include <numeric>

namespace eventscope {

namespace {

constexpr int maxSummary = 400;
constexpr size_t maxPayload = 16U << 20;

struct SortKey
{
    enum Kind : quint8 { Count, Decimal, Text, Nothing };
    Kind kind = Nothing;
    qint64 count = 0;
    std::string text;
};

SortKey counted(qint64 count)
{
    return {SortKey::Count, count, {}};
}

SortKey timed(qint64 us)
{
    return us == noTime ? SortKey() : counted(us);
}

SortKey worded(const QString &text)
{
    return text.isEmpty() ? SortKey()
                          : SortKey{SortKey::Text, 0, text.toCaseFolded().toStdString()};
}

SortKey worded(std::string_view text)
{
    return worded(toUtf16(text));
}

SortKey valued(std::string_view text)
{
    if (isDecimal(text))
        return {SortKey::Decimal, 0, std::string(text)};
    return worded(text);
}

std::strong_ordering compared(const SortKey &a, const SortKey &b)
{
    if (a.kind != b.kind)
        return a.kind <=> b.kind;
    switch (a.kind) {
    case SortKey::Count:
        return a.count <=> b.count;
    case SortKey::Decimal:
        return compareDecimals(a.text, b.text) <=> 0;
    case SortKey::Text:
        return a.text.compare(b.text) <=> 0;
    case SortKey::Nothing:
        break;
    }
    return std::strong_ordering::equal;
}

/// Finds the keys of one task, row by row.
class KeyReader
{
public:
    explicit KeyReader(const SortTask &task)
        : m_task(task), m_lines(task.lines, task.masks), m_paths({task.path})
    { }

    SortKey key(quint64 sequence)
    {
        const EventRecord &record = m_task.log.at(sequence - m_task.log.firstSequence());
        const EventRecord *before = m_before;
        m_before = &record;
        switch (m_task.column) {
        case EventLogColumn::SeverityGlyph:
        case EventLogColumn::SeverityWord:
            return counted(int(shownSeverity(record.severity, record.flags)));
        case EventLogColumn::EventTime:
            return timed(record.timeUs);
        case EventLogColumn::Delta:
            return before ? span(m_task.time.of(*before), m_task.time.of(record)) : SortKey();
        case EventLogColumn::Latency:
            return span(record.timeUs, record.recordedUs);
        case EventLogColumn::Size:
            return record.dataOffset == 0 ? SortKey() : counted(qint64(payloadLength(record)));
        case EventLogColumn::Note:
            return note(sequence);
        case EventLogColumn::Changed:
            return changed(record, sequence);
        default:
            return text(record);
        }
    }

private:
    static SortKey span(qint64 from, qint64 to)
    {
        return from == noTime || to == noTime ? SortKey() : counted(to - from);
    }

    SortKey note(quint64 sequence) const
    {
        const auto at = m_task.notes.constFind(sequence);
        if (at == m_task.notes.constEnd())
            return {};
        return at->isEmpty() ? SortKey{SortKey::Text, 0, {}} : worded(*at);
    }

    SortKey changed(const EventRecord &record, quint64 sequence) const
    {
        if (!m_task.context || !m_task.lines || record.subjectHash == 0)
            return {};
        std::string scratch;
        std::string maskedScratch;
        const std::string_view line =
            m_lines.masked(m_task.context->previousLine(record, sequence, scratch), maskedScratch);
        LineAttributes before;
        if (line.empty() || !readLineAttributes(line, before) || before.data.empty())
            return {};
        std::string otherScratch;
        const std::string_view now = payloadOf(record, m_lines.line(record, otherScratch));
        const QString names = changedNames(before.data, now);
        return names.isEmpty() ? SortKey() : worded(names);
    }

    std::string_view line(const EventRecord &record)
    {
        return m_task.lines ? m_lines.line(record, m_lineScratch) : std::string_view();
    }

    SortKey interned(const EventRecord &record, const StringTable &table, quint32 id,
                     std::string_view name)
    {
        return worded(id == StringTable::overflow
                          ? attributeOf(record, line(record), name, m_scratch)
                          : table.text(id));
    }

    SortKey topic(const EventRecord &record)
    {
        if (record.topic == StringTable::overflow || !m_lines.isMasking())
            return interned(record, m_task.texts->topics(), record.topic, "topic");
        const std::string_view id = m_task.texts->connections().text(record.connection);
        return worded(m_lines.maskOfConnection(id).applyToName(
            m_task.texts->topics().text(record.topic), m_scratch));
    }

    SortKey text(const EventRecord &record)
    {
        switch (m_task.column) {
        case EventLogColumn::Connection: {
            const std::string_view id = m_task.texts->connections().text(record.connection);
            const QString known = QString::fromUtf8(id.data(), qsizetype(id.size()));
            return worded(m_task.connectionNames.value(known, known));
        }
        case EventLogColumn::Type:
            return interned(record, m_task.texts->types(), record.type, "type");
        case EventLogColumn::Topic:
            return topic(record);
        case EventLogColumn::Subject:
            return record.subjectHash == 0
                ? SortKey()
                : worded(attributeOf(record, line(record), "subject", m_scratch));
        case EventLogColumn::Summary:
            return summary(record);
        default:
            return valued(m_paths.values(record, line(record), maxPayload).front());
        }
    }

    SortKey summary(const EventRecord &record)
    {
        const std::string_view whole = line(record);
        const std::string reason(
            record.flags & Undecodable ? attributeOf(record, whole, "reason", m_scratch) : "");
        return worded(eventSummary({m_task.texts->types().text(record.type),
                                    payloadOf(record, whole), reason, record.flags, record.marks},
                                   maxSummary));
    }

    const SortTask &m_task;
    MaskedLines m_lines;
    EventPaths m_paths;
    const EventRecord *m_before = nullptr;
    std::string m_lineScratch;
    std::string m_scratch;
};

} // namespace

std::vector<quint64> sortedSequences(const SortTask &task, const std::atomic_bool &stop)
{
    std::vector<SortKey> keys;
    keys.reserve(task.sequences.size());
    KeyReader reader(task);
    for (const quint64 sequence : task.sequences) {
        if (stop)
            return {};
        keys.push_back(reader.key(sequence));
    }
    std::vector<quint32> order(keys.size());
    std::iota(order.begin(), order.end(), 0U);
    const bool descending = task.descending;
    std::stable_sort(order.begin(), order.end(), [&keys, descending](quint32 a, quint32 b) {
        const bool something = keys[a].kind != SortKey::Nothing;
        if (something != (keys[b].kind != SortKey::Nothing))
            return something;
        const auto way = compared(keys[a], keys[b]);
        return descending ? std::is_gt(way) : std::is_lt(way);
    });
    std::vector<quint64> sorted(order.size());
    std::transform(order.begin(), order.end(), sorted.begin(),
                   [&task](quint32 at) { return task.sequences[at]; });
    return sorted;
}

} // namespace eventscope
