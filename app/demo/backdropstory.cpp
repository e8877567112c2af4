// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/backdropstory.h"

#include "app/demo/hubwording.h"
#include "app/demo/recordwording.h"

#include <algorithm>

namespace eventscope {

namespace {

constexpr qint64 second = 1'000'000;
constexpr qint64 openSince = 40 * second;
constexpr std::array hubs{"hub-eu", "hub-us"};

} // namespace

BackdropStory::BackdropStory(Stage &stage, ClusterStory &clusters, qint64 startUs)
    : m_stage(stage), m_clusters(clusters)
{
    for (std::string &policy : m_policies)
        policy = m_stage.dice.uuid();
    const qint64 opened = startUs - openSince;
    m_stage.at(opened, [this](qint64 us) { startPrint(us); });
    m_stage.at(opened, [this](qint64 us) { orderPaper(us); });
    m_stage.at(opened, [this](qint64 us) { writeRow(us); });
    m_stage.at(opened, [this](qint64 us) { checkPolicy(us); });
    m_stage.at(opened, [this](qint64 us) { countAlerts(us); });
    m_stage.at(startUs + 1, [this](qint64 us) {
        m_stage.tell(resync(m_stage.dice, us));
        for (const char *hub : hubs)
            m_stage.tell(hubInfo(m_stage.dice, hub, us));
    });
    for (std::size_t i = 0; i < hubs.size(); ++i)
        m_stage.at(opened + 7 * second * static_cast<qint64>(i),
                   [this, i](qint64 us) { beat(i, us); });
}

/// Loom delivers at least once, and now and then once more.
void BackdropStory::publish(const JobEvent &event)
{
    m_stage.tell(event);
    if (m_stage.dice.chance(4))
        m_stage.at(event.timeUs + m_stage.dice.seconds(0.3, 2),
                   [this, event](qint64) { m_stage.tell(event); });
}

void BackdropStory::startPrint(qint64 us)
{
    m_stage.at(us + m_stage.dice.seconds(7, 13), [this](qint64 at) { startPrint(at); });
    static constexpr std::array titles{"Folder <A5>, 4/4", "Poster A1", "Labels & tags",
                                       "Business cards", "Catalogue, spring"};
    static constexpr std::array machines{"Press 1", "Press 2", "Cutter"};
    const auto job = std::make_shared<PrintJob>();
    job->id = m_stage.dice.uuid();
    job->title = m_stage.dice.oneOf(titles);
    job->machine = m_stage.dice.oneOf(machines);
    job->state = "planned";
    job->sheets = 500 * m_stage.dice.between(1, 12);
    publish(printJob(m_stage.dice, *job, "job_added", us));
    m_stage.at(us + m_stage.dice.seconds(2, 6), [this, job](qint64 at) { print(job, at); });
}

void BackdropStory::print(const PrintPtr &job, qint64 us)
{
    const qint64 step = std::max<qint64>(1, job->sheets / 2 + m_stage.dice.between(0, 200));
    job->printed = std::min(job->sheets, job->printed + step);
    const bool done = job->printed == job->sheets;
    job->state = done ? "finished" : "printing";
    publish(printJob(m_stage.dice, *job, done ? "job_finished" : "job_updated", us));
    if (!done)
        m_stage.at(us + m_stage.dice.seconds(4, 9), [this, job](qint64 at) { print(job, at); });
}

void BackdropStory::orderPaper(qint64 us)
{
    m_stage.at(us + m_stage.dice.seconds(18, 30), [this](qint64 at) { orderPaper(at); });
    const std::string id = m_stage.dice.uuid();
    publish(paperOrder(m_stage.dice, id, "procurement.order_placed", us));
    m_stage.at(us + m_stage.dice.seconds(3, 8), [this, id](qint64 at) {
        publish(paperOrder(m_stage.dice, id, "procurement.order_confirmed", at));
    });
}

void BackdropStory::writeRow(qint64 us)
{
    m_stage.at(us + m_stage.dice.seconds(4, 9), [this](qint64 at) { writeRow(at); });
    const ClusterOwner &owner = m_clusters.cast().anyOwner(m_stage.dice);
    m_stage.tell(m_stage.dice.chance(70) ? documentRecord(m_stage.dice, owner, us)
                                         : tokenRecord(m_stage.dice, owner, us));
}

void BackdropStory::beat(std::size_t hub, qint64 us)
{
    m_stage.at(us + 15 * second, [this, hub](qint64 at) { beat(hub, at); });
    m_stage.tell(hubHeartbeat(m_stage.dice, hubs[hub], us));
}

void BackdropStory::checkPolicy(qint64 us)
{
    m_stage.at(us + m_stage.dice.seconds(11, 19), [this](qint64 at) { checkPolicy(at); });
    const std::string hub = m_stage.dice.oneOf(hubs);
    const std::vector<std::string> clusters = m_clusters.standingUnder(hub);
    if (clusters.empty())
        return;
    const std::string failing =
        m_stage.dice.chance(25) ? m_stage.dice.oneOf(clusters) : std::string();
    m_stage.tell(
        hubCompliance(m_stage.dice, hub, m_stage.dice.oneOf(m_policies), clusters, failing, us));
}

void BackdropStory::countAlerts(qint64 us)
{
    m_stage.at(us + m_stage.dice.seconds(28, 44), [this](qint64 at) { countAlerts(at); });
    m_stage.tell(hubAlerts(m_stage.dice, m_stage.dice.oneOf(hubs), us));
}

} // namespace eventscope
