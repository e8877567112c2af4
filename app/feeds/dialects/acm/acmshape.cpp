// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/acm/acmshape.h"

#include "models/event/beginswith.h"

#include <algorithm>

namespace eventscope {

namespace {

/// A batch of the hub has a few dozen; what comes after so many changes no summary.
constexpr int maxItems = 256;

constexpr std::string_view bundleKeys[] = {"create", "update", "delete", "resync"};

/// Reasons that end a step well: a cluster is provisioned, imported, available.
constexpr std::string_view goodReasons[] = {"Completed",        "Imported",   "Available",
                                            "SuccessfulCreate", "Successful", "Succeeded"};

/// Most members of most items say nothing to us, and their names' lengths tell that soonest.
constexpr quint64 lengthsThatMatter = [] {
    quint64 bits = 0;
    for (const std::string_view key :
         {"clusterName", "leafHubName", "reason", "compliance", "errMessage", "failedClusters",
          "clusterErrors", "critical", "type", "nonCompliantClusters", "high"})
        bits |= 1ULL << key.size();
    return bits;
}();

bool mayMatter(size_t length)
{
    return length < 64 && (lengthsThatMatter >> length & 1);
}

bool isBundle(JsonRef data)
{
    return std::any_of(std::begin(bundleKeys), std::end(bundleKeys),
                       [data](std::string_view key) { return data[key].isArray(); });
}

Severity severityOfReason(std::string_view reason)
{
    if (reason.find("Fail") != std::string_view::npos
        || reason.find("Error") != std::string_view::npos)
        return Severity::Error;
    const bool good =
        std::find(std::begin(goodReasons), std::end(goodReasons), reason) != std::end(goodReasons);
    return good ? Severity::Success : Severity::Info;
}

Severity severityOfCompliance(std::string_view compliance)
{
    if (compliance == "NonCompliant" || compliance == "non_compliant")
        return Severity::Warning;
    return compliance == "Compliant" || compliance == "compliant" ? Severity::Success
                                                                  : Severity::Info;
}

} // namespace

void AcmShape::read(std::string_view type, const JsonTape &tape, JsonRef data)
{
    m_tape = &tape;
    m_cluster.clear();
    m_hub.clear();
    m_manyClusters = false;
    m_itemsLeft = maxItems;
    m_severity = Severity::Info;
    m_isAlerts = type == "security.alertcounts";
    if (data.isArray()) {
        readItems(data);
    } else if (isBundle(data)) {
        for (const std::string_view key : bundleKeys)
            readItems(data[key]);
    } else {
        readItem(data);
    }
    if (m_manyClusters)
        m_cluster.clear();
}

void AcmShape::readItems(JsonRef array)
{
    array.forEachElement([this](JsonRef item) {
        if (m_itemsLeft-- > 0)
            readItem(item);
    });
}

void AcmShape::readItem(JsonRef item)
{
    if (!item.isObject())
        return;
    const JsonTape &tape = *m_tape;
    for (quint32 i = item.index() + 1, end = tape[item.index()].next; i < end;
         i = tape[i + 1].next) {
        const JsonToken &key = tape[i];
        if (mayMatter(key.length - 2))
            readMember(tape.text().substr(key.offset + 1, key.length - 2), JsonRef(tape, i + 1));
    }
}

void AcmShape::readMember(std::string_view key, JsonRef value)
{
    if (isText(key, "clusterName"))
        readCluster(value);
    else if (isText(key, "leafHubName") && m_hub.empty())
        m_hub = value.string(m_scratch);
    else if (isText(key, "reason"))
        atLeast(severityOfReason(value.string(m_scratch)));
    else if (isText(key, "compliance"))
        atLeast(severityOfCompliance(value.string(m_scratch)));
    else if (isBad(key, value))
        atLeast(Severity::Error);
    else if (isDoubtful(key, value))
        atLeast(Severity::Warning);
}

bool AcmShape::isBad(std::string_view key, JsonRef value)
{
    if (isText(key, "errMessage"))
        return !value.string(m_scratch).empty();
    if (isText(key, "failedClusters") || isText(key, "clusterErrors"))
        return value.size() > 0;
    return m_isAlerts && isText(key, "critical") && value.number() > 0;
}

bool AcmShape::isDoubtful(std::string_view key, JsonRef value)
{
    if (isText(key, "type"))
        return value.string(m_scratch) == "Warning";
    if (isText(key, "nonCompliantClusters"))
        return value.size() > 0 || value.number() > 0;
    return m_isAlerts && isText(key, "high") && value.number() > 0;
}

void AcmShape::readCluster(JsonRef name)
{
    const std::string_view cluster = name.string(m_scratch);
    if (m_cluster.empty())
        m_cluster = cluster;
    else if (!cluster.empty() && cluster != m_cluster)
        m_manyClusters = true;
}

void AcmShape::atLeast(Severity severity)
{
    m_severity = std::max(m_severity, severity);
}

} // namespace eventscope
