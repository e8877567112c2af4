// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventlog.h"
#include "models/event/fieldmask.h"
#include "models/event/linesource.h"

#include <QString>
#include <QVector>

#include <functional>

namespace eventscope {

/// A value that events have somewhere, as a person would compare with it.
struct SeenValue
{
    QString text;
    /// A JSON text, which is another value than the number or literal that it may look like.
    bool isText = false;
    bool operator==(const SeenValue &) const = default;
};

using SeenValues = QVector<SeenValue>;

/// What is to be looked at: all that a worker needs, taken on the GUI thread. The lines are not
/// owned, and must live until the reading has ended.
struct SeenValuesTask
{
    EventLog::Snapshot log;
    const LineSource *lines = nullptr;
    FieldMasks masks; ///< what is not shown is not offered either
    /// In the words of the filter language: `data.items[*].name`, `kafkapartition`, `subject`.
    QString where;
};

/// What stands there in the newest events, the most frequent first; of equals the newest. Bounded
/// by events, by bytes and by time, whichever comes first; answers what it has as soon as `stopped`
/// says so. Any thread.
SeenValues seenValues(const SeenValuesTask &task, const std::function<bool()> &stopped);

} // namespace eventscope
