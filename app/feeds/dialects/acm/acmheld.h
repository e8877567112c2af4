// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/kafkarecord.h"
#include "models/connection/kafkaoffsets.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace eventscope {

/// Which records of each partition are held back in AcmChunks, and how far the partition was read
/// since: so each row can say where reading goes on if it is the last one that is stored. Empty
/// most of the time. Bounded by AcmChunks. Pure.
class AcmHeld
{
public:
    bool isEmpty() const { return m_topics.empty(); }
    void hold(const KafkaRecord &record);
    /// To be told of every record that was read, those that are held too.
    void passed(const KafkaRecord &record);
    /// Its row is about to be written, or that of the event that it is a part of.
    void release(const KafkaRecord &record);
    /// Where reading goes on once all that came up to now and is not held is stored; none: behind
    /// this record.
    std::optional<qint64> next(const KafkaRecord &record) const;
    /// release() of a record that has a row of its own, and next() for that.
    std::optional<qint64> releaseOne(const KafkaRecord &record);
    KafkaOffsets lowest() const;

private:
    struct Partition
    {
        std::set<qint64> held; ///< never empty
        qint64 read = 0; ///< up to there
    };
    using Partitions = std::map<qint32, Partition>;
    using Topics = std::map<std::string, Partitions, std::less<>>;
    const Partition *find(const KafkaRecord &record) const;
    static std::optional<qint64> nextOf(const KafkaRecord &record, qint64 place);

    Topics m_topics;
};

} // namespace eventscope
