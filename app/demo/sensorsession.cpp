// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/sensorsession.h"

#include "app/demo/jsonwriter.h"
#include "app/demo/loadsource.h"
#include "models/event/timestamp.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace eventscope {

using namespace Qt::StringLiterals;

void SensorSession::text(const QByteArray &frame, qint64 nowUs)
{
    const QJsonDocument document = QJsonDocument::fromJson(frame);
    if (!document.isObject()) {
        complain(u"The message is not a JSON object"_s, nowUs);
        return;
    }
    const QString op = document["op"_L1].toString();
    const QString channel = document["channel"_L1].toString();
    const bool known = channel == u"climate" || channel == u"power";
    if (op == u"ping")
        m_outlet.sendReply("pong");
    else if (op != u"subscribe" && op != u"unsubscribe")
        complain(u"The op must be subscribe, unsubscribe or ping"_s, nowUs);
    else if (!known)
        complain(u"There is no channel %1; there are climate and power"_s.arg(channel.left(64)),
                 nowUs);
    else if (op == u"unsubscribe")
        m_channels.removeAll(channel);
    else if (!m_channels.contains(channel))
        m_channels << channel;
}

void SensorSession::complain(const QString &what, qint64 nowUs)
{
    const std::string meta = JsonWriter()
                                 .text("type", "feed.error")
                                 .text("time", timestampText(nowUs))
                                 .text("severity", "error")
                                 .take();
    const std::string body = JsonWriter().text("message", what.toStdString()).take();
    m_outlet.sendReply(JsonWriter().raw("meta", meta).raw("data", body).take());
}

void SensorSession::tellReading(const Reading &event)
{
    if (m_channels.isEmpty() || m_channels.contains(QString::fromStdString(event.channel)))
        m_outlet.sendEvent(event.message);
}

void SensorSession::restart()
{
    m_outlet.close(1001, u"back in a moment"_s);
}

std::vector<std::string> SensorSession::loadFrames() const
{
    const std::string meta = JsonWriter()
                                 .raw("id", loadslot::quoted(loadslot::uniqueId))
                                 .text("type", "sensor.power")
                                 .raw("time", loadslot::quoted(loadslot::time))
                                 .text("severity", "info")
                                 .take();
    const std::string values = JsonWriter()
                                   .text("state", "on mains")
                                   .raw("watts", loadslot::of(loadslot::sequence))
                                   .take();
    return {JsonWriter()
                .text("channel", "power")
                .raw("device", loadslot::quoted(loadslot::topicId))
                .raw("meta", meta)
                .raw("data", values)
                .take()};
}

} // namespace eventscope
