// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/exportjob.h"

#include "models/event/maskedlines.h"
#include "models/export/exporttarget.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype bufferBytes = 1 << 20;

/// One run of an export: lines in, bytes out, with one buffer between.
class Export
{
public:
    Export(const ExportRequest &request, ExportProgress &progress, ExportTarget &target)
        : m_request(request), m_lines(request.lines, request.masks), m_progress(progress),
          m_target(target), m_format(makeExportFormat(request.kind, request.connectionNames))
    {
        m_buffer.reserve(bufferBytes + bufferBytes / 8);
    }

    Result<ExportOutcome> run()
    {
        const quint64 count = m_request.onlyRows ? m_request.rows.size() : m_request.log.size();
        m_progress.total = count;
        m_format->begin(m_buffer);
        for (quint64 i = 0; i < count; ++i) {
            if (m_progress.cancel) {
                m_outcome.cancelled = true;
                return m_outcome;
            }
            add(m_request.onlyRows ? m_request.rows[i] : i);
            if (m_buffer.size() >= bufferBytes) {
                if (const Result<void> flushed = flush(); !flushed)
                    return Error{flushed.error()};
            }
            m_progress.done = i + 1;
        }
        if (const Result<void> flushed = flush(); !flushed)
            return Error{flushed.error()};
        if (const Result<void> committed = m_target.commit(); !committed)
            return Error{committed.error()};
        return m_outcome;
    }

private:
    void add(quint64 row)
    {
        if (m_request.wanted && row < m_request.log.size() && !m_request.wanted(row))
            return;
        const std::string_view line = row < m_request.log.size()
            ? m_lines.line(m_request.log.at(row), m_scratch)
            : std::string_view();
        if (line.empty()) {
            ++m_outcome.unreadable;
            return;
        }
        m_format->event(line, m_buffer);
        ++m_outcome.rows;
    }

    Result<void> flush()
    {
        Result<void> written =
            m_target.write({m_buffer.constData(), size_t(m_buffer.size())});
        m_outcome.bytes += quint64(m_buffer.size());
        m_buffer.resize(0); // keeps its memory
        return written;
    }

    const ExportRequest &m_request;
    MaskedLines m_lines;
    ExportProgress &m_progress;
    ExportTarget &m_target;
    std::unique_ptr<ExportFormat> m_format;
    QByteArray m_buffer;
    std::string m_scratch;
    ExportOutcome m_outcome;
};

} // namespace

Result<ExportOutcome> runExport(const ExportRequest &request, ExportProgress &progress)
{
    if (!request.lines)
        return Error{u"Cannot export to %1: no capture is open"_s.arg(request.fileName)};
    Result<std::unique_ptr<ExportTarget>> target = ExportTarget::open(request.fileName);
    if (!target)
        return Error{target.error()};
    return Export(request, progress, **target).run();
}

} // namespace eventscope
