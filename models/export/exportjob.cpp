// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/exportjob.h"

#include "models/export/streamedexport.h"

#include <algorithm>

namespace eventscope {

double ExportProgress::fraction() const
{
    const quint64 all = total;
    const double counted = all > 0 ? double(std::min<quint64>(done, all)) / double(all) : 0;
    const int streamed = passed;
    const double events = streamed >= 0 ? streamed / 1000.0 : counted;
    const double share = eventShare / 1000.0;
    return share * events + (1 - share) * finished / 1000.0;
}

Result<ExportOutcome> runExport(const ExportRequest &request, ExportProgress &progress)
{
    Result<std::unique_ptr<StreamedExport>> opened = StreamedExport::open(request, progress);
    if (!opened)
        return Error{opened.error()};
    progress.total = request.onlyRows ? request.rows.count() : request.log.size();
    const Result<bool> added =
        (*opened)->add(request.log, request.onlyRows ? &request.rows : nullptr);
    if (!added)
        return Error{added.error()};
    return (*opened)->finish();
}

} // namespace eventscope
