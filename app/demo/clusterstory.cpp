// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/clusterstory.h"

#include "app/demo/collectwording.h"
#include "app/demo/jobwording.h"
#include "app/demo/recordwording.h"

#include <algorithm>
#include <array>
#include <utility>

namespace eventscope {

namespace {

constexpr qint64 second = 1'000'000;
// Long enough for a journey to be over when the story begins.
constexpr qint64 openSince = 130 * second;

struct ImportStep
{
    const char *reason;
    const char *message;
    bool onlyTrouble;
};
constexpr std::array<ImportStep, 5> importSteps{{
    {"WaitForImporting", " is waiting for importing", false},
    {"Importing", " is being imported now", false},
    {"AvailableUnknown", " does not answer; its availability is unknown", true},
    {"Available", " is available", false},
    {"Imported", " is imported", false},
}};

} // namespace

ClusterStory::ClusterStory(Stage &stage, qint64 startUs, std::string agentId)
    : m_stage(stage), m_cast(stage.dice, startUs), m_agentId(std::move(agentId))
{
    m_stage.at(startUs - openSince, [this](qint64 us) { order(us); });
    m_stage.at(startUs + 1, [this](qint64 us) { tellStanding(us); });
}

/// Who listens from now on learns which clusters there are already.
void ClusterStory::tellStanding(qint64 us)
{
    for (const JourneyPtr &journey : m_journeys) {
        if (journey->stands)
            m_stage.tell(clusterRow(journey->cluster, us));
    }
}

void ClusterStory::then(const JourneyPtr &journey, qint64 us, Step step)
{
    m_stage.at(us, [this, journey, step](qint64 at) { (this->*step)(journey, at); });
}

/// Its row and its job say how far it is.
void ClusterStory::move(Journey &journey, const char *status, const char *verb, int progress,
                        qint64 us)
{
    Cluster &cluster = journey.cluster;
    cluster.status = status;
    ++cluster.version;
    m_stage.tell(clusterRecord(cluster, cluster.version == 1 ? "create" : "update", us));
    m_stage.tell(clusterJob(m_stage.dice, cluster, verb, progress, us));
}

void ClusterStory::tellNews(const Journey &journey, const ClusterNews &news, qint64 us)
{
    m_stage.tell(clusterNews(m_stage.dice, journey.cluster, news, us));
}

void ClusterStory::order(qint64 us)
{
    m_stage.at(us + m_stage.dice.seconds(24, 36), [this](qint64 at) { order(at); });
    const auto journey = std::make_shared<Journey>();
    journey->cluster = m_cast.next(m_stage.dice, us);
    static constexpr std::array fates{Fate::Smooth, Fate::HardToReach, Fate::Smooth, Fate::Refused};
    journey->fate = fates[static_cast<std::size_t>(m_count++) % fates.size()];
    m_journeys.push_back(journey);
    move(*journey, "ordered", "job_added", 0, us);
    then(journey, us + m_stage.dice.seconds(1.5, 3.5), &ClusterStory::provision);
}

void ClusterStory::provision(const JourneyPtr &journey, qint64 us)
{
    const Cluster &cluster = journey->cluster;
    m_stage.tell(clusterLabels(m_stage.dice, cluster, us));
    tellNews(*journey,
             {"SuccessfulCreate",
              "The cluster " + cluster.name + " is being provisioned in " + cluster.region},
             us);
    then(journey, us + m_stage.dice.seconds(7, 12), &ClusterStory::provisioned);
}

void ClusterStory::provisioned(const JourneyPtr &journey, qint64 us)
{
    journey->stands = true;
    m_stage.tell(clusterRow(journey->cluster, us));
    tellNews(*journey, {"Completed", "The cluster " + journey->cluster.name + " is provisioned"},
             us);
    move(*journey, "provisioned", "job_updated", 20, us);
    m_stage.at(us + m_stage.dice.seconds(1, 2),
               [this, journey](qint64 at) { import(journey, 0, at); });
}

void ClusterStory::import(const JourneyPtr &journey, std::size_t step, qint64 us)
{
    if (step == importSteps.size()) {
        imported(journey, us);
        return;
    }
    const ImportStep &now = importSteps[step];
    const bool happens = !now.onlyTrouble || journey->fate == Fate::HardToReach;
    if (happens) {
        // Hubs send some of their news alone.
        const bool alone = step == 0;
        tellNews(*journey,
                 {now.reason, "The cluster " + journey->cluster.name + now.message, now.onlyTrouble,
                  alone},
                 us);
    }
    const qint64 pause = now.onlyTrouble && happens ? m_stage.dice.seconds(4, 6)
        : happens                                   ? m_stage.dice.seconds(1, 2.5)
                                                    : 0;
    m_stage.at(us + pause, [this, journey, step](qint64 at) { import(journey, step + 1, at); });
}

void ClusterStory::imported(const JourneyPtr &journey, qint64 us)
{
    m_stage.tell(clusterBundle(m_stage.dice, journey->cluster, "create", us));
    move(*journey, "imported", "job_updated", 40, us);
    const qint64 found = us + m_stage.dice.seconds(2, 4);
    m_stage.at(found, [this, journey](qint64 at) {
        m_stage.tell(accountDiscovered(m_stage.dice, journey->cluster.account, at));
    });
    then(journey, found + m_stage.dice.seconds(2, 4), &ClusterStory::configure);
}

void ClusterStory::configure(const JourneyPtr &journey, qint64 us)
{
    m_stage.tell(accountConfigured(m_stage.dice, journey->cluster.account, us));
    then(journey, us + m_stage.dice.seconds(1, 3), &ClusterStory::collect);
}

void ClusterStory::collect(const JourneyPtr &journey, qint64 us)
{
    const bool refused = journey->fate == Fate::Refused;
    journey->run.emplace(m_stage.dice, "collect", std::vector{journey->cluster.account},
                         refused ? CollectFate::Fails : CollectFate::Smooth, us,
                         m_stage.dice.seconds(38, 54));
    m_stage.tell(collectStarted(*journey->run, us));
    move(*journey, "collecting", "job_updated", 60, us);
    if (refused)
        then(journey, journey->run->failure().atUs, &ClusterStory::refuse);
    progress(journey, us);
}

void ClusterStory::progress(const JourneyPtr &journey, qint64 us)
{
    std::string tree = collectTree(*journey->run, us);
    if (tree != journey->lastTree) {
        journey->lastTree = tree;
        m_stage.tell(collectProgress(m_stage.dice.uuid(), std::move(tree), us));
    }
    if (us >= journey->run->endUs())
        collected(journey, us);
    else
        then(journey, std::min(us + m_stage.dice.seconds(0.9, 1.8), journey->run->endUs()),
             &ClusterStory::progress);
}

void ClusterStory::refuse(const JourneyPtr &journey, qint64 us)
{
    const CollectRun::Failure &failure = journey->run->failure();
    journey->cluster.problem = failure.message;
    m_stage.tell(collectError(m_stage.dice, *journey->run, us));
    m_stage.tell(accountDegraded(m_stage.dice, failure, us));
}

void ClusterStory::collected(const JourneyPtr &journey, qint64 us)
{
    const CollectEvent done =
        accountsCollected(m_stage.dice, *journey->run, journey->cluster.resources, us);
    m_stage.at(done.timeUs, [this, done](qint64) { m_stage.tell(done); });
    journey->run.reset();
    journey->lastTree.clear();
    const bool refused = journey->fate == Fate::Refused;
    move(*journey, refused ? "refused" : "collected", "job_updated", 80, us);
    then(journey, us + m_stage.dice.seconds(2, 4), &ClusterStory::callOwner);
}

void ClusterStory::setCall(Journey &journey, const char *status, qint64 us)
{
    journey.call.previousStatus = std::exchange(journey.call.status, status);
    m_stage.tell(callStatus(journey.call, us));
}

void ClusterStory::callOwner(const JourneyPtr &journey, qint64 us)
{
    ++journey->calls;
    Call &call = journey->call = {};
    call.id = m_stage.dice.uuid();
    call.inbound = false;
    call.createdUs = us;
    call.agentId = m_agentId;
    call.source = {"+12025550142", "Cluster desk: " + journey->cluster.name};
    call.destination = journey->cluster.owner->party();
    call.status = "dialing";
    m_stage.tell(callCreated(call, us));
    then(journey, us + m_stage.dice.seconds(0.4, 1.5), &ClusterStory::ring);
}

void ClusterStory::ring(const JourneyPtr &journey, qint64 us)
{
    journey->call.ringingUs = us;
    setCall(*journey, "ringing", us);
    if (journey->fate == Fate::HardToReach && journey->calls == 1) {
        journey->call.hangupReason = "noanswer";
        journey->call.hangupBy = "remote";
        then(journey, us + m_stage.dice.seconds(5, 8), &ClusterStory::end);
        return;
    }
    then(journey, us + m_stage.dice.seconds(2, 5), &ClusterStory::answer);
}

void ClusterStory::answer(const JourneyPtr &journey, qint64 us)
{
    journey->call.answeredUs = us;
    setCall(*journey, "answered", us);
    journey->call.hangupReason = "normal";
    journey->call.hangupBy = "remote";
    then(journey, us + m_stage.dice.seconds(5, 12), &ClusterStory::hangUp);
}

void ClusterStory::hangUp(const JourneyPtr &journey, qint64 us)
{
    setCall(*journey, "terminating", us);
    then(journey, us + m_stage.dice.seconds(0.1, 0.6), &ClusterStory::end);
}

void ClusterStory::end(const JourneyPtr &journey, qint64 us)
{
    Call &call = journey->call;
    call.endedUs = us;
    call.previousStatus = std::exchange(call.status, "ended");
    m_stage.tell(callEnded(call, us));
    if (call.answeredUs == 0)
        then(journey, us + m_stage.dice.seconds(4, 7), &ClusterStory::callOwner);
    else
        then(journey, us + m_stage.dice.seconds(0.8, 2), &ClusterStory::message);
}

void ClusterStory::message(const JourneyPtr &journey, qint64 us)
{
    const Cluster &cluster = journey->cluster;
    ++cluster.owner->contacts;
    ++cluster.owner->version;
    m_stage.tell(ownerRecord(*cluster.owner, us));

    TextMessage text;
    text.id = m_stage.dice.uuid();
    text.createdUs = us;
    text.inbound = false;
    text.source = journey->call.source;
    text.destination = journey->call.destination;
    text.status = "sent";
    text.text = journey->fate == Fate::Refused
        ? cluster.name + " cannot be collected: " + cluster.problem
        : cluster.name + " is ready: " + std::to_string(cluster.resources) + " resources.";
    m_stage.tell(messageSent(text, us));
    m_stage.at(us + m_stage.dice.seconds(0.4, 2), [this, text](qint64 at) mutable {
        text.status = "delivered";
        m_stage.tell(messageDelivery(text, at));
    });
    then(journey, us + m_stage.dice.seconds(1, 3), &ClusterStory::finish);
}

void ClusterStory::finish(const JourneyPtr &journey, qint64 us)
{
    const bool refused = journey->fate == Fate::Refused;
    move(*journey, refused ? "failed" : "ready", refused ? "job_failed" : "job_finished", 100, us);
    const Cluster &cluster = journey->cluster;
    m_stage.tell(announcement(
        cluster, cluster.name + (refused ? " needs help with its account" : " is ready"), us));
    then(journey, us + m_stage.dice.seconds(90, 160), &ClusterStory::detach);
}

void ClusterStory::detach(const JourneyPtr &journey, qint64 us)
{
    const Cluster &cluster = journey->cluster;
    tellNews(*journey, {"Detaching", "The cluster " + cluster.name + " is being detached"}, us);
    m_stage.tell(clusterBundle(m_stage.dice, cluster, "delete", us));
    m_stage.tell(clusterGone(cluster, us));
    ++journey->cluster.version;
    m_stage.tell(clusterRecord(cluster, "delete", us));
    std::erase(m_journeys, journey);
}

std::vector<CollectEvent> ClusterStory::currentTrees(Dice &ids, qint64 us) const
{
    std::vector<CollectEvent> trees;
    for (const JourneyPtr &journey : m_journeys) {
        if (journey->run)
            trees.push_back(collectProgress(ids.uuid(), collectTree(*journey->run, us), us));
    }
    return trees;
}

const Cluster *ClusterStory::standingAt(const std::string &site) const
{
    const auto found =
        std::find_if(m_journeys.crbegin(), m_journeys.crend(), [&site](const JourneyPtr &journey) {
            return journey->stands && journey->cluster.site == site;
        });
    return found == m_journeys.crend() ? nullptr : &(*found)->cluster;
}

std::vector<std::string> ClusterStory::standingUnder(const std::string &hub) const
{
    std::vector<std::string> names;
    for (const JourneyPtr &journey : m_journeys) {
        if (journey->stands && journey->cluster.hub == hub)
            names.push_back(journey->cluster.name);
    }
    return names;
}

} // namespace eventscope
