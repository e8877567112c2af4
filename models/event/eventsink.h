// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventbatch.h"

#include <memory>

namespace eventscope {

/// Where feeds hand their events in: hop 2 to hop 3. Safe to call from every feed thread. The
/// capture writer is one.
class EventSink
{
public:
    virtual ~EventSink() = default;

    /// An empty batch, recycled where possible.
    virtual std::unique_ptr<EventBatch> takeEmptyBatch() = 0;
    /// Takes the batch over. Where the sink is full it drops the batch whole, counts it for its
    /// connection, and answers false; the caller then records a gap as soon as there is room.
    virtual bool submit(std::unique_ptr<EventBatch> batch) = 0;
    /// False while this connection had better wait, with so many bytes: what a feed can read again
    /// later, it need not drop.
    virtual bool hasRoom([[maybe_unused]] std::string_view connection,
                         [[maybe_unused]] quint64 bytes) const
    {
        return true;
    }
};

} // namespace eventscope
