// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/daptin/daptinrequests.h"

#include "models/event/displaytext.h"
#include "models/event/jsontext.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

using Kind = TopicRequest::Kind;
using Outcome = TopicAnswer::Outcome;

QString tr(const char *text)
{
    return QCoreApplication::translate("DaptinDialect", text);
}

TopicAnswer answerOf(Outcome outcome, const QString &reason)
{
    TopicAnswer answer;
    answer.outcome = outcome;
    answer.reason = reason;
    return answer;
}

/// Why it makes no sense to send it: Daptin passes over such requests without a word, or hangs up.
QString problemWith(const TopicRequest &request)
{
    if (request.kind != Kind::List && request.topic.trimmed().isEmpty())
        return tr("The name of the topic is missing.");
    if (request.topic.size() > 512)
        return tr("The name of the topic is longer than 512 characters.");
    if (request.kind != Kind::Publish)
        return {};
    if (!QJsonDocument::fromJson(request.message).isObject())
        return tr("Daptin takes only JSON objects as messages.");
    if (request.message.size() > DaptinRequests::maxMessage)
        return tr("The message is longer than 400 000 bytes, which a Daptin cannot take in one "
                  "piece.");
    return {};
}

std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), size_t(bytes.size())};
}

} // namespace

void DaptinRequests::ask(const TopicRequest &request, const QStringList &known, Moment now,
                         SessionOutput &out)
{
    if (const QString problem = problemWith(request); !problem.isEmpty()) {
        out.answered(request, answerOf(Outcome::Refused, problem), {});
        return;
    }
    Pending pending;
    pending.request = request;
    pending.dueAt = now + answerWithin;
    m_pending.push_back(std::move(pending));
    m_published += request.kind == Kind::Publish;
    if (m_started)
        sendDue(known, now, out);
}

void DaptinRequests::start(const QStringList &known, Moment now, SessionOutput &out)
{
    m_started = true;
    sendDue(known, now, out);
}

void DaptinRequests::sendDue(const QStringList &known, Moment now, SessionOutput &out)
{
    for (size_t i = 0; i < m_pending.size();) {
        if (!m_pending[i].sent)
            send(m_pending[i], now, out);
        if (m_pending[i].sent) {
            ++i;
            continue;
        }
        // The server has nothing of the kind.
        TopicAnswer answer = silence(m_pending[i]);
        if (m_pending[i].request.kind == Kind::List)
            answer.topics = known;
        finish(i, answer, {}, out);
    }
}

void DaptinRequests::send(Pending &pending, Moment now, SessionOutput &out)
{
    pending.dueAt = now + answerWithin;
    if (pending.request.kind == Kind::Publish)
        sendMessage(pending, out);
    else if (m_writer.generation() == DaptinGeneration::C)
        sendToC(pending, out);
    else if (m_writer.generation() != DaptinGeneration::Unknown)
        sendToLegacy(pending, out);
}

void DaptinRequests::sendToC(Pending &pending, SessionOutput &out)
{
    const std::string topic = pending.request.topic.toStdString();
    switch (pending.request.kind) {
    case Kind::Create:
    case Kind::Destroy:
        pending.method =
            m_writer.topicMethod(pending.request.kind == Kind::Create ? "create" : "destroy");
        pending.id = m_writer.begin(pending.method);
        m_writer.name(topic);
        break;
    case Kind::GetPermission:
        pending.method = "get-topic-permission";
        pending.id = m_writer.begin(pending.method);
        m_writer.topic(topic);
        break;
    case Kind::SetPermission:
        pending.method = "set-topic-permission";
        pending.id = m_writer.begin(pending.method);
        m_writer.topic(topic);
        m_writer.json("permission", std::to_string(pending.request.permission));
        break;
    case Kind::List:
    case Kind::Publish:
        return;
    }
    m_writer.send(out);
    pending.sent = true;
}

void DaptinRequests::sendToLegacy(Pending &pending, SessionOutput &out)
{
    const Kind kind = pending.request.kind;
    if (kind == Kind::GetPermission || kind == Kind::SetPermission)
        return;
    if (kind != Kind::List) {
        pending.method = m_writer.topicMethod(kind == Kind::Create ? "create" : "destroy");
        m_writer.begin(pending.method);
        m_writer.name(pending.request.topic.toStdString());
        m_writer.send(out);
    }
    m_writer.begin(m_writer.topicMethod("list"));
    if (m_writer.generation() == DaptinGeneration::B)
        m_writer.noAttributes();
    m_writer.send(out);
    pending.awaitsList = true;
    pending.sent = true;
}

void DaptinRequests::sendMessage(Pending &pending, SessionOutput &out)
{
    pending.method = "new-message";
    pending.id = m_writer.begin(pending.method);
    m_writer.topic(pending.request.topic.toStdString());
    std::string message;
    appendMinified(message, viewOf(pending.request.message));
    m_writer.json("message", message);
    m_writer.send(out);
    pending.sent = true;
}

void DaptinRequests::finish(size_t at, const TopicAnswer &answer, std::string_view frame,
                            SessionOutput &out)
{
    const Pending gone = std::move(m_pending[at]);
    m_pending.erase(m_pending.begin() + std::ptrdiff_t(at));
    m_published -= gone.request.kind == Kind::Publish;
    out.answered(gone.request, answer, frame);
}

void DaptinRequests::tick(Moment now, SessionOutput &out)
{
    for (size_t i = 0; i < m_pending.size();) {
        if (m_pending[i].sent && m_pending[i].dueAt <= now)
            finish(i, silence(m_pending[i]), {}, out);
        else
            ++i;
    }
}

std::optional<Moment> DaptinRequests::deadline() const
{
    std::optional<Moment> due;
    for (const Pending &pending : m_pending) {
        if (pending.sent && (!due || pending.dueAt < *due))
            due = pending.dueAt;
    }
    return due;
}

TopicAnswer DaptinRequests::silence(const Pending &pending) const
{
    const QString server = daptinGenerationText(m_writer.generation());
    const Kind kind = pending.request.kind;
    if (kind == Kind::Publish)
        return answerOf(Outcome::Unanswered,
                        m_writer.isAnswered()
                            ? tr("It was sent, and the server did not refuse it within 5 s; a "
                                 "message that it takes it does not answer.")
                            : tr("It was sent. This is %1: it answers no messages.").arg(server));
    if (pending.sent)
        return answerOf(Outcome::Unanswered, tr("The server did not answer within 5 s."));
    if (m_writer.generation() == DaptinGeneration::Unknown)
        return answerOf(Outcome::Unanswered,
                        tr("It was not sent: the server did not show which Daptin it is."));
    if (kind == Kind::List)
        return answerOf(Outcome::Unanswered,
                        tr("This is %1: it has no list of its topics for clients. Its tables are "
                           "topics; these are known from this connection.")
                            .arg(server));
    return answerOf(
        Outcome::Unanswered,
        tr("It was not sent: this is %1, where topics have no permissions.").arg(server));
}

bool DaptinRequests::answered(const DaptinReply &reply, DaptinFrame &frame, SessionOutput &out)
{
    const std::string method = reply.method.toStdString();
    const auto found =
        std::find_if(m_pending.begin(), m_pending.end(), [&reply, &method](const Pending &pending) {
            return pending.sent && pending.id == reply.id && pending.method == method;
        });
    if (found == m_pending.end())
        return false;
    TopicAnswer answer =
        answerOf(reply.ok ? Outcome::Done : Outcome::Refused, displayText(reply.error, 300));
    if (!reply.ok && answer.reason.isEmpty())
        answer.reason = tr("The server refused it without a word.");
    std::string scratch;
    if (reply.ok && found->request.kind == Kind::GetPermission) {
        answer.permission = quint32(qBound(0., frame.row()["permission"].number(), 4294967295.));
        const std::string_view owner = frame.row()["owner"].string(scratch);
        answer.owner = displayText(owner, 120);
    }
    finish(size_t(found - m_pending.begin()), answer, reply.frame, out);
    return true;
}

bool DaptinRequests::listed(const QStringList &topics, std::string_view frame, SessionOutput &out)
{
    const auto found = std::find_if(m_pending.begin(), m_pending.end(),
                                    [](const Pending &pending) { return pending.awaitsList; });
    if (found == m_pending.end())
        return false;
    const TopicRequest &request = found->request;
    const bool there = topics.contains(request.topic);
    TopicAnswer answer;
    answer.topics = topics;
    if (request.kind == Kind::Create) {
        answer = answerOf(there ? Outcome::Done : Outcome::Refused,
                          there ? tr("The server lists it.")
                                : tr("The server said nothing, and does not list it."));
    } else if (request.kind == Kind::Destroy) {
        answer = answerOf(there ? Outcome::Refused : Outcome::Done,
                          there ? tr("The server said nothing, and lists it still.")
                                : tr("The server does not list it any more."));
    }
    finish(size_t(found - m_pending.begin()), answer, frame, out);
    return true;
}

/// Daptin writes the message anew, so what counts is what it means. Called only while a message of
/// ours may come back.
void DaptinRequests::messageCame(DaptinFrame &frame, SessionOutput &out)
{
    const std::string_view json = frame.row().raw();
    const QJsonDocument came =
        QJsonDocument::fromJson(QByteArray(json.data(), qsizetype(json.size())));
    const std::string_view topic = frame.topic();
    const QString name = QString::fromUtf8(topic.data(), qsizetype(topic.size()));
    for (size_t i = 0; i < m_pending.size(); ++i) {
        const TopicRequest &request = m_pending[i].request;
        if (request.kind != Kind::Publish || !m_pending[i].sent || request.topic != name
            || QJsonDocument::fromJson(request.message) != came)
            continue;
        finish(i, answerOf(Outcome::Done, tr("It came back on this connection's subscription.")),
               {}, out);
        return;
    }
}

} // namespace eventscope
