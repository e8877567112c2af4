// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"
#include "models/query/filterexpression.h"

#include <optional>

namespace eventscope {

// What the values of a filter's conditions mean. Each answers nothing for a text that is no such
// value.

/// `250us`, `1.5s`, `5m`, `1h30m`, `2d`, `1w` in microseconds.
std::optional<qint64> readFilterDuration(QStringView text);
/// Bytes: `1500`, `10kB` (10 000), `1MiB` (1 048 576), `1.5MB`.
std::optional<qint64> readFilterBytes(QStringView text);
std::optional<qint64> readFilterCount(QStringView text);
/// By name or as people shorten it: `warn`, `err`.
std::optional<Severity> readFilterSeverity(const QString &text);

/// The words of `is:`.
enum class FilterFlag : quint8 {
    Gap,
    Own,
    Received,
    Error,
    Undecodable,
    Binary,
    Bookmarked,
    Late,
    Repeated,
    DuplicateKey,
    IdConflict
};
std::optional<FilterFlag> readFilterFlag(const QString &text);

/// A path as it stands behind `changed:`: `status`, `data.items[*].name`, `*` (an empty path).
std::optional<std::vector<PathStep>> readFilterPath(const QString &text);
/// Reads steps from `at` on, `.key`, `[3]`, `[*]`, `["odd key"]`, and moves `at` behind them. False
/// if something there looks like a step and is none; then `at` is where it went wrong.
bool readPathSteps(QStringView text, qsizetype &at, std::vector<PathStep> &path);

/// Why a value does not fit its field; empty if it does. `text` is one end of it.
QString filterValueProblem(FilterValueKind kind, const QString &text);

} // namespace eventscope
