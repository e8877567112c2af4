// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/streamedexport.h"

#include <algorithm>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

/// Lines that are copied at once.
constexpr quint64 runBytes = 1U << 19;
constexpr size_t runRows = 4096;
/// Less is looked through sooner than another thread begins.
constexpr size_t leastAhead = 1U << 15;
/// What a huge line took of memory is given back.
constexpr size_t mostKept = size_t(8) << 20;

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

} // namespace

StreamedExport::StreamedExport(const ExportRequest &request, ExportProgress &progress,
                               std::unique_ptr<ExportSink> sink)
    : m_lines(request.lines, request.masks), m_progress(progress), m_sink(std::move(sink)),
      m_inRuns(m_sink->takesLines() && m_lines.canSweep())
{ }

StreamedExport::~StreamedExport() = default;

Result<std::unique_ptr<StreamedExport>> StreamedExport::open(const ExportRequest &request,
                                                             ExportProgress &progress)
{
    if (!request.lines)
        return Error{u"Cannot export to %1: no capture is open"_s.arg(request.fileName)};
    Result<std::unique_ptr<ExportSink>> sink = ExportSink::open(request, progress);
    if (!sink)
        return Error{sink.error()};
    if (const Result<void> begun = (*sink)->begin(); !begun)
        return Error{begun.error()};
    return std::unique_ptr<StreamedExport>(new StreamedExport(request, progress, std::move(*sink)));
}

Result<bool> StreamedExport::add(const EventLog::Snapshot &log, const RowSet *only)
{
    m_log = &log;
    m_only = only;
    m_oneByOneTo = 0;
    // Rows that a set knows and the log has not are events that cannot be read any more.
    const quint64 beyond =
        only ? only->count() - only->rank(std::min(log.size(), only->rows())) : 0;
    m_outcome.unreadable += beyond;
    m_progress.done.fetch_add(beyond, std::memory_order_relaxed);
    Result<bool> added = addRows();
    m_looking.forget(); // nobody looks at lines that the part took with it
    m_ahead = {};
    return added;
}

Result<bool> StreamedExport::addRows()
{
    const quint64 all = m_log->size();
    for (quint64 row = rowFrom(0); row < all; row = rowFrom(row)) {
        if (m_progress.cancel)
            return false;
        const quint64 before = row;
        if (const Result<void> added = addFrom(row); !added)
            return Error{added.error()};
        m_progress.done.fetch_add(row - before, std::memory_order_relaxed);
    }
    return true;
}

Result<ExportOutcome> StreamedExport::finish()
{
    const Result<bool> committed = m_progress.cancel ? Result<bool>(false) : m_sink->commit();
    if (!committed)
        return Error{committed.error()};
    m_outcome.cancelled = !*committed;
    m_outcome.bytes = *committed ? m_sink->bytes() : 0;
    return m_outcome;
}

/// The first row to write that is not before `row`.
quint64 StreamedExport::rowFrom(quint64 row) const
{
    if (!m_only)
        return row;
    const quint64 next = m_only->next(row);
    return next < m_only->rows() ? next : m_log->size();
}

/// Adds this row, and those behind it that are copied with it; `row` is then the one behind
/// the last.
Result<void> StreamedExport::addFrom(quint64 &row)
{
    // What is lost has no line, only one that is made up.
    if (!m_inRuns || row < m_oneByOneTo || m_log->at(row).lineLength == 0)
        return addOne(row++);
    const bool isAhead = !m_ahead.records.empty() && m_ahead.row == row;
    const Run run = isAhead ? std::exchange(m_ahead, {}) : runFrom(row);
    if (run.text.size() != bytesOf(run.records)) {
        m_oneByOneTo = row + run.records.size();
        return addOne(row++);
    }
    const std::optional<size_t> known = isAhead ? m_looking.take() : std::nullopt;
    const size_t place = known ? *known : m_lines.firstToMask(run.text);
    lookAhead(row + run.records.size());
    return addRun(row, run, place);
}

/// Another thread looks at the lines behind while these are written, which takes as long.
void StreamedExport::lookAhead(quint64 row)
{
    m_looking.forget();
    m_ahead = {};
    row = rowFrom(row);
    if (!m_lines.isMasking() || row >= m_log->size() || m_log->at(row).lineLength == 0)
        return;
    m_ahead = runFrom(row);
    if (m_ahead.text.size() >= leastAhead)
        m_looking.begin(m_lines, m_ahead.text);
}

/// Those with something to mask go by themselves; `place` is the first.
Result<void> StreamedExport::addRun(quint64 &row, const Run &run, size_t place)
{
    const std::string_view text = run.text;
    const std::span<const EventRecord> records = run.records;
    const quint64 start = records.front().offset();
    const auto offset = [&](size_t i) { return size_t(records[i].offset() - start); };
    for (size_t i = 0; i < records.size();) {
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
                m_sink->lines(text.substr(offset(i), bytesOf(copied)), copied);
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
        if (++i < records.size())
            place = m_lines.firstToMask(text, offset(i));
    }
    return {};
}

StreamedExport::Run StreamedExport::runFrom(quint64 row) const
{
    const std::span<const EventRecord> records = m_log->run(row, runRows);
    size_t count = 1;
    quint64 bytes = records[0].lineLength;
    while (count < records.size() && bytes < runBytes && follows(records[count - 1], records[count])
           && (!m_only || m_only->contains(row + count)))
        bytes += records[count++].lineLength + 1;
    Run run{row, records.first(count), {}};
    run.text = m_lines.source()->lines(run.records.front(), run.records.back());
    return run;
}

Result<void> StreamedExport::addOne(quint64 row)
{
    const EventRecord &record = m_log->at(row);
    const std::string_view line = m_lines.line(record, m_scratch);
    // Cut away while it is read: zeros, up to its end.
    if (line.empty() || line.back() == '\0') {
        ++m_outcome.unreadable;
        return {};
    }
    ++m_outcome.rows;
    Result<void> taken = m_sink->event({record, m_log->firstSequence() + row, line});
    if (m_scratch.capacity() > mostKept)
        m_scratch = std::string();
    return taken;
}

} // namespace eventscope
