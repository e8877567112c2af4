// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>
#include <chrono>

namespace eventscope {

/// Spreads handshakes with one host: at most `perSecond` a second after a burst of `burst`, by the
/// generic cell rate algorithm. A hundred connections that drop together come back in five seconds
/// instead of at once. Pure.
class HandshakeLimiter
{
public:
    /// Of the one clock that all feeds share. Each feed's own `Moment`s begin with the feed:
    /// measured in those, a new feed would wait for as long as an older one has lived.
    using Instant = std::chrono::steady_clock::time_point;

    explicit HandshakeLimiter(int perSecond = 20, int burst = 10);

    /// Books a handshake with `host` and answers how long to wait before starting it.
    std::chrono::milliseconds book(const QString &host, Instant now);

private:
    using Fine = std::chrono::microseconds;
    Fine m_interval;
    Fine m_tolerance;
    QHash<QString, Fine> m_nextFree; ///< the theoretical arrival time of the next handshake
};

} // namespace eventscope
