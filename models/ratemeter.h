// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>
#include <array>

namespace eventscope {

/// How fast a counter grew over the last five seconds, from samples taken about once a second. A
/// counter that falls has begun anew. Small, because there is one for every subscription.
class RateMeter
{
public:
    static constexpr qint64 windowUs = 5'000'000;

    void sample(qint64 nowUs, quint64 count);
    /// Events a second; 0 before the second sample.
    double rate() const { return m_rate; }

private:
    struct Sample
    {
        qint64 us = 0;
        quint64 count = 0;
    };
    std::array<Sample, 8> m_samples = {}; ///< a ring
    quint8 m_first = 0;
    quint8 m_size = 0;
    double m_rate = 0;
};

} // namespace eventscope
