// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/handshakelimiter.h"

#include <algorithm>

namespace eventscope {

HandshakeLimiter::HandshakeLimiter(int perSecond, int burst)
    : m_interval(1'000'000 / std::max(perSecond, 1)),
      m_tolerance(m_interval * std::max(burst - 1, 0))
{ }

std::chrono::milliseconds HandshakeLimiter::book(const QString &host, Instant now)
{
    const Fine at = std::chrono::duration_cast<Fine>(now.time_since_epoch());
    // Hosts whose budget is whole again need no entry, so the table stays as small as what is busy.
    if (m_nextFree.size() > 256)
        m_nextFree.removeIf([at](const auto &entry) { return entry.value() <= at; });

    Fine &nextFree = m_nextFree[host];
    const Fine arrival = std::max(nextFree, at);
    const Fine wait = std::max(arrival - m_tolerance - at, Fine(0));
    nextFree = arrival + m_interval;
    return std::chrono::ceil<std::chrono::milliseconds>(wait);
}

} // namespace eventscope
