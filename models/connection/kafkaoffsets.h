// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QtGlobal>
#include <map>
#include <optional>

namespace eventscope {

/// With which offset each partition of each topic goes on: where a connection to Kafka was when it
/// ended, or where a capture stopped.
class KafkaOffsets
{
public:
    std::optional<qint64> next(const QString &topic, qint32 partition) const;
    void set(const QString &topic, qint32 partition, qint64 next);
    /// set(), unless it is further already.
    void raise(const QString &topic, qint32 partition, qint64 next);
    void forget(const QString &topic) { m_topics.erase(topic); }
    bool isEmpty() const { return m_topics.empty(); }
    /// Something of it, that is.
    bool knows(const QString &topic) const { return m_topics.find(topic) != m_topics.end(); }
    /// Calls visit(topic, partition, next) for each.
    template<typename Visit>
    void forEach(Visit visit) const
    {
        for (const auto &[topic, partitions] : m_topics) {
            for (const auto &[partition, next] : partitions)
                visit(topic, partition, next);
        }
    }
    /// Where the number of a partition is kept; stays there until its topic is forgotten.
    qint64 &slot(const QString &topic, qint32 partition) { return m_topics[topic][partition]; }

    /// `gh-status.hub1/0@1687 gh-status.hub1/1@0`; what has no such form is left out.
    QString text() const;
    static QString word(const QString &topic, qint32 partition, qint64 next);
    static KafkaOffsets fromText(const QString &text);
    bool operator==(const KafkaOffsets &) const = default;

private:
    std::map<QString, std::map<qint32, qint64>> m_topics;
};

} // namespace eventscope
