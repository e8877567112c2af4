// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace eventscope {

/// How much of a processor the calling thread may still spend on something. Time in which another
/// program had the processor is not counted: to stop then would only make the work longer. Asking
/// takes some 20 ns, once the time might be over ten times that.
class ThreadBudget
{
public:
    explicit ThreadBudget(std::chrono::nanoseconds most);
    bool isSpent() const;

private:
    std::chrono::steady_clock::time_point m_soonest; ///< it cannot be spent before
    std::chrono::nanoseconds m_end; ///< on the clock of the thread
};

} // namespace eventscope
