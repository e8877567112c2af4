// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/openrequests.h"

#include "models/event/displaytext.h"

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int maxShownTopic = 120;
constexpr int maxAnswerReason = 1000;

/// "creating chat"
QString gerund(const TopicRequest &request, const QString &topic)
{
    switch (request.kind) {
    case TopicRequest::Kind::List:
        return u"the list of topics"_s;
    case TopicRequest::Kind::Create:
        return u"creating %1"_s.arg(topic);
    case TopicRequest::Kind::Destroy:
        return u"destroying %1"_s.arg(topic);
    case TopicRequest::Kind::Publish:
        return u"the message on %1"_s.arg(topic);
    case TopicRequest::Kind::GetPermission:
        return u"reading the permission of %1"_s.arg(topic);
    case TopicRequest::Kind::SetPermission:
        return u"setting the permission of %1"_s.arg(topic);
    }
    return {};
}

QString doneText(const TopicRequest &request, const TopicAnswer &answer, const QString &topic)
{
    switch (request.kind) {
    case TopicRequest::Kind::List:
        return answer.topics.size() == 1 ? u"the server has 1 topic"_s
                                         : u"the server has %1 topics"_s.arg(answer.topics.size());
    case TopicRequest::Kind::Create:
        return u"%1 was created"_s.arg(topic);
    case TopicRequest::Kind::Destroy:
        return u"%1 was destroyed"_s.arg(topic);
    case TopicRequest::Kind::Publish:
        return u"the message on %1 was sent"_s.arg(topic);
    case TopicRequest::Kind::GetPermission:
        return u"the permission of %1 is %2"_s.arg(topic, QString::number(answer.permission));
    case TopicRequest::Kind::SetPermission:
        return u"the permission of %1 was set"_s.arg(topic);
    }
    return {};
}

} // namespace

QString whyNotAsked(const TopicRequest &request, const DialectInfo *server)
{
    if (!server)
        return u"it is not connected"_s;
    return server->requests.contains(request.kind) ? QString()
                                                   : u"%1 has no such request"_s.arg(server->title);
}

TopicAnswer unanswered(const QString &reason)
{
    TopicAnswer answer;
    answer.outcome = TopicAnswer::Outcome::Unanswered;
    answer.reason = reason;
    return answer;
}

OwnRow answerRow(const QString &connection, const TopicRequest &request, const TopicAnswer &answer,
                 std::string_view frame)
{
    using Outcome = TopicAnswer::Outcome;
    const QString topic = displayText(request.topic, maxShownTopic);
    const QString reason = displayText(answer.reason, maxAnswerReason);
    OwnRow row;
    QString text = gerund(request, topic);
    switch (answer.outcome) {
    case Outcome::Done:
        row.type = owntype::ack;
        row.severity = Severity::Success;
        text = doneText(request, answer, topic);
        break;
    case Outcome::Refused:
        row.type = owntype::refused;
        row.severity = Severity::Error;
        text += u" was refused: "_s + reason;
        break;
    case Outcome::Unanswered:
        row.type = owntype::unconfirmed;
        row.severity = Severity::Warning;
        text += u" is not confirmed: "_s + reason;
        break;
    }
    // The attribute `topic` of such a row would be taken for a subscription.
    OwnPayload data(connection + u": "_s + text);
    data.text("topic", request.topic).text("reason", reason);
    if (!frame.empty())
        data.verbatim("frame", frame);
    row.data = data.take();
    return row;
}

} // namespace eventscope
