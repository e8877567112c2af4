// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/capture/segmentappender.h"

namespace eventscope {

/// The row that says of a segment that somebody took it away while it was written. Its numbers are
/// missing in the capture, so verify counts its events by itself.
void appendGoneRow(EventBatch &batch, const SegmentAppender::Gone &gone, qint64 nowUs);

/// The row that says that a file in which events waited could not be read, and where it is now. How
/// many events are missing is in rows of their connections.
void appendAsideRow(EventBatch &batch, const QString &sentence, qint64 nowUs);

} // namespace eventscope
