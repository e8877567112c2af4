// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/clusterworld.h"
#include "app/demo/dice.h"
#include "app/demo/recordevent.h"

namespace eventscope {

// The rows that Daptin keeps, as it tells of them: keys in the order of the alphabet, secrets and
// all. Pure, but for what is thrown.

/// `kind`: "create", "update" or "delete".
RecordEvent clusterRecord(const Cluster &cluster, const char *kind, qint64 us);
RecordEvent ownerRecord(const ClusterOwner &owner, qint64 us);
/// A message to all on the topic of the operators.
RecordEvent announcement(const Cluster &cluster, const std::string &text, qint64 us);
RecordEvent documentRecord(Dice &dice, const ClusterOwner &owner, qint64 us);
RecordEvent tokenRecord(Dice &dice, const ClusterOwner &owner, qint64 us);
/// As bcrypt writes one; nothing was hashed to it.
std::string passwordHash(Dice &dice);
std::string secretText(Dice &dice, int length);

} // namespace eventscope
