// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/settledclock.h"

#include "models/event/timestamp.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>

namespace eventscope {

namespace {

constexpr qint64 believedAfterUs = 3'600'000'000;
/// Less is no jump: clocks are set right by so much all the time.
constexpr qint64 noJumpUs = 60'000'000;

} // namespace

SettledClock::Reading SettledClock::system()
{
    struct timespec time = {};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return {nowUs(), qint64(time.tv_sec) * 1'000'000 + time.tv_nsec / 1000};
}

qint64 SettledClock::now(const Reading &reading)
{
    const qint64 offset = offsetOf(reading);
    if (std::abs(offset - m_offset) < noJumpUs) {
        m_offset = offset;
        m_doubtedSince = -1;
    } else if (m_doubtedSince < 0 || std::abs(offset - m_doubted) >= noJumpUs) {
        m_doubted = offset;
        m_doubtedSince = reading.sinceStartUs;
    } else if (reading.sinceStartUs - m_doubtedSince >= believedAfterUs) {
        m_offset = offset;
        m_doubtedSince = -1;
    }
    return reading.sinceStartUs + std::min(offset, m_offset);
}

} // namespace eventscope
