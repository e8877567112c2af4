// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/fieldmask.h"
#include "models/event/storedbatch.h"

namespace eventscope {

class ConnectionModel;
class NoticeModel;
class WorkflowModel;

/// Hands those events of a stored batch to workflows and notices that they want, masked, while
/// their payloads are still in memory. Most events are nothing to them, so each is asked by its
/// type first. GUI thread.
void showStored(const StoredBatch &stored, const FieldMasks &masks,
                const ConnectionModel &connections, WorkflowModel &workflows, NoticeModel &notices);

} // namespace eventscope
