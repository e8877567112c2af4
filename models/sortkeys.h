// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/fieldmask.h"
#include "models/event/linesource.h"
#include "models/eventpath.h"
#include "models/timeshown.h"

#include <QMap>
#include <QString>
#include <atomic>
#include <vector>

namespace eventscope {

class RowContext;

/// What rows are to be sorted, and by what: everything that a worker needs, taken on the GUI
/// thread. The log's tables and the lines are not owned, and must live until the sorting has ended.
struct SortTask
{
    EventLog::Snapshot log;
    const EventLog *texts = nullptr; ///< whose tables the numbers of the records are of
    const LineSource *lines = nullptr;
    FieldMasks masks; ///< what is not shown does not decide an order either
    QMap<QString, QString> connectionNames;
    QMap<quint64, QString> notes; ///< of bookmarks
    const RowContext *context = nullptr; ///< for what changed; null: nothing
    TimeShown time;
    int column = 0; ///< an EventLogColumn
    EventPath path; ///< for columns that are made from one
    bool descending = false;
    std::vector<quint64> sequences; ///< by arrival
};

/// The sequences in the order of that column: numbers by their exact value, before texts, in any
/// case; what has nothing there comes last, whichever way; equals stay in the order of arrival.
/// Looks at `stop` now and then, and answers nothing once it is set. Any thread.
std::vector<quint64> sortedSequences(const SortTask &task, const std::atomic_bool &stop);

} // namespace eventscope
