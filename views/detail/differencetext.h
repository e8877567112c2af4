// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/jsondifference.h"
#include "views/eventlog/jsonlayout.h"

namespace eventscope {

/// A difference as text, a line a change: `status: "ringing" → "answered"`, `+ new: 1`,
/// `− gone: 2`; times with how far they are apart. Bounded; all of it has passed displayText().
struct DifferenceText
{
    ReadableText text;
    std::vector<size_t> changeOfLine; ///< place in JsonDifference::changes
};
DifferenceText differenceText(const JsonDifference &difference, bool withSame);

} // namespace eventscope
