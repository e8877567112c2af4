// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/voipbinsession.h"

#include "app/demo/demoidentity.h"
#include "app/demo/jsonwriter.h"
#include "app/demo/loadsource.h"
#include "models/event/timestamp.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t requestsASecond = 10;
constexpr qsizetype maxTopics = 1000;

std::string topicArray(const QStringList &topics)
{
    std::vector<std::string> quoted;
    for (const QString &topic : topics)
        quoted.push_back(jsonQuoted(topic.toStdString(), JsonWriter::Style::Go));
    return jsonArray(quoted, JsonWriter::Style::Go);
}

std::string eventFrame(std::string_view type, std::string_view time, std::string_view topic,
                       std::string_view data)
{
    // Not JsonWriter: load frames carry slots here, which it would escape.
    std::string frame = R"({"event_type":")";
    frame.append(type).append(R"(","timestamp":")").append(time);
    frame.append(R"(","topic":")").append(topic).append(R"(","data":)").append(data).append("}");
    return frame;
}

const char *loadEventType(std::string_view resource)
{
    if (resource == "call")
        return "call.status";
    if (resource == "message")
        return "message.delivery";
    if (resource == "activeflow")
        return "activeflow.updated";
    if (resource == "conference")
        return "conference.joined";
    if (resource == "queue")
        return "queue.joined";
    if (resource == "agent")
        return "agent.status";
    return resource == "recording" ? "recording.completed" : "transcription.completed";
}

std::string loadFrame(const TopicPattern &pattern)
{
    const std::string id =
        pattern.resourceId.empty() ? loadslot::of(loadslot::topicId) : pattern.resourceId;
    const std::string time = loadslot::of(loadslot::time);
    const std::string data = JsonWriter()
                                 .raw("id", '"' + id + '"')
                                 .text("status", "answered")
                                 .text("previous_status", "ringing")
                                 .raw("sequence", loadslot::of(loadslot::sequence))
                                 .raw("tm_update", '"' + time + '"')
                                 .take();
    return eventFrame(loadEventType(pattern.resource), time,
                      pattern.scope + ':' + pattern.scopeId + ':' + pattern.resource + ':' + id,
                      data);
}

} // namespace

void VoipbinSession::text(const QByteArray &frame, qint64 nowUs)
{
    const QJsonDocument document = QJsonDocument::fromJson(frame);
    if (!document.isObject()) {
        refuseMessage({}, "The message is not a JSON object");
        return;
    }
    const QJsonObject message = document.object();
    const QString action = message.value("type"_L1).toString();
    if (action != u"subscribe" && action != u"unsubscribe") {
        refuseMessage(action, "The type must be subscribe or unsubscribe");
        return;
    }
    const QJsonArray list = message.value("topics"_L1).toArray();
    QStringList topics;
    for (const auto &value : list)
        topics << value.toString();
    const bool strings =
        std::all_of(list.begin(), list.end(), [](const QJsonValue &v) { return v.isString(); });
    if (topics.isEmpty() || topics.size() > maxTopics || !strings)
        refuseMessage(action, "The topics must be a list of at least one and at most 1000 strings");
    else if (!withinBudget(nowUs))
        refuse(action, topics, "RATE_LIMITED",
               "Too many subscription requests, try again in a second");
    else if (action == u"subscribe")
        subscribe(topics);
    else
        unsubscribe(topics);
}

void VoipbinSession::binary()
{
    refuseMessage({}, "The message must be text");
}

bool VoipbinSession::withinBudget(qint64 nowUs)
{
    while (!m_requestTimes.empty() && nowUs - m_requestTimes.front() >= 1'000'000)
        m_requestTimes.pop_front();
    if (m_requestTimes.size() >= requestsASecond)
        return false;
    m_requestTimes.push_back(nowUs);
    return true;
}

void VoipbinSession::subscribe(const QStringList &topics)
{
    QStringList accepted;
    QStringList malformed;
    QStringList forbidden;
    for (const QString &topic : topics) {
        const std::optional<TopicPattern> pattern = TopicPattern::parse(topic);
        if (!pattern) {
            malformed << topic;
        } else if (pattern->scope == "agent_id" && pattern->scopeId != demoAgent) {
            forbidden << topic;
        } else {
            accepted << topic;
            const bool known =
                std::any_of(m_patterns.cbegin(), m_patterns.cend(),
                            [&](const TopicPattern &p) { return p.text == pattern->text; });
            if (!known)
                m_patterns.push_back(*pattern);
        }
    }
    if (!accepted.isEmpty())
        ack(u"subscribe"_s, accepted);
    if (!malformed.isEmpty())
        refuse(u"subscribe"_s, malformed, "INVALID_TOPIC",
               "The topic must be <scope>:<scope_id>:<resource_type>:<resource_id>");
    if (!forbidden.isEmpty())
        refuse(u"subscribe"_s, forbidden, "PERMISSION_DENIED",
               "You do not have permission to subscribe to this topic");
}

void VoipbinSession::unsubscribe(const QStringList &topics)
{
    QStringList known;
    QStringList malformed;
    for (const QString &topic : topics) {
        (TopicPattern::parse(topic) ? known : malformed) << topic;
        const std::string text = topic.toStdString();
        std::erase_if(m_patterns, [&text](const TopicPattern &p) { return p.text == text; });
    }
    if (!known.isEmpty())
        ack(u"unsubscribe"_s, known);
    if (!malformed.isEmpty())
        refuse(u"unsubscribe"_s, malformed, "INVALID_TOPIC",
               "The topic must be <scope>:<scope_id>:<resource_type>:<resource_id>");
}

void VoipbinSession::ack(const QString &action, const QStringList &topics)
{
    m_outlet.sendReply(JsonWriter()
                           .text("type", "ack")
                           .text("action", action.toStdString())
                           .raw("topics", topicArray(topics))
                           .text("status", "success")
                           .take());
}

void VoipbinSession::refuse(const QString &action, const QStringList &topics, const char *code,
                            const char *message)
{
    m_outlet.sendReply(JsonWriter()
                           .text("type", "error")
                           .text("action", action.toStdString())
                           .raw("topics", topicArray(topics))
                           .text("code", code)
                           .text("message", message)
                           .take());
}

void VoipbinSession::refuseMessage(const QString &action, const char *why)
{
    refuse(action.left(64), {}, "INVALID_MESSAGE", why);
}

void VoipbinSession::tellCall(const CallEvent &event)
{
    // Overlapping patterns deliver once; a customer's and an agent's view are different topics and
    // deliver both.
    std::vector<std::string> told;
    for (const TopicPattern &pattern : m_patterns) {
        const std::string scope = pattern.scope + ':' + pattern.scopeId;
        if (!pattern.matches(event) || std::find(told.cbegin(), told.cend(), scope) != told.cend())
            continue;
        told.push_back(scope);
        const std::string_view customer =
            pattern.scope == "customer_id" ? std::string_view(pattern.scopeId) : demoCustomer;
        m_outlet.sendEvent(
            eventFrame(event.documented.type, timestampText(event.timeUs),
                       scope + ':' + event.documented.resource + ':' + event.documented.resourceId,
                       withCustomer(event.documented.data, customer)));
    }
}

void VoipbinSession::restart()
{
    m_outlet.close(1001, u"server is restarting"_s);
}

std::vector<std::string> VoipbinSession::loadFrames() const
{
    std::vector<std::string> frames;
    for (const TopicPattern &pattern : m_patterns)
        frames.push_back(loadFrame(pattern));
    return frames;
}

} // namespace eventscope
