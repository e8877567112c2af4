// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/jobwording.h"

#include "app/demo/demoidentity.h"
#include "app/demo/jsonwriter.h"
#include "models/event/timestamp.h"

namespace eventscope {

namespace {

constexpr auto rails = JsonWriter::Style::Rails;

std::string milliseconds(qint64 us)
{
    return timestampText(us).substr(0, 23) + 'Z';
}

JobEvent published(Dice &dice, std::string name, const std::string &payload,
                   const std::string &link, qint64 us)
{
    std::string message = JsonWriter(rails)
                              .text("id", dice.uuid())
                              .text("timestamp", milliseconds(us))
                              .text("name", name)
                              .text("version", "1.0")
                              .raw("payload", payload)
                              .text("link", link)
                              .text("received_at", milliseconds(us + dice.between(12'000, 480'000)))
                              .text("subject", "Org/" + std::string(demoOrganization))
                              .take();
    return {std::move(name), std::move(message), us};
}

JobEvent job(Dice &dice, const char *verb, const std::string &id, const std::string &payload,
             qint64 us)
{
    return published(dice, std::string("mission_control.") + verb, payload,
                     "https://mc.example.net/api/v1/jobs/" + id, us);
}

} // namespace

JobEvent clusterJob(Dice &dice, const Cluster &cluster, const char *verb, int progress, qint64 us)
{
    JsonWriter payload(rails);
    payload.text("job_id", cluster.jobId)
        .text("state", cluster.status)
        .text("title", "Set up " + cluster.name)
        .number("progress", progress)
        .text("cluster_id", cluster.id)
        .text("owner", cluster.owner->name);
    if (!cluster.problem.empty())
        payload.text("error", cluster.problem);
    return job(dice, verb, cluster.jobId, payload.take(), us);
}

JobEvent printJob(Dice &dice, const PrintJob &print, const char *verb, qint64 us)
{
    const std::string payload = JsonWriter(rails)
                                    .text("job_id", print.id)
                                    .text("state", print.state)
                                    .text("title", print.title)
                                    .text("machine", print.machine)
                                    .number("sheets", print.sheets)
                                    .number("printed", print.printed)
                                    .take();
    return job(dice, verb, print.id, payload, us);
}

JobEvent paperOrder(Dice &dice, const std::string &id, const char *name, qint64 us)
{
    const std::string payload = JsonWriter(rails)
                                    .text("order_id", id)
                                    .text("title", "Paper & plates")
                                    .number("pallets", dice.between(1, 6))
                                    .take();
    return published(dice, name, payload, "https://procurement.example.net/api/v1/orders/" + id,
                     us);
}

} // namespace eventscope
