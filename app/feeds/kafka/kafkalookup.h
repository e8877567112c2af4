// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/kafka/kafkaclient.h"
#include "app/feeds/kafka/kafkasettings.h"
#include "models/connection/kafkaoffsets.h"

#include <QMap>
#include <QSet>
#include <QStringList>

namespace eventscope {

/// What a cluster is asked: which topics fit the patterns, and where their partitions begin.
struct KafkaQuestion
{
    QStringList patterns; ///< valid ones
    KafkaOffsets known; ///< goes on there
    QString cluster; ///< of which `known`, `unplaced` and `seen` are; empty: nobody knows
    /// Patterns that are asked for for the first time: what they find begins at `start`. What the
    /// others find was made since then, and is read from its beginning; so is a partition of a
    /// topic of which others are known: it was added while nobody looked.
    QStringList fresh;
    /// `topic/partition`, or `topic/` where nothing was known of its partitions: had no place when
    /// what it belongs to was fresh. Begins at `start` too, whenever that is.
    QSet<QString> unplaced;
    KafkaStart start;
    QSet<QString> seen; ///< `topic/partition` that are read already, and need no place
    int timeoutMs = 2'000;
};

struct KafkaAnswer
{
    /// Some partitions have no leader at the moment, as after a restart: to be asked again soon.
    bool incomplete = false;
    QSet<QString> unplaced; ///< those of them that begin at KafkaQuestion::start
    struct Place
    {
        KafkaClient::Place place;
        QString gap; ///< why records before it are missing, one sentence; empty: none are
        quint64 lost = 0; ///< how many; 0: nobody knows
    };
    KafkaFailure failure; ///< code 0: none
    QString cluster; ///< its id, where it says it. Another than in the question: nothing of that
                     ///< was known, and all patterns were asked for for the first time
    QMap<QString, int> topics; ///< those that fit, with the number of their partitions
    QMap<QString, KafkaFailure> refused; ///< topics that were asked for by name
    std::vector<Place> places; ///< of partitions that were not seen yet
};

/// Asks and waits for the answer: not on the feed thread.
KafkaAnswer askKafka(KafkaClient &client, const KafkaQuestion &question);

} // namespace eventscope
