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

    Option token;
    token.key = u"token"_s;
    token.label = tr("Token");
    token.kind = Option::Kind::Secret;
    token.hint = tr("The OAuth access token of the app. It stands for one organization; make one "
                    "connection for each.");

    Option origin;
    origin.key = u"origin"_s;
    origin.label = tr("Origin");
    origin.placeholder = u"https://app.example.com"_s;
    origin.hint = tr("Sent as header Origin. Rails answers 404 if it wants one and misses it.");
    origin.advanced = true;

    Option protocol;
    protocol.key = u"protocol"_s;
    protocol.label = tr("Protocol");
    protocol.kind = Option::Kind::Choice;
    protocol.defaultValue = u"auto"_s;
    protocol.choices = {{u"auto"_s, tr("The best that the server offers")},
                        {u"plain"_s, tr("ActionCable (actioncable-v1-json)")},
                        {u"none"_s, tr("Offer no sub-protocol")}};
    protocol.hint = tr("AnyCable servers can send again what was missed during a reconnect.");
    protocol.advanced = true;

    Option channel;
    channel.key = u"channel"_s;
    channel.label = tr("Channel");
    channel.defaultValue = u"EventChannel"_s;
    channel.required = true;
    channel.hint = tr("Zaikio's is EventChannel.");
    channel.advanced = true;

    Option silence;
    silence.key = u"silence"_s;
    silence.label = tr("Dead after");
    silence.kind = Option::Kind::Integer;
    silence.defaultValue = QString::number(usualZaikioSilence);
    silence.hint = tr("Seconds without anything from the server, which pings every 3 seconds.");
    silence.advanced = true;

    return {url, token, origin, protocol, channel, silence};
}

} // namespace eventscope
