// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/deployedsession.h"

#include "app/demo/demoidentity.h"
#include "app/demo/jsonwriter.h"
#include "app/demo/loadsource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

bool isAllowed(const QString &topic)
{
    const QStringList parts = topic.split(u':');
    if (parts.size() < 2 || parts.at(1).size() != 36 || QUuid::fromString(parts.at(1)).isNull())
        return false;
    return parts.at(0) == u"customer_id"
        || (parts.at(0) == u"agent_id" && parts.at(1).toStdString() == demoAgent);
}

bool startsWith(std::string_view text, std::string_view prefix)
{
    return text.substr(0, prefix.size()) == prefix;
}

} // namespace

DeployedSession::DeployedSession(DemoOutlet &outlet, Shape shape)
    : DemoSession(outlet), m_shape(shape)
{ }

void DeployedSession::text(const QByteArray &frame, qint64 nowUs)
{
    Q_UNUSED(nowUs)
    const QJsonDocument document = QJsonDocument::fromJson(frame);
    const QJsonValue listed = document.object().value("topics"_L1);
    if (!document.isObject() || !(listed.isArray() || listed.isUndefined() || listed.isNull()))
        return;
    const QJsonArray list = listed.toArray();
    QStringList topics;
    for (const auto &value : list) {
        if (!value.isString())
            return;
        topics << value.toString();
    }
    if (!std::all_of(topics.cbegin(), topics.cend(), isAllowed)) {
        m_outlet.drop();
        return;
    }
    const QString type = document.object().value("type"_L1).toString();
    for (const QString &topic : std::as_const(topics)) {
        const std::string prefix = topic.toStdString();
        const bool known =
            std::find(m_prefixes.cbegin(), m_prefixes.cend(), prefix) != m_prefixes.cend();
        if (type == u"subscribe" && !known)
            m_prefixes.push_back(prefix);
        else if (type == u"unsubscribe")
            std::erase(m_prefixes, prefix);
    }
}

std::vector<std::string> DeployedSession::customers() const
{
    std::vector<std::string> found;
    for (const std::string &prefix : m_prefixes) {
        if (!startsWith(prefix, "customer_id:"))
            continue;
        const std::string id = prefix.substr(12, 36);
        if (std::find(found.cbegin(), found.cend(), id) == found.cend())
            found.push_back(id);
    }
    if (found.empty())
        found.emplace_back(demoCustomer);
    return found;
}

bool DeployedSession::bound(std::string_view scope) const
{
    return std::any_of(m_prefixes.cbegin(), m_prefixes.cend(),
                       [scope](const std::string &prefix) { return startsWith(prefix, scope); });
}

void DeployedSession::tellCall(const CallEvent &event)
{
    if (m_prefixes.empty())
        return;
    for (const std::string &customer : customers())
        publish(event, customer);
}

void DeployedSession::publish(const CallEvent &event, const std::string &customer)
{
    const CallEvent::Wording &told = event.deployed;
    std::vector<std::string> scopes{"customer_id:" + customer};
    if (!event.agentId.empty())
        scopes.push_back("agent_id:" + event.agentId);
    std::vector<std::string> topics;
    for (const std::string &scope : scopes) {
        topics.push_back(scope + ':' + told.resource + ':' + told.resourceId);
        topics.push_back(scope + ':' + told.resource + ':' + told.type + ':' + told.resourceId);
    }
    const bool wrapped =
        m_shape == Shape::Wrapped || (m_shape == Shape::Mixed && told.resource == "message");
    std::string frame = withCustomer(told.data, customer);
    if (wrapped)
        frame = R"({"data":)" + frame + R"(,"type":")" + told.type + R"("})";
    // Each scope that is bound brings the event in once, and each time it goes out under every one
    // of its topics.
    for (const std::string &scope : scopes) {
        if (!bound(scope))
            continue;
        for (const std::string &topic : topics) {
            const bool wanted = std::any_of(
                m_prefixes.cbegin(), m_prefixes.cend(),
                [&topic](const std::string &prefix) { return startsWith(topic, prefix); });
            if (wanted)
                m_outlet.sendEvent(frame);
        }
    }
}

std::vector<std::string> DeployedSession::loadFrames() const
{
    if (m_prefixes.empty())
        return {};
    const std::string time = loadslot::quoted(loadslot::time);
    return {JsonWriter()
                .raw("id", loadslot::quoted(loadslot::topicId))
                .text("customer_id", customers().front())
                .text("type", "flow")
                .raw("source", R"({"type":"tel","target":"+12025550147"})")
                .text("status", "progressing")
                .text("direction", "incoming")
                .raw("sequence", loadslot::of(loadslot::sequence))
                .raw("tm_create", time)
                .raw("tm_update", time)
                .text("tm_delete", "9999-01-01T00:00:00.000000Z")
                .take()};
}

} // namespace eventscope
