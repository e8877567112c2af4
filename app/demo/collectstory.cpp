// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/collectstory.h"

#include "app/demo/collectwording.h"

namespace eventscope {

namespace {

constexpr qint64 second = 1'000'000;
} // namespace

CollectStory::CollectStory(quint64 seed, qint64 startUs)
    : m_dice(seed ^ 0xf1c0f1c0ULL), m_greetings(~seed)
{
    const auto account = [this](const char *cloud, const char *name, const char *id) {
        return CollectAccount{cloud, name, id, m_dice.uuid()};
    };
    m_lanes[0].workflow = "collect_and_cleanup";
    m_lanes[0].accounts = {account("aws", "development", "123456789012"),
                           account("aws", "production", "210987654321"),
                           account("aws", "staging", "345678901234")};
    m_lanes[1].workflow = "collect";
    m_lanes[1].accounts = {account("gcp", "analytics-prod", "analytics-prod-417"),
                           account("gcp", "analytics-test", "analytics-test-418")};
    m_lanes[2].workflow = "collect";
    m_lanes[2].accounts = {account("aws", "payments", "456789012345"),
                           account("aws", "payments-sandbox", "567890123456")};
    m_lanes[3].workflow = "collect_and_cleanup";
    m_lanes[3].accounts = {account("azure", "b\xc3\xbcro-cloud", "7d0c9a52-1f3e-4f5b-8a64"),
                           account("aws", "data-platform", "678901234567")};
    static constexpr std::array<qint64, 4> begin{-95, -40, -4, 9};
    for (std::size_t i = 0; i < m_lanes.size(); ++i)
        m_steps.at(startUs + begin[i] * second, [this, i](qint64 us) { startRun(i, us); });
    m_steps.runUntil(startUs);
}

void CollectStory::advance(qint64 us, std::vector<CollectEvent> &out)
{
    m_out = &out;
    m_steps.runUntil(us);
    m_out = nullptr;
}

std::vector<CollectEvent> CollectStory::currentTrees(qint64 us)
{
    std::vector<CollectEvent> trees;
    for (const Lane &lane : m_lanes) {
        if (lane.run)
            trees.push_back(collectProgress(m_greetings.uuid(), collectTree(*lane.run, us), us));
    }
    return trees;
}

void CollectStory::tell(CollectEvent event)
{
    if (m_out)
        m_out->push_back(std::move(event));
}

void CollectStory::startRun(std::size_t index, qint64 us)
{
    Lane &lane = m_lanes[index];
    const int run = ++lane.runs;
    // Every part of the play is cast in every round, and nobody plays the same part twice in a row.
    static constexpr std::array fates{CollectFate::Smooth, CollectFate::Stalls, CollectFate::Fails,
                                      CollectFate::Smooth};
    lane.run.emplace(m_dice, lane.workflow, lane.accounts,
                     fates[(index + static_cast<std::size_t>(run) - 1) % fates.size()], us);
    lane.lastTree.clear();

    tell(collectStarted(*lane.run, us));
    tick(index, run, us);
    if (const qint64 failsAt = lane.run->failure().atUs)
        m_steps.at(failsAt, [this, index, run](qint64 at) { fail(index, run, at); });
    if (run % 3 == 0)
        m_steps.at(us + m_dice.seconds(3, 20), [this, index](qint64 at) { discover(index, at); });
}

void CollectStory::tick(std::size_t index, int run, qint64 us)
{
    Lane &lane = m_lanes[index];
    if (!lane.run || lane.runs != run)
        return;
    std::string now = collectTree(*lane.run, us);
    if (now != lane.lastTree) {
        lane.lastTree = now;
        tell(collectProgress(m_dice.uuid(), std::move(now), us));
    }
    if (us >= lane.run->endUs())
        finishRun(index, us);
    else
        m_steps.at(std::min(us + m_dice.seconds(0.9, 1.8), lane.run->endUs()),
                   [this, index, run](qint64 at) { tick(index, run, at); });
}

void CollectStory::finishRun(std::size_t index, qint64 us)
{
    Lane &lane = m_lanes[index];
    const CollectEvent done = accountsCollected(m_dice, *lane.run, {}, us);
    lane.run.reset();
    m_steps.at(us + second / 2, [this, done](qint64) { tell(done); });
    m_steps.at(us + m_dice.seconds(6, 16), [this, index](qint64 at) { startRun(index, at); });
}

void CollectStory::fail(std::size_t index, int run, qint64 us)
{
    const Lane &lane = m_lanes[index];
    if (!lane.run || lane.runs != run)
        return;
    tell(collectError(m_dice, *lane.run, us));
    const CollectEvent told = accountDegraded(m_dice, lane.run->failure(), us + second);
    m_steps.at(us + second, [this, told](qint64) { tell(told); });
}

void CollectStory::discover(std::size_t index, qint64 us)
{
    const CollectAccount account{"aws", "team-" + std::to_string(index + 1), "", m_dice.uuid()};
    CollectAccount numbered = account;
    numbered.accountId = std::to_string(m_dice.between(700'000'000'000, 999'999'999'999));
    tell(accountDiscovered(m_dice, numbered, us));
    m_steps.at(us + m_dice.seconds(3, 9),
               [this, numbered](qint64 at) { tell(accountConfigured(m_dice, numbered, at)); });
}

} // namespace eventscope
