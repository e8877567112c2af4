// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <string_view>
#include <vector>

namespace eventscope {

/// How old the events of a subscription are when they come: the median of the last ones, by the
/// time that they say of themselves. Feed thread. A flood is sampled, because nobody reads more
/// than a number a second.
class LatencyMeter
{
public:
    static constexpr size_t kept = 31;

    /// True if the event was taken as a sample.
    bool note(std::string_view ownTime, qint64 recordedUs);
    int samples() const { return int(m_latencies.size()); }
    qint64 medianUs() const;

private:
    std::vector<qint64> m_latencies; ///< a ring once it is full
    size_t m_next = 0;
    int m_looked = 0;
    qint64 m_lookedUs = 0;
};

} // namespace eventscope
