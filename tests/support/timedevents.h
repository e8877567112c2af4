// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/memorylines.h"

namespace eventscope {

inline constexpr qint64 second = 1'000'000;
inline constexpr qint64 start = 1'700'000'000 * second;

/// So many of an event, received `stepUs` after each other, for what counts by time.
inline std::unique_ptr<EventBatch> batchOverTime(int count, qint64 fromUs, qint64 stepUs,
                                                 const TestEvent &event)
{
    auto batch = std::make_unique<EventBatch>();
    batch->setConnection("0a1b2c3d");
    for (int i = 0; i < count; ++i)
        event.appendTo(*batch, fromUs + i * stepUs);
    return batch;
}

} // namespace eventscope
