// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/collectingsink.h"

#include <algorithm>
#include <atomic>
#include <memory>

namespace eventscope {

/// A sink that can be full: closed by hand, or after so many bytes, as the queue of a disk that
/// takes nothing. What it said that it has no room for it drops.
class NarrowSink final : public EventSink
{
public:
    std::unique_ptr<EventBatch> takeEmptyBatch() override { return m_sink.takeEmptyBatch(); }
    bool submit(std::unique_ptr<EventBatch> batch) override
    {
        const quint64 bytes = batch->byteSize();
        m_unasked += bytes;
        m_mostUnasked = std::max(m_mostUnasked, m_unasked);
        if (!fits(bytes))
            m_sink.refuse(1);
        else
            m_held += bytes;
        return m_sink.submit(std::move(batch));
    }
    bool hasRoom(std::string_view, quint64 bytes) const override
    {
        ++m_asked;
        m_unasked = 0;
        m_mostAskedFor = std::max(m_mostAskedFor, bytes);
        const bool has = m_open && fits(bytes);
        m_refusals += has ? 0 : 1;
        return has;
    }

    CollectingSink m_sink;
    std::atomic_bool m_open = true;
    quint64 m_capacity = 0; ///< 0: any
    quint64 m_held = 0; ///< of it; what is larger than all of it fits where it is 0
    mutable std::atomic_int m_asked = 0;
    mutable std::atomic_int m_refusals = 0; ///< of those who asked
    mutable quint64 m_mostAskedFor = 0;
    mutable quint64 m_unasked = 0; ///< bytes that came since somebody asked whether there is room
    quint64 m_mostUnasked = 0;

private:
    bool fits(quint64 bytes) const
    {
        return m_capacity == 0 || m_held == 0 || m_held + bytes <= m_capacity;
    }
};

} // namespace eventscope
