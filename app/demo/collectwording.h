// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/collectevent.h"
#include "app/demo/collectrun.h"
#include "app/demo/dice.h"

#include <optional>

namespace eventscope {

// How Fix tells what happens to cloud accounts and their runs. Pure, but for the ids that are
// thrown.

/// The whole tree of a run, as the data of a progress message.
std::string collectTree(const CollectRun &run, qint64 us);
CollectEvent collectProgress(std::string id, std::string tree, qint64 us);
CollectEvent collectStarted(const CollectRun &run, qint64 us);
/// Told half a second after `us`. Without `resources` their number is thrown.
CollectEvent accountsCollected(Dice &dice, const CollectRun &run, std::optional<qint64> resources,
                               qint64 us);
CollectEvent collectError(Dice &dice, const CollectRun &run, qint64 us);
CollectEvent accountDegraded(Dice &dice, const CollectRun::Failure &failure, qint64 us);
CollectEvent accountDiscovered(Dice &dice, const CollectAccount &account, qint64 us);
CollectEvent accountConfigured(Dice &dice, const CollectAccount &account, qint64 us);

} // namespace eventscope
