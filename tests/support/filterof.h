// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/compiledfilter.h"
#include "models/query/filterparser.h"

namespace eventscope {

/// The filter of a text that is right.
inline std::shared_ptr<const CompiledFilter> compiledFilter(const QString &text,
                                                            const FilterBinding &binding)
{
    const ParsedFilter parsed = parseFilter(text);
    if (parsed.error)
        qFatal("%s: %s", qPrintable(text), qPrintable(parsed.error->sentence));
    return CompiledFilter::make(parsed.expression, binding);
}

/// The same, bound to a log; null where it lets everything through.
inline std::shared_ptr<const CompiledFilter> filterOf(
    const QString &text, const EventLog &log, const QMap<quint32, QString> &connectionNames = {})
{
    FilterBinding binding;
    binding.log = &log;
    binding.connectionNames = connectionNames;
    auto filter = compiledFilter(text, binding);
    return filter->isEverything() ? nullptr : filter;
}

} // namespace eventscope
