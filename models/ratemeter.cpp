// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ratemeter.h"

namespace eventscope {

void RateMeter::sample(qint64 nowUs, quint64 count)
{
    constexpr qint64 slack = windowUs / 10; // timers are late by a little
    const auto at = [this](quint8 i) -> Sample & {
        return m_samples[(m_first + i) % m_samples.size()];
    };
    if (m_size > 0) {
        const Sample &last = at(quint8(m_size - 1));
        if (count < last.count || nowUs < last.us) {
            m_size = 0; // the counter or the clock was set back
            m_rate = 0;
        } else if (nowUs == last.us) {
            return;
        }
    }
    while (m_size > 0 && (m_size == m_samples.size() || at(0).us < nowUs - windowUs - slack)) {
        if (m_size == 1)
            break; // after a long pause between samples, the pause is the window
        m_first = quint8((m_first + 1) % m_samples.size());
        --m_size;
    }
    at(m_size++) = {nowUs, count};
    const Sample &oldest = at(0);
    m_rate = m_size > 1 ? double(count - oldest.count) * 1e6 / double(nowUs - oldest.us) : 0;
}

} // namespace eventscope
