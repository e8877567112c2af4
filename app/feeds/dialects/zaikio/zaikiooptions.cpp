// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/feeds/dialects/zaikio/zaikiooptions.h"

#include <QCoreApplication>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ZaikioDialect", text);
}

} // namespace

QVector<Option> zaikioOptions()
{
    Option url = urlOption(u"wss://loom.sandbox.zaikio.com/websocket"_s,
                           tr("The WebSocket address of Zaikio Loom."));
    url.choices = {{u"wss://loom.sandbox.zaikio.com/websocket"_s, tr("Sandbox")},
                   {u"wss://loom.zaikio.com/websocket"_s, tr("Production")}};

    const Option token = tokenOption(
        tr("The OAuth access token of the app. It stands for one organization; make one "
           "connection for each."));
    const Option origin =
        textOption(u"origin"_s, tr("Origin"),
                   tr("Sent as header Origin. Rails answers 404 if it wants one and misses it."),
                   u"https://app.example.com"_s);
    const Option protocol =
        choiceOption(u"protocol"_s, tr("Protocol"),
                     {{u"auto"_s, tr("The best that the server offers")},
                      {u"plain"_s, tr("ActionCable (actioncable-v1-json)")},
                      {u"none"_s, tr("Offer no sub-protocol")}},
                     tr("AnyCable servers can send again what was missed during a reconnect."));
    Option channel = textOption(u"channel"_s, tr("Channel"), tr("Zaikio's is EventChannel."));
    channel.defaultValue = u"EventChannel"_s;
    channel.required = true;
    Option silence =
        textOption(u"silence"_s, tr("Dead after"),
                   tr("Seconds without anything from the server, which pings every 3 seconds."));
    silence.kind = Option::Kind::Integer;
    silence.defaultValue = QString::number(usualZaikioSilence);

    return {url, token, advanced(origin), advanced(protocol), advanced(channel), advanced(silence)};
}

} // namespace eventscope
