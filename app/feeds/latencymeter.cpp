// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/latencymeter.h"

#include "models/event/timestamp.h"

#include <algorithm>

namespace eventscope {

namespace {
constexpr qint64 everyUs = 50'000;
}

bool LatencyMeter::note(std::string_view ownTime, qint64 recordedUs)
{
    if (ownTime.empty())
        return false;
    if (m_looked >= int(kept) && recordedUs - m_lookedUs < everyUs)
        return false;
    ++m_looked;
    m_lookedUs = recordedUs;
    const qint64 ownUs = parseTimestamp(ownTime);
    if (ownUs == noTime)
        return false;
    if (m_latencies.size() < kept)
        m_latencies.push_back(recordedUs - ownUs);
    else
        m_latencies[m_next] = recordedUs - ownUs;
    m_next = (m_next + 1) % kept;
    return true;
}

qint64 LatencyMeter::medianUs() const
{
    if (m_latencies.empty())
        return 0;
    std::vector<qint64> sorted = m_latencies;
    const auto middle = sorted.begin() + std::ptrdiff_t(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    return *middle;
}

} // namespace eventscope
