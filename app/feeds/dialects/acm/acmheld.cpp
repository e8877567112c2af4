// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmheld.h"

#include <algorithm>
#include <limits>

namespace eventscope {

namespace {

qint64 behind(const KafkaRecord &record)
{
    return std::min(record.offset, std::numeric_limits<qint64>::max() - 1) + 1;
}

} // namespace

void AcmHeld::hold(const KafkaRecord &record)
{
    auto topic = m_topics.find(record.topic);
    if (topic == m_topics.end())
        topic = m_topics.emplace(record.topic, Partitions()).first;
    topic->second[record.partition].held.insert(record.offset);
    passed(record);
}

const AcmHeld::Partition *AcmHeld::find(const KafkaRecord &record) const
{
    const auto topic = m_topics.find(record.topic);
    if (topic == m_topics.end())
        return nullptr;
    const auto partition = topic->second.find(record.partition);
    return partition == topic->second.end() ? nullptr : &partition->second;
}

void AcmHeld::passed(const KafkaRecord &record)
{
    const auto topic = m_topics.find(record.topic);
    if (topic == m_topics.end())
        return;
    const auto partition = topic->second.find(record.partition);
    if (partition != topic->second.end())
        partition->second.read = std::max(partition->second.read, behind(record));
}

void AcmHeld::release(const KafkaRecord &record)
{
    const auto topic = m_topics.find(record.topic);
    if (topic == m_topics.end())
        return;
    const auto partition = topic->second.find(record.partition);
    if (partition == topic->second.end())
        return;
    partition->second.held.erase(record.offset);
    if (!partition->second.held.empty())
        return;
    topic->second.erase(partition);
    if (topic->second.empty())
        m_topics.erase(topic);
}

std::optional<qint64> AcmHeld::nextOf(const KafkaRecord &record, qint64 place)
{
    return place == behind(record) ? std::nullopt : std::optional(place);
}

std::optional<qint64> AcmHeld::next(const KafkaRecord &record) const
{
    const Partition *const partition = find(record);
    if (!partition)
        return {};
    return nextOf(record, std::min(*partition->held.begin(), partition->read));
}

std::optional<qint64> AcmHeld::releaseOne(const KafkaRecord &record)
{
    const Partition *const partition = find(record);
    if (!partition)
        return {};
    const qint64 read = partition->read;
    release(record);
    const Partition *const left = find(record);
    return nextOf(record, left ? std::min(*left->held.begin(), read) : read);
}

KafkaOffsets AcmHeld::lowest() const
{
    KafkaOffsets lowest;
    for (const auto &[topic, partitions] : m_topics) {
        for (const auto &[number, partition] : partitions)
            lowest.set(QString::fromStdString(topic), number, *partition.held.begin());
    }
    return lowest;
}

} // namespace eventscope
