// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/zaikiosession.h"

#include "app/demo/jsonwriter.h"
#include "app/demo/loadsource.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr auto rails = JsonWriter::Style::Rails;
constexpr qint64 beatSeconds = 3;
constexpr std::size_t maxChannels = 200;

std::string eventFrame(const std::string &identifier, std::string_view message)
{
    std::string frame = R"({"identifier":)";
    frame.append(identifier).append(R"(,"message":)").append(message).append("}");
    return frame;
}

} // namespace

const QStringList &ZaikioSession::configuredEvents()
{
    static const QStringList names{
        u"mission_control.job_added"_s,    u"mission_control.job_updated"_s,
        u"mission_control.job_finished"_s, u"mission_control.job_failed"_s,
        u"procurement.order_placed"_s,     u"procurement.order_confirmed"_s};
    return names;
}

ZaikioSession::ZaikioSession(DemoOutlet &outlet, bool denied)
    : DemoSession(outlet), m_denied(denied)
{ }

void ZaikioSession::opened(const std::vector<CollectEvent> &trees)
{
    Q_UNUSED(trees)
    if (m_denied)
        disconnect("unauthorized", false);
    else
        m_outlet.sendReply(R"({"type":"welcome"})");
}

void ZaikioSession::text(const QByteArray &frame, qint64 nowUs)
{
    Q_UNUSED(nowUs)
    const QJsonObject message = QJsonDocument::fromJson(frame).object();
    const QString command = message.value("command"_L1).toString();
    const QString identifier = message.value("identifier"_L1).toString();
    if (command == u"subscribe") {
        subscribe(identifier);
    } else if (command == u"unsubscribe") {
        const std::string quoted = jsonQuoted(identifier.toStdString(), rails);
        std::erase_if(m_channels,
                      [&quoted](const Channel &channel) { return channel.identifier == quoted; });
    }
}

void ZaikioSession::subscribe(const QString &identifier)
{
    const QJsonObject what = QJsonDocument::fromJson(identifier.toUtf8()).object();
    const std::string quoted = jsonQuoted(identifier.toStdString(), rails);
    const bool known =
        std::any_of(m_channels.cbegin(), m_channels.cend(),
                    [&quoted](const Channel &channel) { return channel.identifier == quoted; });
    // The server's log would have a word about these; the client is told nothing.
    if (known || what.value("channel"_L1).toString() != u"EventChannel"
        || m_channels.size() >= maxChannels)
        return;
    const QStringList events = what.value("events"_L1).toString().split(u',', Qt::SkipEmptyParts);
    const bool configured = std::all_of(events.cbegin(), events.cend(), [](const QString &name) {
        return configuredEvents().contains(name.trimmed());
    });
    if (events.isEmpty() || !configured) {
        answer(quoted, "reject_subscription");
        return;
    }
    Channel channel{quoted, {}};
    for (const QString &name : events)
        channel.events << name.trimmed();
    m_channels.push_back(std::move(channel));
    answer(quoted, "confirm_subscription");
}

void ZaikioSession::answer(const std::string &quotedIdentifier, const char *type)
{
    m_outlet.sendReply(
        JsonWriter(rails).raw("identifier", quotedIdentifier).text("type", type).take());
}

void ZaikioSession::tick(qint64 nowUs)
{
    if (m_denied || ++m_ticks % beatSeconds != 0)
        return;
    m_outlet.sendReply(
        JsonWriter(rails).text("type", "ping").number("message", nowUs / 1'000'000).take());
}

void ZaikioSession::tellJob(const JobEvent &event)
{
    const QString name = QString::fromStdString(event.name);
    for (const Channel &channel : m_channels) {
        if (channel.events.contains(name))
            m_outlet.sendEvent(eventFrame(channel.identifier, event.message));
    }
}

void ZaikioSession::disconnect(const char *reason, bool reconnect)
{
    m_outlet.sendReply(JsonWriter(rails)
                           .text("type", "disconnect")
                           .text("reason", reason)
                           .raw("reconnect", reconnect ? "true" : "false")
                           .take());
    m_outlet.close(1000, {});
}

void ZaikioSession::restart()
{
    disconnect("server_restart", true);
}

void ZaikioSession::cutOff()
{
    disconnect("remote", true);
}

std::vector<std::string> ZaikioSession::loadFrames() const
{
    std::vector<std::string> frames;
    for (const Channel &channel : m_channels) {
        for (const QString &name : channel.events) {
            const std::string payload = JsonWriter(rails)
                                            .raw("job_id", loadslot::quoted(loadslot::topicId))
                                            .text("state", "printing")
                                            .raw("printed", loadslot::of(loadslot::sequence))
                                            .take();
            frames.push_back(eventFrame(channel.identifier,
                                        JsonWriter(rails)
                                            .raw("id", loadslot::quoted(loadslot::uniqueId))
                                            .raw("timestamp", loadslot::quoted(loadslot::time))
                                            .text("name", name.toStdString())
                                            .text("version", "1.0")
                                            .raw("payload", payload)
                                            .take()));
        }
    }
    return frames;
}

} // namespace eventscope
