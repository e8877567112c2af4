// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/fieldmask.h"
#include "models/event/linesource.h"
#include "models/export/exportformat.h"

#include <QMap>
#include <QString>
#include <atomic>
#include <functional>
#include <vector>

namespace eventscope {

/// What to export: a frozen prefix of the log, all of it or the rows listed.
struct ExportRequest
{
    EventLog::Snapshot log;
    const LineSource *lines = nullptr; ///< not owned, outlives the export
    std::vector<quint32> rows; ///< log rows, ascending; used only if `onlyRows`
    bool onlyRows = false;
    /// Asked for each row on the exporting thread: only those it accepts are written. Null: all.
    std::function<bool(quint64 row)> wanted;
    ExportKind kind = ExportKind::JsonLines;
    QString fileName; ///< "-": standard output
    FieldMasks masks; ///< what must not stand in the file
    QMap<QString, QString> connectionNames; ///< by id, for the CSV column `connection`
};

struct ExportOutcome
{
    quint64 rows = 0;
    quint64 unreadable = 0; ///< lines that could not be read any more; said, never silent
    quint64 bytes = 0;
    bool cancelled = false;
};

/// Shared with whoever watches: written by the exporting thread, read by any.
struct ExportProgress
{
    std::atomic<quint64> done{0};
    std::atomic<quint64> total{0};
    std::atomic<bool> cancel{false};
};

/// Streams the export with constant memory on the calling thread (a worker in the window, the main
/// thread in the command). A file is all or nothing: QSaveFile, every write checked, synced; a
/// cancelled or failed export leaves no file and an older file of that name as it was.
Result<ExportOutcome> runExport(const ExportRequest &request, ExportProgress &progress);

} // namespace eventscope
