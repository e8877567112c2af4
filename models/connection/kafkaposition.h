// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/kafkaoffsets.h"
#include "models/connection/kafkastored.h"

#include <limits>
#include <set>
#include <string_view>

namespace eventscope {

/// All that a restart of the program has to know to go on reading Kafka where a connection was.
struct KafkaPosition
{
    static constexpr size_t mostPatterns = 256;
    static constexpr qsizetype longestPattern = 1024;

    KafkaOffsets offsets;
    KafkaStored stored;
    /// Patterns that were asked for: what they find that has no offset was made since then.
    std::set<QString> patterns;
    /// By its own id, that of which all of it is: another one may have topics of the same names.
    /// Empty: nobody knows.
    QString cluster = {};

    /// Nothing was read yet.
    bool isEmpty() const { return offsets.isEmpty(); }
    void addPattern(const QString &pattern);
    /// Whether both clusters are known, and not the same.
    bool isOfAnother(const QString &otherCluster) const
    {
        return !cluster.isEmpty() && !otherCluster.isEmpty() && cluster != otherCluster;
    }
    /// What `other` knows of, too: where both know a place, the one that is further counts. Of
    /// another cluster: nothing.
    void add(const KafkaPosition &other);

    /// Words as in KafkaOffsets::text(), `t/0+12-14` (12 and 13 are stored), `?%5Egh-status` for a
    /// pattern, and `!` with the id of the cluster in front. Where not all has room within `most`
    /// characters, patterns have it first: of a partition without a place all is read again then,
    /// and nothing is missing.
    QString text(qsizetype most = std::numeric_limits<qsizetype>::max()) const;
    /// What has no such form, or is no topic of Kafka, is left out.
    static KafkaPosition fromText(const QString &text);
    bool operator==(const KafkaPosition &) const = default;
};

/// Kafka has no topic of any other name.
bool isKafkaTopicName(const QString &name);
/// Clusters make theirs of the same characters.
bool isKafkaClusterId(const QString &id);

} // namespace eventscope
