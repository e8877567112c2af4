// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/shapeguess.h"

namespace eventscope {

/// How well a place fits for a part of an event, after `frames` frames; 0: not at all. Only scores
/// for the same part can be compared.
int shapeScore(ShapePart part, const ShapeGuess::Place &place, int frames);

} // namespace eventscope
