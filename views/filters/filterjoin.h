// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace eventscope {

/// The filter that asks for both. What is there already is not said twice; a range of times takes
/// the place of one over the same field, and what is joined by `or` gets parentheses. `text` is a
/// filter without an error.
QString joinedFilter(const QString &text, const QString &condition);

} // namespace eventscope
