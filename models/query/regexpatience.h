// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <atomic>
#include <memory>
#include <vector>

namespace eventscope {

/// Ends an expression that is given up on again and again: at a millisecond each, ten million
/// events are hours of nothing. Any thread.
class RegexPatience
{
public:
    static constexpr quint32 mostInARow = 1'000;
    static constexpr quint64 mostInAll = 10'000;

    bool isOver() const { return m_over.load(std::memory_order_relaxed); }
    void answered() { m_inARow.store(0, std::memory_order_relaxed); }
    void gaveUp()
    {
        const quint32 inARow = m_inARow.fetch_add(1, std::memory_order_relaxed) + 1;
        const quint64 inAll = m_inAll.fetch_add(1, std::memory_order_relaxed) + 1;
        if (inARow >= mostInARow || inAll >= mostInAll)
            m_over.store(true, std::memory_order_relaxed);
    }

private:
    std::atomic<quint32> m_inARow{0};
    std::atomic<quint64> m_inAll{0};
    std::atomic<bool> m_over{false};
};

/// What is to be told of the regular expressions of one filter, which share it, and how much
/// patience is left with each: a filter that is compiled anew for more of the same log goes on with
/// it. Any thread, but for patienceOfNext().
struct RegexCounts
{
    std::atomic<quint64> givenUp{0}; ///< events that took too many steps
    std::atomic<quint64> leftOut{0}; ///< events that were not tried at all, see RegexPatience
    std::atomic<quint64> tooLong{0}; ///< events with more text than is looked at in one piece
    std::atomic<quint64> attempts{0}; ///< how often too many steps were really taken

    void startAgain() { m_next = 0; } ///< the same expressions are made again, in their order
    std::shared_ptr<RegexPatience> patienceOfNext()
    {
        if (m_next == m_patiences.size())
            m_patiences.push_back(std::make_shared<RegexPatience>());
        return m_patiences[m_next++];
    }

private:
    std::vector<std::shared_ptr<RegexPatience>> m_patiences;
    size_t m_next = 0;
};
using RegexCounter = std::shared_ptr<RegexCounts>;

} // namespace eventscope
