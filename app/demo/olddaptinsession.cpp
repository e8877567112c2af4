// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/olddaptinsession.h"

#include "app/demo/demoidentity.h"
#include "app/demo/jsonwriter.h"
#include "app/demo/loadsource.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <utility>

namespace eventscope {

using namespace Qt::StringLiterals;

OldDaptinSession::OldDaptinSession(DemoOutlet &outlet, std::shared_ptr<TopicBoard> board,
                                   Generation generation, bool denied)
    : DemoSession(outlet), m_board(std::move(board)),
      m_user(QString::fromLatin1(demoUser.data(), static_cast<qsizetype>(demoUser.size()))),
      m_generation(generation), m_denied(denied)
{
    m_board->enter(this);
}

OldDaptinSession::~OldDaptinSession()
{
    m_board->leave(this);
}

void OldDaptinSession::opened(const std::vector<CollectEvent> &trees)
{
    Q_UNUSED(trees)
    if (!m_denied)
        return;
    m_outlet.sendReply(isA() ? "unauthorized" : R"({"message": "unauthorized"})");
    m_outlet.close(400, {});
}

void OldDaptinSession::text(const QByteArray &frame, qint64 nowUs)
{
    Q_UNUSED(nowUs)
    const QJsonObject message = QJsonDocument::fromJson(frame).object();
    const QString method = message.value("method"_L1).toString();
    const QJsonObject attributes = message.value("attributes"_L1).toObject();
    const QString suffix = isA() ? u"-topic"_s : u"-topicName"_s;
    const QString name = attributes.value("name"_L1).toString();
    TopicBoard::Topic *topic = m_board->find(name);
    if (method == u"list"_s + suffix) {
        listTopics();
    } else if (method == u"subscribe") {
        subscribe(attributes);
    } else if (method == u"unsubscribe") {
        const QStringList topics = topicOf(attributes).split(u',', Qt::SkipEmptyParts);
        for (const QString &one : topics)
            m_subscriptions.remove(one);
    } else if (method == u"create"_s + suffix) {
        if (!name.isEmpty() && !topic && !TopicBoard::isTable(name))
            m_board->add(name, {m_user});
    } else if (method == u"destroy"_s + suffix) {
        if (topic && topic->owner == m_user)
            m_board->remove(name);
    } else if (method == u"new-message") {
        newMessage(attributes);
    }
}

void OldDaptinSession::listTopics()
{
    const QJsonObject list{{u"topics"_s, QJsonArray::fromStringList(m_board->all())}};
    m_outlet.sendReply(this->frame(jsonQuoted("system", JsonWriter::Style::Go), "response",
                                   isA() ? "topic-list" : "topicName-list",
                                   QJsonDocument(list).toJson(QJsonDocument::Compact)));
}

void OldDaptinSession::subscribe(const QJsonObject &attributes)
{
    const QStringList topics = topicOf(attributes).split(u',', Qt::SkipEmptyParts);
    for (const QString &topic : topics) {
        const bool known = TopicBoard::isTable(topic) || m_board->find(topic);
        if (!known && isA()) {
            m_outlet.drop();
            return;
        }
        if (known && !TopicBoard::isSecret(topic) && !m_subscriptions.contains(topic))
            m_subscriptions.insert(topic, attributes.value("filters"_L1).toObject());
    }
}

void OldDaptinSession::newMessage(const QJsonObject &attributes)
{
    const QString name = topicOf(attributes);
    const QJsonValue message = attributes.value("message"_L1);
    const TopicBoard::Topic *topic = m_board->find(name);
    if (topic && topic->owner == m_user && message.isObject())
        m_board->publish(name, m_user,
                         QJsonDocument(message.toObject()).toJson(QJsonDocument::Compact));
}

QString OldDaptinSession::topicOf(const QJsonObject &attributes) const
{
    return attributes.value(isA() ? "topic"_L1 : "topicName"_L1).toString();
}

std::string OldDaptinSession::frame(const std::string &quotedSource, const std::string &event,
                                    const std::string &object, const QByteArray &json) const
{
    return JsonWriter()
        .raw("MessageSource", quotedSource)
        .text("EventType", event)
        .text("ObjectType", object)
        .raw("EventData",
             isA() ? json.toStdString()
                   : jsonQuoted(json.toBase64().toStdString(), JsonWriter::Style::Go))
        .take();
}

void OldDaptinSession::tellRecord(const RecordEvent &event)
{
    const auto subscription = m_subscriptions.find(QString::fromStdString(event.topic));
    if (subscription == m_subscriptions.end())
        return;
    const QJsonValue kind = subscription->value("EventType"_L1);
    if (!kind.isUndefined() && kind.toString() != QString::fromStdString(event.kind)) {
        if (!isA())
            m_subscriptions.erase(subscription);
        return;
    }
    if (TopicBoard::passes(*subscription, event, false))
        m_outlet.sendEvent(frame(jsonQuoted(event.source, JsonWriter::Style::Go), event.kind,
                                 event.topic, QByteArray::fromStdString(event.row)));
}

std::vector<std::string> OldDaptinSession::loadFrames() const
{
    std::vector<std::string> frames;
    for (auto it = m_subscriptions.begin(); it != m_subscriptions.end(); ++it)
        frames.push_back(frame(loadslot::quoted(loadslot::uniqueId), "new-message",
                               it.key().toStdString(), R"({"status":"ready","version":7})"));
    return frames;
}

} // namespace eventscope
