// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/dice.h"
#include "app/demo/stepqueue.h"
#include "app/demo/storyevents.h"

#include <utility>

namespace eventscope {

/// Where the acts that belong together are played: one source of chance, one order of time, one
/// place to tell what happened. Owned by DemoStory; one thread.
struct Stage
{
    explicit Stage(quint64 seed) : dice(seed) { }
    Stage(const Stage &) = delete;
    Stage &operator=(const Stage &) = delete;

    void at(qint64 us, StepQueue::Step step) { steps.at(us, std::move(step)); }
    void tell(CallEvent event) { tell(&StoryEvents::calls, std::move(event)); }
    void tell(CollectEvent event) { tell(&StoryEvents::collects, std::move(event)); }
    void tell(RecordEvent event) { tell(&StoryEvents::records, std::move(event)); }
    void tell(JobEvent event) { tell(&StoryEvents::jobs, std::move(event)); }
    void tell(HubRecord event) { tell(&StoryEvents::hubRecords, std::move(event)); }
    void tell(Reading event) { tell(&StoryEvents::readings, std::move(event)); }

    Dice dice;
    StepQueue steps;
    StoryEvents *out = nullptr; ///< nobody listens to what was before the start

private:
    template<typename Event>
    void tell(std::vector<Event> StoryEvents::*list, Event event)
    {
        if (out)
            (out->*list).push_back(std::move(event));
    }
};

} // namespace eventscope
