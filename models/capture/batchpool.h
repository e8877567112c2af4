// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/eventbatch.h"

#include <memory>
#include <vector>

namespace eventscope {

/// Empty batches to be used again, whose memory needs no new pages. It keeps what the last while
/// needed: after a burst, what nobody takes any more goes back bit by bit, so that one bad minute
/// of a day is not paid for until its end; and all of it where nothing comes for a moment. What is
/// not kept is handed out, to be freed where no mutex is held. Not safe for threads; its owner has
/// the mutex.
class BatchPool
{
public:
    using Batches = std::vector<std::unique_ptr<EventBatch>>;

    /// An empty batch, the one that was used last, because its memory may be in the cache yet; null
    /// if there is none.
    std::unique_ptr<EventBatch> take();
    /// Keeps it, if it is not too large, and there is room. What is not kept, of others too, is
    /// appended to `surplus`: tens of megabytes at times, which take milliseconds to free.
    void keep(std::unique_ptr<EventBatch> batch, Batches &surplus);

    /// Hands out all of them: nothing comes any more for now.
    Batches takeAll();

    size_t size() const { return m_free.size(); }
    quint64 bytes() const { return m_bytes; }

    /// So many batches come back between two looks at what is left over.
    static constexpr int lookEvery = 1'024;

private:
    void releaseIdle(Batches &surplus);

    Batches m_free; ///< the one used last is at the end
    quint64 m_bytes = 0;
    size_t m_fewest = 0; ///< that were here at any time since the last look
    int m_untilLook = lookEvery;
};

} // namespace eventscope
