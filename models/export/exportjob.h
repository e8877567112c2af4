// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/fieldmask.h"
#include "models/event/linesource.h"
#include "models/export/exportformat.h"
#include "models/query/rowset.h"

#include <QMap>
#include <QString>
#include <atomic>
#include <functional>
#include <memory>

namespace eventscope {

/// What to export: a frozen prefix of the log, all of it or some of its rows.
struct ExportRequest
{
    EventLog::Snapshot log;
    const LineSource *lines = nullptr; ///< not owned, outlives the export
    RowSet rows; ///< log rows; used only if `onlyRows`
    bool onlyRows = false;
    ExportKind kind = ExportKind::JsonLines;
    bool compressed = false; ///< also if the name of the file ends in .zst
    QString fileName; ///< "-": standard output
    FieldMasks masks; ///< what must not stand in the file
    QMap<QString, QString> connectionNames; ///< by id, for the column `connection`
    /// Of a table, instead of the usual ones; null: those.
    std::shared_ptr<ExportColumns> columns;
    CellGuard guard = CellGuard::On; ///< of a CSV file
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
    std::atomic<quint64> done{0}; ///< events
    std::atomic<quint64> total{0}; ///< 0: nobody knows
    /// Where the total is not known: how much of the capture is passed, of 1000; -1: it is known.
    std::atomic<int> passed{-1};
    /// What comes behind the last event: indexes. Of 1000.
    std::atomic<int> finished{0};
    /// How much of the work the events are, of 1000; the rest is what comes behind them.
    std::atomic<int> eventShare{1000};
    std::atomic<bool> cancel{false};

    /// 0..1, of all the work.
    double fraction() const;
};

/// Streams the export with constant memory on the calling thread (a worker in the window, the main
/// thread in the command). A file is all or nothing: QSaveFile, every write checked, synced; a
/// cancelled or failed export leaves no file and an older file of that name as it was.
Result<ExportOutcome> runExport(const ExportRequest &request, ExportProgress &progress);

} // namespace eventscope
