// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace eventscope {

/// The time by which events grow too old to be kept. A wall clock that jumps ahead (a wrong answer
/// of a time server, a hand that slipped) must not remove in one moment what took days to record:
/// the new time is believed once it has stood for an hour. One thread.
class SettledClock
{
public:
    struct Reading
    {
        qint64 wallUs = 0;
        qint64 sinceStartUs = 0; ///< of the computer, sleep included; nobody sets it
    };
    static Reading system();

    explicit SettledClock(const Reading &reading = system()) : m_offset(offsetOf(reading)) { }
    qint64 now(const Reading &reading = system());

private:
    static qint64 offsetOf(const Reading &reading) { return reading.wallUs - reading.sinceStartUs; }

    qint64 m_offset; ///< of the wall clock, as it is believed
    qint64 m_doubted = 0; ///< one that is not believed yet …
    qint64 m_doubtedSince = -1; ///< … since then; -1: there is none
};

} // namespace eventscope
