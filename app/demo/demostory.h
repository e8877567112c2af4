// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/backdropstory.h"
#include "app/demo/callstory.h"
#include "app/demo/clusterstory.h"
#include "app/demo/collectstory.h"
#include "app/demo/sensorstory.h"
#include "app/demo/stage.h"

namespace eventscope {

/// The whole story of the demo, all systems in one: the telephone office and the four teams go
/// about their own business, and the clusters go through everything. A pure function of seed and
/// time, however the time is sliced. One thread.
class DemoStory
{
public:
    DemoStory(quint64 seed, qint64 startUs);
    DemoStory(const DemoStory &) = delete;
    DemoStory &operator=(const DemoStory &) = delete;

    /// Appends everything that happened up to `us`, each list oldest first.
    void advance(qint64 us, StoryEvents &out);
    /// The tree of every run that is under way, as a message each.
    std::vector<CollectEvent> currentTrees(qint64 us);

private:
    CallStory m_calls;
    CollectStory m_collects;
    Stage m_stage;
    ClusterStory m_clusters;
    BackdropStory m_backdrop;
    SensorStory m_sensors;
    Dice m_greetings; ///< so that who connects when does not change the story
};

} // namespace eventscope
