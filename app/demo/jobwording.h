// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/clusterworld.h"
#include "app/demo/dice.h"
#include "app/demo/jobevent.h"

namespace eventscope {

// What apps publish on the Zaikio platform, as Loom delivers it. Pure, but for the ids that are
// thrown.

/// `verb`: "job_added", "job_updated", "job_finished" or "job_failed".
JobEvent clusterJob(Dice &dice, const Cluster &cluster, const char *verb, int progress, qint64 us);

struct PrintJob
{
    std::string id;
    std::string title; ///< "Folder <A5>, 4/4"
    std::string machine;
    std::string state;
    qint64 sheets = 0;
    qint64 printed = 0;
};
JobEvent printJob(Dice &dice, const PrintJob &job, const char *verb, qint64 us);
/// `name`: "procurement.order_placed" or "procurement.order_confirmed".
JobEvent paperOrder(Dice &dice, const std::string &id, const char *name, qint64 us);

} // namespace eventscope
