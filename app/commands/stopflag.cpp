// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/stopflag.h"

#include <atomic>
#include <iterator>

namespace eventscope {

namespace {

std::atomic<bool> asked = false;
static_assert(std::atomic<bool>::is_always_lock_free); // a handler may set it

void onSignal(int)
{
    asked = true;
}

} // namespace

StopFlag::StopFlag()
{
    asked = false;
    for (size_t i = 0; i < std::size(numbers); ++i) {
        struct sigaction action
        { };
        action.sa_handler = onSignal;
        action.sa_flags = SA_RESTART | int(numbers[i] == SIGHUP ? 0U : SA_RESETHAND);
        sigemptyset(&action.sa_mask);
        sigaction(numbers[i], &action, &m_before[i]);
        if (m_before[i].sa_handler == SIG_IGN) // nohup
            sigaction(numbers[i], &m_before[i], nullptr);
    }
}

StopFlag::~StopFlag()
{
    for (size_t i = 0; i < std::size(numbers); ++i)
        sigaction(numbers[i], &m_before[i], nullptr);
}

bool StopFlag::isSet()
{
    return asked;
}

} // namespace eventscope
