// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/daptinsession.h"

#include "app/demo/demoidentity.h"
#include "app/demo/jsonwriter.h"
#include "app/demo/loadsource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 patienceUs = 300'000'000;

std::string encoded(const QByteArray &json)
{
    return json.toBase64().toStdString();
}

std::string encoded(const QJsonObject &object)
{
    return encoded(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

std::string eventFrame(const std::string &topic, const std::string &kind,
                       const std::string &quotedSource, const std::string &base64)
{
    return JsonWriter()
        .text("type", "event")
        .text("topic", topic)
        .text("event", kind)
        .raw("source", quotedSource)
        .text("data", base64)
        .take();
}

} // namespace

DaptinSession::DaptinSession(DemoOutlet &outlet, std::shared_ptr<TopicBoard> board, bool denied)
    : DemoSession(outlet), m_board(std::move(board)),
      m_user(QString::fromLatin1(demoUser.data(), static_cast<qsizetype>(demoUser.size()))),
      m_denied(denied)
{
    m_board->enter(this);
}

DaptinSession::~DaptinSession()
{
    m_board->leave(this);
}

void DaptinSession::opened(const std::vector<CollectEvent> &trees)
{
    Q_UNUSED(trees)
    if (m_denied) {
        m_outlet.sendReply(R"({"message": "unauthorized"})");
        m_outlet.close(400, {}); // no code that a WebSocket knows, but what it sends
        return;
    }
    const QJsonObject session{{u"user"_s, m_user},
                              {u"groups"_s, QJsonArray{u"users"_s}},
                              {u"sessionId"_s, m_board->nextSessionId()}};
    m_outlet.sendReply(JsonWriter()
                           .text("type", "session")
                           .text("status", "open")
                           .text("data", encoded(session))
                           .take());
}

void DaptinSession::text(const QByteArray &frame, qint64 nowUs)
{
    m_lastRequestUs = nowUs;
    const QJsonDocument document = QJsonDocument::fromJson(frame);
    if (!document.isObject()) {
        m_outlet.drop();
        return;
    }
    Request request;
    request.id = document["id"_L1].toString();
    request.method = document["method"_L1].toString();
    request.attributes = document["attributes"_L1].toObject();
    using Handler = void (DaptinSession::*)(const Request &);
    static const QMap<QString, Handler> handlers{
        {u"subscribe"_s, &DaptinSession::subscribe},
        {u"unsubscribe"_s, &DaptinSession::unsubscribe},
        {u"create-topicName"_s, &DaptinSession::createTopic},
        {u"destroy-topicName"_s, &DaptinSession::destroyTopic},
        {u"new-message"_s, &DaptinSession::newMessage},
        {u"set-topic-permission"_s, &DaptinSession::setPermission},
        {u"get-topic-permission"_s, &DaptinSession::getPermission}};
    if (request.method == u"ping")
        m_outlet.sendReply(R"({"type":"pong"})");
    else if (const Handler handler = handlers.value(request.method))
        (this->*handler)(request);
    else
        fail(request, u"no such method"_s);
}

void DaptinSession::tick(qint64 nowUs)
{
    if (m_lastRequestUs == 0)
        m_lastRequestUs = nowUs;
    if (nowUs - m_lastRequestUs > patienceUs)
        m_outlet.drop();
}

void DaptinSession::subscribe(const Request &request)
{
    const QStringList topics = request.topic().split(u',', Qt::SkipEmptyParts);
    for (const QString &topic : topics) {
        if (m_subscriptions.contains(topic))
            continue; // without a word, and with the filters that it has
        if (TopicBoard::isSecret(topic)) {
            fail(request, u"permission denied: "_s + topic);
        } else if (!TopicBoard::isTable(topic) && !m_board->find(topic)) {
            fail(request, u"topic not found: "_s + topic);
        } else {
            m_subscriptions.insert(topic, request.attributes.value("filters"_L1).toObject());
            succeed(request, {{u"topic"_s, topic}});
        }
    }
}

void DaptinSession::unsubscribe(const Request &request)
{
    const QStringList topics = request.topic().split(u',', Qt::SkipEmptyParts);
    for (const QString &topic : topics) {
        if (m_subscriptions.remove(topic) > 0)
            succeed(request, {{u"topic"_s, topic}});
    }
}

void DaptinSession::createTopic(const Request &request)
{
    const QString name = request.attributes.value("name"_L1).toString();
    if (name.isEmpty())
        return;
    if (TopicBoard::isTable(name))
        fail(request, u"cannot create topic with reserved name"_s);
    else if (m_board->find(name))
        fail(request, u"topic already exists"_s);
    else if (!m_board->add(name, {m_user}))
        fail(request, u"internal error"_s);
    else
        succeed(request, {{u"topicName"_s, name}, {u"created"_s, true}});
}

void DaptinSession::destroyTopic(const Request &request)
{
    const QString name = request.attributes.value("name"_L1).toString();
    if (name.isEmpty())
        return;
    const TopicBoard::Topic *topic = m_board->find(name);
    if (TopicBoard::isTable(name)) {
        fail(request, u"cannot delete system topic"_s);
    } else if (!topic) {
        fail(request, u"topic not found"_s);
    } else if (topic->owner != m_user) {
        fail(request, u"permission denied"_s);
    } else {
        m_board->remove(name);
        succeed(request, {{u"topicName"_s, name}, {u"destroyed"_s, true}});
    }
}

void DaptinSession::newMessage(const Request &request)
{
    const QString name = request.topic();
    const QJsonValue message = request.attributes.value("message"_L1);
    const TopicBoard::Topic *topic = m_board->find(name);
    if (name.isEmpty())
        fail(request, u"missing or invalid topicName"_s);
    else if (!message.isObject())
        fail(request, u"missing or invalid message"_s);
    else if (!topic && !TopicBoard::isTable(name))
        fail(request, u"topic does not exist: "_s + name);
    else if (!topic || (topic->owner != m_user && topic->permission != TopicBoard::everybody))
        fail(request, u"permission denied: "_s + name);
    else // and nobody says that it was taken
        m_board->publish(name, m_user,
                         QJsonDocument(message.toObject()).toJson(QJsonDocument::Compact));
}

void DaptinSession::setPermission(const Request &request)
{
    TopicBoard::Topic *topic = m_board->find(request.topic());
    const QJsonValue permission = request.attributes.value("permission"_L1);
    if (!topic) {
        fail(request, u"topic not found"_s);
    } else if (topic->owner != m_user) {
        fail(request, u"permission denied"_s);
    } else {
        topic->permission = permission.toInteger(TopicBoard::ownersOnly);
        succeed(request, {{u"topicName"_s, request.topic()}, {u"permission"_s, topic->permission}});
    }
}

void DaptinSession::getPermission(const Request &request)
{
    const QString name = request.topic();
    const TopicBoard::Topic *topic = m_board->find(name);
    if (!topic && !TopicBoard::isTable(name)) {
        fail(request, u"topic not found"_s);
        return;
    }
    succeed(request,
            {{u"topicName"_s, name},
             {u"owner"_s, topic ? topic->owner : QString()},
             {u"permission"_s, topic ? topic->permission : TopicBoard::everybody},
             {u"type"_s, topic ? u"user"_s : u"system"_s}});
}

void DaptinSession::succeed(const Request &request, const QJsonObject &answer)
{
    JsonWriter json;
    json.text("type", "response");
    if (!request.id.isEmpty())
        json.text("id", request.id.toStdString());
    m_outlet.sendReply(json.text("method", request.method.toStdString())
                           .raw("ok", "true")
                           .text("data", encoded(answer))
                           .take());
}

void DaptinSession::fail(const Request &request, const QString &error)
{
    JsonWriter json;
    json.text("type", "response");
    if (!request.id.isEmpty())
        json.text("id", request.id.toStdString());
    m_outlet.sendReply(json.text("method", request.method.left(64).toStdString())
                           .raw("ok", "false")
                           .text("error", error.toStdString())
                           .take());
}

void DaptinSession::tellRecord(const RecordEvent &event)
{
    const auto subscription = m_subscriptions.constFind(QString::fromStdString(event.topic));
    if (subscription == m_subscriptions.cend() || !TopicBoard::passes(*subscription, event, true))
        return;
    const QByteArray row = QByteArray::fromStdString(event.row);
    m_outlet.sendEvent(eventFrame(event.topic, event.kind,
                                  jsonQuoted(event.source, JsonWriter::Style::Go), encoded(row)));
}

std::vector<std::string> DaptinSession::loadFrames() const
{
    // The row is in base64, where nothing can be filled in; the message's source is not.
    const QJsonObject row{{u"__type"_s, u"cluster"_s},
                          {u"name"_s, u"edge-berlin-1"_s},
                          {u"status"_s, u"ready"_s},
                          {u"version"_s, 7}};
    std::vector<std::string> frames;
    for (auto it = m_subscriptions.begin(); it != m_subscriptions.end(); ++it)
        frames.push_back(eventFrame(it.key().toStdString(), "new-message",
                                    loadslot::quoted(loadslot::uniqueId), encoded(row)));
    return frames;
}

} // namespace eventscope
