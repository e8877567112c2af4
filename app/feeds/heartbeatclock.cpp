// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/heartbeatclock.h"

namespace eventscope {

namespace {

/// The limit is when it is known; until then it goes through a timer and a queue.
constexpr Moment margin{100};

Moment inTime(Moment limit)
{
    return limit > 10 * margin ? limit - margin : limit;
}

} // namespace

void HeartbeatClock::start(const Heartbeat &heartbeat, Moment now)
{
    m_heartbeat = heartbeat;
    heard(now);
}

std::optional<Moment> HeartbeatClock::deadline() const
{
    if (pings() && !m_pinged)
        return m_doubted ? m_heard : m_heard + m_heartbeat.pingAfter;
    if (m_answerWithin.count() > 0)
        return m_pingedAt + m_answerWithin;
    if (m_heartbeat.deadAfter.count() <= 0)
        return {};
    return (pings() ? m_pingedAt : m_heard) + inTime(m_heartbeat.deadAfter);
}

HeartbeatClock::Action HeartbeatClock::check(Moment now)
{
    const std::optional<Moment> due = deadline();
    if (!due || now < *due)
        return Action::Nothing;
    if (m_pinged || !pings())
        return Action::Dead;
    m_pinged = true;
    m_pingedAt = now;
    return Action::Ping;
}

} // namespace eventscope
