// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/kafkastored.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace eventscope {

void KafkaStored::add(const QString &topic, qint32 partition, qint64 offset)
{
    if (offset < std::numeric_limits<qint64>::max())
        addRange(topic, partition, offset, offset + 1);
}

bool KafkaStored::addRange(const QString &topic, qint32 partition, qint64 first, qint64 end)
{
    if (first < 0 || end <= first)
        return false;
    Ranges &ranges = m_topics[topic][partition];
    auto from = ranges.upper_bound(first);
    if (from != ranges.begin() && std::prev(from)->second >= first)
        --from;
    auto to = from;
    qint64 begin = first;
    for (; to != ranges.end() && to->first <= end; ++to) {
        begin = std::min(begin, to->first);
        end = std::max(end, to->second);
    }
    const size_t joined = size_t(std::distance(from, to));
    if (joined == 0 && m_ranges >= mostRanges) {
        if (ranges.empty())
            forget(topic, partition);
        return false;
    }
    ranges.erase(from, to);
    ranges.emplace(begin, end);
    m_ranges = m_ranges - joined + 1;
    return true;
}

bool KafkaStored::contains(const QString &topic, qint32 partition, qint64 offset) const
{
    const auto partitions = m_topics.find(topic);
    if (partitions == m_topics.end())
        return false;
    const auto ranges = partitions->second.find(partition);
    if (ranges == partitions->second.end())
        return false;
    const auto after = ranges->second.upper_bound(offset);
    return after != ranges->second.begin() && std::prev(after)->second > offset;
}

KafkaStored::Ranges *KafkaStored::find(const QString &topic, qint32 partition)
{
    const auto partitions = m_topics.find(topic);
    if (partitions == m_topics.end())
        return nullptr;
    const auto ranges = partitions->second.find(partition);
    return ranges == partitions->second.end() ? nullptr : &ranges->second;
}

void KafkaStored::dropBefore(const QString &topic, qint32 partition, qint64 next)
{
    Ranges *const ranges = find(topic, partition);
    if (!ranges)
        return;
    qint64 cutEnd = 0;
    auto to = ranges->begin();
    for (; to != ranges->end() && to->first < next; ++to)
        cutEnd = to->second;
    const size_t gone = size_t(std::distance(ranges->begin(), to));
    ranges->erase(ranges->begin(), to);
    m_ranges -= gone;
    if (cutEnd > next) {
        ranges->emplace(next, cutEnd);
        ++m_ranges;
    }
    if (ranges->empty())
        forget(topic, partition);
}

void KafkaStored::forget(const QString &topic, qint32 partition)
{
    Ranges *const ranges = find(topic, partition);
    if (!ranges)
        return;
    m_ranges -= ranges->size();
    const auto partitions = m_topics.find(topic);
    partitions->second.erase(partition);
    if (partitions->second.empty())
        m_topics.erase(partitions);
}

} // namespace eventscope
