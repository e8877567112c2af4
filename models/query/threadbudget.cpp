// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/threadbudget.h"

#include <ctime>

namespace eventscope {

namespace {

std::chrono::nanoseconds spentByThread()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

ThreadBudget::ThreadBudget(std::chrono::nanoseconds most)
    : m_soonest(std::chrono::steady_clock::now() + most), m_end(spentByThread() + most)
{ }

bool ThreadBudget::isSpent() const
{
    return std::chrono::steady_clock::now() >= m_soonest && spentByThread() >= m_end;
}

} // namespace eventscope
