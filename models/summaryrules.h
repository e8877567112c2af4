// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/jsontape.h"

#include <string>
#include <string_view>

namespace eventscope {

/// Applies the first rule that fits `type` and the members of `body`, appending its text to `out`;
/// false if none does. The rules are a table: teaching the log a new kind of event is adding a line
/// to it.
bool applySummaryRules(std::string_view type, const JsonRef &body, std::string &out);

/// A value that says nothing to a person: absent, null, empty, a nil UUID, or a time that means
/// "never".
bool isBlankValue(const JsonRef &value);

/// `42 s`, `3 min 20 s`, `2 h 5 min`.
std::string durationText(double seconds);

} // namespace eventscope
