// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/captureset.h"
#include "app/commands/commandline.h"
#include "models/export/exportjob.h"
#include "models/partcontext.h"
#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"

class QThreadPool;

namespace eventscope {

class EventBookmarks;
class StreamedExport;

/// Exports captures, all or what a filter lets through, in memory that does not grow with them: a
/// part is read, filtered as the window filters, written, and forgotten before the next one is
/// read. What comes out is what an export of all rows at once would write. Used once, on one
/// thread; owns nothing of what it is given.
class CaptureExport
{
public:
    CaptureExport(CaptureSet &captures, const ExportOptions &options,
                  const EventBookmarks &bookmarks, const PartSize &size = {});

    Result<ExportOutcome> run(ExportProgress &progress);

    const ParsedFilter &where() const { return m_where; }
    quint64 unsearched() const { return m_unsearched; } ///< events that could not be read for it
    quint64 givenUp() const { return m_filter ? m_filter->givenUp() : 0; }
    quint64 tooLong() const { return m_filter ? m_filter->tooLong() : 0; }
    quint64 leftOut() const { return m_filter ? m_filter->leftOut() : 0; }

private:
    ExportRequest request() const;
    std::shared_ptr<ExportColumns> columns(const FieldMasks &masks) const;
    Result<bool> addPart(StreamedExport &to, QThreadPool &pool, const ExportProgress &progress);
    bool findRows(RowSet &rows, QThreadPool &pool, const ExportProgress &progress);

    CaptureSet &m_captures;
    const ExportOptions &m_options;
    const EventBookmarks &m_bookmarks;
    const PartSize m_size;
    const ParsedFilter m_where;
    const qint64 m_nowUs; ///< what relative times count from, for all parts
    PartContext m_context;
    bool m_wantsPast = false; ///< somebody asks for the events before
    std::shared_ptr<const CompiledFilter> m_filter; ///< bound to the part
    quint64 m_unsearched = 0;
};

} // namespace eventscope
