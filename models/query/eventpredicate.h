// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventrecord.h"

#include <string_view>

namespace eventscope {

/// What decides whether a row is shown. Immutable once made, so that workers and the GUI thread may
/// share it. CompiledFilter is the one of the product.
class EventPredicate
{
public:
    virtual ~EventPredicate() = default;
    /// True if the record can be decided from its columns alone; then `matches` is set and the line
    /// is not read.
    virtual bool decidedByColumns(const EventRecord &record, bool &matches) const = 0;
    virtual bool matchesLine(const EventRecord &record, std::string_view line) const = 0;
};

} // namespace eventscope
