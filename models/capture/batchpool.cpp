// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/capture/batchpool.h"

#include <algorithm>
#include <utility>

namespace eventscope {

namespace {

constexpr quint64 maxPooledBytes = 32U << 20;
constexpr quint64 largestBatch = 4U << 20;

} // namespace

std::unique_ptr<EventBatch> BatchPool::take()
{
    if (m_free.empty())
        return nullptr;
    std::unique_ptr<EventBatch> batch = std::move(m_free.back());
    m_free.pop_back();
    m_bytes -= batch->memoryBytes();
    m_fewest = std::min(m_fewest, m_free.size());
    return batch;
}

void BatchPool::keep(std::unique_ptr<EventBatch> batch, Batches &surplus)
{
    const quint64 bytes = batch->memoryBytes();
    if (bytes > largestBatch || m_bytes + bytes > maxPooledBytes) {
        surplus.push_back(std::move(batch));
        return;
    }
    m_bytes += bytes;
    m_free.push_back(std::move(batch));
    if (--m_untilLook == 0)
        releaseIdle(surplus);
}

BatchPool::Batches BatchPool::takeAll()
{
    m_bytes = 0;
    m_fewest = 0;
    m_untilLook = lookEvery;
    return std::exchange(m_free, {});
}

/// Half of those that nobody needed: the next burst may be near.
void BatchPool::releaseIdle(Batches &surplus)
{
    const auto idle = m_free.begin() + qptrdiff((m_fewest + 1) / 2);
    for (auto batch = m_free.begin(); batch != idle; ++batch) {
        m_bytes -= (*batch)->memoryBytes();
        surplus.push_back(std::move(*batch));
    }
    m_free.erase(m_free.begin(), idle);
    m_fewest = m_free.size();
    m_untilLook = lookEvery;
}

} // namespace eventscope
