// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/jsondocument.h"

#include <QString>
#include <atomic>
#include <memory>
#include <vector>

namespace eventscope {

/// Where a word occurs in a JSON document: in names, in values, and in what texts hold as JSON or
/// base64.
struct JsonTreeHits
{
    static constexpr size_t most = 10'000;

    /// The tokens that lead to each, as JsonTreeModel::find() takes them, in the order of the
    /// document.
    std::vector<std::vector<quint32>> hits;
    bool complete = true; ///< false: there are more
};

/// In any case. Safe on any thread; ends early once `stop` is true.
JsonTreeHits searchJson(const JsonDocument &document, const QString &word,
                        const std::atomic<bool> &stop);

} // namespace eventscope
