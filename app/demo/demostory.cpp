// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demostory.h"

#include "app/demo/demoidentity.h"

#include <algorithm>

namespace eventscope {

namespace {

/// What was told by two stories becomes one; of equal times, the first list's come first.
template<typename Event>
void sortByTime(std::vector<Event> &events, std::size_t from)
{
    std::stable_sort(events.begin() + static_cast<std::ptrdiff_t>(from), events.end(),
                     [](const Event &a, const Event &b) { return a.timeUs < b.timeUs; });
}

} // namespace

DemoStory::DemoStory(quint64 seed, qint64 startUs)
    : m_calls(seed, startUs, std::string(demoAgent)), m_collects(seed, startUs),
      m_stage(seed ^ 0xc1a57e25ULL), m_clusters(m_stage, startUs, std::string(demoAgent)),
      m_backdrop(m_stage, m_clusters, startUs), m_sensors(m_stage, m_clusters, startUs),
      m_greetings(seed ^ 0x9ee71295ULL)
{
    m_stage.steps.runUntil(startUs);
}

void DemoStory::advance(qint64 us, StoryEvents &out)
{
    const std::size_t calls = out.calls.size();
    const std::size_t collects = out.collects.size();
    m_calls.advance(us, out.calls);
    m_collects.advance(us, out.collects);
    m_stage.out = &out;
    m_stage.steps.runUntil(us);
    m_stage.out = nullptr;
    sortByTime(out.calls, calls);
    sortByTime(out.collects, collects);
}

std::vector<CollectEvent> DemoStory::currentTrees(qint64 us)
{
    std::vector<CollectEvent> trees = m_collects.currentTrees(us);
    for (CollectEvent &tree : m_clusters.currentTrees(m_greetings, us))
        trees.push_back(std::move(tree));
    return trees;
}

} // namespace eventscope
