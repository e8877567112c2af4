// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/exportjob.h"

#include "models/event/maskedlines.h"
#include "models/export/exportsink.h"

#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Lines that are copied at once.
constexpr quint64 runBytes = 1U << 19;
constexpr size_t runRows = 4096;

/// True if the line of `next` stands right behind that of `record`.
bool follows(const EventRecord &record, const EventRecord &next)
{
    return next.lineLength > 0 && next.segment() == record.segment()
        && next.offset() == record.offset() + record.lineLength + 1;
}

/// Of lines that stand one behind the other.
size_t bytesOf(std::span<const EventRecord> records)
{
    return records.back().offset() + records.back().lineLength - records.front().offset();
}

/// One run of an export: lines in, events out.
class Export
{
public:
    Export(const ExportRequest &request, ExportProgress &progress, ExportSink &sink)
        : m_request(request), m_lines(request.lines, request.masks), m_progress(progress),
          m_sink(sink), m_all(request.log.size()), m_inRuns(sink.takesLines() && m_lines.canSweep())
    { }

    Result<ExportOutcome> run()
    {
        // Rows that a set knows and the log has not are events that cannot be read any more.
        const quint64 beyond = m_request.onlyRows
            ? m_request.rows.count() - m_request.rows.rank(std::min(m_all, m_request.rows.rows()))
            : 0;
        m_outcome.unreadable = beyond;
        m_progress.total = m_request.onlyRows ? m_request.rows.count() : m_all;
        m_progress.done = beyond;
        if (const Result<void> begun = m_sink.begin(); !begun)
            return Error{begun.error()};
        for (quint64 row = rowFrom(0); row < m_all;) {
            if (m_progress.cancel)
                return cancelled();
            const quint64 before = row;
            if (const Result<void> added = add(row); !added)
                return Error{added.error()};
            m_progress.done.fetch_add(row - before, std::memory_order_relaxed);
            row = rowFrom(row);
        }
        const Result<bool> committed = m_sink.commit();
        if (!committed)
            return Error{committed.error()};
        if (!*committed)
            return cancelled();
        m_outcome.bytes = m_sink.bytes();
        return m_outcome;
    }

private:
    ExportOutcome cancelled()
    {
        m_outcome.cancelled = true;
        return m_outcome;
    }

    /// The first row to write that is not before `row`.
    quint64 rowFrom(quint64 row) const
    {
        if (!m_request.onlyRows)
            return row;
        const quint64 next = m_request.rows.next(row);
        return next < m_request.rows.rows() ? next : m_all;
    }

    /// Adds this row, and those behind it that are copied with it; `row` is then the one behind
    /// the last.
    Result<void> add(quint64 &row)
    {
        // What is lost has no line, only one that is made up.
        if (!m_inRuns || row < m_oneByOneTo || m_request.log.at(row).lineLength == 0)
            return addOne(row++);
        const std::span<const EventRecord> records = runFrom(row);
        const std::string_view text = m_request.lines->lines(records.front(), records.back());
        if (text.size() == bytesOf(records))
            return addRun(row, text, records);
        m_oneByOneTo = row + records.size();
        return addOne(row++);
    }

    /// Lines that stand one behind the other. Those with something to mask go by themselves.
    Result<void> addRun(quint64 &row, std::string_view text, std::span<const EventRecord> records)
    {
        const quint64 start = records.front().offset();
        const auto offset = [&](size_t i) { return size_t(records[i].offset() - start); };
        for (size_t i = 0; i < records.size();) {
            const size_t place = m_lines.firstToMask(text, offset(i));
            const auto behind = [start](size_t at, const EventRecord &record) {
                return at < record.offset() - start;
            };
            const auto stop = place == std::string_view::npos
                ? records.end()
                : std::upper_bound(records.begin() + i, records.end(), place, behind) - 1;
            const auto whole = size_t(stop - (records.begin() + i));
            if (whole > 0) {
                const std::span<const EventRecord> copied = records.subspan(i, whole);
                const Result<bool> taken =
                    m_sink.lines(text.substr(offset(i), bytesOf(copied)), copied);
                if (!taken)
                    return Error{taken.error()};
                if (!*taken) {
                    m_oneByOneTo = row + records.size() - i;
                    return addOne(row++);
                }
                row += whole;
                i += whole;
                m_outcome.rows += whole;
            }
            if (i == records.size())
                break;
            if (const Result<void> added = addOne(row++); !added)
                return added;
            ++i;
        }
        return {};
    }

    std::span<const EventRecord> runFrom(quint64 row) const
    {
        const std::span<const EventRecord> records = m_request.log.run(row, runRows);
        size_t count = 1;
        quint64 bytes = records[0].lineLength;
        while (count < records.size() && bytes < runBytes
               && follows(records[count - 1], records[count])
               && (!m_request.onlyRows || m_request.rows.contains(row + count)))
            bytes += records[count++].lineLength + 1;
        return records.first(count);
    }

    Result<void> addOne(quint64 row)
    {
        const EventRecord &record = m_request.log.at(row);
        const std::string_view line = m_lines.line(record, m_scratch);
        // Cut away while it is read: zeros, up to its end.
        if (line.empty() || line.back() == '\0') {
            ++m_outcome.unreadable;
            return {};
        }
        ++m_outcome.rows;
        return m_sink.event({record, m_request.log.firstSequence() + row, line});
    }

    const ExportRequest &m_request;
    MaskedLines m_lines;
    ExportProgress &m_progress;
    ExportSink &m_sink;
    quint64 m_all;
    bool m_inRuns;
    quint64 m_oneByOneTo = 0; ///< rows before this one cannot be had in a run
    std::string m_scratch;
    ExportOutcome m_outcome;
};

} // namespace

double ExportProgress::fraction() const
{
    const quint64 all = total;
    const double events = all > 0 ? double(std::min<quint64>(done, all)) / double(all) : 0;
    const double share = eventShare / 1000.0;
    return share * events + (1 - share) * finished / 1000.0;
}

Result<ExportOutcome> runExport(const ExportRequest &request, ExportProgress &progress)
{
    if (!request.lines)
        return Error{u"Cannot export to %1: no capture is open"_s.arg(request.fileName)};
    Result<std::unique_ptr<ExportSink>> sink = ExportSink::open(request, progress);
    if (!sink)
        return Error{sink.error()};
    return Export(request, progress, **sink).run();
}

} // namespace eventscope
