// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"

namespace eventscope {

/// Decides when a silent connection is pinged and when it is dead; half-open TCP is noticed by
/// nobody else. Pure: it is told what was heard, and asked what to do. Any byte from the server is
/// a sign of life.
class HeartbeatClock
{
public:
    enum class Action : quint8 { Nothing, Ping, Dead };

    void start(const Heartbeat &heartbeat, Moment now);
    /// From now on by another rule; what was heard counts on.
    void follow(const Heartbeat &heartbeat) { m_heartbeat = heartbeat; }
    void heard(Moment now)
    {
        m_heard = now;
        m_pinged = false;
        m_doubted = false;
        m_answerWithin = {};
    }
    /// There is reason to believe that it is dead: the next ping is due now. With a limit it has to
    /// answer within that, whatever the heartbeat says.
    void doubt(std::chrono::milliseconds answerWithin = {})
    {
        m_doubted = true;
        m_answerWithin = answerWithin;
        m_pinged = m_pinged && answerWithin.count() == 0;
    }
    /// What is due at `now`; Ping is answered once per silence.
    Action check(Moment now);
    /// When check() should be asked next; nothing if the dialect has no heartbeat.
    std::optional<Moment> deadline() const;
    /// It was pinged, and nothing has come since.
    bool waitsForAnswer() const { return m_pinged; }
    /// How long nothing has come.
    std::chrono::milliseconds silence(Moment now) const { return now - m_heard; }

private:
    bool pings() const { return m_heartbeat.pingAfter.count() > 0 || m_answerWithin.count() > 0; }

    Heartbeat m_heartbeat;
    std::chrono::milliseconds m_answerWithin{0}; ///< 0: as the heartbeat says
    Moment m_heard{0};
    Moment m_pingedAt{0};
    bool m_pinged = false;
    bool m_doubted = false;
};

} // namespace eventscope
