// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/filterexpression.h"

#include <QStringList>
#include <string>
#include <string_view>
#include <vector>

namespace eventscope {

/// One member or element of two JSON texts, and what became of it.
struct JsonChange
{
    enum class Kind : quint8 { Same, Added, Removed, Changed };
    Kind kind = Kind::Same;
    std::vector<PathStep> path; ///< from the payload on
    std::string before; ///< JSON as it was written, cut at JsonDifference::maxValue
    std::string after;
};

/// What is different in one JSON text from another, in the order of the document. Objects are
/// compared by their names (of duplicates the first with the first, and so on) whatever their
/// order; arrays by what is the same at their start and end, then by place; numbers by their value.
/// Goes on within texts that hold JSON, or its base64. A value.
struct JsonDifference
{
    static constexpr size_t maxValue = 4096;
    static constexpr size_t maxChanges = 4000;

    std::vector<JsonChange> changes; ///< those that are the same, too, in their places
    quint64 same = 0; ///< fields, however deep
    quint64 different = 0; ///< as `changes` has them: what came or went with all in it is one
    bool complete = true; ///< false: there are more than `changes` has

    /// The names of what is different, each once: `status, tm_update`.
    QStringList names() const;
};

/// The names of what is different, `status, tm_update`; empty for payloads too long to be compared
/// for a cell of a table.
QString changedNames(std::string_view before, std::string_view after);

/// Nothing in common: one change, at the empty path. Texts that are no JSON are compared as texts.
/// Safe on any thread; takes a time that grows with their length.
JsonDifference jsonDifference(std::string_view before, std::string_view after);

} // namespace eventscope
