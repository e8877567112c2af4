// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"

namespace eventscope {

/// The filter of a text that is right, bound to a log; null where it lets everything through.
inline std::shared_ptr<const CompiledFilter> filterOf(
    const QString &text, const EventLog &log, const QMap<quint32, QString> &connectionNames = {})
{
    const ParsedFilter parsed = parseFilter(text);
    if (parsed.error)
        qFatal("%s: %s", qPrintable(text), qPrintable(parsed.error->sentence));
    FilterBinding binding;
    binding.log = &log;
    binding.connectionNames = connectionNames;
    auto filter = CompiledFilter::make(parsed.expression, binding);
    return filter->isEverything() ? nullptr : filter;
}

} // namespace eventscope
