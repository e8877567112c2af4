// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/clusterworld.h"
#include "app/demo/dice.h"
#include "app/demo/hubrecord.h"

#include <vector>

namespace eventscope {

// What the global hub of Advanced Cluster Management and its hubs write to Kafka: CloudEvents in
// binary mode, a few in structured mode. Pure, but for the ids that are thrown.

/// A step in the life of a cluster; a warning where something is wrong. Alone as an object, else as
/// a batch of one.
struct ClusterNews
{
    const char *reason; ///< "Importing"
    std::string message;
    bool warning = false;
    bool alone = false;
};
HubRecord clusterNews(Dice &dice, const Cluster &cluster, const ClusterNews &news, qint64 us);
/// The cluster as the hub keeps it, in a bundle, in structured mode.
HubRecord clusterBundle(Dice &dice, const Cluster &cluster, const char *change, qint64 us);
/// What the manager wants of the hub, in structured mode.
HubRecord clusterLabels(Dice &dice, const Cluster &cluster, qint64 us);
/// Its row in a compacted topic, which is no CloudEvent; gone, it leaves a tombstone.
HubRecord clusterRow(const Cluster &cluster, qint64 us);
HubRecord clusterGone(const Cluster &cluster, qint64 us);
/// Asks the hubs for all they have.
HubRecord resync(Dice &dice, qint64 us);

HubRecord hubInfo(Dice &dice, const std::string &hub, qint64 us);
HubRecord hubHeartbeat(Dice &dice, const std::string &hub, qint64 us);
HubRecord hubAlerts(Dice &dice, const std::string &hub, qint64 us);
/// Of one policy over the clusters of a hub; `failing` may be empty.
HubRecord hubCompliance(Dice &dice, const std::string &hub, const std::string &policyId,
                        const std::vector<std::string> &clusters, const std::string &failing,
                        qint64 us);

} // namespace eventscope
