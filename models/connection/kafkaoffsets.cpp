// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection/kafkaoffsets.h"

#include <QStringList>
#include <algorithm>

namespace eventscope {

std::optional<qint64> KafkaOffsets::next(const QString &topic, qint32 partition) const
{
    const auto found = m_topics.find(topic);
    if (found == m_topics.end())
        return {};
    const auto slot = found->second.find(partition);
    return slot == found->second.end() ? std::nullopt : std::optional(slot->second);
}

void KafkaOffsets::set(const QString &topic, qint32 partition, qint64 next)
{
    m_topics[topic][partition] = next;
}

void KafkaOffsets::raise(const QString &topic, qint32 partition, qint64 next)
{
    qint64 &slot = m_topics[topic].try_emplace(partition, next).first->second;
    slot = std::max(slot, next);
}

QString KafkaOffsets::text() const
{
    QStringList words;
    for (const auto &[topic, partitions] : m_topics) {
        for (const auto &[partition, next] : partitions)
            words += word(topic, partition, next);
    }
    return words.join(u' ');
}

QString KafkaOffsets::word(const QString &topic, qint32 partition, qint64 next)
{
    return QStringLiteral("%1/%2@%3").arg(topic, QString::number(partition), QString::number(next));
}

KafkaOffsets KafkaOffsets::fromText(const QString &text)
{
    KafkaOffsets offsets;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        const qsizetype slash = word.indexOf(u'/');
        const qsizetype at = word.indexOf(u'@', slash + 1);
        bool hasPartition = false;
        bool hasNext = false;
        const int partition = word.mid(slash + 1, at - slash - 1).toInt(&hasPartition);
        const qint64 next = word.mid(at + 1).toLongLong(&hasNext);
        if (slash > 0 && at > slash && hasPartition && hasNext && partition >= 0 && next >= 0)
            offsets.set(word.left(slash), partition, next);
    }
    return offsets;
}

} // namespace eventscope
