// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/connection/permissionform.h"
#include "models/connection/subscriptionfilters.h"

namespace eventscope {

/// What those who show a Daptin's subscriptions and topics must know of them.

QMap<QString, KnownFilter> daptinKnownFilters();
QString daptinFilterHint();
/// 21 bits, from `GuestPeek` (1) on. Of a topic's permission a server looks at the owner's and
/// everybody's: a topic belongs to no groups.
PermissionForm daptinPermissions();

} // namespace eventscope
