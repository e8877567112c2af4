// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventbatch.h"

#include <memory>

namespace eventscope {

/// A batch that is in the capture and synced: hop 3 to hop 4. A batch never crosses a segment.
struct StoredBatch
{
    std::unique_ptr<EventBatch> batch;
    quint64 firstSequence = 0; ///< of its first event; the others follow without a gap
    quint32 segment = 0;
    quint64 offset = 0; ///< of its first line in the segment; each line ends in one '\n'
    qint64 syncedUs = 0; ///< when it was safe on the disk
};

} // namespace eventscope
