// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/backoff.h"

#include <algorithm>

namespace eventscope {

Backoff::Backoff(std::chrono::milliseconds base, std::chrono::milliseconds max, quint64 seed)
    : m_base(std::max<qint64>(base.count(), 1)), m_max(std::max<qint64>(max.count(), m_base)),
      m_random(seed)
{ }

std::chrono::milliseconds Backoff::next()
{
    // Beyond 2^30 the ceiling has long been reached; shifting further would overflow.
    const int shift = std::min(m_step, 30);
    const qint64 ceiling = m_base > (m_max >> shift) ? m_max : std::min(m_max, m_base << shift);
    ++m_step;
    return std::chrono::milliseconds(std::min(m_max, m_base + randomUpTo(ceiling)));
}

std::chrono::milliseconds Backoff::nextSlow(std::chrono::milliseconds least)
{
    ++m_step;
    return least + std::chrono::milliseconds(randomUpTo(least.count() / 4));
}

qint64 Backoff::randomUpTo(qint64 limit)
{
    return std::uniform_int_distribution<qint64>(0, std::max<qint64>(limit, 0))(m_random);
}

} // namespace eventscope
