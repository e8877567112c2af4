// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/callevent.h"
#include "app/demo/collectevent.h"
#include "app/demo/hubrecord.h"
#include "app/demo/jobevent.h"
#include "app/demo/reading.h"
#include "app/demo/recordevent.h"

#include <vector>

namespace eventscope {

/// What happened in the story, system by system, each in the order of time.
struct StoryEvents
{
    std::vector<CallEvent> calls; ///< VoIPBIN
    std::vector<CollectEvent> collects; ///< Fix
    std::vector<RecordEvent> records; ///< Daptin
    std::vector<JobEvent> jobs; ///< Zaikio
    std::vector<HubRecord> hubRecords; ///< ACM
    std::vector<Reading> readings; ///< any other JSON
};

} // namespace eventscope
