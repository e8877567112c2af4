// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

#include <deque>

namespace eventscope {

/// How often a server broke the protocol lately. Once is an accident; a server that does it again
/// and again will do so after each reconnect, so it is tried more slowly, and somebody is told.
/// Pure: it is told the time. Owned by a FeedConversation.
class ProtocolErrors
{
public:
    static constexpr size_t tooMany = 5;
    static constexpr std::chrono::minutes window{10};

    /// It did now. Answers how often within the window, at most tooMany.
    size_t note(Moment now)
    {
        while (!m_at.empty() && (now - m_at.front() >= window || m_at.size() >= tooMany))
            m_at.pop_front();
        m_at.push_back(now);
        return m_at.size();
    }

private:
    std::deque<Moment> m_at;
};

} // namespace eventscope
