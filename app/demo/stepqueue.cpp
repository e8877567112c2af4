// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/stepqueue.h"

#include <algorithm>

namespace eventscope {

void StepQueue::at(qint64 us, Step step)
{
    m_heap.push_back({us, m_order++, std::move(step)});
    std::push_heap(m_heap.begin(), m_heap.end());
}

void StepQueue::runUntil(qint64 us)
{
    while (!m_heap.empty() && m_heap.front().us <= us) {
        std::pop_heap(m_heap.begin(), m_heap.end());
        Entry entry = std::move(m_heap.back());
        m_heap.pop_back();
        entry.step(entry.us);
    }
}

} // namespace eventscope
