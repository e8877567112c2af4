// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/exportsink.h"

#include "models/export/exporttarget.h"
#include "models/export/sqlitesink.h"
#include "models/export/streamsink.h"
#include "models/export/zstdtarget.h"

namespace eventscope {

using namespace Qt::StringLiterals;

Result<std::unique_ptr<ExportSink>> ExportSink::open(const ExportRequest &request,
                                                     ExportProgress &progress)
{
    const bool compressed =
        request.compressed || request.fileName.endsWith(compressedSuffix, Qt::CaseInsensitive);
    if (compressed && !canCompress(request.kind))
        return cannotWrite(request.fileName,
                           u"a database cannot be read while it is compressed; leave out .zst"_s);
    if (request.kind == ExportKind::Sqlite)
        return SqliteSink::open(request, progress);
    Result<std::unique_ptr<ExportTarget>> target = ExportTarget::open(request.fileName);
    if (target && compressed)
        target = ZstdTarget::over(std::move(*target));
    if (!target)
        return Error{target.error()};
    return std::unique_ptr<ExportSink>(std::make_unique<StreamSink>(
        makeExportFormat(request.kind, request.connectionNames, request.columns, request.guard),
        std::move(*target)));
}

} // namespace eventscope
