// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/sensorstory.h"

#include "app/demo/jsonwriter.h"
#include "models/event/timestamp.h"

#include <algorithm>
#include <cmath>

namespace eventscope {

namespace {

constexpr qint64 second = 1'000'000;
constexpr double warm = 29;
constexpr double hot = 34;

std::string tenths(double value)
{
    const auto all = std::llround(value * 10);
    return std::to_string(all / 10) + '.' + std::to_string(std::abs(all % 10));
}

} // namespace

SensorStory::SensorStory(Stage &stage, const ClusterStory &clusters, qint64 startUs)
    : m_stage(stage), m_clusters(clusters)
{
    for (std::size_t i = 0; i < m_rooms.size(); ++i)
        m_stage.at(startUs - 30 * second + static_cast<qint64>(i) * second,
                   [this, i](qint64 us) { measure(i, us); });
}

void SensorStory::measure(std::size_t index, qint64 us)
{
    m_stage.at(us + m_stage.dice.seconds(3, 6), [this, index](qint64 at) { measure(index, at); });
    Room &room = m_rooms[index];
    const Cluster *cluster = m_clusters.standingAt(ClusterCast::sites[index].name);
    const bool busy = cluster && cluster->status == "collecting";
    const double aim = busy ? 32 : cluster ? 26 : 21;
    const double noise = static_cast<double>(m_stage.dice.between(-6, 6)) / 10;
    room.celsius += (aim - room.celsius) / 5 + noise;
    room.watts = (cluster ? 5200 : 3100) + (busy ? 2400 : 0) + m_stage.dice.between(-150, 150);
    if (us > room.batteryUntilUs && m_stage.dice.chance(1))
        room.batteryUntilUs = us + m_stage.dice.seconds(8, 15);
    if (m_stage.dice.chance(65))
        tellTemperature(index, us);
    else
        tellPower(index, us);
}

void SensorStory::tellTemperature(std::size_t index, qint64 us)
{
    const double celsius = m_rooms[index].celsius;
    const std::string values = JsonWriter()
                                   .text("state",
                                         celsius > hot        ? "hot"
                                             : celsius > warm ? "warm"
                                                              : "normal")
                                   .raw("celsius", tenths(celsius))
                                   .take();
    tell(index, "climate", "sensor.temperature",
         celsius > hot        ? "error"
             : celsius > warm ? "warning"
                              : "info",
         values, us);
}

void SensorStory::tellPower(std::size_t index, qint64 us)
{
    const bool onBattery = us < m_rooms[index].batteryUntilUs;
    const std::string values = JsonWriter()
                                   .text("state", onBattery ? "on battery" : "on mains")
                                   .number("watts", m_rooms[index].watts)
                                   .take();
    tell(index, "power", "sensor.power", onBattery ? "warning" : "info", values, us);
}

void SensorStory::tell(std::size_t index, const char *channel, const char *type,
                       const char *severity, const std::string &values, qint64 us)
{
    const std::string site = ClusterCast::sites[index].name;
    const std::string meta = JsonWriter()
                                 .text("id", m_stage.dice.uuid())
                                 .text("type", type)
                                 .text("time", timestampText(us))
                                 .text("severity", severity)
                                 .take();
    JsonWriter json;
    json.text("channel", channel).text("device", "room-" + site).raw("meta", meta);
    if (const Cluster *cluster = m_clusters.standingAt(site))
        json.text("cluster", cluster->name);
    m_stage.tell(Reading{channel, json.raw("data", values).take(), us});
}

} // namespace eventscope
