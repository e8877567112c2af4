// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/segmentappender.h"

namespace eventscope {

/// The row that says of a segment that somebody took it away while it was written. Its numbers are
/// missing in the capture, so verify counts its events by itself.
void appendGoneRow(EventBatch &batch, const SegmentAppender::Gone &gone, qint64 nowUs);

} // namespace eventscope
