// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/clusterstory.h"
#include "app/demo/stage.h"

#include <array>

namespace eventscope {

/// The machine rooms in which the clusters stand: temperatures that climb while a cluster is
/// collected, power that is on battery for a moment. Type, time and severity stand within `meta`,
/// so that one has to look for them. Played on a stage; one thread.
class SensorStory
{
public:
    SensorStory(Stage &stage, const ClusterStory &clusters, qint64 startUs);
    SensorStory(const SensorStory &) = delete;
    SensorStory &operator=(const SensorStory &) = delete;

private:
    struct Room
    {
        double celsius = 22;
        qint64 watts = 4200;
        qint64 batteryUntilUs = 0;
    };

    void measure(std::size_t room, qint64 us);
    void tellTemperature(std::size_t room, qint64 us);
    void tellPower(std::size_t room, qint64 us);
    void tell(std::size_t room, const char *channel, const char *type, const char *severity,
              const std::string &values, qint64 us);

    Stage &m_stage;
    const ClusterStory &m_clusters;
    std::array<Room, ClusterCast::sites.size()> m_rooms;
};

} // namespace eventscope
