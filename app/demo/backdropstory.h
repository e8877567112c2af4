// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/clusterstory.h"
#include "app/demo/jobwording.h"
#include "app/demo/stage.h"

#include <array>
#include <memory>
#include <string>

namespace eventscope {

/// What else happens in the systems of the clusters, so that none is ever silent for long: print
/// jobs and orders of paper (Zaikio), documents and tokens (Daptin), heartbeats, policies and
/// alerts of the hubs (ACM). Played on a stage; one thread.
class BackdropStory
{
public:
    BackdropStory(Stage &stage, ClusterStory &clusters, qint64 startUs);
    BackdropStory(const BackdropStory &) = delete;
    BackdropStory &operator=(const BackdropStory &) = delete;

private:
    using PrintPtr = std::shared_ptr<PrintJob>;

    void publish(const JobEvent &event);
    void startPrint(qint64 us);
    void print(const PrintPtr &job, qint64 us);
    void orderPaper(qint64 us);
    void writeRow(qint64 us);
    void beat(std::size_t hub, qint64 us);
    void checkPolicy(qint64 us);
    void countAlerts(qint64 us);

    Stage &m_stage;
    ClusterStory &m_clusters;
    std::array<std::string, 3> m_policies;
};

} // namespace eventscope
