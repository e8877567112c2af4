// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"

#include <string>
#include <string_view>

namespace eventscope {

/// What a filter wants to know of an event that neither its record nor its line says: whoever shows
/// the log answers. Asked by several threads at once.
class RowContext
{
public:
    virtual ~RowContext() = default;
    virtual bool isBookmarked(quint64 sequence) const = 0;
    /// The line of the event before this one with the same subject, on the same connection, and of
    /// the same kind of thing where that is known; empty if there is none or it cannot be read. May
    /// point into mapped memory or into `scratch`.
    virtual std::string_view previousLine(const EventRecord &record, quint64 sequence,
                                          std::string &scratch) const = 0;
};

} // namespace eventscope
