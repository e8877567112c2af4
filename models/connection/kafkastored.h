// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QtGlobal>
#include <map>

namespace eventscope {

/// Which records are stored already beyond the place where reading goes on: one before them is a
/// part of a large event that was not whole yet, and is read again, and they with it. Bounded: what
/// finds no room comes twice.
class KafkaStored
{
public:
    static constexpr size_t mostRanges = 4096;

    void add(const QString &topic, qint32 partition, qint64 offset);
    bool contains(const QString &topic, qint32 partition, qint64 offset) const;
    /// What is before it is not read again.
    void dropBefore(const QString &topic, qint32 partition, qint64 next);
    /// The partition begins anew: its offsets are those of other records now.
    void forget(const QString &topic, qint32 partition);
    bool isEmpty() const { return m_ranges == 0; }
    /// Calls visit(topic, partition, first, end) for each range; `end` is not in it.
    template<typename Visit>
    void forEach(Visit visit) const
    {
        for (const auto &[topic, partitions] : m_topics) {
            for (const auto &[partition, ranges] : partitions) {
                for (const auto &[first, end] : ranges)
                    visit(topic, partition, first, end);
            }
        }
    }
    /// The same as add() of each. False: no room.
    bool addRange(const QString &topic, qint32 partition, qint64 first, qint64 end);
    bool operator==(const KafkaStored &) const = default;

private:
    using Ranges = std::map<qint64, qint64>; ///< first: end; they do not touch
    Ranges *find(const QString &topic, qint32 partition);

    std::map<QString, std::map<qint32, Ranges>> m_topics;
    size_t m_ranges = 0; ///< of all
};

} // namespace eventscope
