// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/coresession.h"

#include "app/demo/fixsession.h"
#include "app/demo/jsonwriter.h"
#include "app/demo/loadsource.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 patienceUs = 10'000'000;
constexpr quint64 linesBetweenBlanks = 12;

} // namespace

CoreSession::CoreSession(DemoOutlet &outlet, const QString &show, Access access)
    : DemoSession(outlet), m_access(access), m_show(show.split(u',', Qt::SkipEmptyParts))
{
    if (m_show.contains(u"*"_s))
        m_show.clear();
}

void CoreSession::opened(const std::vector<CollectEvent> &trees)
{
    m_trees = trees;
    if (m_access.denied)
        m_outlet.drop();
    else if (isOpen())
        welcome();
}

void CoreSession::welcome()
{
    CollectEvent connected;
    connected.coreType = "message-listener-connected";
    connected.coreData = R"({"subscriber_id": "eventscope-demo", "channels": ["*"]})";
    tellCollect(connected);
    for (const CollectEvent &tree : m_trees)
        tellCollect(tree);
    m_trees.clear();
}

void CoreSession::text(const QByteArray &frame, qint64 nowUs)
{
    Q_UNUSED(nowUs)
    if (frame.trimmed().isEmpty())
        return;
    const QJsonObject message = QJsonDocument::fromJson(frame).object();
    const QString key = message.value("jwt"_L1).toString();
    const bool authorizes =
        message.value("kind"_L1) == u"authorization"_s && key.startsWith("Bearer "_L1);
    if (key.endsWith("denied"_L1) || (!authorizes && !isOpen())) {
        m_access.denied = true;
        m_outlet.drop();
    } else if (!isOpen()) {
        m_access.authorized = true;
        welcome();
    } else if (message.isEmpty()) {
        m_outlet.close(1000, {});
    }
}

void CoreSession::tick(qint64 nowUs)
{
    if (m_firstTickUs == 0)
        m_firstTickUs = nowUs;
    if (!isOpen() && nowUs - m_firstTickUs > patienceUs)
        m_outlet.drop();
}

bool CoreSession::shows(const std::string &type) const
{
    return !type.empty() && (m_show.isEmpty() || m_show.contains(QString::fromStdString(type)));
}

void CoreSession::tellCollect(const CollectEvent &event)
{
    if (!isOpen() || !shows(event.coreType))
        return;
    m_outlet.sendEvent(event.coreFrame());
    if (++m_told % linesBetweenBlanks == 0)
        m_outlet.sendReply("\n");
}

void CoreSession::restart()
{
    m_outlet.close(1001, {});
}

std::vector<std::string> CoreSession::loadFrames() const
{
    if (!isOpen())
        return {};
    return {JsonWriter(JsonWriter::Style::Python)
                .text("kind", "event")
                .text("message_type", "progress")
                .raw("data", loadProgress("eu-central-1", loadslot::quoted(loadslot::topicId)))
                .take()
            + '\n'};
}

} // namespace eventscope
