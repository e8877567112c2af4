// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/hubwording.h"

#include "app/demo/jsonwriter.h"
#include "models/event/timestamp.h"

namespace eventscope {

namespace {

constexpr char prefix[] = "io.open-cluster-management.operator.multiclusterglobalhubs.";

// Go writes nanoseconds.
std::string nanoseconds(Dice &dice, qint64 us)
{
    const std::string last = std::to_string(1000 + dice.between(0, 999)).substr(1);
    return timestampText(us).substr(0, 26) + last + 'Z';
}

std::string wholeSeconds(qint64 us)
{
    return timestampText(us).substr(0, 19) + 'Z';
}

std::string quoted(const std::string &text)
{
    return jsonQuoted(text, JsonWriter::Style::Go);
}

std::string versionText(Dice &dice)
{
    return std::to_string(dice.between(0, 4)) + '.' + std::to_string(dice.between(1, 90));
}

HubRecord status(Dice &dice, const std::string &hub, const std::string &type, std::string value,
                 bool alone, qint64 us)
{
    HubRecord record;
    record.topic = "gh-status." + hub;
    record.key = prefix + type;
    record.value = std::move(value);
    record.headers = {{"ce_specversion", "1.0"},
                      {"ce_type", prefix + type},
                      {"ce_source", hub},
                      {"ce_id", dice.uuid()},
                      {"ce_time", nanoseconds(dice, us)},
                      {"ce_extversion", versionText(dice)}};
    if (type.starts_with("event."))
        record.headers.emplace_back("ce_sendmode", alone ? "single" : "batch");
    record.headers.emplace_back("content-type", "application/json");
    record.timeUs = us;
    return record;
}

/// One JSON document that has its attributes within.
HubRecord structured(Dice &dice, const char *topic, const std::string &type,
                     const std::string &source, const std::string &subject, const std::string &body,
                     qint64 us)
{
    HubRecord record;
    record.topic = topic;
    record.key = type;
    JsonWriter json;
    json.text("specversion", "1.0")
        .text("id", dice.uuid())
        .text("source", source)
        .text("type", type)
        .text("subject", subject)
        .text("time", nanoseconds(dice, us))
        .text("datacontenttype", "application/json")
        .text("extversion", versionText(dice))
        .raw("data", body);
    record.value = json.take();
    record.headers = {{"content-type", "application/cloudevents+json; charset=UTF-8"}};
    record.timeUs = us;
    return record;
}

} // namespace

HubRecord clusterNews(Dice &dice, const Cluster &cluster, const ClusterNews &news, qint64 us)
{
    const std::string number = dice.uuid();
    const std::string item =
        JsonWriter()
            .text("eventNamespace", cluster.name)
            .text("eventName", cluster.name + '.' + number.substr(0, 8) + number.substr(9, 4))
            .text("clusterName", cluster.name)
            .text("clusterId", cluster.id)
            .text("leafHubName", cluster.hub)
            .text("message", news.message)
            .text("reason", news.reason)
            .text("reportingController", "managedcluster-import-controller")
            .text("reportingInstance", "managedcluster-import-controller-" + cluster.hub)
            .text("type", news.warning ? "Warning" : "Normal")
            .text("createdAt", wholeSeconds(us))
            .take();
    return status(dice, cluster.hub, "event.managedcluster", news.alone ? item : '[' + item + ']',
                  news.alone, us);
}

HubRecord clusterBundle(Dice &dice, const Cluster &cluster, const char *change, qint64 us)
{
    const std::string labels = JsonWriter()
                                   .text("owner", cluster.owner->name)
                                   .text("account", cluster.account.accountId)
                                   .text("region", cluster.region)
                                   .take();
    const std::string metadata = JsonWriter()
                                     .text("name", cluster.name)
                                     .text("uid", cluster.id)
                                     .raw("labels", labels)
                                     .take();
    const std::string item = JsonWriter()
                                 .text("kind", "ManagedCluster")
                                 .text("clusterName", cluster.name)
                                 .raw("metadata", metadata)
                                 .take();
    const std::string topic = "gh-status." + cluster.hub;
    return structured(dice, topic.c_str(), std::string(prefix) + "managedcluster", cluster.hub,
                      cluster.name, JsonWriter().raw(change, '[' + item + ']').take(), us);
}

HubRecord clusterLabels(Dice &dice, const Cluster &cluster, qint64 us)
{
    const std::string labels = JsonWriter().text("environment", "production").take();
    const std::string body = JsonWriter()
                                 .text("clusterName", cluster.name)
                                 .text("leafHubName", cluster.hub)
                                 .raw("labels", labels)
                                 .take();
    return structured(dice, "gh-spec", "ManagedClustersLabels", "global-hub", cluster.hub, body,
                      us);
}

HubRecord clusterRow(const Cluster &cluster, qint64 us)
{
    HubRecord record;
    record.topic = "gh-clusters";
    record.key = cluster.name;
    record.value = JsonWriter()
                       .text("name", cluster.name)
                       .text("clusterId", cluster.id)
                       .text("hub", cluster.hub)
                       .text("region", cluster.region)
                       .take();
    record.timeUs = us;
    return record;
}

HubRecord resync(Dice &dice, qint64 us)
{
    return structured(dice, "gh-spec", "Resync", "global-hub", "broadcast",
                      R"(["managedhub.info","managedcluster"])", us);
}

HubRecord clusterGone(const Cluster &cluster, qint64 us)
{
    HubRecord record;
    record.topic = "gh-clusters";
    record.key = cluster.name;
    record.isTombstone = true;
    record.timeUs = us;
    return record;
}

HubRecord hubInfo(Dice &dice, const std::string &hub, qint64 us)
{
    const std::string info = JsonWriter()
                                 .text("consoleURL", "https://console." + hub + ".example.net")
                                 .text("grafanaURL", "https://grafana." + hub + ".example.net")
                                 .text("mchVersion", "2.14.1")
                                 .text("clusterId", dice.uuid())
                                 .take();
    return status(dice, hub, "managedhub.info", info, false, us);
}

HubRecord hubHeartbeat(Dice &dice, const std::string &hub, qint64 us)
{
    return status(dice, hub, "managedhub.heartbeat", "[]", false, us);
}

HubRecord hubAlerts(Dice &dice, const std::string &hub, qint64 us)
{
    JsonWriter json;
    json.number("low", dice.between(1, 9)).number("medium", dice.between(0, 5));
    if (dice.chance(40))
        json.number("high", dice.between(1, 3));
    json.text("detail_url", "https://central." + hub + ".example.net/main/violations")
        .text("source", "rhacs-operator/stackrox-central-services");
    return status(dice, hub, "security.alertcounts", json.take(), false, us);
}

HubRecord hubCompliance(Dice &dice, const std::string &hub, const std::string &policyId,
                        const std::vector<std::string> &clusters, const std::string &failing,
                        qint64 us)
{
    std::vector<std::string> compliant;
    for (const std::string &cluster : clusters) {
        if (cluster != failing)
            compliant.push_back(quoted(cluster));
    }
    const std::string item =
        JsonWriter()
            .text("policyId", policyId)
            .raw("compliantClusters", jsonArray(compliant, JsonWriter::Style::Go))
            .raw("nonCompliantClusters", failing.empty() ? "[]" : '[' + quoted(failing) + ']')
            .raw("unknownComplianceClusters", "[]")
            .raw("pendingComplianceClusters", "[]")
            .take();
    return status(dice, hub, "policy.compliance", '[' + item + ']', false, us);
}

} // namespace eventscope
