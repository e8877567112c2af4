// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/clustercast.h"
#include "app/demo/hubwording.h"
#include "app/demo/stage.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace eventscope {

/// The act that goes through all systems. Every half minute somebody orders a cluster: a job for it
/// is added (Zaikio), it gets a row (Daptin), it is provisioned and imported (ACM), its account is
/// collected (Fix), its owner is called and told (VoIPBIN), the rows are updated and the job
/// finishes. Some minutes later it is detached. Now and then a step goes wrong. Its name is in all
/// of it. Played on a stage; one thread.
class ClusterStory
{
public:
    /// `agentId` calls the owners.
    ClusterStory(Stage &stage, qint64 startUs, std::string agentId);
    ClusterStory(const ClusterStory &) = delete;
    ClusterStory &operator=(const ClusterStory &) = delete;

    /// The tree of every account that is being collected, as a message each.
    std::vector<CollectEvent> currentTrees(Dice &ids, qint64 us) const;
    /// The newest cluster there that is provisioned; null if there is none.
    const Cluster *standingAt(const std::string &site) const;
    std::vector<std::string> standingUnder(const std::string &hub) const;
    ClusterCast &cast() { return m_cast; }

private:
    enum class Fate : quint8 { Smooth, HardToReach, Refused };
    struct Journey
    {
        Cluster cluster;
        Fate fate = Fate::Smooth;
        std::optional<CollectRun> run;
        std::string lastTree;
        Call call;
        int calls = 0;
        bool stands = false;
    };
    using JourneyPtr = std::shared_ptr<Journey>;
    using Step = void (ClusterStory::*)(const JourneyPtr &journey, qint64 us);

    void tellStanding(qint64 us);
    void then(const JourneyPtr &journey, qint64 us, Step step);
    void order(qint64 us);
    void provision(const JourneyPtr &journey, qint64 us);
    void provisioned(const JourneyPtr &journey, qint64 us);
    void import(const JourneyPtr &journey, std::size_t step, qint64 us);
    void imported(const JourneyPtr &journey, qint64 us);
    void configure(const JourneyPtr &journey, qint64 us);
    void collect(const JourneyPtr &journey, qint64 us);
    void progress(const JourneyPtr &journey, qint64 us);
    void refuse(const JourneyPtr &journey, qint64 us);
    void collected(const JourneyPtr &journey, qint64 us);
    void callOwner(const JourneyPtr &journey, qint64 us);
    void ring(const JourneyPtr &journey, qint64 us);
    void answer(const JourneyPtr &journey, qint64 us);
    void hangUp(const JourneyPtr &journey, qint64 us);
    void end(const JourneyPtr &journey, qint64 us);
    void message(const JourneyPtr &journey, qint64 us);
    void finish(const JourneyPtr &journey, qint64 us);
    void detach(const JourneyPtr &journey, qint64 us);

    void move(Journey &journey, const char *status, const char *verb, int progress, qint64 us);
    void tellNews(const Journey &journey, const ClusterNews &news, qint64 us);
    void setCall(Journey &journey, const char *status, qint64 us);

    Stage &m_stage;
    ClusterCast m_cast;
    const std::string m_agentId;
    std::vector<JourneyPtr> m_journeys; ///< oldest first
    int m_count = 0;
};

} // namespace eventscope
