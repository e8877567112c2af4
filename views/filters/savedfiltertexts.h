// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/query/savedfilter.h"

#include <QString>

namespace eventscope {

/// `shows only what matches`
QString effectText(FilterEffect effect);
/// The name of one of the colours for filters.
QString filterColorName(int color);
/// What it says and does, for a tool tip.
QString savedFilterSummary(const SavedFilter &filter);

} // namespace eventscope
