// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/hubrecord.h"
#include "models/event/result.h"

#include <QString>
#include <memory>

namespace eventscope {

/// The demo's Kafka: librdkafka's mock cluster, a broker inside this process that anybody on this
/// machine can speak to, and the hubs that write to it. It forgets its oldest records by itself.
/// One thread, that of DemoServer; librdkafka has some of its own.
class AcmCluster
{
public:
    AcmCluster();
    ~AcmCluster();
    AcmCluster(const AcmCluster &) = delete;
    AcmCluster &operator=(const AcmCluster &) = delete;

    /// Without librdkafka in this build, that is the error.
    Result<void> start();
    QString url() const; ///< "kafka://127.0.0.1:40123/"; empty before start()
    /// The first record makes its topic.
    void write(const HubRecord &record);
    /// Waits until the cluster has all that was written.
    void flush();
    /// Down, it hangs up and takes no connection; what is written is kept until it is up again.
    void setUp(bool up);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope
