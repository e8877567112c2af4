// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/maskedlines.h"
#include "models/export/exportsink.h"
#include "models/export/lookahead.h"

#include <memory>
#include <span>

namespace eventscope {

/// An export that gets its events part by part, each part a log of its own, so that nobody needs
/// all of them at once. Without finish() nothing is left of it, and an older file of that name is
/// as it was. One thread.
class StreamedExport
{
public:
    /// Of the request neither the log nor its rows are looked at. Its lines, and the progress,
    /// outlive the export.
    static Result<std::unique_ptr<StreamedExport>> open(const ExportRequest &request,
                                                        ExportProgress &progress);
    ~StreamedExport();
    StreamedExport(const StreamedExport &) = delete;
    StreamedExport &operator=(const StreamedExport &) = delete;

    /// Adds all rows of the log, or these of them. False: it was cancelled.
    Result<bool> add(const EventLog::Snapshot &log, const RowSet *only = nullptr);
    Result<ExportOutcome> finish();

private:
    StreamedExport(const ExportRequest &request, ExportProgress &progress,
                   std::unique_ptr<ExportSink> sink);
    /// Lines that stand one behind the other, and are copied together.
    struct Run
    {
        quint64 row = 0;
        std::span<const EventRecord> records; ///< none: there is no run
        std::string_view text; ///< shorter where it cannot be read
    };

    Result<bool> addRows();
    quint64 rowFrom(quint64 row) const;
    Result<void> addFrom(quint64 &row);
    Result<void> addRun(quint64 &row, const Run &run, size_t place);
    Run runFrom(quint64 row) const;
    void lookAhead(quint64 row);
    Result<void> addOne(quint64 row);

    MaskedLines m_lines;
    ExportProgress &m_progress;
    const std::unique_ptr<ExportSink> m_sink;
    const bool m_inRuns;
    const EventLog::Snapshot *m_log = nullptr; ///< of the part
    const RowSet *m_only = nullptr;
    quint64 m_oneByOneTo = 0; ///< rows before this one cannot be had in a run
    Run m_ahead; ///< the next one
    LookAhead m_looking; ///< into it
    std::string m_scratch;
    ExportOutcome m_outcome;
};

} // namespace eventscope
